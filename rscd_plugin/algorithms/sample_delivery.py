"""The points of a sample from the worker's file to where the user wants them, with the table of strata."""

from __future__ import annotations

from typing import Any

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsField,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ..core.jobs.sample_spec import SAMPLE_FIELDS, SAMPLE_LAYER
from .base import RscdAlgorithm
from .outputs import Appearing, destination_file, is_table_in_file
from .row_sink import RowSink

_KINDS = {"integer": QVariant.LongLong, "real": QVariant.Double, "text": QVariant.String}


class SampleDelivery:
    """Nothing is left of a file that could not be written whole."""

    def __init__(
        self,
        algorithm: RscdAlgorithm,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        self._algorithm = algorithm
        self._parameters = parameters
        self._context = context
        self._feedback = feedback

    def deliver(self, name: str, geopackage: str, metadata: dict[str, str], crs: QgsCoordinateReferenceSystem) -> str:
        """Copy the points to the sink that the parameter `name` names; returns it. Raises UserError and Cancelled."""
        value = self._parameters[name]
        file = destination_file(value)
        with Appearing() as appearing:
            if file is not None and not is_table_in_file(value):
                appearing.add(file)
            destination = self._copy(name, geopackage, crs)
            self._describe(destination, metadata)
        return destination

    def _copy(self, name: str, geopackage: str, crs: QgsCoordinateReferenceSystem) -> str:
        fields = QgsFields()
        for field, kind in SAMPLE_FIELDS.items():
            fields.append(QgsField(field, _KINDS[kind]))
        points = QgsVectorLayer(f"{geopackage}|layername={SAMPLE_LAYER}", SAMPLE_LAYER, "ogr")
        rows = ((point.geometry(), [point[field] for field in SAMPLE_FIELDS]) for point in points.getFeatures())
        sink = RowSink(self._algorithm, name, self._parameters, self._context, self._feedback, QgsWkbTypes.Point)
        return sink.fill(fields, crs, rows, style=None)

    def _describe(self, destination: str, metadata: dict[str, str]) -> None:
        """The table of strata and how the sample was made: in a GeoPackage's metadata, or as a memory layer's properties."""
        path, _, rest = destination.partition("|layername=")
        if path.lower().endswith(".gpkg"):
            dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
            layer = dataset.GetLayerByName(rest.split("|")[0]) if rest else dataset.GetLayer(0)
            layer.SetMetadata(metadata)
            return
        layer = QgsProcessingUtils.mapLayerFromString(destination, self._context)
        if layer is not None and layer.dataProvider().name() == "memory":
            for key, text in metadata.items():
                layer.setCustomProperty(key, text)
