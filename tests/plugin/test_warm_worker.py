"""The worker that stays warm, with real processes: what is asked, replaced, cancelled and killed, and that nothing stays."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from qgis.PyQt.QtCore import QCoreApplication, QThread

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.describe import DescribeJob, DescribeOutputs
from rscd_plugin.core.jobs.spec import ChangeOutputs, DetectJob, RasterSource
from rscd_plugin.runtime import environment
from rscd_plugin.runtime.warm_worker import PATIENCE_S, WarmWorker

from .conftest import write_raster


def workers() -> set[int]:
    """Worker processes that are children of this one."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[1]
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(parent) == os.getpid() and b"core.worker import main" in command:
            found.add(int(folder.name))
    return found


def has_ended(process: int) -> bool:
    """Whether nothing is left of it but its exit code."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def until(condition, seconds: float = 20.0) -> None:
    """Let the event loop run until `condition` holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        QCoreApplication.processEvents()
        time.sleep(0.005)


class Asker:
    """Asks, and keeps the answers by name."""

    def __init__(self, warm: WarmWorker, model: Path, slow_model: Path, folder: Path):
        self.warm = warm
        self.model = model
        self.answers: dict[str, object] = {}
        self.refusals: dict[str, str] = {}
        self.threads: set[object] = set()
        big = RasterSource(str(write_raster(folder / "big.tif", np.zeros((3, 1000, 1500), np.uint8))))
        self.slow_job = DetectJob(big, big, str(slow_model)), ChangeOutputs(str(folder), True, False, False)

    def describe(self, name: str, topic: str = "card", job: object = None) -> None:
        self._ask(name, topic, "describe", job or DescribeJob(str(self.model)), DescribeOutputs())

    def detect_slowly(self, name: str, topic: str = "preview") -> None:
        self._ask(name, topic, "detect", *self.slow_job)

    def _ask(self, name, topic, job_name, job, outputs):
        def then(values):
            self.threads.add(QThread.currentThread())
            self.answers[name] = values

        self.warm.ask(topic, job_name, job, outputs, then, lambda text: self.refusals.update({name: text}))

    def wait(self, name: str) -> None:
        until(lambda: name in self.answers or name in self.refusals)


@pytest.fixture
def make_warm(qgis_app):
    """`make_warm(idle_s)`; all are stopped after the test, and must have left no process."""
    made = []

    def make(idle_s: float = 180.0) -> WarmWorker:
        made.append(WarmWorker(idle_s=idle_s))
        return made[-1]

    yield make
    for warm in made:
        warm.stop()
    assert workers() == set()


@pytest.fixture
def asker(make_warm, model, slow_model, tmp_path):
    """On a worker of its own."""
    return Asker(make_warm(), model, slow_model, tmp_path)


def test_answers_come_on_the_asking_thread_from_one_process(asker):
    assert workers() == set()  # nothing is started before it is needed
    asker.describe("one")
    asker.describe("two", topic="another")
    assert asker.answers == {}
    asker.wait("one")
    process = workers()
    asker.wait("two")
    asker.describe("three")
    asker.wait("three")
    assert len(process) == 1 and workers() == process
    assert asker.answers["one"]["card"]["threshold"] == 0.3 and asker.refusals == {}
    assert asker.threads == {QCoreApplication.instance().thread()}


def test_the_latest_of_a_topic_wins_and_quick_ones_end_in_peace(asker):
    asker.describe("first")
    asker.wait("first")
    process = workers()
    for name in ("a", "b", "c"):
        asker.describe(name)
    asker.describe("other", topic="other")
    asker.wait("other")
    assert set(asker.answers) == {"first", "c", "other"} and asker.refusals == {}
    assert workers() == process


def test_a_slow_one_that_was_replaced_is_killed_after_a_while(asker):
    asker.describe("first")
    asker.wait("first")
    process = workers()
    asker.detect_slowly("slow")
    until(lambda: (Path(asker.slow_job[1].folder) / "probability.scratch.tif").exists())
    started = time.monotonic()
    asker.describe("new", topic="preview")
    asker.wait("new")
    assert PATIENCE_S <= time.monotonic() - started < PATIENCE_S + 10
    assert set(asker.answers) == {"first", "new"} and asker.refusals == {}
    assert len(workers()) == 1 and workers() != process


def test_a_death_is_told_and_the_next_one_starts_afresh(asker):
    asker.detect_slowly("slow")
    until(lambda: (Path(asker.slow_job[1].folder) / "probability.scratch.tif").exists())
    (process,) = workers()
    os.kill(process, signal.SIGKILL)
    asker.wait("slow")
    assert "crashed" in asker.refusals["slow"] and "slow" not in asker.answers
    asker.describe("next")
    asker.wait("next")
    assert "next" in asker.answers


def test_a_death_while_idle_goes_unnoticed(asker):
    asker.describe("one")
    asker.wait("one")
    (process,) = workers()
    os.kill(process, signal.SIGKILL)
    until(lambda: has_ended(process))
    asker.describe("two")
    asker.wait("two")
    assert "two" in asker.answers and workers() != {process}


def test_an_idle_process_ends_and_comes_back(make_warm, model, slow_model, tmp_path):
    asker = Asker(make_warm(idle_s=0.2), model, slow_model, tmp_path)
    asker.describe("one")
    asker.wait("one")
    until(lambda: workers() == set())
    asker.describe("two")
    asker.wait("two")
    assert "two" in asker.answers


def test_stop_is_quick_in_mid_job_and_nobody_is_called(asker):
    asker.detect_slowly("slow")
    asker.describe("queued")
    until(lambda: (Path(asker.slow_job[1].folder) / "probability.scratch.tif").exists())
    started = time.monotonic()
    asker.warm.stop()
    assert time.monotonic() - started < 1.5
    assert workers() == set()
    QCoreApplication.processEvents()
    assert asker.answers == {} and asker.refusals == {}
    asker.describe("afterwards")  # it may be used again
    asker.wait("afterwards")
    assert "afterwards" in asker.answers


def test_what_users_can_put_right_is_told_in_words(asker, tmp_path):
    asker.describe("none", job=DescribeJob(str(tmp_path / "none.onnx")))
    asker.wait("none")
    assert "There is no model file" in asker.refusals["none"]


def test_a_job_may_be_made_in_the_workers_thread(asker):
    threads = []

    def made() -> DescribeJob:
        threads.append(QThread.currentThread())
        return DescribeJob(str(asker.model))

    def refused() -> DescribeJob:
        raise UserError("The map shows nothing of it.")

    asker.describe("made", job=made)
    asker.wait("made")
    asker.describe("refused", job=refused)
    asker.wait("refused")
    assert "made" in asker.answers and threads[0] != QCoreApplication.instance().thread()
    assert asker.refusals == {"refused": "The map shows nothing of it."}


def test_a_mistake_of_ours_is_told_and_the_thread_lives_on(asker):
    @dataclass(frozen=True)
    class Wrong:
        value: object = frozenset()

    asker.describe("wrong", job=Wrong())
    asker.wait("wrong")
    assert "The plugin made a mistake" in asker.refusals["wrong"]
    asker.describe("right")
    asker.wait("right")
    assert "right" in asker.answers


def test_without_a_runtime_the_way_to_it_is_told(asker, monkeypatch, tmp_path):
    monkeypatch.setenv(environment.VARIABLE, str(tmp_path / "nowhere"))
    asker.describe("one")
    asker.wait("one")
    assert "The runtime is not installed" in asker.refusals["one"] and workers() == set()
    monkeypatch.undo()
    asker.describe("two")
    asker.wait("two")
    assert "two" in asker.answers
