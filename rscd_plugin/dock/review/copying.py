"""A copy of a layer that can be reviewed: a new GeoPackage, written in the background, loaded beside the layer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import QgsMapLayer, QgsMapLayerStyle, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QWidget

from ...core.errors import UserError
from ...layers.review_copy import LayerCopy
from ...layers.run_record import keep_record, record_of
from ..background_task import BackgroundTask


class Copying(QObject):
    """Makes copies, one at a time. done: the copy, loaded, and its file. failed: why there is none."""

    done = pyqtSignal(QgsVectorLayer, str)
    failed = pyqtSignal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._running: BackgroundTask | None = None

    def start(self, layer: QgsVectorLayer) -> bool:
        """Copy this layer in the background; asks for a file only where none suggests itself. False where the user gave up."""
        project = QgsProject.instance()
        path = place_for_copy(layer, project)
        if path is None:
            title = self.tr("Save a copy to review")
            name, _ = QFileDialog.getSaveFileName(
                self._window, title, f"{layer.name()}_review.gpkg", self.tr("GeoPackage (*.gpkg)")
            )
            path = Path(name).with_suffix(".gpkg")
            if not name:
                return False
        copy = LayerCopy(layer, path, project.transformContext())
        original = layer.id()
        task = BackgroundTask(self.tr("Copy to review"), lambda task: copy.write(task.isCanceled))
        task.done.connect(lambda made: self._written(made, original))
        task.failed.connect(self._not_written)
        task.stopped.connect(lambda: self._not_written(self.tr("Cancelled. No copy was written.")))
        self._running = task.start()
        return True

    def take_down(self) -> None:
        """Stop what is being copied."""
        if self._running is not None:
            self._running.drop()
            self._running = None

    def _written(self, copy: LayerCopy, original: str) -> None:
        self._running = None
        project = QgsProject.instance()
        try:
            layer = load_copy(copy, project.mapLayer(original), project)
        except UserError as error:
            self.failed.emit(str(error))
            return
        self.done.emit(layer, str(copy.path))

    def _not_written(self, text: str) -> None:
        self._running = None
        self.failed.emit(text)


def place_for_copy(layer: QgsVectorLayer, project: QgsProject) -> Path | None:
    """A file that is not there yet: beside the layer's own file, else beside the project; None where neither can be."""
    own = file_of(layer)
    folders = [] if own is None else [own.parent]
    folders += [Path(project.homePath())] if project.homePath() else []
    for folder in folders:
        if folder.is_dir() and os.access(folder, os.W_OK):
            return free_name(folder, layer.name())
    return None


def file_of(layer: QgsMapLayer) -> Path | None:
    """The file that a layer is read from; None for memory and databases, whose sources are no paths."""
    path = layer.source().split("|")[0]
    return Path(path) if os.path.isfile(path) else None


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
