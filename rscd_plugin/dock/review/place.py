"""Where to look: the square around a polygon that shows it with what is around it."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)

_TIMES = 2.2  # as wide as the polygon's longer side
_LEAST_PX = 60  # so that a change of a few pixels still has its surroundings


def in_crs(shape: QgsGeometry, crs: QgsCoordinateReferenceSystem, other: QgsCoordinateReferenceSystem) -> QgsGeometry | None:
    """A copy of `shape` in another CRS; None where it has no place there, or is empty."""
    if shape.isNull() or shape.isEmpty():
        return None
    moved = QgsGeometry(shape)
    if crs != other and crs.isValid() and other.isValid():
        try:
            moved.transform(QgsCoordinateTransform(crs, other, QgsProject.instance()))
        except QgsCsException:
            return None
    return moved if moved.boundingBox().isFinite() else None


def square_around(shape: QgsGeometry, crs: QgsCoordinateReferenceSystem, raster: QgsRasterLayer | None) -> QgsRectangle:
    """In `crs`, in which `shape` is given too. raster: whose pixels say how little is too little to see."""
    box = shape.boundingBox()
    side = _TIMES * max(box.width(), box.height())
    if raster is not None:
        side = max(side, _LEAST_PX * _pixel_size(raster, crs, box))
    if side <= 0:
        side = 1.0
    centre = box.center()
    return QgsRectangle(centre.x() - side / 2, centre.y() - side / 2, centre.x() + side / 2, centre.y() + side / 2)


def _pixel_size(raster: QgsRasterLayer, crs: QgsCoordinateReferenceSystem, near: QgsRectangle) -> float:
    """The longer side of a pixel there, in units of `crs`; 0 where the raster has no place there."""
    pixel = QgsRectangle(0, 0, abs(raster.rasterUnitsPerPixelX()), abs(raster.rasterUnitsPerPixelY()))
    own = raster.crs()
    if own == crs or not own.isValid() or not crs.isValid():
        return max(pixel.width(), pixel.height())
    try:
        there = QgsCoordinateTransform(crs, own, QgsProject.instance()).transform(near.center())
        pixel = QgsRectangle(there.x(), there.y(), there.x() + pixel.width(), there.y() + pixel.height())
        back = QgsCoordinateTransform(own, crs, QgsProject.instance()).transformBoundingBox(pixel)
    except QgsCsException:
        return 0.0
    return max(back.width(), back.height())
