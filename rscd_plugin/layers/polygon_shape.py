"""Smoother outlines and right angles for polygons that were drawn along pixels, as long as their area stays."""

from __future__ import annotations

import math

from qgis.core import QgsGeometry
from qgis.PyQt.QtGui import QTransform

AREA_KEPT_WITHIN = 0.02
_TRIES = 4  # each with half the tolerance of the one before


class PolygonShape:
    """How polygons are shaped. tolerance_m: of the simplification, 0 for none. geographic: whether they are in degrees."""

    def __init__(self, tolerance_m: float, right_angles: bool, geographic: bool) -> None:
        self._tolerance_m = tolerance_m
        self._right_angles = right_angles
        self._geographic = geographic

    def of(self, polygon: QgsGeometry, area_m2: float | None) -> QgsGeometry:
        """The polygon in its new shape; as it was, wherever a step would make it invalid or change its area by more than 2 %.

        area_m2: its true area, from which follows how long a metre is there; None where the CRS has no metres.
        """
        if not self._tolerance_m and not self._right_angles:
            return polygon
        to_metres = self._to_metres(polygon, area_m2)
        back = to_metres.inverted()[0]
        shaped = polygon
        for step in range(_TRIES if self._tolerance_m else 0):
            simpler = _moved(_moved(polygon, to_metres).simplify(self._tolerance_m / 2**step), back)
            if _stands_for(simpler, polygon):
                shaped = simpler
                break
        if self._right_angles:
            squared = _moved(_moved(shaped, to_metres).orthogonalize(), back)
            if _stands_for(squared, polygon):
                shaped = squared
        return shaped

    def _to_metres(self, polygon: QgsGeometry, area_m2: float | None) -> QTransform:
        """Into a plane in metres around the polygon's middle."""
        middle = polygon.boundingBox().center()
        flattened = math.cos(math.radians(middle.y())) if self._geographic else 1.0
        scale = math.sqrt(area_m2 / (polygon.area() * flattened)) if area_m2 else 1.0
        return QTransform.fromTranslate(-middle.x(), -middle.y()) * QTransform.fromScale(scale * flattened, scale)


def _moved(geometry: QgsGeometry, transform: QTransform) -> QgsGeometry:
    moved = QgsGeometry(geometry)
    if not moved.isNull():
        moved.transform(transform)
    return moved


def _stands_for(shape: QgsGeometry, polygon: QgsGeometry) -> bool:
    """Whether a shape is valid, in one piece, and about as large as the polygon that it is to replace."""
    if shape.isNull() or shape.isEmpty() or shape.isMultipart() or not shape.isGeosValid():
        return False
    return abs(shape.area() - polygon.area()) <= AREA_KEPT_WITHIN * polygon.area()
