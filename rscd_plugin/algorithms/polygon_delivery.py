"""From the worker's polygons to those that the user gets: in their final shape, with what follows from it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsField,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QVariant

from ..layers.polygon_shape import PolygonShape
from ..layers.styles import CHANGES_STYLE, styled_on_load
from .base import RscdAlgorithm
from .change_outputs import CHANGES, PROBABILITY
from .outputs import Appearing, destination_file, is_table_in_file, wanted
from .row_sink import Row, RowSink

_FIELDS = {
    "id": QVariant.LongLong,
    "area_px": QVariant.LongLong,
    "area_m2": QVariant.Double,
    "perimeter_m": QVariant.Double,
    "compactness": QVariant.Double,
    "mean_probability": QVariant.Double,
    "max_probability": QVariant.Double,
    "p90_probability": QVariant.Double,
    "kind": QVariant.String,
    "pre_date": QVariant.String,
    "post_date": QVariant.String,
}


class PolygonDelivery:
    """Brings the polygons to CHANGES, one by one. Nothing appears before all of them are there."""

    def __init__(
        self,
        algorithm: RscdAlgorithm,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        self._parameters = parameters
        self._context = context
        self._sink = RowSink(algorithm, CHANGES, parameters, context, feedback)
        self._all_m2 = 0.0

    def deliver(
        self, values: dict[str, Any], crs: QgsCoordinateReferenceSystem, shape: PolygonShape, dates: list[str | None]
    ) -> dict[str, Any]:
        """CHANGES and AREA_M2, from what the job returned. Raises UserError and Cancelled.

        crs: of the mask. dates: of pre and post, None where not known.
        """
        kinds = {**_FIELDS, **dict.fromkeys(values["brightness_fields"], QVariant.Double)}
        fields = QgsFields()
        for name, kind in kinds.items():
            fields.append(QgsField(name, kind))
        polygons = QgsVectorLayer(f"{values['files']['changes']}|layername=changes", "changes", "ogr")
        style = CHANGES_STYLE if wanted(self._parameters, PROBABILITY) else None  # it colours by mean_probability
        with Appearing() as appearing:
            file = None if is_table_in_file(self._parameters[CHANGES]) else destination_file(self._parameters[CHANGES])
            if file is not None:
                appearing.add(file)
            result = self._sink.fill(fields, crs, self._rows(polygons, crs, shape, dates, list(kinds)), style)
        if style is not None and self._context.willLoadLayerOnCompletion(result):
            self._context.layerToLoadOnCompletionDetails(result).setPostProcessor(styled_on_load(style))
        return {CHANGES: result, "AREA_M2": self._all_m2 if crs.isValid() else None}

    def _rows(
        self,
        polygons: QgsVectorLayer,
        crs: QgsCoordinateReferenceSystem,
        shape: PolygonShape,
        dates: list[str | None],
        names: list[str],
    ) -> Iterator[Row]:
        measure = QgsDistanceArea()
        measure.setSourceCrs(crs, self._context.transformContext())
        measure.setEllipsoid(crs.ellipsoidAcronym() if crs.isValid() else "NONE")
        known = set(polygons.fields().names())
        for polygon in polygons.getFeatures():
            values = {name: polygon[name] if name in known else None for name in names}
            drawn = polygon.geometry()
            area_m2 = values["area_m2"] if crs.isValid() else None
            geometry = shape.of(drawn, area_m2)
            area, perimeter = geometry.area(), measure.measurePerimeter(geometry)
            if area_m2 is not None:
                area = area_m2 * geometry.area() / drawn.area()
                values.update(area_m2=area, perimeter_m=perimeter)
                self._all_m2 += area
            values.update(compactness=4 * math.pi * area / perimeter**2, pre_date=dates[0], post_date=dates[1])
            yield geometry, [values[name] for name in names]
