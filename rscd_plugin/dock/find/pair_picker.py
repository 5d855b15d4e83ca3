"""Choosing pre and post, with the date of each and a button that swaps them."""

from __future__ import annotations

from qgis.core import QgsMapLayerProxyModel, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ...layers.layer_dates import date_of, is_older
from ...layers.run_record import record_of
from .layouts import fit_narrow, wrapping_label


class PairPicker(QWidget):
    """Two layer pickers. Results of the plugin are not offered. changed: another layer was chosen, or one has gone."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.pre_combo, self._pre_date = self._picker(self.tr("The earlier image"))
        self.post_combo, self._post_date = self._picker(self.tr("The later image"))
        self.swap_button = QToolButton(self)
        self.swap_button.setText("⇅")
        self.swap_button.setAccessibleName(self.tr("Swap pre and post"))
        self.swap_button.setToolTip(self.tr("Swap pre and post"))
        self.swap_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.swap_button.clicked.connect(self.swap)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setColumnStretch(1, 1)
        rows = ((self.tr("Pre"), self.pre_combo, self._pre_date), (self.tr("Pos&t"), self.post_combo, self._post_date))
        for row, (title, combo, date) in enumerate(rows):
            label = QLabel(title, self)
            label.setBuddy(combo)
            layout.addWidget(label, 2 * row, 0)
            layout.addWidget(combo, 2 * row, 1)
            layout.addWidget(date, 2 * row + 1, 1)
        layout.addWidget(self.swap_button, 0, 2, 3, 1)
        QWidget.setTabOrder(self.pre_combo, self.post_combo)
        QWidget.setTabOrder(self.post_combo, self.swap_button)
        self._soon = QTimer(self)  # layers are told of before they stand in the layer tree
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._look_around)
        QgsProject.instance().layersAdded.connect(self._on_added)
        self._look_around()

    def take_down(self) -> None:
        """Listen no more."""
        QgsProject.instance().layersAdded.disconnect(self._on_added)

    def pre(self) -> QgsRasterLayer | None:
        """The earlier image, if one is chosen. To be asked anew each time: layers go at any moment."""
        return self.pre_combo.currentLayer()

    def post(self) -> QgsRasterLayer | None:
        """The later image, if one is chosen."""
        return self.post_combo.currentLayer()

    def choose(self, pre: QgsRasterLayer | None, post: QgsRasterLayer | None) -> None:
        """Choose both."""
        for combo, layer in ((self.pre_combo, pre), (self.post_combo, post)):
            combo.blockSignals(True)
            combo.setLayer(layer)
            combo.blockSignals(False)
        self._on_chosen()

    def swap(self) -> None:
        """Pre becomes post, and post pre."""
        self.choose(self.post(), self.pre())

    def leave_out_results(self) -> None:
        """Offer no layer that a run has made."""
        results = [layer for layer in QgsProject.instance().mapLayers().values() if record_of(layer) is not None]
        for combo in (self.pre_combo, self.post_combo):
            combo.setExceptedLayerList(results)

    def _picker(self, name: str) -> tuple[QgsMapLayerComboBox, QLabel]:
        combo = QgsMapLayerComboBox(self)
        combo.setFilters(QgsMapLayerProxyModel.RasterLayer)
        combo.setAllowEmptyLayer(True)
        combo.setLayer(None)
        fit_narrow(combo)
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.layerChanged.connect(self._on_chosen)
        date = wrapping_label(self)
        return combo, date

    def _on_added(self, _layers: list[object]) -> None:
        self._soon.start()

    def _look_around(self) -> None:
        """Two images in the project and none chosen: then it is these, the older or else the lower one first."""
        self.leave_out_results()
        layers = [
            node.layer()
            for node in QgsProject.instance().layerTreeRoot().findLayers()
            if isinstance(node.layer(), QgsRasterLayer)
            and node.layer().providerType() == "gdal"
            and record_of(node.layer()) is None
        ]
        if len(layers) == 2 and self.pre() is None and self.post() is None:
            post, pre = layers
            self.choose(*((post, pre) if is_older(date_of(post), date_of(pre)) else (pre, post)))
        else:
            self._on_chosen()

    def _on_chosen(self, _layer: object = None) -> None:
        for layer, date in ((self.pre(), self._pre_date), (self.post(), self._post_date)):
            date.setText(date_of(layer).words() if layer is not None else "")
            date.setVisible(layer is not None)
        self.changed.emit()
