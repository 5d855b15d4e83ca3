"""What stands against a run, as the panel shows it."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from .layouts import wrapping_label
from .problems import SWAP, Level, Problem

_ICON_PX = 16


class ProblemList(QWidget):
    """One line each, with an icon, and a button where one click helps. remedy: that button was pressed."""

    remedy = pyqtSignal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: list[Problem] | None = None
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setColumnStretch(1, 1)
        self.show_problems([])

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Those that block a run first."""
        ordered = sorted(problems, key=lambda problem: not problem.blocks)
        if ordered == self._shown:
            return
        self._shown = ordered
        while self._layout.count():
            widget = self._layout.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        for row, problem in enumerate(ordered):
            self._add(row, problem)
        self.setVisible(bool(ordered))

    def texts(self) -> list[str]:
        """What it says."""
        return [problem.text for problem in self._shown or []]

    def _add(self, row: int, problem: Problem) -> None:
        theme, kind = {
            Level.HINT: ("/mIconInfo.svg", self.tr("To be done first")),
            Level.WARNING: ("/mIconWarning.svg", self.tr("Warning")),
            Level.ERROR: ("/mIconCritical.svg", self.tr("In the way of a run")),
        }[problem.level]
        icon = QLabel(self)
        icon.setPixmap(QgsApplication.getThemeIcon(theme).pixmap(_ICON_PX, _ICON_PX))
        icon.setToolTip(kind)
        text = wrapping_label(self)
        text.setText(problem.text)
        text.setAccessibleName(f"{kind}: {problem.text}")
        self._layout.addWidget(icon, row, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addWidget(text, row, 1)
        if problem.remedy == SWAP:
            button = QPushButton(self.tr("Swap"), self)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda: self.remedy.emit(SWAP))
            self._layout.addWidget(button, row, 2, Qt.AlignmentFlag.AlignTop)
