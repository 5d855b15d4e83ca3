""" "Run again" in the context menu of results: fills the panel from how they were made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication, QgsLayerTree, QgsLayerTreeNode
from qgis.PyQt.QtCore import QEvent, QObject, QTimer
from qgis.PyQt.QtWidgets import QAction, QApplication, QMenu

from ..layers.run_record import RunRecord, record_of


class RunAgainAction(QObject):
    """Adds the action to the layer tree's menu, on layers and groups that keep the record of a run.

    QGIS tells before it shows that menu only since 3.32, and never for groups before; so the menu is caught as it pops up.
    """

    def __init__(self, iface: Any, fill: Callable[[RunRecord], None]) -> None:
        super().__init__(iface.mainWindow())
        self._fill = fill
        self._view = iface.layerTreeView()
        self._action = QAction(QgsApplication.getThemeIcon("/mActionRefresh.svg"), self.tr("Run &again…"), self)
        self._action.setObjectName("RscdRunAgain")
        self._action.setToolTip(self.tr("Fill the change detection panel with the layers and settings that made this result"))
        self._action.triggered.connect(self._run_again)
        for watched in (self._view, self._view.viewport()):  # keyboard and mouse
            watched.installEventFilter(self)

    def take_down(self) -> None:
        """Leave the menu as it was."""
        for watched in (self._view, self._view.viewport()):
            watched.removeEventFilter(self)
        self._action.deleteLater()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt; swallows nothing."""
        if event.type() == QEvent.Type.ContextMenu:
            QTimer.singleShot(0, self._extend_menu)  # by then it is open: QGIS waits in it
        return False

    def record(self) -> RunRecord | None:
        """Of what is selected in the layer tree: a result, or the group of one."""
        node = self._view.currentNode()
        return None if node is None else _record_of_node(node)

    def _extend_menu(self) -> None:
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu) and self._action not in menu.actions() and self.record() is not None:
            menu.addSeparator()
            menu.addAction(self._action)

    def _run_again(self) -> None:
        record = self.record()
        if record is not None:
            self._fill(record)


def _record_of_node(node: QgsLayerTreeNode) -> RunRecord | None:
    if QgsLayerTree.isLayer(node):
        return record_of(node.layer()) if node.layer() is not None else None
    return record_of(node)
