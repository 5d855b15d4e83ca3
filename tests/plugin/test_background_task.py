"""Work in the background: its end is told once and in the main thread, unless nobody wants to hear it."""

from __future__ import annotations

import threading
import time

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication

from rscd_plugin.core.errors import Cancelled, UserError
from rscd_plugin.dock.background_task import BackgroundTask

from .reviewing import cleared, open_changes, reviewed, wait_for, write_changes  # noqa: F401


class Heard(list):
    """What a task has said, with the thread in which it was heard."""

    def __init__(self, work):
        super().__init__()
        self.task = BackgroundTask("Work", work)
        for name in ("said", "moved", "done", "failed"):
            getattr(self.task, name).connect(lambda what, name=name: self._hear(name, what))
        self.task.stopped.connect(lambda: self._hear("stopped", None))

    def _hear(self, name, what):
        assert threading.current_thread() is threading.main_thread()
        self.append((name, what))


def until_stopped(task):
    while not task.isCanceled():
        time.sleep(0.005)
    raise Cancelled


def raising(error):
    def work(task):
        raise error

    return work


@pytest.fixture
def log(qgis_app):
    lines = []

    def keep(text, tag, _level):
        lines.append((tag, text))

    QgsApplication.messageLog().messageReceived.connect(keep)
    yield lines
    QgsApplication.messageLog().messageReceived.disconnect(keep)


def test_a_result_and_what_was_said_on_the_way(qgis_app):
    def work(task):
        task.said.emit("on it")
        return 42

    heard = Heard(work)
    heard.task.start()
    wait_for(lambda: len(heard) == 2)
    assert heard == [("said", "on it"), ("done", 42)]


def test_a_users_error_is_told_and_a_mistake_of_ours_is_logged_too(log):
    user, ours = Heard(raising(UserError("No such file."))), Heard(raising(KeyError("x")))
    user.task.start(), ours.task.start()
    wait_for(lambda: user and ours)
    assert user == [("failed", "No such file.")]
    assert ours == [("failed", "The plugin made a mistake (KeyError: 'x'). Please report it.")]
    assert [tag for tag, text in log if "Traceback" in text and "KeyError: 'x'" in text] == ["RSCD"]
    assert not [text for _tag, text in log if "No such file." in text]


def test_stopped_from_the_list_of_tasks(qgis_app):
    heard = Heard(until_stopped)
    heard.task.start()
    wait_for(heard.task.isActive)
    QgsApplication.taskManager().cancelAll()
    wait_for(lambda: heard)
    assert heard == [("stopped", None)]


@pytest.mark.parametrize("farewell", [BackgroundTask.drop, BackgroundTask.leave])
def test_nothing_is_heard_of_what_was_dropped(qgis_app, farewell):
    over = threading.Event()

    def work(task):
        try:
            task.said.emit("begun")
            until_stopped(task)
        finally:
            task.said.emit("over")
            over.set()

    heard = Heard(work)
    heard.task.start()
    wait_for(lambda: heard)
    farewell(heard.task)
    assert over.is_set() or farewell is BackgroundTask.drop
    assert over.wait(3)
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    QCoreApplication.processEvents()
    assert heard == [("said", "begun")]
    farewell(heard.task)  # once more does no harm, even where QGIS has deleted it


def test_a_review_whose_order_is_cancelled_says_so_and_can_be_read_again(qgis_app, tmp_path, monkeypatch):
    session = reviewed(open_changes(write_changes(tmp_path / "changes.gpkg")))
    with monkeypatch.context() as patched:
        patched.setattr("rscd_plugin.layers.review_order.OrderQuery.read", lambda self, is_cancelled: raising(Cancelled())(None))
        session.load(session._order)
        wait_for(lambda: not session.is_reading)
    assert len(session.errors) == 1 and "Cancelled" in session.errors[0]
    session.load(session._order)
    wait_for(lambda: not session.is_reading)
    assert len(session.list) == 5
    session.end()
