"""Where to look: the area chosen, as the algorithms' EXTENT and EXCLUDE, in pre's CRS."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsFeature,
    QgsGeometry,
    QgsMapLayer,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.errors import UserError
from ...layers.locale_words import number_words

translate = QCoreApplication.translate

MOST_POLYGONS = 2000  # joined in the window's own thread


@dataclass(frozen=True)
class Area:
    """rectangle: what is looked at, in pre's CRS. whole: all of the overlap. outside: what of it is left out, if anything."""

    rectangle: QgsRectangle
    whole: bool = True
    outside: QgsGeometry | None = None

    def extent(self, crs: QgsCoordinateReferenceSystem) -> str:
        """As Processing writes an extent; empty for all of it. crs: pre's."""
        if self.whole:
            return ""
        box = self.rectangle
        name = crs.authid() or (f"WKT:{crs.toWkt()}" if crs.isValid() else "")
        numbers = ",".join(f"{value!r}" for value in (box.xMinimum(), box.xMaximum(), box.yMinimum(), box.yMaximum()))
        return f"{numbers} [{name}]" if name else numbers

    def exclude(self, crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext) -> str:
        """A temporary file with what is left out, the same one for the same polygons; empty where nothing is."""
        return "" if self.outside is None else _written(self.outside, crs, transforms)


def overlap_of(pre: QgsRasterLayer, post: QgsRasterLayer, transforms: QgsCoordinateTransformContext) -> QgsRectangle:
    """What both cover, in pre's CRS; a null rectangle where they share nothing. Without CRS they lie on each other."""
    if not (pre.crs().isValid() and post.crs().isValid()):
        return pre.extent()
    return _shared(pre.extent(), in_crs(post.extent(), post.crs(), pre.crs(), transforms))


def area_within(overlap: QgsRectangle, rectangle: QgsRectangle, what: str) -> Area:
    """That part of the overlap which a rectangle in pre's CRS covers. what: it is, for the message. Raises UserError."""
    shared = _shared(overlap, rectangle)
    if shared.isNull():
        raise UserError(
            translate("Area", "{what} shows nothing that both images cover. Move it, or choose another area.").format(what=what)
        )
    return Area(shared, whole=shared == overlap)


def area_of_selection(
    overlap: QgsRectangle, layer: QgsMapLayer | None, pre: QgsRasterLayer, transforms: QgsCoordinateTransformContext
) -> Area:
    """The rectangle around the selected polygons of a layer, without what lies in it outside them. Raises UserError."""
    if not is_polygon_layer(layer) or layer.selectedFeatureCount() == 0:
        raise UserError(
            translate("Area", "No polygon is selected. Make a polygon layer active and select one or more in the map.")
        )
    if layer.selectedFeatureCount() > MOST_POLYGONS:
        raise UserError(
            translate("Area", "{n} polygons are selected; at most {most} can be taken. Select fewer.").format(
                n=number_words(layer.selectedFeatureCount()), most=number_words(MOST_POLYGONS)
            )
        )
    polygons = QgsGeometry.unaryUnion([feature.geometry().makeValid() for feature in layer.selectedFeatures()])
    try:
        polygons.transform(_transform(layer.crs(), pre.crs(), transforms))
    except QgsCsException:
        polygons = QgsGeometry()
    what = translate("Area", "The selection")
    area = area_within(overlap, polygons.boundingBox(), what)
    pixels = max(pre.rasterUnitsPerPixelX(), pre.rasterUnitsPerPixelY())
    # The extent snaps outwards to whole pixels, so what is left out reaches a little further than it.
    outside = QgsGeometry.fromRect(area.rectangle.buffered(2 * pixels)).difference(polygons)
    return Area(area.rectangle, whole=False, outside=outside)


def rectangle_of(extent: str, otherwise: str) -> tuple[tuple[float, ...], str]:
    """An EXTENT as x_min, y_min, x_max, y_max and its CRS, `otherwise` where it names none; empty where it is no extent."""
    match = re.fullmatch(r"([^,]+),([^,]+),([^,]+),([^,\[]+?)\s*(?:\[(?:WKT:)?(.*)\])?", extent.strip(), re.DOTALL)
    try:
        x_min, x_max, y_min, y_max = map(float, match.groups()[:4]) if match else ()
    except ValueError:
        return (), ""
    return (x_min, y_min, x_max, y_max), match.group(5) or otherwise


def is_polygon_layer(layer: QgsMapLayer | None) -> bool:
    """Whether polygons may be selected in it."""
    return isinstance(layer, QgsVectorLayer) and layer.geometryType() == QgsWkbTypes.PolygonGeometry


def in_crs(
    rectangle: QgsRectangle,
    crs: QgsCoordinateReferenceSystem,
    target: QgsCoordinateReferenceSystem,
    transforms: QgsCoordinateTransformContext,
) -> QgsRectangle:
    """The rectangle around `rectangle` in another CRS; null where it has no place there."""
    try:
        return _transform(crs, target, transforms).transformBoundingBox(rectangle)
    except QgsCsException:
        return QgsRectangle()


def _transform(
    crs: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext
) -> QgsCoordinateTransform:
    transform = QgsCoordinateTransform(crs, target, transforms)
    transform.setBallparkTransformsAreAppropriate(True)
    return transform


def _shared(one: QgsRectangle, other: QgsRectangle) -> QgsRectangle:
    shared = one.intersect(other) if not other.isNull() and other.isFinite() else QgsRectangle()
    return QgsRectangle() if shared.isEmpty() else shared


def _written(polygons: QgsGeometry, crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext) -> str:
    name = hashlib.sha256(bytes(polygons.asWkb()) + crs.toWkt().encode()).hexdigest()[:16]
    path = os.path.join(QgsProcessingUtils.tempFolder(), f"left_out_{name}.gpkg")
    if os.path.exists(path):
        return path
    layer = QgsVectorLayer("MultiPolygon", "left_out", "memory")
    layer.setCrs(crs)
    feature = QgsFeature()
    feature.setGeometry(polygons)
    layer.dataProvider().addFeatures([feature])
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "left_out"
    error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(layer, path, transforms, options)
    if error != QgsVectorFileWriter.NoError:
        raise UserError(
            translate("Area", "The area cannot be written to {path}: {why}. Is the disk full?").format(path=path, why=message)
        )
    return path
