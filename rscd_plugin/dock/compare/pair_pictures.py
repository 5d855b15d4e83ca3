"""Pictures of both sides of a comparison, kept in step with a map canvas and the layers."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsMapLayer, QgsMapRendererCache, QgsMapSettings, QgsProject
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from .picture import Picture
from .side_layers import side_layers

GATHER_MS = 20  # a change of extent, layers and rotation at once is one change


class PairPictures(QObject):
    """A picture of each of two layers, drawn again whenever the canvas is, or when one of the two changes.

    wanted: which of the two are drawn at all.
    """

    changed = pyqtSignal()

    def __init__(
        self,
        canvas: QgsMapCanvas,
        layers: tuple[QgsMapLayer, QgsMapLayer],
        with_above: bool,
        wanted: tuple[bool, bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._canvas, self._layers, self._with_above, self._wanted = canvas, layers, with_above, wanted
        self._cache = QgsMapRendererCache()
        self._cached_density = 0.0  # pixels of the screen to one of Qt; the cache takes no notice of it
        self.pictures = (Picture(self._cache, self), Picture(self._cache, self))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(GATHER_MS)
        self._soon.timeout.connect(self._draw)
        for picture in self.pictures:
            picture.drawn.connect(self.changed)
        canvas.renderStarting.connect(self._draw_soon)
        # What is read again, as on F5, is told by rasters' providers only.
        self._sources = [source for source in (layer.dataProvider() for layer in layers) if source is not None]
        for layer in self._layers:
            layer.repaintRequested.connect(self._draw_soon)
        for source in self._sources:
            source.dataChanged.connect(self._draw_anew)
        self._draw()

    def set_with_above(self, with_above: bool) -> None:
        """Whether the layers above both are drawn on both sides."""
        self._with_above = with_above
        self._soon.start()

    def is_drawing(self) -> bool:
        """Whether newer pictures are on their way."""
        return self._soon.isActive() or any(picture.is_drawing() for picture in self.pictures)

    def take_down(self) -> None:
        """No job and no connection stays behind. Called while both layers still live."""
        self._soon.stop()
        self._canvas.renderStarting.disconnect(self._draw_soon)
        for layer in self._layers:
            layer.repaintRequested.disconnect(self._draw_soon)
        for source in self._sources:
            if not sip.isdeleted(source):  # a layer may have got another one
                source.dataChanged.disconnect(self._draw_anew)
        for picture in self.pictures:
            picture.take_down()

    def _draw_soon(self, *_: Any) -> None:
        self._soon.start()

    def _draw_anew(self) -> None:
        self._cache.clear()
        self._soon.start()

    def _draw(self) -> None:
        view = self._canvas.mapSettings()
        if not view.hasValidSettings() or not self._canvas.renderFlag():
            return
        if view.devicePixelRatio() != self._cached_density:
            self._cache.clear()  # the window is on another screen now
            self._cached_density = view.devicePixelRatio()
        shown_in_map = self._canvas.layers()
        for picture, shown, other, wanted in zip(self.pictures, self._layers, reversed(self._layers), self._wanted):
            if not wanted:
                continue
            settings = QgsMapSettings(view)
            settings.setLayers(side_layers(QgsProject.instance(), shown_in_map, shown, other, self._with_above))
            picture.draw(settings)
