"""All that the plugin adds to QGIS's windows, and takes away again."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from ..algorithms.base import RESOURCES
from .change_dock import ChangeDock
from .compare.section import CompareSection


class Desktop(QObject):
    """The panel, and the action in menu and toolbar that opens it."""

    def __init__(self, iface: Any) -> None:
        super().__init__(iface.mainWindow())
        self._iface = iface
        self.dock = ChangeDock(iface)
        self.dock.add_section(CompareSection(iface), self.tr("Compare"))
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self._action = QAction(QIcon(str(RESOURCES / "icons" / "rscd.svg")), self.tr("Change detection"), self)
        self._action.setObjectName("RscdOpenPanel")
        self._action.setToolTip(self.tr("Open the change detection panel"))
        self.dock.setToggleVisibilityAction(self._action)
        iface.addRasterToolBarIcon(self._action)
        iface.addPluginToRasterMenu(self._menu(), self._action)

    def take_down(self) -> None:
        """Nothing stays behind: no action, dock, item on the canvas, connection or process."""
        self._iface.removePluginRasterMenu(self._menu(), self._action)
        self._iface.removeRasterToolBarIcon(self._action)
        self.dock.take_down()
        self._iface.removeDockWidget(self.dock)
        self.dock.deleteLater()
        self.deleteLater()

    def _menu(self) -> str:
        return self.tr("Change detection")
