"""The outline of the polygon under review, over a map canvas."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ...layers.review_fields import ACCEPTED, OPEN, REJECTED

# Over imagery, not over the panel: light with a dark rim, so that it is seen on any ground. The rejected one is dashed too.
_COLOURS = {OPEN: QColor(255, 235, 0), ACCEPTED: QColor(60, 230, 90), REJECTED: QColor(255, 140, 160)}
_RIM = QColor(0, 0, 0, 150)


class Outline:
    """Drawn over `canvas`, filled with nothing: what is inside must be seen."""

    def __init__(self, canvas: QgsMapCanvas, width: int) -> None:
        self._canvas = canvas
        self._band = QgsRubberBand(canvas, QgsWkbTypes.PolygonGeometry)
        self._band.setWidth(width)
        self._band.setFillColor(QColor(0, 0, 0, 0))
        self._band.setSecondaryStrokeColor(_RIM)
        self._band.hide()

    def show(self, shape: QgsGeometry, crs: QgsCoordinateReferenceSystem, state: str) -> None:
        """Draw this shape, in the colour of its state."""
        self._band.setColor(_COLOURS.get(state, _COLOURS[OPEN]))
        self._band.setFillColor(QColor(0, 0, 0, 0))
        self._band.setLineStyle(Qt.PenStyle.DashLine if state == REJECTED else Qt.PenStyle.SolidLine)
        self._band.setToGeometry(shape, crs)
        self._band.show()

    def hide(self) -> None:
        """Draw nothing."""
        self._band.hide()

    def take_down(self) -> None:
        """Take it off the canvas."""
        if not sip.isdeleted(self._canvas) and not sip.isdeleted(self._band):
            self._canvas.scene().removeItem(self._band)
