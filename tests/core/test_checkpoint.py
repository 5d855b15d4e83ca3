"""Checkpoints: whole or not there, of this very job, and never a reason to stop training."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.learning.training.checkpoint import read_checkpoint, write_checkpoint
from rscd_plugin.core.learning.training.loop import LoopSettings, fit

from .learning_tasks import DotTask
from .rasters import Listener

JOB = {"labels": ["roofs", "gardens"], "BATCH_SIZE": 8, "CHIP_SIZE": 128}
CONTENT = {"weights": {"conv": torch.arange(6.0).reshape(2, 3)}, "state": {0: {"step": torch.tensor(3.0)}}, "note": "é", "n": 2}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "c.checkpoint"
    for _ in range(2):  # the second over the first
        write_checkpoint(path, {**JOB, "bands": (1, 2)}, CONTENT)
    found = read_checkpoint(path, {**JOB, "bands": (1, 2)})
    assert torch.equal(found["weights"]["conv"], CONTENT["weights"]["conv"]) and found["state"][0]["step"] == 3
    assert found["note"] == "é" and [file.name for file in tmp_path.iterdir()] == [path.name]


def test_another_job_is_refused_and_the_difference_said(tmp_path: Path) -> None:
    write_checkpoint(tmp_path / "c", JOB, CONTENT)
    other = {"labels": ["roofs"], "CHIP_SIZE": 128, "SEED": 1, "BATCH_SIZE": 4}
    with pytest.raises(UserError) as refusal:
        read_checkpoint(tmp_path / "c", other)
    text = str(refusal.value)
    assert "BATCH_SIZE (8 there, 4 here)" in text and "SEED (nothing there, 1 here)" in text
    assert "labels (['roofs', 'gardens'] there" in text and "CHIP_SIZE" not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [("epochs", 4), ("batch", 5), ("learning_rate", 0.5), ("optimiser", "sgd"), ("seed", 1), ("averaging", 0.9), ("patience", 1)],
)
def test_what_changes_the_training_is_part_of_the_job(tmp_path: Path, name: str, value: object) -> None:
    settings = LoopSettings(epochs=1, batch=2, checkpoint=tmp_path / "c")
    write_checkpoint(tmp_path / "c", settings.job, {})
    with pytest.raises(UserError, match=f"differs in {name} "):
        fit(DotTask(), replace(settings, resume=tmp_path / "c", **{name: value}), Listener(), lambda epoch, network: None)


class _Trap:
    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> tuple:
        return Path.touch, (self.sprung,)


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "c"
    write_checkpoint(path, JOB, CONTENT)
    whole = path.read_bytes()
    place = whole.index(CONTENT["weights"]["conv"].numpy().tobytes())
    flipped = whole[:place] + b"\xff" + whole[place + 1 :]
    for content in (b"", b"words", whole[: len(whole) // 2], flipped, pickle.dumps(_Trap(tmp_path / "sprung"))):
        path.write_bytes(content)
        with pytest.raises(UserError, match="cannot be read as a checkpoint.*Choose another"):
            read_checkpoint(path, JOB)
    torch.save(_Trap(tmp_path / "sprung"), path)
    with pytest.raises(UserError, match="cannot be read as a checkpoint"):
        read_checkpoint(path, JOB)
    assert not (tmp_path / "sprung").exists()
    with pytest.raises(UserError, match="There is no checkpoint"):
        read_checkpoint(tmp_path / "none", JOB)


def test_other_content_is_refused(tmp_path: Path) -> None:
    torch.save({"state_dict": {}}, tmp_path / "c")
    with pytest.raises(UserError, match="cannot be read as a checkpoint"):
        read_checkpoint(tmp_path / "c", JOB)
    torch.save({"format": 99, "job": "{}", "content": {}}, tmp_path / "c")
    with pytest.raises(UserError, match="of another version"):
        read_checkpoint(tmp_path / "c", JOB)


FULL_DISK = """
import resource, sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from rscd_plugin.core.learning.training.loop import LoopSettings, fit
from tests.core.learning_tasks import DotTask
path = Path(sys.argv[1])
settings = LoopSettings(epochs=3, batch=2, checkpoint=path)
class Log(list):
    def report(self, share): pass
    def part(self, *ends): return self
    log = list.append
log, kept = Log(), []
def keep(epoch, network):
    kept.append(epoch.number)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, resource.RLIM_INFINITY))
history = fit(DotTask(scores=(0.1, 0.2, 0.3)), settings, log, keep)
assert len(history.epochs) == 3 and kept == [1, 2, 3]
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(sum("checkpoint cannot be written" in line for line in log), len(list(path.parent.iterdir())))
"""


def test_a_full_disk_is_said_once_and_training_goes_on(tmp_path: Path) -> None:
    """A limit on the size of files stands for the end of the disk, once the first checkpoint is written."""
    pytest.importorskip("resource")
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path / "c"), str(Path(__file__).parents[2])]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    assert answer.stdout.split() == ["1", "1"]
    settings = LoopSettings(epochs=3, batch=2)
    assert len(read_checkpoint(tmp_path / "c", settings.job)["epochs"]) > 0  # that of the first epoch is still whole
