"""The results of a run as one layer group: named, styled, and telling how they were made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import UserError
from .result_meaning import Meaning, meaning_of
from .result_notes import describe_layer
from .run_record import RunRecord, keep_record
from .styles import CHANGES_STYLE, MASK_STYLE, beside, probability_style, style_file

translate = QCoreApplication.translate
_ON_TOP_FIRST = ("CHANGES", "PROBABILITY", "MASK")


def add_results(project: QgsProject, record: RunRecord, results: dict[str, Any]) -> QgsLayerTreeGroup | None:
    """Load what an algorithm returned as one group on top of the layer tree; every layer and the group keep the record.

    results: PROBABILITY, MASK, CHANGES and REPORT as far as they were asked for, files or layers. Returns None where none of
    them is a layer. Raises UserError, and adds nothing, when one cannot be opened.
    """
    meaning = _meaning(results)
    layers = {name: _open(name, results[name]) for name in _ON_TOP_FIRST if results.get(name)}
    if not layers:
        return None
    group = project.layerTreeRoot().insertGroup(0, group_name(record))
    keep_record(group, record)
    for name, layer in layers.items():
        _dress(layer, name, meaning)
        keep_record(layer, record)
        describe_layer(layer, record, meaning, results.get("REPORT"))
        project.addMapLayer(layer, False)
        node = group.addLayer(layer)
        node.setExpanded(False)
        node.setItemVisibilityChecked(name != "MASK")  # which would hide the images, and shows what the polygons show
    group.setExpanded(True)
    return group


def group_name(record: RunRecord) -> str:
    """Pre and post, each with its date where that is known, the method, and when it was run."""
    dates = [
        f"{name} ({date})" if date and date not in name else name
        for name, date in ((record.pre, record.pre_date), (record.post, record.post_date))
    ]
    finished = record.finished.replace("T", " ")[:16]
    return " · ".join(part for part in (" → ".join(dates), record.method, finished) if part)


def _meaning(results: dict[str, Any]) -> Meaning:
    """Of the run's numbers: what one of its rasters says; polygons do not know."""
    rasters = (results[name] for name in ("PROBABILITY", "MASK") if results.get(name))
    return next((meaning_of(_source(raster)) for raster in rasters), Meaning.UNKNOWN)


def _source(value: Any) -> str:
    return value.source() if isinstance(value, QgsMapLayer) else str(value)


def _open(name: str, value: Any) -> QgsMapLayer:
    """A layer that belongs to nobody yet."""
    if isinstance(value, QgsMapLayer):
        layer = value
    elif name == "CHANGES":
        context = QgsProcessingContext()
        found = QgsProcessingUtils.mapLayerFromString(str(value), context)
        layer = context.takeResultLayer(found.id()) if found is not None else None
    else:
        # Without its style a raster would be read through for one.
        options = QgsRasterLayer.LayerOptions(loadDefaultStyle=False)
        layer = QgsRasterLayer(str(value), name, "gdal", options)
    if layer is None or not layer.isValid():
        text = translate("ResultGroup", "The result {file} cannot be opened. Was it moved or removed since the run ended?")
        raise UserError(text.format(file=_source(value)))
    return layer


def _dress(layer: QgsMapLayer, name: str, meaning: Meaning) -> None:
    """Name and style. A style that lies beside a raster is the user's, or the one that the run left there."""
    layer.setName(layer_name(name, meaning))
    if name == "CHANGES":
        layer.loadNamedStyle(str(style_file(CHANGES_STYLE)))
        return
    own = beside(Path(layer.source()))
    kind = MASK_STYLE if name == "MASK" else probability_style(layer.source())
    layer.loadNamedStyle(str(own if own.is_file() else style_file(kind)))


def layer_name(name: str, meaning: Meaning) -> str:
    """In words that promise no more than the numbers mean."""
    if name == "MASK":
        return translate("ResultGroup", "Change mask")
    if name == "CHANGES":
        return {
            Meaning.CALIBRATED: translate("ResultGroup", "Changes, by mean probability"),
            Meaning.MODEL: translate("ResultGroup", "Changes, by mean model probability (not calibrated)"),
            Meaning.SCORE: translate("ResultGroup", "Changes, by mean relative score"),
            Meaning.UNKNOWN: translate("ResultGroup", "Changes, by mean score"),
        }[meaning]
    return {
        Meaning.CALIBRATED: translate("ResultGroup", "Change probability"),
        Meaning.MODEL: translate("ResultGroup", "Model probability, 0-1 (not calibrated)"),
        Meaning.SCORE: translate("ResultGroup", "Relative change score, 0-1"),
        Meaning.UNKNOWN: translate("ResultGroup", "Change score, 0-1"),
    }[meaning]
