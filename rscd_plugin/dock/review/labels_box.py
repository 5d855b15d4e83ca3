"""Exporting a review as labels, and handing them to the training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ...algorithms.outputs import ANY, RASTER, refuse_unsafe
from ...core.errors import UserError
from ...layers.locale_words import number_words
from ...layers.review_labels import UNCHANGED, UNKNOWN, VIEW, LabelsExport, ReviewLabels, accepted_beside
from ..background_task import BackgroundTask
from .copying import file_of


class LabelsBox(QgsCollapsibleGroupBox):
    """Where to, and what ground outside the polygons counts as. said, failed: what came of it."""

    said = pyqtSignal(str)
    failed = pyqtSignal(str)

    def __init__(self, iface: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Labels for training"))
        self._iface = iface
        self._running: BackgroundTask | None = None
        self._made: tuple[ReviewLabels, str, str] | None = None
        self.outside = QComboBox(self)
        self.outside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for text, value in (
            (self.tr("Unchanged everywhere"), UNCHANGED),
            (self.tr("Unchanged in the current map view"), VIEW),
            (self.tr("Not known"), UNKNOWN),
        ):
            self.outside.addItem(text, value)
        self.outside.setToolTip(
            self.tr("What the training is told of ground where no polygon lies. Of polygons not reviewed yet it is told nothing")
        )
        self.file = QgsFileWidget(self)
        self.file.setStorageMode(QgsFileWidget.SaveFile)
        self.file.setFilter(self.tr("GeoTIFF (*.tif)"))
        self.file.setToolTip(self.tr("The label raster; the accepted polygons go to a GeoPackage beside it"))
        self.export_button = QPushButton(self.tr("E&xport"), self)
        self.export_button.setToolTip(
            self.tr("Write a raster (1 where accepted, 0 where rejected) on the pixels of pre, and the accepted polygons")
        )
        self.train_button = QPushButton(self.tr("Tra&in …"), self)
        self.train_button.setToolTip(self.tr("Open 'Train a change detector' with these labels and both dates filled in"))
        self.train_button.setEnabled(False)
        self._lay_out()
        self.train_button.clicked.connect(self._train)

    def propose(self, changes: QgsVectorLayer) -> None:
        """A file beside the polygons' own, for another layer than before."""
        self._made = None
        self.train_button.setEnabled(False)
        own = file_of(changes)
        self.file.setFilePath("" if own is None else str(own.with_name(f"{own.stem}_labels.tif")))

    def export(self, changes: QgsVectorLayer, pre: QgsRasterLayer | None, post: QgsRasterLayer | None) -> None:
        """Write them in the background."""
        if self._running is not None:
            return
        try:
            export = self._export(changes, pre)
        except UserError as error:
            self.failed.emit(str(error))
            return
        sources = pre.source(), post.source() if post is not None else ""
        self.export_button.setEnabled(False)
        task = BackgroundTask(self.tr("Labels from the review"), lambda task: export.write(task.isCanceled, task.setProgress))
        task.done.connect(lambda made: self._done(made, *sources))
        task.failed.connect(self._not_done)
        task.stopped.connect(lambda: self._not_done(self.tr("Cancelled. No labels were written.")))
        self._running = task.start()

    def take_down(self) -> None:
        """Stop what is being written."""
        if self._running is not None:
            self._running.drop()
            self._running = None

    def _export(self, changes: QgsVectorLayer, pre: QgsRasterLayer | None) -> LabelsExport:
        if pre is None:
            raise UserError(self.tr("Choose the raster of pre: its pixels are those of the labels."))
        if not self.file.filePath().strip():
            raise UserError(self.tr("Choose a file for the labels."))
        raster = Path(self.file.filePath().strip())
        project = QgsProject.instance()
        given = {"LABELS": str(raster), "ACCEPTED": str(accepted_beside(raster))}
        opened = [layer.source().split("|")[0] for layer in project.mapLayers().values()]
        refuse_unsafe(given, {"LABELS": RASTER, "ACCEPTED": ANY}, [changes.source().split("|")[0], pre.source()], opened)
        outside = self.outside.currentData()
        canvas = self._iface.mapCanvas()
        view = (canvas.extent(), canvas.mapSettings().destinationCrs()) if outside == VIEW else None
        return LabelsExport(changes, pre, raster, outside, view, project)

    def _done(self, made: ReviewLabels, pre: str, post: str) -> None:
        self._running = None
        self.export_button.setEnabled(True)
        self._made = (made, pre, post)
        self.train_button.setEnabled(bool(post))
        text = self.tr(
            "Labels are in {raster}. Change: {accepted} (accepted). No change: {rejected} (rejected). Not known: {open} (open). "
            "The accepted ones are in {polygons} too."
        )
        counts = {"accepted": made.accepted_count, "rejected": made.rejected_count, "open": made.open_count}
        counts = {state: number_words(count) for state, count in counts.items()}
        self.said.emit(text.format(raster=made.raster, polygons=made.accepted.name, **counts))

    def _not_done(self, text: str) -> None:
        self._running = None
        self.export_button.setEnabled(True)
        self.failed.emit(text)

    def _train(self) -> None:
        import processing

        made, pre, post = self._made
        values = {"PRE_IMAGES": [pre], "POST_IMAGES": [post], "CHANGE_LABELS": [str(made.raster)]}
        dialog = processing.createAlgorithmDialog("rscd:traindetector", values)
        if dialog is not None:
            dialog.show()

    def _lay_out(self) -> None:
        label = QLabel(self.tr("&Ground outside all polygons"), self)
        label.setBuddy(self.outside)
        file_label = QLabel(self.tr("La&bel raster"), self)
        file_label.setBuddy(self.file)
        buttons = QHBoxLayout()
        buttons.addWidget(self.export_button)
        buttons.addWidget(self.train_button)
        layout = QVBoxLayout(self)
        for widget in (label, self.outside, file_label, self.file):
            layout.addWidget(widget)
        layout.addLayout(buttons)
