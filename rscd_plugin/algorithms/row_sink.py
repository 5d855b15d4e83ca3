"""Polygons or points into any sink that Processing knows: a GeoPackage or another file, memory, a table of a database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsWkbTypes,
)

from ..core.errors import Cancelled, UserError
from ..layers.styles import store_style_in
from .base import RscdAlgorithm
from .outputs import destination_file

Row = tuple[QgsGeometry, list[Any]]
_WORDS = {QgsWkbTypes.Polygon: "polygon", QgsWkbTypes.Point: "point"}


class RowSink:
    """What the sink parameter `name` of an algorithm names. shape: what lies in each row, Polygon or Point."""

    def __init__(
        self,
        algorithm: RscdAlgorithm,
        name: str,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        shape: QgsWkbTypes.Type = QgsWkbTypes.Polygon,
    ) -> None:
        self._algorithm = algorithm
        self._name = name
        self._parameters = parameters
        self._context = context
        self._feedback = feedback
        self._shape = shape

    def fill(self, fields: QgsFields, crs: QgsCoordinateReferenceSystem, rows: Iterable[Row], style: str | None) -> str:
        """Write all rows, and the style where a GeoPackage can hold it. Returns what the algorithm gives as its result.

        Raises UserError and Cancelled.
        """
        sink, destination = self._algorithm.parameterAsSink(
            self._parameters, self._name, self._context, fields, self._shape, crs
        )
        target = self._parameters[self._name]
        if sink is None:
            raise UserError(f"{self._name}: {target} cannot be written. Choose another place or format.")
        for geometry, values in rows:
            if self._feedback.isCanceled():
                raise Cancelled
            feature = QgsFeature(fields)
            feature.setGeometry(geometry)
            feature.setAttributes(values)
            if not sink.addFeature(feature, QgsFeatureSink.FastInsert):
                what = _WORDS[self._shape]
                raise UserError(f"{self._name}: a {what} could not be written. {sink.lastError()} Is the disk full?")
        del sink  # closes the file
        file = destination_file(target)
        if style is not None and file is not None and file.suffix.lower() == ".gpkg":
            store_style_in(destination, style)
        return destination
