"""Both dates side by side around the polygon under review."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas, QgsMapLayerComboBox, QgsMapToolPan
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from .dates import dates_of
from .outline import Outline
from .place import in_crs, square_around

_LEAST_HEIGHT_PX = 150


class DateStrip(QWidget):
    """Two small maps that move together, each with a picker of its raster above it. Dragged and zoomed by the mouse.

    chosen: another raster was picked.
    """

    chosen = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views = [_View(self.tr("Pre"), self.tr("Pre: the earlier date"), self)]
        self._views.append(_View(self.tr("Post"), self.tr("Post: the later date"), self))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for column, view in enumerate(self._views):
            layout.setColumnStretch(column, 1)
            for row, widget in enumerate((view.label, view.picker, view.canvas)):
                layout.addWidget(widget, row, column)
            view.canvas.extentsChanged.connect(lambda moved=view: self._follow(moved))
            view.picker.layerChanged.connect(self._picked)
        self._following = False
        self._place: QgsRectangle | None = None
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(0)  # the maps get their size after this widget
        self._resized.timeout.connect(self._go_there)

    @property
    def pre(self) -> QgsRasterLayer | None:
        """The raster picked as the earlier date."""
        return self._views[0].picker.currentLayer()

    @property
    def post(self) -> QgsRasterLayer | None:
        """The raster picked as the later date."""
        return self._views[1].picker.currentLayer()

    @property
    def pickers(self) -> list[QgsMapLayerComboBox]:
        """Of both rasters."""
        return [view.picker for view in self._views]

    def fill(self, changes: QgsVectorLayer) -> None:
        """Pick the dates that these polygons lie between."""
        for view, raster in zip(self._views, dates_of(changes, QgsProject.instance())):
            view.picker.setLayer(raster)
        self._picked()

    def look_at(self, shape: QgsGeometry | None, crs: QgsCoordinateReferenceSystem, state: str, move: bool = True) -> None:
        """Show the ground around a shape, and its outline; no outline where there is no shape. move: else only draw it anew."""
        own = next((raster.crs() for raster in (self.pre, self.post) if raster is not None), crs)
        there = None if shape is None else in_crs(shape, crs, own)
        for view in self._views:
            view.canvas.setDestinationCrs(own)
            if there is None:
                view.outline.hide()
            else:
                view.outline.show(there, own, state)
        if there is not None and move:
            self._place = square_around(there, own, self.pre or self.post)
            self._go_there()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The polygon fills maps of another size as it did the old ones."""
        super().resizeEvent(event)
        self._resized.start()

    def take_down(self) -> None:
        """No drawing goes on, and no layer is held."""
        self._resized.stop()
        for view in self._views:
            view.canvas.stopRendering()
            view.canvas.setLayers([])
            view.outline.take_down()

    def _go_there(self) -> None:
        if self._place is not None:
            self._views[0].canvas.setExtent(self._place)
            for view in self._views:
                view.canvas.refresh()

    def _picked(self) -> None:
        for view in self._views:
            raster = view.picker.currentLayer()
            view.canvas.setLayers([] if raster is None else [raster])
        self.chosen.emit()

    def _follow(self, moved: _View) -> None:
        if self._following:
            return
        self._following = True
        for view in self._views:
            if view is not moved:
                view.canvas.setExtent(moved.canvas.extent())
                view.canvas.refresh()
        self._following = False


class _View:
    """One date: its label, its picker and its map."""

    def __init__(self, title: str, name: str, parent: QWidget) -> None:
        self.picker = QgsMapLayerComboBox(parent)
        self.picker.setFilters(QgsMapLayerProxyModel.RasterLayer)
        self.picker.setAllowEmptyLayer(True)
        self.picker.setCurrentIndex(0)
        self.picker.setToolTip(name)
        self.picker.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.label = QLabel(title, parent)
        self.label.setBuddy(self.picker)
        self.canvas = QgsMapCanvas(parent)
        self.canvas.setAccessibleName(name)
        self.canvas.setMinimumSize(100, _LEAST_HEIGHT_PX)
        self.canvas.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.canvas.enableAntiAliasing(True)
        self._pan = QgsMapToolPan(self.canvas)
        self.canvas.setMapTool(self._pan)
        self.outline = Outline(self.canvas, width=2)
