"""The outputs of every algorithm that finds changes: PROBABILITY, MASK, CHANGES, and numbers; and REPORT where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterRasterDestination,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QVariant

from ..layers.styles import CHANGES_STYLE, MASK_STYLE, leave_style_beside, probability_style, styled_on_load
from ..runtime.scratch import publish, publish_raster
from .base import RscdAlgorithm
from .outputs import ANY, RASTER, Appearing, destination_file, is_table_in_file
from .report_output import REPORT
from .row_sink import RowSink

PROBABILITY = "PROBABILITY"
MASK = "MASK"
CHANGES = "CHANGES"
DESTINATIONS = {PROBABILITY: RASTER, MASK: RASTER, CHANGES: ANY}
_NUMBERS = ("CHANGED_AREA_M2", "CHANGED_SHARE", "THRESHOLD_USED", "DEVICE_USED")
_FIELDS = (
    ("id", QVariant.LongLong),
    ("area_px", QVariant.LongLong),
    ("area_m2", QVariant.Double),
    ("mean_probability", QVariant.Double),
    ("max_probability", QVariant.Double),
)


def add_change_outputs(algorithm: RscdAlgorithm) -> None:
    """Declare them all."""
    for name, title in ((PROBABILITY, algorithm.tr("Change probability")), (MASK, algorithm.tr("Change mask"))):
        algorithm.addParameter(QgsProcessingParameterRasterDestination(name, title, optional=True))
    algorithm.addParameter(
        QgsProcessingParameterFeatureSink(
            CHANGES, algorithm.tr("Change polygons"), QgsProcessing.TypeVectorPolygon, optional=True
        )
    )
    algorithm.addOutput(QgsProcessingOutputNumber("CHANGED_AREA_M2", algorithm.tr("Changed area (m²)")))
    algorithm.addOutput(QgsProcessingOutputNumber("CHANGED_SHARE", algorithm.tr("Changed share of the valid area (0-1)")))
    algorithm.addOutput(QgsProcessingOutputNumber("THRESHOLD_USED", algorithm.tr("Threshold used")))
    algorithm.addOutput(QgsProcessingOutputString("DEVICE_USED", algorithm.tr("Device used")))


class ChangeDelivery:
    """Brings a worker's finished files to where the user wants them. Nothing appears before all of it is there."""

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

    def deliver(self, values: dict[str, Any], crs: QgsCoordinateReferenceSystem) -> dict[str, Any]:
        """The algorithm's results, from what the job returned. Raises UserError and Cancelled.

        crs: of the polygons, as QGIS has it; an invalid one where only the files written know it.
        """
        files = values["files"]
        results: dict[str, Any] = {name: values[name.lower()] for name in _NUMBERS if name.lower() in values}
        with Appearing() as appearing:
            if "changes" in files:
                file = None if is_table_in_file(self._parameters[CHANGES]) else destination_file(self._parameters[CHANGES])
                if file is not None:
                    appearing.add(file)
                results[CHANGES] = self._copy_to_sink(files["changes"], crs)
            for name, kind in ((PROBABILITY, "probability"), (MASK, "mask")):
                if kind in files:
                    destination = Path(self._algorithm.parameterAsOutputLayer(self._parameters, name, self._context))
                    publish_raster(Path(files[kind]), destination)
                    appearing.add(destination)
                    leave_style_beside(destination, _style(name, str(destination)))
                    results[name] = str(destination)
            if "report" in files:
                destination = Path(self._algorithm.parameterAsFileOutput(self._parameters, REPORT, self._context))
                publish(Path(files["report"]), destination)
                appearing.add(destination)
                results[REPORT] = str(destination)
        for name in DESTINATIONS:
            self._style_on_load(name, results.get(name))
        return results

    def _copy_to_sink(self, geopackage: str, crs: QgsCoordinateReferenceSystem) -> str:
        fields = QgsFields()
        for name, kind in _FIELDS:
            fields.append(QgsField(name, kind))
        polygons = QgsVectorLayer(f"{geopackage}|layername=changes", "changes", "ogr")
        crs = crs if crs.isValid() else polygons.crs()
        rows = ((polygon.geometry(), [polygon[name] for name, _ in _FIELDS]) for polygon in polygons.getFeatures())
        sink = RowSink(self._algorithm, CHANGES, self._parameters, self._context, self._feedback)
        return sink.fill(fields, crs, rows, CHANGES_STYLE)

    def _style_on_load(self, name: str, result: str | None) -> None:
        if result is None or not self._context.willLoadLayerOnCompletion(result):
            return
        self._context.layerToLoadOnCompletionDetails(result).setPostProcessor(styled_on_load(_style(name, result)))


def _style(name: str, result: str) -> str:
    """The kind of style that an output has."""
    if name == PROBABILITY:
        return probability_style(result)
    return MASK_STYLE if name == MASK else CHANGES_STYLE
