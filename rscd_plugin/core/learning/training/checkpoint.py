"""A training on disk, so that it can go on after a cancel. Never runs code from a file."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import torch

from ...errors import UserError
from ...whole_file import whole_file

FORMAT = 1
Job = dict[str, Any]  # what a checkpoint belongs to: plain values by the names that the user knows


def write_checkpoint(path: Path, job: Job, content: dict[str, Any]) -> None:
    """content: tensors, numbers and texts, in mappings and sequences. Raises OSError where the disk does not take it."""
    with whole_file(path) as beside:
        try:
            torch.save({"format": FORMAT, "job": json.dumps(job), "content": content}, beside)
        except RuntimeError as error:  # so the archive's writer calls it when a file cannot grow
            raise OSError(str(error).splitlines()[0]) from error


def read_checkpoint(path: Path, job: Job) -> dict[str, Any]:
    """The content, on the CPU. Raises UserError where there is none, it is damaged, or is another job's, and says in what."""
    if not path.is_file():
        raise UserError(
            f"There is no checkpoint {path}. Choose the file that the cancelled training left, or none for a new one."
        )
    try:
        with zipfile.ZipFile(path) as archive:  # torch.load does not look at the checksums that it wrote
            if archive.testzip() is not None:
                raise zipfile.BadZipFile
        found = torch.load(path, map_location="cpu", weights_only=True)
        theirs, content = json.loads(found["job"]), found["content"]
        known = found["format"] == FORMAT and isinstance(theirs, dict)
    except MemoryError:
        raise
    except Exception as error:  # what is raised on a damaged file depends on where the damage is
        raise UserError(
            f"{path.name} cannot be read as a checkpoint ({type(error).__name__}): it is damaged, or another kind of file. "
            "Choose another, or none: then training begins anew."
        ) from error
    if not known:
        raise UserError(f"{path.name} is a checkpoint of another version of this plugin. Choose none: then training begins anew.")
    ours = json.loads(json.dumps(job))  # tuples as they come back from a file
    different = [
        f"{name} ({_text(theirs.get(name))} there, {_text(ours.get(name))} here)"
        for name in sorted(theirs.keys() | ours.keys())
        if theirs.get(name) != ours.get(name)
    ]
    if different:
        raise UserError(
            f"{path.name} is the checkpoint of another training. It differs in {', '.join(different)}. "
            "Set these as they were, or choose no checkpoint: then training begins anew."
        )
    return content


def _text(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
