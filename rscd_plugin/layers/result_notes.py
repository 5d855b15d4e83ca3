"""How a result was made, where QGIS shows it: in the layer's properties, under Information and Metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsAbstractMetadataBase,
    QgsApplication,
    QgsDataSourceUri,
    QgsLayerMetadata,
    QgsMapLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QUrl

from .result_meaning import Meaning
from .run_record import RunRecord

translate = QCoreApplication.translate


def describe_layer(layer: QgsMapLayer, record: RunRecord, meaning: Meaning, report: str | None) -> None:
    """Fill the layer's metadata: title, what its numbers mean, the steps that made it, and a link to the report, if any."""
    metadata = QgsLayerMetadata(layer.metadata())
    metadata.setIdentifier(layer.publicSource())
    metadata.setTitle(layer.name())
    metadata.setType("dataset")
    metadata.setAbstract(meaning_in_words(meaning))
    metadata.setHistory(history(record))
    metadata.setCrs(layer.crs())
    if report:
        link = QgsAbstractMetadataBase.Link(
            translate("ResultNotes", "Report of the run"), "WWW:LINK", QUrl.fromLocalFile(str(report)).toString()
        )
        metadata.setLinks([link])
    layer.setMetadata(metadata)


def meaning_in_words(meaning: Meaning) -> str:
    """What the numbers may be taken for."""
    return {
        Meaning.CALIBRATED: translate(
            "ResultNotes",
            "Probability of change, calibrated on labels that the model had not learnt from. Of places with 80 %, about 80 in "
            "100 changed where the imagery is like that of the labels.",
        ),
        Meaning.MODEL: translate(
            "ResultNotes",
            "What the model believes, from 0 to 1. It was not calibrated: 0.8 does not mean that 80 in 100 such places changed.",
        ),
        Meaning.SCORE: translate(
            "ResultNotes",
            "A relative change score from 0 to 1, no probability. It ranks places: more stands out more, and 0.5 is the edge of "
            "what counts as change.",
        ),
        Meaning.UNKNOWN: translate("ResultNotes", "A change score from 0 to 1: more is surer."),
    }[meaning]


def history(record: RunRecord) -> list[str]:
    """The run, line by line."""
    algorithm = QgsApplication.processingRegistry().algorithmById(record.algorithm)
    name = algorithm.displayName() if algorithm is not None else record.algorithm
    lines = [
        translate("ResultNotes", "Made by “{name}” ({id}), {method}.").format(
            name=name, id=record.algorithm, method=record.method
        ),
        translate("ResultNotes", "Pre: {layer}.").format(layer=_dated(record.pre, record.pre_date)),
        translate("ResultNotes", "Post: {layer}.").format(layer=_dated(record.post, record.post_date)),
    ]
    if record.finished:
        lines.append(translate("ResultNotes", "Finished: {time}.").format(time=record.finished.replace("T", " ")))
    settings = ", ".join(f"{key} = {_shown(value)}" for key, value in sorted(record.parameters.items()) if _is_told(key, value))
    lines.append(translate("ResultNotes", "Settings: {settings}.").format(settings=settings or "-"))
    numbers = ", ".join(f"{key} = {_shown(value)}" for key, value in sorted(record.numbers.items()) if value is not None)
    if numbers:
        lines.append(translate("ResultNotes", "Results: {numbers}.").format(numbers=numbers))
    return lines


def _dated(name: str, date: str) -> str:
    return f"{name} ({date})" if date else name


def _is_told(key: str, value: Any) -> bool:
    """The dates have lines of their own, and what was left empty says nothing."""
    return key not in ("PRE", "POST") and value not in (None, "", [])


def _shown(value: Any) -> str:
    """Short, and without passwords that a source may hold."""
    if isinstance(value, float):
        return f"{value:.6g}"
    text = QgsDataSourceUri.removePassword(str(value))
    return Path(text).name if Path(text).is_absolute() else text
