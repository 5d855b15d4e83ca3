"""Choosing how changes are found."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from ...core.jobs.spec import CLASSIC_METHODS, METRIC_MODES
from ...runtime.warm_worker import WarmWorker
from .choices import CLASSIC_METHOD, METHODS, METRIC_METHOD, MODEL_METHOD, classic_words
from .layouts import fit_narrow, wrapping_label
from .model_picker import ModelPicker


class MethodPicker(QWidget):
    """A trained model, no training data, or classic; below, what each of them asks for. changed: another was chosen."""

    changed = pyqtSignal()

    def __init__(self, warm_worker: WarmWorker, parent: QWidget) -> None:
        super().__init__(parent)
        self.combo = QComboBox(self)
        fit_narrow(self.combo)
        self.combo.setToolTip(self.tr("How changes are found"))
        self.combo.setAccessibleName(self.tr("Method"))
        for name, title in (
            (MODEL_METHOD, self.tr("With a trained model")),
            (METRIC_METHOD, self.tr("No training data (Metric-CD)")),
            (CLASSIC_METHOD, self.tr("Classic, without learning")),
        ):
            self.combo.addItem(title, name)
        self.model = ModelPicker(warm_worker, self)
        self.mode, self._mode_words = QComboBox(self), wrapping_label(self)
        for mode, title in zip(
            METRIC_MODES, (self.tr("Optimised on this pair"), self.tr("Fast"), self.tr("As published (slow)"))
        ):
            self.mode.addItem(title, mode)
        self.mode.setAccessibleName(self.tr("Mode"))
        self.classic, self._classic_words = QComboBox(self), wrapping_label(self)
        for method in CLASSIC_METHODS:
            self.classic.addItem(classic_words(method), method)
        fit_narrow(self.mode)
        fit_narrow(self.classic)
        self.classic.setAccessibleName(self.tr("Classic method"))
        self._pages = {
            MODEL_METHOD: self.model,
            METRIC_METHOD: self._page(self.mode, self._mode_words),
            CLASSIC_METHOD: self._page(self.classic, self._classic_words),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        for page in self._pages.values():
            layout.addWidget(page)
        for combo in (self.combo, self.mode, self.classic):
            combo.currentIndexChanged.connect(self._on_chosen)
        self.model.changed.connect(self.changed)
        self._on_chosen()

    def method(self) -> str:
        """One of METHODS."""
        return self.combo.currentData()

    def choose(self, method: str, model: str, mode: str, classic: str) -> None:
        """Choose all of it."""
        for combo, value in ((self.combo, method), (self.mode, mode), (self.classic, classic)):
            combo.setCurrentIndex(combo.findData(value))
        self.model.set_model(model)

    def _on_chosen(self, _index: int = 0) -> None:
        for name in METHODS:
            self._pages[name].setVisible(name == self.method())
        self._mode_words.setText(self._about_mode())
        self._classic_words.setText(self._about_classic())
        self.changed.emit()

    def _about_mode(self) -> str:
        return {
            "optimised": self.tr("Several scores are joined, and a small network learns on this very pair. It stops by itself."),
            "fast": self.tr("Several scores are joined, nothing is learnt. For a first look and many pairs."),
            "reference": self.tr("The published method, term by term. Several seconds an iteration; for comparison only."),
        }[self.mode.currentData()]

    def _about_classic(self) -> str:
        return {
            "cva": self.tr("The length of the difference of the standardised bands. Quick, and hard to beat."),
            "pca_kmeans": self.tr("Components of small blocks of the difference, in two groups. Looks at neighbours itself."),
            "irmad": self.tr(
                "Differences in light and sensor fall out by themselves: for dates that do not match in radiometry."
            ),
            "sfa": self.tr("Much as IR-MAD, with bands compared like with like."),
        }[self.classic.currentData()]

    def _page(self, combo: QComboBox, words: QLabel) -> QWidget:
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(combo)
        layout.addWidget(words)
        return page
