"""A copy of a layer that can be reviewed: a new GeoPackage, written in the background, loaded beside the layer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import QgsMapLayerStyle, QgsProject, QgsVectorLayer

from ...core.errors import UserError
from ...layers.review_copy import LayerCopy
from ...layers.run_record import keep_record, record_of


def place_for_copy(layer: QgsVectorLayer, project: QgsProject) -> Path | None:
    """A file that is not there yet: beside the layer's own file, else beside the project; None where neither can be."""
    own = Path(layer.source().split("|")[0])
    folders = [own.parent] if own.is_file() else []
    folders += [Path(project.homePath())] if project.homePath() else []
    for folder in folders:
        if folder.is_dir() and os.access(folder, os.W_OK):
            return free_name(folder, layer.name())
    return None


def free_name(folder: Path, name: str) -> Path:
    """`name`_review.gpkg, with a number where that is taken."""
    stem = "".join(letter if letter.isalnum() or letter in "-_ ." else "_" for letter in name).strip(" .") or "changes"
    candidates = (folder / f"{stem}_review{number}.gpkg" for number in ("", *(f"_{n}" for n in range(2, 10_000))))
    return next(file for file in candidates if not file.exists())


def load_copy(copy: LayerCopy, original: QgsVectorLayer | None, project: QgsProject) -> QgsVectorLayer:
    """Put the copy into the project above the layer it is of, with its style and the record of its run."""
    layer = QgsVectorLayer(copy.source, copy.path.stem, "ogr")
    if not layer.isValid():
        raise UserError(f"{copy.path} was written, but QGIS cannot open it.")
    place: Any = None
    if original is not None:
        style = QgsMapLayerStyle()
        style.readFromLayer(original)
        style.writeToLayer(layer)
        record = record_of(original)
        if record is not None:
            keep_record(layer, record)
        place = project.layerTreeRoot().findLayer(original.id())
    project.addMapLayer(layer, place is None)
    if place is not None:
        group = place.parent()
        group.insertLayer(group.children().index(place), layer)
    return layer
