"""Polygons of a layer as a file for the worker, written in the background from a snapshot of the layer."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import (
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFields,
    QgsGeometry,
    QgsProcessingFeedback,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
    QgsWkbTypes,
)

from ..core.errors import Cancelled, UserError


class LabelExport:
    """The polygons that `request` finds in a layer as it is now, edits that are not saved included.

    Made where the layer lives; `write` needs the layer no more. name: of the parameter, for messages. class_field: the one
    attribute that is written; empty: none. skip_invalid: whether polygons that are not valid are left out.
    """

    # FlatGeobuf: has an index by place, may go without a CRS, and keeps no columns of its own beside the user's.
    DRIVER, ENDING = "FlatGeobuf", "fgb"

    def __init__(
        self,
        layer: QgsVectorLayer,
        name: str,
        request: QgsFeatureRequest,
        class_field: str,
        skip_invalid: bool,
        file: str,
        transforms: QgsCoordinateTransformContext,
    ) -> None:
        self._source = QgsVectorLayerFeatureSource(layer)
        self._title = layer.name()
        self._crs = layer.crs()
        self._name = name
        self._request = request
        self._skip_invalid = skip_invalid
        self._file = file
        self._transforms = transforms
        self._fields = QgsFields()
        if class_field:
            self._fields.append(layer.fields().field(class_field))

    def write(self, feedback: QgsProcessingFeedback) -> None:
        """Write the file and say in the log what went into it. Raises UserError and Cancelled."""
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = self.DRIVER
        kind = QgsWkbTypes.MultiPolygon
        writer = QgsVectorFileWriter.create(self._file, self._fields, kind, self._crs, self._transforms, options)
        if writer.hasError() != QgsVectorFileWriter.NoError:
            raise UserError(self._cannot(writer.errorMessage()))
        written = skipped = 0
        for feature in self._features(feedback):
            if self._skip_invalid and not feature.geometry().isGeosValid():
                skipped += 1
            elif writer.addFeature(feature, QgsFeatureSink.FastInsert):
                written += 1
            else:
                raise UserError(self._cannot(writer.errorMessage()))
        if not writer.flushBuffer():
            raise UserError(self._cannot(writer.errorMessage()))
        del writer  # closes the file
        feedback.pushInfo(f"{self._name}: {written} polygons of the layer '{self._title}' are taken.")
        if skipped:
            feedback.pushInfo(
                f"{self._name}: {skipped} polygons are not valid and were left out, as Processing is set to skip such. Their "
                "ground counts as background: mend them (Fix geometries), or set Processing to ignore it."
            )

    def _features(self, feedback: QgsProcessingFeedback) -> Iterator[QgsFeature]:
        """Features with the class alone, and geometries that GDAL burns: straight edges, two dimensions."""
        for found in self._source.getFeatures(self._request):
            if feedback.isCanceled():
                raise Cancelled
            if found.geometry().isEmpty():
                continue
            shape = QgsGeometry(found.geometry().constGet().segmentize())
            shape.get().dropZValue()
            shape.get().dropMValue()
            shape.convertToMultiType()
            feature = QgsFeature(self._fields)
            feature.setGeometry(shape)
            feature.setAttributes([found[field.name()] for field in self._fields])
            yield feature

    def _cannot(self, reason: str) -> str:
        return (
            f"{self._name}: the polygons of the layer '{self._title}' cannot be written to a temporary file: {reason}. Is the "
            "disk full? Else export the layer to a GeoPackage yourself and choose that."
        )
