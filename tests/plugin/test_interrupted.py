"""Cancelled, killed, and run in the background: QGIS is unharmed and nothing half-done is left."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QCoreApplication, QTimer

from rscd_plugin.runtime.scratch import ScratchFolder

from .conftest import Runner, write_raster


@pytest.fixture(scope="module")
def large_pair(tmp_path_factory):
    """Large enough to keep the slow model busy for far longer than any test here."""
    folder = tmp_path_factory.mktemp("large")
    pixels = np.random.default_rng(1).integers(0, 255, (3, 3000, 3000)).astype(np.uint8)
    return write_raster(folder / "pre.tif", pixels), write_raster(folder / "post.tif", pixels)


@pytest.fixture
def task(provider, large_pair, slow_model, tmp_path):
    """A background task that has begun to compute, its outputs' folder, and what it ended with."""
    runner = Runner()
    feedback = QgsProcessingFeedback(False)
    values = {"PRE": str(large_pair[0]), "POST": str(large_pair[1]), "MODEL": str(slow_model), "TILE_SIZE": 256}
    values.update({"MASK": str(tmp_path / "mask.tif"), "CHANGES": str(tmp_path / "changes.gpkg")})
    algorithm = provider.algorithm("detectchanges").create()
    made = QgsProcessingAlgRunnerTask(algorithm, values, runner.context(), feedback)
    ended = []
    made.executed.connect(lambda successful, results: ended.append((successful, results)))
    QgsApplication.taskManager().addTask(made)
    wait_until(lambda: feedback.progress() > 3)
    yield made, feedback, tmp_path, ended
    feedback.cancel()
    wait_until(lambda: ended)
    runner.close()


def wait_until(condition, seconds=30.0):
    """Let QGIS's own event loop turn until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        QCoreApplication.processEvents()
        time.sleep(0.01)


def workers() -> list[int]:
    """Process numbers of workers that this process started."""
    children = " ".join(path.read_text() for path in Path(f"/proc/{os.getpid()}/task").glob("*/children")).split()
    return [int(child) for child in children if b"core.worker" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_qgis_stays_responsive_meanwhile(task):
    ticks = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(10)
    wait_until(lambda: len(ticks) >= 50)
    timer.stop()
    assert len(workers()) == 1 and not task[3]


def test_cancel_is_honoured_and_leaves_nothing(task):
    _, feedback, folder, ended = task
    feedback.cancel()
    started = time.monotonic()
    wait_until(lambda: ended)
    assert time.monotonic() - started < 2.5
    assert not workers()
    assert list(folder.iterdir()) == []


def test_a_killed_worker_is_reported_in_plain_words(task):
    _, feedback, folder, ended = task
    os.kill(workers()[0], signal.SIGKILL)
    wait_until(lambda: ended)
    assert ended[0][0] is False
    assert list(folder.iterdir()) == []
    assert QgsProject.instance() is not None


def test_the_message_of_a_killed_worker(provider, large_pair, slow_model, tmp_path):
    runner = Runner()

    def kill_the_worker():
        while not workers():
            time.sleep(0.05)
        os.kill(workers()[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_the_worker)
    killer.start()
    with pytest.raises(QgsProcessingException, match="ended from outside.*Nothing was written"):
        runner(large_pair, slow_model, MASK=tmp_path / "m.tif", TILE_SIZE=256)
    killer.join()
    runner.close()
    assert list(tmp_path.iterdir()) == []


def test_scratch_of_a_dead_process_goes_and_of_a_living_one_stays(tmp_path):
    code = "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; import os\n"
    code += "from rscd_plugin.runtime.scratch import ScratchFolder\n"
    code += "kept = ScratchFolder(Path(sys.argv[2])); kept.__enter__(); os._exit(0)"
    checkout = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    subprocess.run(["/usr/bin/python3", "-c", code, checkout, str(tmp_path)], check=True)
    abandoned = list(tmp_path.iterdir())
    assert len(abandoned) == 1
    with ScratchFolder(tmp_path) as first, ScratchFolder(tmp_path) as second:
        assert not abandoned[0].exists()
        assert first.is_dir() and second.is_dir()
    assert list(tmp_path.iterdir()) == []
