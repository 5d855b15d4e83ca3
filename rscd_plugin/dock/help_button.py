"""The buttons that open the user guide where it tells of what is seen."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QDialogButtonBox, QToolButton, QWidget

from ..help import guide_url


class HelpButton(QToolButton):
    """page: asked for the name of the guide's page at each press."""

    def __init__(self, page: Callable[[], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._page = page
        self.setIcon(QgsApplication.getThemeIcon("/mActionHelpContents.svg"))
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Help"))
        self.setToolTip(self.tr("Open the user guide where it tells of this"))
        self.clicked.connect(self._open)

    def _open(self) -> None:
        open_guide(self._page())


def add_help(buttons: QDialogButtonBox, page: str) -> None:
    """A button for this page of the guide among those of a dialog."""
    buttons.addButton(QDialogButtonBox.StandardButton.Help)
    buttons.helpRequested.connect(lambda: open_guide(page))


def open_guide(page: str) -> None:
    """In the system's browser."""
    QDesktopServices.openUrl(QUrl(guide_url(page)))
