"""QGIS's main window as far as the panel needs it: pytest-qgis's own interface is a stub."""

from __future__ import annotations

from qgis.core import QgsLayerTreeModel, QgsProject
from qgis.gui import QgsGui, QgsLayerTreeMapCanvasBridge, QgsLayerTreeView, QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtWidgets import QMainWindow, QVBoxLayout, QWidget


class FakeInterface:
    """A real window with a map canvas, a layer tree and a message bar that show the project."""

    def __init__(self):
        self._window = QMainWindow()
        self._canvas = QgsMapCanvas(self._window)
        self._tree = QgsLayerTreeView(self._window)
        self._bar = QgsMessageBar(self._window)
        root = QgsProject.instance().layerTreeRoot()
        self._tree.setModel(QgsLayerTreeModel(root, self._tree))
        self._bridge = QgsLayerTreeMapCanvasBridge(root, self._canvas, self._window)
        middle = QWidget(self._window)
        column = QVBoxLayout(middle)
        for widget in (self._bar, self._canvas, self._tree):
            column.addWidget(widget)
        self._window.setCentralWidget(middle)
        self._window.resize(900, 900)
        self._canvas.setFixedSize(400, 300)
        self._window.show()

    def mainWindow(self):
        return self._window

    def mapCanvas(self):
        return self._canvas

    def layerTreeView(self):
        return self._tree

    def messageBar(self):
        return self._bar

    def addDockWidget(self, area, dock):
        self._window.addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self._window.removeDockWidget(dock)

    def registerMainWindowAction(self, action, shortcut):
        return QgsGui.shortcutsManager().registerAction(action, shortcut)

    def unregisterMainWindowAction(self, action):
        return QgsGui.shortcutsManager().unregisterAction(action)

    def close(self):
        """To be called at the end of a test."""
        self._canvas.stopRendering()
        self._window.close()
        self._window.deleteLater()
