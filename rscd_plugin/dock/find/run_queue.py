"""Runs wait for each other: one at a time, in the background."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .background import BackgroundRun
from .estimate import keep_speed
from .run import ENDED, Run, State

_STOP_WITHIN_S = 5.0
_FILES = ("PROBABILITY", "MASK", "CHANGES", "REPORT")


class RunQueue(QObject):
    """Runs in the order in which they were added.

    listed: a run came, went or changed its state. progressed: the running one moved on. ended: this run has.
    """

    listed = pyqtSignal()
    progressed = pyqtSignal()
    ended = pyqtSignal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.runs: list[Run] = []
        self._background: dict[int, BackgroundRun] = {}  # id of a run that has not ended → what runs it
        QgsProject.instance().cleared.connect(self._orphan)

    @property
    def current(self) -> Run | None:
        """The run in hand."""
        return next((run for run in self.runs if run.state in (State.RUNNING, State.CANCELLING)), None)

    def files_to_come(self) -> set[str]:
        """What runs that have not ended will write."""
        return {file for run in self.runs if run.state not in ENDED for file in run.outputs.values()}

    def add(self, run: Run, parameters: dict[str, Any]) -> None:
        """Take a run, and begin it when its turn comes. All it needs of layers is taken now. Raises UserError."""
        background = BackgroundRun(run.record.algorithm, {**parameters, **run.outputs}, run.title)
        background.setParent(self)
        background.said.connect(lambda line: self._on_said(run, line))
        background.failed.connect(lambda text: setattr(run, "error", text))
        background.progressed.connect(lambda per_cent: self._on_progress(run, per_cent))
        background.ended.connect(lambda *how: self._on_ended(run, *how))
        self._background[id(run)] = background
        self.runs.append(run)
        self._start_next()

    def cancel(self, run: Run) -> None:
        """Take a waiting run out, or have a running one stop."""
        if run.state is State.WAITING:
            self._background.pop(id(run)).deleteLater()
            run.state = State.CANCELLED
            self.listed.emit()
            self.ended.emit(run)
        elif run.state is State.RUNNING:
            run.state = State.CANCELLING
            self._background[id(run)].cancel()
            self.listed.emit()

    def forget_ended(self) -> None:
        """Keep only what waits or runs."""
        self.runs = [run for run in self.runs if run.state not in ENDED]
        self.listed.emit()

    def take_down(self) -> None:
        """Stop everything; returns when no thread and no worker of ours is left."""
        QgsProject.instance().cleared.disconnect(self._orphan)
        waiting, self.runs = self.runs, []
        for run in waiting:
            background = self._background.pop(id(run), None)
            if background is not None:
                background.blockSignals(True)
                if run.state is not State.WAITING:
                    background.stop(_STOP_WITHIN_S)
                background.deleteLater()

    def _start_next(self) -> None:
        waiting = next((run for run in self.runs if run.state is State.WAITING), None)
        if self.current is None and waiting is not None:
            waiting.state, waiting.started = State.RUNNING, time.monotonic()
            self._background[id(waiting)].start()
        self.listed.emit()

    def _on_said(self, run: Run, line: str) -> None:
        run.hear(line)
        self.progressed.emit()

    def _on_progress(self, run: Run, per_cent: float) -> None:
        run.share = per_cent / 100
        self.progressed.emit()

    def _on_ended(self, run: Run, successful: bool, cancelled: bool, results: dict[str, Any]) -> None:
        run.seconds = run.passed_s
        # A run that was cancelled too late has results nevertheless.
        run.state = State.DONE if successful or results else State.CANCELLED if cancelled else State.FAILED
        self._background.pop(id(run)).deleteLater()
        if run.state is State.DONE:
            run.results = results
            run.device = results.get("DEVICE_USED") or run.device
            numbers = {name: value for name, value in results.items() if name not in _FILES}
            run.record = replace(run.record, finished=datetime.now().isoformat(timespec="seconds"), numbers=numbers)
            keep_speed(run.speed_key, run.pixels, run.seconds)
        self.ended.emit(run)
        self._start_next()

    def _orphan(self) -> None:
        for run in self.runs:
            run.orphaned = run.orphaned or run.state not in ENDED
