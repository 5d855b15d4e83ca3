"""The runs as the panel shows them: the one in hand with its progress, and the list of all."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .estimate import duration_words, seconds_left
from .layouts import wrapping_label
from .run import ENDED, Run, State
from .run_queue import RunQueue

_ICONS = {
    State.WAITING: "/mTaskQueued.svg",
    State.RUNNING: "/mTaskRunning.svg",
    State.CANCELLING: "/mTaskCancel.svg",
    State.DONE: "/mTaskComplete.svg",
    State.FAILED: "/mTaskTerminated.svg",
    State.CANCELLED: "/mTaskCancel.svg",
}
_ROWS_SHOWN = 4


class RunView(QWidget):
    """Progress, what is being done, time left and device of the run in hand; below, all runs where there are several."""

    def __init__(self, queue: RunQueue, parent: QWidget) -> None:
        super().__init__(parent)
        self._queue = queue
        self.bar = QProgressBar(self)
        self.bar.setMaximum(1000)
        self.bar.setAccessibleName(self.tr("Progress of the run"))
        self.doing = wrapping_label(self)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName(self.tr("Runs"))
        self.list.setColumnCount(2)
        self.list.setHeaderLabels([self.tr("Run"), self.tr("State")])
        self.list.setRootIsDecorated(False)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.list.itemSelectionChanged.connect(self._offer)
        self.cancel_one = QPushButton(self.tr("Cancel selected"), self)
        self.cancel_one.setToolTip(self.tr("Take the selected run out of the queue, or stop it"))
        self.cancel_one.clicked.connect(self._cancel_selected)
        self.forget = QPushButton(self.tr("Clear ended"), self)
        self.forget.setToolTip(self.tr("Take the runs that have ended off this list; their results stay"))
        self.forget.clicked.connect(queue.forget_ended)
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel_one)
        buttons.addWidget(self.forget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.bar, self.doing, self.list):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self.show_progress)
        queue.listed.connect(self.show_runs)
        queue.progressed.connect(self.show_progress)
        self.show_runs()

    def show_runs(self) -> None:
        """As they are now."""
        selected = self._selected()
        self.list.clear()
        for run in self._queue.runs:
            item = QTreeWidgetItem([run.title, self._state_words(run)])
            item.setIcon(0, QgsApplication.getThemeIcon(_ICONS[run.state]))
            for column in (0, 1):
                item.setToolTip(column, "\n".join(filter(None, (run.record.method, run.error))))
            item.setData(0, Qt.ItemDataRole.UserRole, run)
            self.list.addTopLevelItem(item)
            item.setSelected(run is selected)
        rows = min(self.list.topLevelItemCount(), _ROWS_SHOWN)
        row = max(self.list.sizeHintForRow(0), 16)
        self.list.setFixedHeight(self.list.header().sizeHint().height() + rows * row + 2 * self.list.frameWidth() + 2)
        several = not self._only_one()
        for widget in (self.list, self.cancel_one, self.forget):
            widget.setVisible(several)
        self._offer()
        self.show_progress()

    def show_progress(self) -> None:
        """Of the run in hand; what the last one came to where none is."""
        run = self._queue.current
        shown = run or (self._queue.runs[-1] if self._queue.runs else None)
        self.bar.setVisible(run is not None)
        self.doing.setVisible(run is not None or (shown is not None and (self._only_one() or shown.state is State.FAILED)))
        if run is None:
            self._clock.stop()
        elif not self._clock.isActive():
            self._clock.start()
        if run is not None:
            self.bar.setMaximum(1000 if run.share > 0 else 0)
            self.bar.setValue(round(run.share * 1000))
        if shown is not None:
            self.doing.setText(self._words(shown))

    def _words(self, run: Run) -> str:
        if run.state is State.CANCELLING:
            return self.tr("Stopping …")
        if run.state is not State.RUNNING:
            return f"{run.title}: {' '.join(filter(None, (self._state_words(run), self._device_words(run))))}" + (
                f"\n{run.error}" if run.error and run.state is State.FAILED else ""
            )
        left = self.tr("about {time} left").format(time=duration_words(seconds_left(run.share, run.passed_s, run.expected_s)))
        first = " · ".join(filter(None, (run.title, left, self._device_words(run))))
        return f"{first}\n{run.doing}" if run.doing else first

    def _device_words(self, run: Run) -> str:
        return self.tr("on {device}").format(device=run.device) if run.device else ""

    def _state_words(self, run: Run) -> str:
        words = {
            State.WAITING: self.tr("waiting"),
            State.RUNNING: self.tr("running"),
            State.CANCELLING: self.tr("stopping"),
            State.DONE: self.tr("done in {time}").format(time=duration_words(run.passed_s)),
            State.FAILED: self.tr("failed"),
            State.CANCELLED: self.tr("cancelled"),
        }
        return words[run.state]

    def _only_one(self) -> bool:
        return len(self._queue.runs) < 2

    def _selected(self) -> Run | None:
        items = self.list.selectedItems()
        return items[0].data(0, Qt.ItemDataRole.UserRole) if items else None

    def _offer(self) -> None:
        run = self._selected()
        self.cancel_one.setEnabled(run is not None and run.state in (State.WAITING, State.RUNNING))
        self.forget.setEnabled(any(run.state in ENDED for run in self._queue.runs))

    def _cancel_selected(self) -> None:
        run = self._selected()
        if run is not None:
            self._queue.cancel(run)
