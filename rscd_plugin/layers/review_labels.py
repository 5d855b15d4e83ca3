"""A review as labels to train on: accepted polygons as a GeoPackage, and all that is known of the ground as a raster.

Made where the layers live; written in any thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from osgeo import ogr, osr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import Cancelled, UserError
from ..runtime.scratch import ScratchFolder, publish, publish_raster
from .label_raster import LabelRaster
from .raster_source import raster_source
from .review_fields import ACCEPTED, OPEN, REJECTED, Review

UNCHANGED, VIEW, UNKNOWN = "unchanged", "view", "unknown"  # what ground outside all polygons counts as
translate = QCoreApplication.translate


@dataclass(frozen=True)
class ReviewLabels:
    """What was written. raster: 1 where accepted, 0 where rejected and on background, nodata (255) where nobody knows."""

    raster: Path
    accepted: Path
    accepted_count: int
    rejected_count: int
    open_count: int


class LabelsExport:
    """The review of `changes` as it is now, on the grid of `pre`.

    outside: UNCHANGED, VIEW (unchanged inside `view`, not known elsewhere) or UNKNOWN. Polygons that are open are not known
    either way. Raises UserError where pre is no file or the CRSs do not go together.
    """

    def __init__(
        self,
        changes: QgsVectorLayer,
        pre: QgsRasterLayer,
        raster: Path,
        outside: str,
        view: tuple[QgsRectangle, QgsCoordinateReferenceSystem] | None,
        project: QgsProject,
    ) -> None:
        self._source = QgsVectorLayerFeatureSource(changes)
        self._pre = raster_source(pre, "PRE")
        self._crs = pre.crs()
        if changes.crs().isValid() != pre.crs().isValid():
            text = translate(
                "Review", "'{changes}' and '{pre}' must both have a CRS, or none of them. Give the other one its CRS."
            )
            raise UserError(text.format(changes=changes.name(), pre=pre.name()))
        self._to_pre = QgsCoordinateTransform(changes.crs(), pre.crs(), project)
        self._outside = outside
        self._view = None
        if view is not None:
            self._view = self._moved(QgsGeometry.fromRect(view[0]), QgsCoordinateTransform(view[1], pre.crs(), project))
        self._raster = raster
        self._accepted = accepted_beside(raster)

    def write(self, is_cancelled: Callable[[], bool], on_progress: Callable[[float], None]) -> ReviewLabels:
        """Write both files. on_progress: gets per cent. Raises UserError and Cancelled."""
        with ScratchFolder(self._raster.parent) as scratch:
            shapes = _Shapes(scratch / "accepted.gpkg", self._crs)
            for done, feature in enumerate(self._source.getFeatures(QgsFeatureRequest())):
                if done % 256 == 0 and is_cancelled():
                    raise Cancelled
                self._add(feature, shapes)
            shapes.close_file()
            if not shapes.counts[ACCEPTED] + shapes.counts[REJECTED]:
                raise UserError(translate("Review", "No polygon is accepted or rejected yet, so there is nothing to learn from."))
            on_progress(20.0)
            raster = LabelRaster(self._pre, self._crs, scratch / "labels.tif")
            raster.write(self._burns(shapes), is_cancelled, lambda share: on_progress(20.0 + 78.0 * share))
            publish(scratch / "accepted.gpkg", self._accepted)
            publish_raster(scratch / "labels.tif", self._raster)
        on_progress(100.0)
        counts = (shapes.counts[state] for state in (ACCEPTED, REJECTED, OPEN))
        return ReviewLabels(self._raster, self._accepted, *counts)

    def _add(self, feature: QgsFeature, shapes: _Shapes) -> None:
        if not feature.hasGeometry() or feature.geometry().isEmpty():
            return
        shape = self._moved(QgsGeometry(feature.geometry().constGet().segmentize()), self._to_pre)
        shape.convertToMultiType()
        shapes.add(Review.of(feature), ogr.CreateGeometryFromWkb(bytes(shape.asWkb())))

    @staticmethod
    def _moved(shape: QgsGeometry, transform: QgsCoordinateTransform) -> QgsGeometry:
        try:
            shape.transform(transform)
        except QgsCsException as error:
            raise UserError(translate("Review", "A polygon has no place in the CRS of pre: {why}").format(why=error)) from error
        return shape

    def _burns(self, shapes: _Shapes) -> list[tuple[ogr.Layer | None, int]]:
        """What is burnt over what, later ones over earlier ones; None: everywhere."""
        background: list[tuple[ogr.Layer | None, int]] = []
        if self._outside == UNCHANGED:
            background = [(None, 0)]
        elif self._view is not None and self._outside == VIEW:
            shapes.add_background(ogr.CreateGeometryFromWkb(bytes(self._view.asWkb())))
            background = [(shapes.background, 0)]
        return [*background, (shapes.layers[OPEN], 255), (shapes.layers[REJECTED], 0), (shapes.layers[ACCEPTED], 1)]


def accepted_beside(raster: Path) -> Path:
    """Where the accepted polygons go that belong to a label raster."""
    return raster.with_name(f"{raster.stem}_accepted.gpkg")


class _Shapes:
    """Polygons by their state: in memory for burning, and the accepted ones in a GeoPackage as well."""

    def __init__(self, file: Path, crs: QgsCoordinateReferenceSystem) -> None:
        self._memory = (ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")).CreateDataSource("")
        self.layers = {
            state: self._memory.CreateLayer(state or "open", None, ogr.wkbUnknown) for state in (OPEN, REJECTED, ACCEPTED)
        }
        self.background = self._memory.CreateLayer("background", None, ogr.wkbUnknown)
        self.counts = dict.fromkeys(self.layers, 0)
        self._path = file
        self._file = ogr.GetDriverByName("GPKG").CreateDataSource(os.fspath(file))
        if self._file is None:
            raise self._cannot()
        spatial = None
        if crs.isValid():
            spatial = osr.SpatialReference()
            spatial.ImportFromWkt(crs.toWkt())
        self._table = self._file.CreateLayer("accepted", spatial, ogr.wkbMultiPolygon)
        for name in ("class", "note", "user", "time"):
            self._table.CreateField(ogr.FieldDefn(name, ogr.OFTString))
        self._table.StartTransaction()

    def add(self, review: Review, shape: ogr.Geometry) -> None:
        """One polygon, in the CRS of the raster."""
        state = review.state if review.state in self.layers else OPEN
        self.counts[state] += 1
        self._put(self.layers[state], shape)
        if state == ACCEPTED:
            self._put(self._table, shape, (review.kind, review.note, review.user, review.time))

    def add_background(self, shape: ogr.Geometry) -> None:
        """Ground on which nothing has changed but for the polygons."""
        self._put(self.background, shape)

    def close_file(self) -> None:
        """Bring the GeoPackage to disk."""
        if self._table.CommitTransaction() != 0 or self._file.FlushCache() not in (0, None):
            raise self._cannot()
        self._table = self._file = None

    def _put(self, layer: ogr.Layer, shape: ogr.Geometry, texts: tuple[str, ...] = ()) -> None:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(shape)
        for index, text in enumerate(texts):
            if text:
                feature.SetField(index, text)
        if layer.CreateFeature(feature) != 0:
            raise self._cannot()

    def _cannot(self) -> UserError:
        text = translate("Review", "Nothing can be written in {folder}. Is the disk full, or the folder read-only?")
        return UserError(text.format(folder=self._path.parent.parent))
