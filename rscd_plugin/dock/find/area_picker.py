"""Choosing where to look: the whole overlap, the current view, a drawn rectangle, or selected polygons."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ...core.errors import UserError
from .area import Area, area_of_selection, area_within, in_crs, is_polygon_layer, overlap_of
from .choices import OVERLAP, POLYGONS, RECTANGLE, VIEW
from .layouts import fit_narrow
from .rectangle_tool import RectangleTool

_VIEW_SETTLES_MS = 300


class AreaPicker(QWidget):
    """changed: another area was chosen, or the one chosen has moved."""

    changed = pyqtSignal()

    def __init__(self, iface: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self._iface, self._canvas = iface, iface.mapCanvas()
        self._rectangle, self._rectangle_crs = QgsRectangle(), QgsCoordinateReferenceSystem()
        self._polygons_id = ""  # of the polygon layer that was active last
        self.combo = QComboBox(self)
        fit_narrow(self.combo)
        self.combo.addItem(self.tr("All that both cover"), OVERLAP)
        self.combo.addItem(self.tr("Current view of the map"), VIEW)
        self.combo.addItem(self.tr("Drawn rectangle"), RECTANGLE)
        self.combo.addItem(self.tr("Selected polygons"), POLYGONS)
        self.combo.setToolTip(self.tr("Where to look for changes"))
        self.draw = QPushButton(QgsApplication.getThemeIcon("/mActionSelectRectangle.svg"), self.tr("Draw"), self)
        self.draw.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.draw.setCheckable(True)
        self.draw.setToolTip(self.tr("Draw the rectangle in the map: press, pull and let go"))
        self.draw.clicked.connect(self._on_draw)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        layout.addWidget(self.draw)
        self._tool = RectangleTool(self._canvas, self)
        self._tool.drawn.connect(self._on_drawn)
        self._tool.activated.connect(self.draw.setChecked)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_VIEW_SETTLES_MS)
        self._settled.timeout.connect(self.changed)
        self.combo.currentIndexChanged.connect(self._on_chosen)
        self._canvas.extentsChanged.connect(self._on_view)
        self._canvas.destinationCrsChanged.connect(self._show_rectangle)
        iface.currentLayerChanged.connect(self._on_layer)
        self._on_layer(iface.activeLayer())
        self._on_chosen()

    def take_down(self) -> None:
        """Listen no more, and leave nothing on the canvas."""
        self._canvas.extentsChanged.disconnect(self._on_view)
        self._canvas.destinationCrsChanged.disconnect(self._show_rectangle)
        self._iface.currentLayerChanged.disconnect(self._on_layer)
        self._let_go_of_polygons()
        self._tool.take_down()

    def kind(self) -> str:
        """OVERLAP, VIEW, RECTANGLE or POLYGONS."""
        return self.combo.currentData()

    def rectangle(self) -> tuple[tuple[float, ...], str]:
        """The one drawn, as numbers and CRS; empty where there is none."""
        box, crs = self._rectangle, self._rectangle_crs
        if box.isNull():
            return (), ""
        return (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()), crs.authid() or crs.toWkt()

    def choose(self, kind: str, rectangle: tuple[float, ...] = (), crs: str = "") -> None:
        """Choose a kind of area, and the rectangle."""
        self._rectangle = QgsRectangle(*rectangle) if rectangle else QgsRectangle()
        self._rectangle_crs = QgsCoordinateReferenceSystem(crs)
        self.combo.setCurrentIndex(self.combo.findData(kind))
        self._on_chosen()

    def area(self, pre: QgsRasterLayer, post: QgsRasterLayer) -> Area:
        """What was chosen, in pre's CRS. Raises UserError saying why there is none."""
        transforms = QgsProject.instance().transformContext()
        overlap = overlap_of(pre, post, transforms)
        if overlap.isNull():
            raise UserError(
                self.tr("The two images do not overlap. Check that both show the same place and that their CRS are right.")
            )
        if self.kind() == POLYGONS:
            return area_of_selection(overlap, self._polygons(), pre, transforms)
        if self.kind() == VIEW:
            settings = self._canvas.mapSettings()
            view = in_crs(settings.visibleExtent(), settings.destinationCrs(), pre.crs(), transforms)
            return area_within(overlap, view, self.tr("The current view"))
        if self.kind() == RECTANGLE:
            if self._rectangle.isNull():
                raise UserError(self.tr("No rectangle is drawn. Press Draw, then pull one open in the map."))
            drawn = in_crs(self._rectangle, self._rectangle_crs, pre.crs(), transforms)
            return area_within(overlap, drawn, self.tr("The drawn rectangle"))
        return Area(overlap)

    def _on_chosen(self, _index: int = 0) -> None:
        self.draw.setVisible(self.kind() == RECTANGLE)
        if self.kind() != RECTANGLE:
            self._tool.stop()
        self._show_rectangle()
        self.changed.emit()

    def _on_draw(self, wanted: bool) -> None:
        if wanted:
            self._tool.start()
        else:
            self._tool.stop()

    def _on_drawn(self, rectangle: QgsRectangle) -> None:
        self._rectangle, self._rectangle_crs = rectangle, self._canvas.mapSettings().destinationCrs()
        self._show_rectangle()
        self.changed.emit()

    def _show_rectangle(self) -> None:
        self._tool.show(self._rectangle if self.kind() == RECTANGLE else QgsRectangle(), self._rectangle_crs)

    def _on_view(self) -> None:
        if self.kind() == VIEW:
            self._settled.start()

    def _on_layer(self, layer: QgsMapLayer | None) -> None:
        """Follow the selection of the polygon layer that was active last."""
        if not is_polygon_layer(layer) or layer.id() == self._polygons_id:
            return
        self._let_go_of_polygons()
        self._polygons_id = layer.id()
        layer.selectionChanged.connect(self._on_selection)
        self._on_selection()

    def _on_selection(self, *_selection: object) -> None:
        if self.kind() == POLYGONS:
            self.changed.emit()

    def _polygons(self) -> QgsMapLayer | None:
        return QgsProject.instance().mapLayer(self._polygons_id)

    def _let_go_of_polygons(self) -> None:
        layer = self._polygons()
        if layer is not None:
            layer.selectionChanged.disconnect(self._on_selection)
        self._polygons_id = ""
