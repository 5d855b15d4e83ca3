"""The button that opens the user guide where it tells of what is seen."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QToolButton, QWidget

from ..help import guide_url


class HelpButton(QToolButton):
    """page: asked for the name of the guide's page at each press."""

    def __init__(self, page: Callable[[], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._page = page
        self.setIcon(QgsApplication.getThemeIcon("/mActionHelpContents.svg"))
        self.setAutoRaise(True)
        self.setAccessibleName(self.tr("Help"))
        self.setToolTip(self.tr("Open the user guide where it tells of this tab"))
        self.clicked.connect(self._open)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl(guide_url(self._page())))
