"""The outputs of every algorithm that finds changes: PROBABILITY, MASK, CHANGES, and numbers."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterRasterDestination,
    QgsProcessingUtils,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ..core.errors import Cancelled, UserError
from ..layers.styles import leave_style_beside, store_style_in, styled_on_load
from ..runtime.scratch import publish_raster
from .base import RscdAlgorithm

PROBABILITY = "PROBABILITY"
MASK = "MASK"
CHANGES = "CHANGES"
DESTINATIONS = (PROBABILITY, MASK, CHANGES)
_STYLES = {PROBABILITY: "change_probability", MASK: "change_mask", CHANGES: "changes"}
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


def destination_file(value: Any) -> Path | None:
    """The file that an output parameter names or writes into; None for memory layers, databases and temporary outputs."""
    sink = getattr(value, "sink", value)  # QgsProcessingOutputLayerDefinition, or plain text
    text = sink.staticValue() if hasattr(sink, "staticValue") else sink
    if not isinstance(text, str) or text in ("", QgsProcessing.TEMPORARY_OUTPUT) or text.startswith("memory:"):
        return None
    text = text.split("|")[0]
    inside = re.match(r"ogr:.*dbname='([^']+)'", text)
    if inside:
        return Path(inside.group(1))
    if re.match(r"(postgis|postgres|mssql|spatialite|oracle|hana):", text):
        return None
    return Path(os.path.abspath(text))


def refuse_unsafe(parameters: dict[str, Any], inputs: list[str], open_in_project: list[str]) -> None:
    """Raise UserError when an output is also an input, open in the project or another output, or cannot be written."""
    taken = {os.path.realpath(path): "an input of this run" for path in inputs}
    taken.update({os.path.realpath(path): "open in this project" for path in open_in_project if path})
    for name in DESTINATIONS:
        file = destination_file(parameters.get(name))
        if file is None:
            continue
        if name != CHANGES and file.suffix.lower() not in (".tif", ".tiff"):
            raise UserError(f"{name}: {file.name} is no GeoTIFF by its name. Rasters are written so: call it {file.stem}.tif.")
        real = os.path.realpath(file)
        if real in taken:
            raise UserError(f"{name}: {file} is {taken[real]}. Choose another file name, or remove that layer first.")
        if not file.parent.is_dir():
            raise UserError(f"{name}: the folder {file.parent} does not exist. Make it, or choose another one.")
        if not os.access(file.parent, os.W_OK) or (file.exists() and not os.access(file, os.W_OK)):
            raise UserError(f"{name}: {file} cannot be written. Choose a folder that you may write to.")
        taken[real] = f"already {name}"


def _is_table_in_file(value: Any) -> bool:
    """Whether an output parameter names a table in a file, `ogr:dbname='…' table=…`, which may hold other tables."""
    sink = getattr(value, "sink", value)
    text = sink.staticValue() if hasattr(sink, "staticValue") else sink
    return isinstance(text, str) and text.startswith("ogr:")


def wanted(parameters: dict[str, Any], name: str) -> bool:
    """Whether the user wants this output."""
    return parameters.get(name) not in (None, "")


def scratch_place(parameters: dict[str, Any]) -> Path:
    """The folder beside which half-done files are kept: that of the first output that is a file."""
    files = (destination_file(parameters.get(name)) for name in DESTINATIONS)
    return next((file.parent for file in files if file is not None), Path(QgsProcessingUtils.tempFolder()))


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
        """The algorithm's results, from what the job returned. Raises UserError and Cancelled."""
        files = values["files"]
        results: dict[str, Any] = {
            "CHANGED_AREA_M2": values["changed_area_m2"],
            "CHANGED_SHARE": values["changed_share"],
            "THRESHOLD_USED": values["threshold_used"],
            "DEVICE_USED": values["device_used"],
        }
        appeared: list[Path] = []
        try:
            if "changes" in files:
                file = None if _is_table_in_file(self._parameters[CHANGES]) else destination_file(self._parameters[CHANGES])
                appeared += [file] if file else []
                results[CHANGES] = self._copy_to_sink(files["changes"], crs)
            for name, kind in ((PROBABILITY, "probability"), (MASK, "mask")):
                if kind in files:
                    destination = Path(self._algorithm.parameterAsOutputLayer(self._parameters, name, self._context))
                    publish_raster(Path(files[kind]), destination)
                    appeared.append(destination)
                    leave_style_beside(destination, _STYLES[name])
                    results[name] = str(destination)
        except (Cancelled, UserError):
            for file in appeared:
                file.unlink(missing_ok=True)
            raise
        for name in DESTINATIONS:
            self._style_on_load(name, results.get(name))
        return results

    def _copy_to_sink(self, geopackage: str, crs: QgsCoordinateReferenceSystem) -> str:
        fields = QgsFields()
        for name, kind in _FIELDS:
            fields.append(QgsField(name, kind))
        sink, destination = self._algorithm.parameterAsSink(
            self._parameters, CHANGES, self._context, fields, QgsWkbTypes.Polygon, crs
        )
        if sink is None:
            raise UserError(f"CHANGES: {self._parameters[CHANGES]} cannot be written. Choose another place or format.")
        polygons = QgsVectorLayer(f"{geopackage}|layername=changes", "changes", "ogr")
        for polygon in polygons.getFeatures():
            if self._feedback.isCanceled():
                raise Cancelled
            feature = QgsFeature(fields)
            feature.setGeometry(polygon.geometry())
            feature.setAttributes([polygon[name] for name, _ in _FIELDS])
            if not sink.addFeature(feature, QgsFeatureSink.FastInsert):
                raise UserError(f"CHANGES: a polygon could not be written. {sink.lastError()} Is the disk full?")
        del sink  # closes the file
        file = destination_file(self._parameters[CHANGES])
        if file is not None and file.suffix.lower() == ".gpkg":
            store_style_in(destination, _STYLES[CHANGES])
        return destination

    def _style_on_load(self, name: str, result: str | None) -> None:
        if result is None or not self._context.willLoadLayerOnCompletion(result):
            return
        self._context.layerToLoadOnCompletionDetails(result).setPostProcessor(styled_on_load(_STYLES[name]))
