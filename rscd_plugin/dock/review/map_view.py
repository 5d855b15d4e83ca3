"""The main map: it goes to the polygon under review and shows its outline."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsRasterLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip

from .outline import Outline
from .place import in_crs, square_around


class MapView:
    """What the review does to QGIS's own map canvas."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._outline = Outline(canvas, width=3)
        self._drawn: tuple[QgsGeometry, QgsCoordinateReferenceSystem, str] | None = None
        canvas.destinationCrsChanged.connect(self._draw)

    def look_at(
        self, shape: QgsGeometry | None, crs: QgsCoordinateReferenceSystem, state: str, raster: QgsRasterLayer | None, move: bool
    ) -> None:
        """Draw the outline, and go there where `move`; nothing is drawn where there is no shape."""
        self._drawn = None if shape is None else (shape, crs, state)
        self._draw()
        own = self._canvas.mapSettings().destinationCrs()
        there = None if shape is None else in_crs(shape, crs, own)
        if there is not None and move:
            self._canvas.setExtent(square_around(there, own, raster))
            self._canvas.refresh()

    def clear(self) -> None:
        """Draw nothing."""
        self._drawn = None
        self._outline.hide()

    def take_down(self) -> None:
        """Nothing of ours is left on the canvas."""
        if not sip.isdeleted(self._canvas):
            self._canvas.destinationCrsChanged.disconnect(self._draw)
        self._outline.take_down()

    def _draw(self) -> None:
        there = None
        if self._drawn is not None:
            shape, crs, state = self._drawn
            own = self._canvas.mapSettings().destinationCrs()
            there = in_crs(shape, crs, own)
        if there is None:
            self._outline.hide()
        else:
            self._outline.show(there, own, state)
