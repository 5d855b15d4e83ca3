"""QGIS goes while a run is going on: the worker goes with it, and no half of a result stays."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .test_interrupted import large_pair  # noqa: F401 (a fixture)

CHECKOUT = Path(__file__).resolve().parents[2]
STEPS = Path(__file__).with_name("quit_while_running.py")


def processes_of(folder: Path) -> dict[int, str]:
    """Process id → command line of all that were started for this test."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if f"RSCD_PROFILE={folder}".encode() in (place / "environ").read_bytes():
                found[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def until(condition, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture
def start(tmp_path, large_pair, slow_model):  # noqa: F811
    def started(stay_s: float) -> subprocess.Popen:
        variables = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
        variables.update(
            RSCD_PROFILE=str(tmp_path / "profile"), RSCD_DEMO=str(large_pair[0].parent), TEST_PRE=str(large_pair[0]),
            TEST_POST=str(large_pair[1]), TEST_MODEL=str(slow_model), TEST_STAY_S=str(stay_s),
        )  # fmt: skip
        (tmp_path / "out").mkdir()
        command = [str(CHECKOUT / "scripts" / "desktop"), "--session", str(tmp_path / "out"), str(STEPS)]
        process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert until(lambda: (tmp_path / "out" / "running").exists() or process.poll() is not None, 100)
        assert process.poll() is None, "QGIS ended before the run had begun"
        return process

    yield started
    for number in processes_of(tmp_path / "profile"):
        os.kill(number, signal.SIGKILL)


def results(folder: Path) -> list[str]:
    """What a run left, whole or half."""
    return sorted(file.name for file in folder.iterdir() if file.suffix in (".tif", ".gpkg"))


def test_quit(start, tmp_path):
    process = start(stay_s=0)
    assert process.wait(60) == 0
    assert until(lambda: not processes_of(tmp_path / "profile"), 5)
    assert results(tmp_path / "out") == []
    assert not [file for file in (tmp_path / "out").iterdir() if file.name.startswith(".rscd-scratch")]


def test_killed(start, tmp_path):
    process = start(stay_s=100)
    running = processes_of(tmp_path / "profile")
    workers = [number for number, command in running.items() if "core.worker" in command]
    assert workers
    for number, command in running.items():
        if "qgis" in command.split(" ")[0]:
            os.kill(number, signal.SIGKILL)
    process.wait(60)
    assert until(lambda: not set(workers) & set(processes_of(tmp_path / "profile")), 5)
    assert results(tmp_path / "out") == []
