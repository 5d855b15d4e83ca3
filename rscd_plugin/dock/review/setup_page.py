"""What is seen before a review: which polygons, and whether their layer may get the attributes that a review takes."""

from __future__ import annotations

from qgis.core import QgsMapLayerProxyModel, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ...core.errors import UserError
from ...layers.review_fields import add_fields, check_reviewable, missing_fields


class SetupPage(QWidget):
    """start: a layer that has all it takes. copy: a layer of which a copy is wanted."""

    start = pyqtSignal(QgsVectorLayer)
    copy = pyqtSignal(QgsVectorLayer)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picker = QgsMapLayerComboBox(self)
        self.picker.setFilters(QgsMapLayerProxyModel.PolygonLayer)
        self.picker.setToolTip(self.tr("The polygons to review, such as those that Find made"))
        self.picker.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        label = QLabel(self.tr("Chan&ge polygons"), self)
        label.setBuddy(self.picker)
        self.start_button = QPushButton(self.tr("S&tart review"), self)
        self.start_button.setToolTip(self.tr("Step through the polygons of this layer and accept or reject each"))
        about = self.tr(
            "Step through the polygons one by one, with both dates at hand, and accept or reject each. Every decision is saved "
            "in the layer at once. Accepted and rejected ones can be exported as labels to train a detector with."
        )
        self.question = _Question(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (_wrapped(about, self), label, self.picker, self.start_button, self.question):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.picker.layerChanged.connect(self.reset)
        self.start_button.clicked.connect(self.ask)
        self.question.yes.clicked.connect(self._add_and_start)
        self.question.copy.clicked.connect(self._copy)
        self.reset()

    @property
    def layer(self) -> QgsVectorLayer | None:
        """The layer that is picked."""
        return self.picker.currentLayer()

    def reset(self) -> None:
        """Ask nothing."""
        self.question.hide()
        self.start_button.setEnabled(self.layer is not None)

    def ask(self) -> None:
        """Start, or ask first where the layer's file would change, or say why it cannot be."""
        layer = self.layer
        if layer is None:
            return
        try:
            check_reviewable(layer)
        except UserError as error:
            self.question.ask(str(error), can_add=False)
            return
        missing = missing_fields(layer)
        if not missing:
            self.reset()
            self.start.emit(layer)
            return
        text = self.tr("This adds {n} attributes to the data of '{layer}' itself: {names}. Nothing else in it changes.")
        self.question.ask(text.format(n=len(missing), layer=layer.name(), names=", ".join(missing)), can_add=True)

    def tell(self, text: str) -> None:
        """Say why it cannot be."""
        self.question.ask(text, can_add=False)

    def _add_and_start(self) -> None:
        layer = self.layer
        if layer is None:
            return
        try:
            check_reviewable(layer)
            add_fields(layer)
        except UserError as error:
            self.tell(str(error))
            return
        self.reset()
        self.start.emit(layer)

    def _copy(self) -> None:
        if self.layer is not None:
            self.copy.emit(self.layer)


class _Question(QFrame):
    """A text, and what can be answered."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._text = _wrapped("", self)
        self.yes = QPushButton(self.tr("Add &and start"), self)
        self.copy = QPushButton(self.tr("Save a cop&y to review"), self)
        self.copy.setToolTip(self.tr("Save the polygons to a new GeoPackage, load it, and review that; the layer stays as it is"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.yes)
        buttons.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.addWidget(self._text)
        layout.addLayout(buttons)

    def ask(self, text: str, can_add: bool) -> None:
        """Show it."""
        self._text.setText(text)
        self.yes.setVisible(can_add)
        self.show()

    def text(self) -> str:
        """What is asked."""
        return self._text.text()


def _wrapped(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setWordWrap(True)
    return label
