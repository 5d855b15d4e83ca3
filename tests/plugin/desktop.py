"""QGIS's main window as far as the panel needs it: pytest-qgis's own interface is a stub."""

from __future__ import annotations

from qgis.core import QgsLayerTreeModel, QgsMapLayer, QgsProject
from qgis.gui import QgsGui, QgsLayerTreeMapCanvasBridge, QgsLayerTreeView, QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QMainWindow, QMenu, QToolBar, QVBoxLayout, QWidget


class FakeInterface(QObject):
    """A real window with a map canvas, a layer tree, a message bar, a menu and a tool bar that show the project."""

    currentLayerChanged = pyqtSignal(QgsMapLayer)

    def __init__(self):
        super().__init__()
        self._window = QMainWindow()
        self._canvas = QgsMapCanvas(self._window)
        self._tree = QgsLayerTreeView(self._window)
        self._bar = QgsMessageBar(self._window)
        self.options_factories = []
        self.menu, self.tool_bar = QMenu(self._window), QToolBar(self._window)
        root = QgsProject.instance().layerTreeRoot()
        self._tree.setModel(QgsLayerTreeModel(root, self._tree))
        self._tree.currentLayerChanged.connect(self.currentLayerChanged)
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

    def activeLayer(self):
        return self._tree.currentLayer()

    def setActiveLayer(self, layer):
        self._tree.setCurrentLayer(layer)

    def addDockWidget(self, area, dock):
        self._window.addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self._window.removeDockWidget(dock)

    def addRasterToolBarIcon(self, action):
        self.tool_bar.addAction(action)

    def removeRasterToolBarIcon(self, action):
        self.tool_bar.removeAction(action)

    def addPluginToRasterMenu(self, name, action):
        self.menu.addAction(action)

    def removePluginRasterMenu(self, name, action):
        self.menu.removeAction(action)

    def registerMainWindowAction(self, action, shortcut):
        return QgsGui.shortcutsManager().registerAction(action, shortcut)

    def unregisterMainWindowAction(self, action):
        return QgsGui.shortcutsManager().unregisterAction(action)

    def registerOptionsWidgetFactory(self, factory):
        self.options_factories.append(factory)

    def unregisterOptionsWidgetFactory(self, factory):
        self.options_factories.remove(factory)

    def close(self):
        """To be called at the end of a test."""
        self._canvas.stopRendering()
        self._window.close()
        self._window.deleteLater()
