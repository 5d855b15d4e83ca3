"""A folder for half-done files beside the outputs; gone afterwards, however the run ended."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile

from ..core.errors import UserError

_PREFIX = ".rscd-scratch-"
_LOCK = "lock"
_WAIT_MS = 200  # Qt breaks the lock of a dead process in a second attempt only


class ScratchFolder:
    """`with ScratchFolder(folder) as scratch:` makes a folder inside `folder` and removes it at the end.

    Folders that a dead process left behind are removed at the start. Raises UserError where nothing can be written.
    """

    def __init__(self, beside: Path) -> None:
        self._beside = beside

    def __enter__(self) -> Path:
        if not self._beside.is_dir():
            raise UserError(f"The folder {self._beside} does not exist. Make it, or choose another place for the outputs.")
        _remove_abandoned(self._beside)
        try:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._beside))
        except OSError as error:
            raise UserError(
                f"Nothing can be written in {self._beside}: {error.strerror}. Choose another folder for the outputs."
            ) from error
        self._lock = QLockFile(str(self.path / _LOCK))
        self._lock.setStaleLockTime(0)
        self._lock.tryLock(_WAIT_MS)
        return self.path

    def __exit__(self, *_error: object) -> None:
        self._lock.unlock()
        shutil.rmtree(self.path, ignore_errors=True)


def _remove_abandoned(folder: Path) -> None:
    """Remove scratch folders whose process is gone; a lock says whether it lives."""
    for found in folder.glob(_PREFIX + "*"):
        if not (found / _LOCK).is_file():
            continue  # being made at this moment
        lock = QLockFile(str(found / _LOCK))
        lock.setStaleLockTime(0)
        if lock.tryLock(_WAIT_MS):
            lock.unlock()
            shutil.rmtree(found, ignore_errors=True)


def publish_raster(finished: Path, destination: Path) -> None:
    """Publish a raster with what GDAL keeps beside it; notes that another file of that name left behind go."""
    notes, old_notes = (Path(f"{path}.aux.xml") for path in (finished, destination))
    publish(finished, destination)
    if notes.exists():
        publish(notes, old_notes)
    else:
        old_notes.unlink(missing_ok=True)


def publish(finished: Path, destination: Path) -> None:
    """Move a finished file to where the user wants it; there, it appears whole or not at all.

    Raises UserError when it cannot be put there.
    """
    try:
        try:
            os.replace(finished, destination)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            with ScratchFolder(destination.parent) as near:  # on another disk: copied first, then renamed
                shutil.copyfile(finished, near / destination.name)
                os.replace(near / destination.name, destination)
    except OSError as error:
        raise UserError(
            f"{destination} cannot be written: {error.strerror}. Is it open in a program, or is its folder read-only or full?"
        ) from error
