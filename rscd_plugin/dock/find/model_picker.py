"""Choosing a trained model, with its card in plain words below."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ...algorithms.detect_changes import STARTER_MODEL
from ...core.engines.card import ModelCard
from ...core.errors import UserError
from ...core.jobs.describe import DescribeJob, DescribeOutputs
from ...runtime.warm_worker import WarmWorker
from .card_words import card_in_full, card_in_short, card_of
from .layouts import fit_narrow, wrapping_label
from .model_list import models_in_folder, recent_models

_LAST_FOLDER = "rscd/last_model_folder"


class ModelPicker(QWidget):
    """The starter, those in the model folder, recent ones, and any other file.

    changed: another model was chosen, or its card has come. `card` is None until then, and where a model has none that is known.
    """

    changed = pyqtSignal()

    def __init__(self, warm_worker: WarmWorker, parent: QWidget) -> None:
        super().__init__(parent)
        self._warm_worker = warm_worker
        self.card: ModelCard | None = None
        self.assumed = False
        self._described: tuple[str, float] | None = None
        self.combo = QComboBox(self)
        fit_narrow(self.combo)
        self.combo.setAccessibleName(self.tr("Model"))
        self.combo.setToolTip(self.tr("The starter, models in the model folder of the settings, and models used lately"))
        self._browse = QToolButton(self)
        self._browse.setIcon(QgsApplication.getThemeIcon("/mActionFileOpen.svg"))
        self._browse.setAccessibleName(self.tr("Choose another model file"))
        self._browse.setToolTip(self.tr("Choose another model file (.onnx)"))
        self._browse.clicked.connect(self._choose_file)
        self.words, self.more_words = wrapping_label(self), wrapping_label(self)
        self._about = QToolButton(self)
        self._about.setText(self.tr("A&bout this model"))
        self._about.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._about.setAutoRaise(True)
        self._about.setCheckable(True)
        self._about.toggled.connect(self._unfold)
        row = QHBoxLayout()
        row.addWidget(self.combo)
        row.addWidget(self._browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        for widget in (self.words, self._about, self.more_words):
            layout.addWidget(widget)
        self._unfold(False)
        self.set_model("")
        self.combo.currentIndexChanged.connect(self._on_chosen)

    def model(self) -> str:
        """The file; empty for the starter."""
        return self.combo.currentData() or ""

    def set_model(self, path: str) -> None:
        """Choose a model, and list anew what there is."""
        self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItem(self.tr("Starter (ships with the plugin)"), "")
        for file in dict.fromkeys([*models_in_folder(), *recent_models(), *([path] if path else [])]):
            self.combo.addItem(Path(file).stem, file)
            self.combo.setItemData(self.combo.count() - 1, file, Qt.ItemDataRole.ToolTipRole)
        self.combo.setCurrentIndex(max(self.combo.findData(path), 0))
        self.combo.blockSignals(False)
        self._on_chosen()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now is the worker asked, so that an unused panel starts none. The model folder may be another one by now."""
        super().showEvent(event)
        self.set_model(self.model())

    def _on_chosen(self, _index: int = 0) -> None:
        if self.isVisible():
            self._describe()
        self.changed.emit()

    def _describe(self) -> None:
        path = self.model() or str(STARTER_MODEL)
        if not os.path.isfile(path):
            self._described = None
            self._show(None, self.tr("The file {path} is not there. Choose another model.").format(path=path))
            return
        asked = (path, os.path.getmtime(path))
        if asked == self._described:
            return
        self._described = asked
        self._show(None, self.tr("Reading what the model says about itself …"))
        self._warm_worker.ask("card", "describe", DescribeJob(path), DescribeOutputs(), self._on_described, self._on_failed)

    def _on_described(self, values: dict[str, Any]) -> None:
        if values["card"] is None:
            self._show(None, self.tr("The model says nothing about how it wants its input. It needs a card: see the help."))
            return
        try:
            card = card_of(values["card"])
        except UserError as error:
            self._show(None, str(error))
            return
        self.assumed = values["assumed"]
        self._show(card, card_in_short(card))

    def _on_failed(self, text: str) -> None:
        self._described = None  # asked again when the panel is next shown: the runtime may be there by then
        self._show(None, text)

    def _show(self, card: ModelCard | None, words: str) -> None:
        self.card = card
        self.assumed = self.assumed and card is not None
        self.words.setText(words)
        self.more_words.setText(card_in_full(card) if card is not None else "")
        self._about.setVisible(bool(self.more_words.text()))
        self._unfold(self._about.isChecked())
        self.changed.emit()

    def _unfold(self, wanted: bool) -> None:
        self._about.setArrowType(Qt.ArrowType.DownArrow if wanted else Qt.ArrowType.RightArrow)
        self.more_words.setVisible(wanted and bool(self.more_words.text()))

    def _choose_file(self) -> None:
        folder = os.path.dirname(self.model()) or QgsSettings().value(_LAST_FOLDER, "", type=str)
        title = self.tr("Choose a model")
        path, _ = QFileDialog.getOpenFileName(self, title, folder, self.tr("ONNX models (*.onnx)"))
        if path:
            QgsSettings().setValue(_LAST_FOLDER, os.path.dirname(path))
            self.set_model(path)
