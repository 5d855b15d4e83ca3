"""A layer as it is now, written to a GeoPackage of its own; made where the layer lives, written in any thread."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from qgis.core import (
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication, QVariant

from ..core.errors import Cancelled, UserError
from .review_fields import REVIEW_FIELDS, text_of

translate = QCoreApplication.translate

_TABLE = "changes"
_KEPT = (
    QVariant.Int,
    QVariant.LongLong,
    QVariant.Double,
    QVariant.String,
    QVariant.Bool,
    QVariant.Date,
    QVariant.DateTime,
    QVariant.ByteArray,
)


class LayerCopy:
    """All features with all attributes, and the attributes of a review; kinds that a GeoPackage lacks become texts.

    path: the file, which appears whole or not at all. source: as QGIS opens it.
    """

    def __init__(self, layer: QgsVectorLayer, path: Path, transforms: QgsCoordinateTransformContext) -> None:
        self.path = path
        self.source = f"{path}|layername={_TABLE}"
        self._features = QgsVectorLayerFeatureSource(layer)
        self._kind = QgsWkbTypes.multiType(layer.wkbType())
        self._crs = layer.crs()
        self._transforms = transforms
        taken = {"fid", "geom", *REVIEW_FIELDS}  # the GeoPackage's own, and those of the review, which are texts
        self._columns = [field for field in layer.fields() if field.name().lower() not in taken]
        self._review = [layer.fields().lookupField(name) for name in REVIEW_FIELDS]
        self._indices = [layer.fields().indexFromName(field.name()) for field in self._columns]

    def write(self, is_cancelled: Callable[[], bool]) -> LayerCopy:
        """Write it. Raises UserError and Cancelled."""
        scratch = self.path.with_name(f"{self.path.stem}.{os.getpid()}.part.gpkg")
        try:
            self._write(scratch, is_cancelled)
            os.replace(scratch, self.path)
        except OSError as error:
            raise UserError(self._cannot(error.strerror or str(error))) from error
        finally:
            for ending in ("", "-wal", "-shm", "-journal"):
                Path(f"{scratch}{ending}").unlink(missing_ok=True)
        return self

    def _write(self, scratch: Path, is_cancelled: Callable[[], bool]) -> None:
        fields = QgsFields()
        for field in self._columns:
            fields.append(QgsField(field.name(), field.type() if field.type() in _KEPT else QVariant.String))
        for name in REVIEW_FIELDS:
            fields.append(QgsField(name, QVariant.String))
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = "GPKG"
        options.layerName = _TABLE
        writer = QgsVectorFileWriter.create(str(scratch), fields, self._kind, self._crs, self._transforms, options)
        if writer.hasError() != QgsVectorFileWriter.NoError:
            raise UserError(self._cannot(writer.errorMessage()))
        for done, found in enumerate(self._features.getFeatures()):
            if done % 1024 == 0 and is_cancelled():
                del writer
                raise Cancelled
            if not writer.addFeature(self._copied(found, fields), QgsFeatureSink.FastInsert):
                raise UserError(self._cannot(writer.errorMessage()))
        if not writer.flushBuffer():
            raise UserError(self._cannot(writer.errorMessage()))
        del writer  # closes the file

    def _copied(self, found: QgsFeature, fields: QgsFields) -> QgsFeature:
        feature = QgsFeature(fields)
        if found.hasGeometry():
            shape = found.geometry()
            shape.convertToMultiType()
            feature.setGeometry(shape)
        for place, (field, index) in enumerate(zip(self._columns, self._indices)):
            value = found.attribute(index)
            feature.setAttribute(place, value if field.type() in _KEPT or not text_of(value) else field.displayString(value))
        for place, index in enumerate(self._review, start=len(self._columns)):
            feature.setAttribute(place, text_of(found.attribute(index)) or None if index >= 0 else None)
        return feature

    def _cannot(self, reason: str) -> str:
        text = translate("Review", "{path} could not be written: {reason}. Is the disk full, or the folder read-only?")
        return text.format(path=self.path, reason=reason)
