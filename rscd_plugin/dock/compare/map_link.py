"""Two map canvases that show the same place."""

from __future__ import annotations

from qgis.core import QgsPointXY, QgsRectangle
from qgis.gui import QgsMapCanvas, QgsVertexMarker
from qgis.PyQt.QtCore import QEvent, QObject, QSize
from qgis.PyQt.QtGui import QPalette

CROSS_PX = 22


class MapLink(QObject):
    """Keeps centre, scale, rotation and CRS of `second` and `main` alike, both ways, and marks in each where the mouse is in
    the other. CRS and size are the main one's: the second follows."""

    def __init__(self, main: QgsMapCanvas, second: QgsMapCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._main, self._second = main, second
        self._busy = False
        self._size = QSize()
        self._crosses = {canvas: _cross(canvas) for canvas in (main, second)}
        main.destinationCrsChanged.connect(self._follow)
        main.magnificationChanged.connect(self._follow)
        for signal in ("extentsChanged", "rotationChanged"):
            getattr(main, signal).connect(self._follow)
            getattr(second, signal).connect(self._lead)
        main.xyCoordinates.connect(self._mark_in_second)
        second.xyCoordinates.connect(self._mark_in_main)
        for canvas in self._crosses:
            canvas.viewport().installEventFilter(self)
        self._follow()

    def take_down(self) -> None:
        """The canvases go their own ways, without crosses."""
        self._main.destinationCrsChanged.disconnect(self._follow)
        self._main.magnificationChanged.disconnect(self._follow)
        for signal in ("extentsChanged", "rotationChanged"):
            getattr(self._main, signal).disconnect(self._follow)
            getattr(self._second, signal).disconnect(self._lead)
        self._main.xyCoordinates.disconnect(self._mark_in_second)
        self._second.xyCoordinates.disconnect(self._mark_in_main)
        for canvas, cross in self._crosses.items():
            canvas.viewport().removeEventFilter(self)
            for marker in cross:
                canvas.scene().removeItem(marker)
        self._crosses.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """For Qt: a cross goes when the mouse leaves the canvas that it stands for."""
        if event.type() == QEvent.Type.Leave:
            for marker in (marker for cross in self._crosses.values() for marker in cross):
                marker.hide()
        return False

    def _follow(self) -> None:
        if self._busy:
            return
        self._busy = True
        self._second.setDestinationCrs(self._main.mapSettings().destinationCrs())
        self._second.setMagnificationFactor(self._main.magnificationFactor())
        _show_same_place(self._main, self._second)
        self._size = self._second.size()
        self._busy = False

    def _lead(self) -> None:
        if self._busy:
            return
        if self._second.size() != self._size:  # it was only made larger or smaller
            self._follow()
            return
        self._busy = True
        _show_same_place(self._second, self._main)
        self._busy = False

    def _mark_in_second(self, place: QgsPointXY) -> None:
        self._mark(self._second, self._main, place)

    def _mark_in_main(self, place: QgsPointXY) -> None:
        self._mark(self._main, self._second, place)

    def _mark(self, canvas: QgsMapCanvas, other: QgsMapCanvas, place: QgsPointXY) -> None:
        for marker in self._crosses[other]:
            marker.hide()
        for marker in self._crosses[canvas]:
            marker.setCenter(place)
            marker.show()


def _cross(canvas: QgsMapCanvas) -> list[QgsVertexMarker]:
    """A cross with a rim, to be seen on any ground."""
    cross = []
    colours = canvas.palette()
    for role, size, width in ((QPalette.ColorRole.HighlightedText, CROSS_PX + 2, 5), (QPalette.ColorRole.Highlight, CROSS_PX, 3)):
        marker = QgsVertexMarker(canvas)
        marker.setIconType(QgsVertexMarker.IconType.ICON_CROSS)
        marker.setIconSize(size)
        marker.setPenWidth(width)
        marker.setColor(colours.color(role))
        marker.hide()
        cross.append(marker)
    return cross


def _show_same_place(source: QgsMapCanvas, target: QgsMapCanvas) -> None:
    """Same centre, rotation and ground size of a pixel, whatever the sizes of the canvases."""
    if not source.mapSettings().hasValidSettings():
        return
    if target.rotation() != source.rotation():
        target.setRotation(source.rotation())
    pixel, size = source.mapUnitsPerPixel(), target.mapSettings().outputSize()
    extent = QgsRectangle.fromCenterAndSize(source.center(), pixel * size.width(), pixel * size.height())
    if not extent.isEmpty():
        target.setExtent(extent)
        target.refresh()
