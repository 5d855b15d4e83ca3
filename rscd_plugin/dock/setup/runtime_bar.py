"""A bar at the top of the panel that says when the runtime is missing, and offers to set it up."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ...runtime.environment import condition
from ...runtime.install_progress import InstallState
from .runtime_setup import RuntimeSetup
from .words import condition_words


class RuntimeBar(QWidget):
    """Empty, and so of no height, when the runtime has what is needed."""

    def __init__(self, setup: RuntimeSetup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._setup = setup
        self._tier = "detect"
        self.frame = QFrame()
        self.frame.setFrameShape(QFrame.Shape.StyledPanel)
        icon = QLabel()
        side = icon.fontMetrics().height() * 3 // 2
        icon.setPixmap(QgsApplication.getThemeIcon("/mIconWarning.svg").pixmap(side, side))
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.button = QPushButton()
        self.button.setToolTip(self.tr("See what would be installed, how large it is and where it goes"))
        grid = QGridLayout(self.frame)
        grid.addWidget(icon, 0, 0)
        grid.addWidget(self.words, 0, 1)
        grid.addWidget(self.button, 1, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)
        self.button.clicked.connect(lambda _checked=False: self._setup.open_setup(self._tier))
        setup.changed.connect(self.refresh)
        setup.moved.connect(self._on_moved)
        self.refresh()

    def set_tier(self, tier: str) -> None:
        """Say what the work at hand needs: detect or learn."""
        self._tier = tier
        self.refresh()

    def refresh(self) -> None:
        """Look again; quick."""
        found = condition(self._tier)
        self.frame.setVisible(found.state != "ready")
        self.words.setText(condition_words(found, self._tier))
        self.button.setText(self.tr("Set up …") if found.state in ("missing", "partial") else self.tr("Repair …"))

    def showEvent(self, event: QShowEvent) -> None:
        """It may have been made or removed by another window, or in a terminal."""
        super().showEvent(event)
        if self._setup.dialog is None or not self._setup.dialog.is_busy():
            self.refresh()

    def _on_moved(self, state: InstallState | None) -> None:
        if state is None:
            self.refresh()
            return
        self.frame.show()
        self.words.setText(self.tr("The runtime is being installed: {share} %.").format(share=int(100 * state.share)))
        self.button.setText(self.tr("Show"))
