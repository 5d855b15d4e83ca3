"""Drawing a rectangle in the map, and showing it there."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsProject, QgsRectangle, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsMapTool, QgsMapToolExtent, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication

from .area import in_crs


class RectangleTool(QObject):
    """drawn: the user has drawn a rectangle, in the map's CRS. activated: whether the tool is the map's."""

    drawn = pyqtSignal(QgsRectangle)
    activated = pyqtSignal(bool)

    def __init__(self, canvas: QgsMapCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._before: QgsMapTool | None = None
        self._tool = QgsMapToolExtent(canvas)
        self._tool.extentChanged.connect(self._on_drawn)
        self._tool.activated.connect(lambda: self.activated.emit(True))
        self._tool.deactivated.connect(lambda: self.activated.emit(False))
        self._band = QgsRubberBand(canvas, QgsWkbTypes.PolygonGeometry)
        colour = QApplication.palette().color(QPalette.ColorRole.Highlight)
        self._band.setStrokeColor(colour)
        self._band.setFillColor(QColor(colour.red(), colour.green(), colour.blue(), 40))
        self._band.setWidth(2)

    def start(self) -> None:
        """Let the user draw; the tool used before comes back afterwards."""
        if self._canvas.mapTool() is not self._tool:
            self._before = self._canvas.mapTool()
            self._canvas.setMapTool(self._tool)

    def stop(self) -> None:
        """Give the map back to the tool used before."""
        if self._canvas.mapTool() is self._tool:
            self._canvas.unsetMapTool(self._tool)
            if self._before is not None and not sip.isdeleted(self._before):
                self._canvas.setMapTool(self._before)
        self._before = None

    def show(self, rectangle: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> None:
        """Show a rectangle in the map; a null one hides it."""
        if not rectangle.isNull():
            rectangle = in_crs(
                rectangle, crs, self._canvas.mapSettings().destinationCrs(), QgsProject.instance().transformContext()
            )
        if rectangle.isNull():
            self._band.reset(QgsWkbTypes.PolygonGeometry)
        else:
            self._band.setToGeometry(QgsGeometry.fromRect(rectangle), None)

    def take_down(self) -> None:
        """Leave nothing on the canvas."""
        self.stop()
        self._canvas.scene().removeItem(self._band)
        self._tool.deleteLater()

    def _on_drawn(self, rectangle: QgsRectangle) -> None:
        self.stop()
        self.drawn.emit(rectangle)
