"""A second map beside the main one, at the same place."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsMapLayer, QgsProject
from qgis.gui import QgsDockWidget, QgsMapCanvas, QgsMapToolPan
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QDockWidget

from .map_link import MapLink
from .side_layers import side_layers

LEAST_WIDTH_PX = 150


class SecondMap(QgsDockWidget):
    """Stands left of the main map and shows `shown`. Its `closed` signal tells that the user has had enough of it."""

    def __init__(self, iface: Any, shown: QgsMapLayer, other: QgsMapLayer, with_above: bool) -> None:
        super().__init__(shown.name(), iface.mainWindow())
        self.setObjectName("RscdSecondMap")
        self._window, self._main = iface.mainWindow(), iface.mapCanvas()
        self._shown, self._other, self._with_above = shown, other, with_above
        self.canvas = QgsMapCanvas(self)
        self.canvas.setMinimumWidth(LEAST_WIDTH_PX)
        self.canvas.setAccessibleName(self.tr("Second map"))
        self.setWidget(self.canvas)
        self._widths = {**self._widths_beside(), self: self._main.width() // 2}
        # Next to the main map and no part of the column of panels that stands there already.
        self._window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self, Qt.Orientation.Horizontal)
        # Once the window has made room; before, it would take the room from the panels.
        self._room_made = QTimer(self)
        self._room_made.setSingleShot(True)
        self._room_made.timeout.connect(self._set_widths)
        self._room_made.start(0)
        self._look_like_main()
        self._tool = QgsMapToolPan(self.canvas)
        self.canvas.setMapTool(self._tool)
        self._main.layersChanged.connect(self._set_layers)
        self._main.temporalRangeChanged.connect(self._set_time)
        self._set_layers()
        self._set_time()
        self.link = MapLink(self._main, self.canvas, self)

    def set_with_above(self, with_above: bool) -> None:
        """Whether the layers above both are drawn here too."""
        self._with_above = with_above
        self._set_layers()

    def take_down(self) -> None:
        """The dock and its canvas are gone; the main map is as before."""
        self.link.take_down()
        self._main.layersChanged.disconnect(self._set_layers)
        self._main.temporalRangeChanged.disconnect(self._set_time)
        self.canvas.stopRendering()
        self.canvas.unsetMapTool(self._tool)
        self._window.removeDockWidget(self)
        self._widths = {dock: width for dock, width in self._widths.items() if dock is not self and not sip.isdeleted(dock)}
        self._set_widths()
        self.deleteLater()

    def _widths_beside(self) -> dict[QDockWidget, int]:
        """The panels left of the map, and how wide they are."""
        docks = [dock for dock in self._window.findChildren(QDockWidget) if dock.isVisible() and not dock.isFloating()]
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        return {dock: dock.width() for dock in docks if self._window.dockWidgetArea(dock) == left}

    def _set_widths(self) -> None:
        self._window.resizeDocks(list(self._widths), list(self._widths.values()), Qt.Orientation.Horizontal)

    def _look_like_main(self) -> None:
        settings = self._main.mapSettings()
        self.canvas.setCanvasColor(self._main.canvasColor())
        self.canvas.setSelectionColor(settings.selectionColor())
        self.canvas.enableAntiAliasing(self._main.antiAliasingEnabled())
        self.canvas.setCachingEnabled(True)
        self.canvas.setParallelRenderingEnabled(self._main.isParallelRenderingEnabled())
        self.canvas.setMapUpdateInterval(self._main.mapUpdateInterval())
        self.canvas.setWheelFactor(self._main.zoomInFactor())

    def _set_layers(self) -> None:
        project, shown_in_main = QgsProject.instance(), self._main.layers()
        self.canvas.setLayers(side_layers(project, shown_in_main, self._shown, self._other, self._with_above))

    def _set_time(self) -> None:
        self.canvas.setTemporalRange(self._main.temporalRange())
