"""Which two layers are compared, and with what above them."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsProject
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ...core.errors import UserError


class PairChoice(QWidget):
    """Two pickers. `changed`: the user chose another pair."""

    changed = pyqtSignal()
    with_above_changed = pyqtSignal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._chosen = False  # the pair is somebody's choice, not an offer
        self._last = ("", "")  # ids of the pair as it was set or picked last
        self.left = self._picker(self.tr("Shown left of the line, above it, or in the second map"))
        self.right = self._picker(self.tr("Shown right of the line, below it, or in the main map"))
        left_label, right_label = QLabel(self.tr("Le&ft:"), self), QLabel(self.tr("Ri&ght:"), self)
        left_label.setBuddy(self.left)
        right_label.setBuddy(self.right)
        self.swap = QToolButton(self)
        self.swap.setText("⇅")
        self.swap.setToolTip(self.tr("Swap left and right"))
        self.swap.setAccessibleName(self.tr("Swap left and right"))
        self.with_above = QCheckBox(self.tr("Dr&aw the layers above both"), self)
        self.with_above.setToolTip(self.tr("Layers above both in the layer panel, such as changes, are drawn on both sides"))
        self.with_above.setChecked(True)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setColumnStretch(1, 1)
        layout.addWidget(left_label, 0, 0)
        layout.addWidget(self.left, 0, 1)
        layout.addWidget(right_label, 1, 0)
        layout.addWidget(self.right, 1, 1)
        layout.addWidget(self.swap, 0, 2, 2, 1)
        layout.addWidget(self.with_above, 2, 0, 1, 3)
        self.left.activated.connect(lambda _index: self._picked(self.left, self.right))
        self.right.activated.connect(lambda _index: self._picked(self.right, self.left))
        self.swap.clicked.connect(self._swap)
        self.with_above.toggled.connect(self.with_above_changed)

    def pair(self) -> tuple[QgsMapLayer, QgsMapLayer]:
        """Left and right. UserError where there are not two."""
        left, right = self.left.currentLayer(), self.right.currentLayer()
        if left is None or right is None:
            raise UserError(self.tr("Two layers are needed to compare. Choose one at Left and one at Right, in the tab Compare."))
        if left.id() == right.id():
            raise UserError(
                self.tr("{name} is chosen on both sides. Choose another layer on one of them.").format(name=left.name())
            )
        return left, right

    def set_pair(self, left: QgsMapLayer | None, right: QgsMapLayer | None, chosen: bool) -> None:
        """Fill the pickers; `chosen`: it is somebody's choice and no offer."""
        self.left.setLayer(left)
        self.right.setLayer(right)
        self._chosen = chosen
        self._last = self._ids()

    def is_chosen(self) -> bool:
        """Whether the pair is somebody's choice, and is still there."""
        # When a layer goes, its picker moves on to another one by itself.
        return self._chosen and all(self._last) and self._ids() == self._last

    def _picker(self, tool_tip: str) -> QgsMapLayerComboBox:
        picker = QgsMapLayerComboBox(self)
        kinds = QgsMapLayerProxyModel.Filter
        drawn = kinds.RasterLayer | kinds.HasGeometry | kinds.MeshLayer | kinds.PointCloudLayer | kinds.VectorTileLayer
        picker.setFilters(drawn | kinds.PluginLayer)
        picker.setAllowEmptyLayer(True)
        picker.setLayer(None)
        picker.setToolTip(tool_tip)
        # Long names are cut, so that the panel stays narrow.
        picker.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return picker

    def _picked(self, picked: QgsMapLayerComboBox, other: QgsMapLayerComboBox) -> None:
        # Who picks on one side what the other one shows wants them the other way round.
        ids = self._ids()
        if ids[0] and ids[0] == ids[1]:
            before = self._last[0] if picked is self.left else self._last[1]
            other.setLayer(QgsProject.instance().mapLayer(before))
        self._chosen = True
        self._last = self._ids()
        self.changed.emit()

    def _ids(self) -> tuple[str, str]:
        left, right = ("" if layer is None else layer.id() for layer in (self.left.currentLayer(), self.right.currentLayer()))
        return left, right

    def _swap(self) -> None:
        self.set_pair(self.right.currentLayer(), self.left.currentLayer(), chosen=self._chosen)
        self.changed.emit()
