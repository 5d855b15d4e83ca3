"""An installation while it goes on: a bar, a line of words, the time, and pip's own lines for who wants them."""

from __future__ import annotations

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QElapsedTimer, QTimer
from qgis.PyQt.QtGui import QFontDatabase, QTextCursor
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QProgressBar, QVBoxLayout, QWidget

from ...runtime.install_progress import InstallState
from .words import state_words, time_words

_MOST_LINES = 5000
_STEPS = 1000


class InstallView(QWidget):
    """Shows what an installation tells. `begin`, `end` it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(self.tr("Progress of the installation"))
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.clock = QLabel()
        self.clock.setAccessibleName(self.tr("Time since it began"))
        self.clock.setToolTip(self.tr("Time since it began"))
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(_MOST_LINES)
        self.log.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.log.setMinimumHeight(140)
        self.log.setAccessibleName(self.tr("What the installer says"))
        self.details = QgsCollapsibleGroupBox(self.tr("&Details"))
        self.details.setCollapsed(True)
        QVBoxLayout(self.details).addWidget(self.log)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.clock)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.bar)
        whole.addLayout(row)
        whole.addWidget(self.details)
        whole.addStretch()
        self._time = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._show_time)
        self._settle = QTimer(self)  # once the log has its size; a child, so that it never outlives the log
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self.log.ensureCursorVisible)

    def begin(self) -> None:
        """Everything at zero."""
        self.log.clear()
        self._time.start()
        self._tick.start()
        self._show_time()
        self.show_state(InstallState())

    def end(self, words: str, fine: bool) -> None:
        """Say how it ended."""
        self._tick.stop()
        self.words.setText(words)
        self.bar.setRange(0, _STEPS)
        self.bar.setValue(_STEPS if fine else 0)

    def show_state(self, state: InstallState) -> None:
        """How far it is."""
        self.bar.setRange(0, 0 if state.step == "making" else _STEPS)  # nothing to count at first
        self.bar.setValue(round(state.share * _STEPS))
        self.words.setText(state_words(state))

    def add_line(self, line: str) -> None:
        """A line of the installer's."""
        self.log.appendPlainText(line)

    def unfold(self) -> None:
        """Show the last of the installer's lines."""
        self.details.setCollapsed(False)
        self.log.moveCursor(QTextCursor.MoveOperation.End)
        self._settle.start()

    def _show_time(self) -> None:
        self.clock.setText(time_words(int(self._time.elapsed() / 1000)))
