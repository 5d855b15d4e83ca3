"""From a preview's raster to a picture in the map's CRS, drawn in the background."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QObject, QSize
from qgis.PyQt.QtGui import QColor, QImage

from ...layers.styles import probability_style, style_file

_LARGEST_PX = 4000


class Picture(QObject):
    """Draws one raster; `then` gets the image and its extent in the map's CRS. `cancel` when it is not wanted any more."""

    def __init__(self, raster: str, settings: QgsMapSettings, then: Callable[[QImage, QgsRectangle], None]) -> None:
        super().__init__()
        self._then = then
        options = QgsRasterLayer.LayerOptions(loadDefaultStyle=False)
        self._layer = QgsRasterLayer(raster, "preview", "gdal", options)
        self._layer.loadNamedStyle(str(style_file(probability_style(raster))))
        self._extent = self._extent_on(settings)
        own = QgsMapSettings()
        own.setLayers([self._layer])
        own.setDestinationCrs(settings.destinationCrs())
        own.setTransformContext(settings.transformContext())
        own.setBackgroundColor(QColor(0, 0, 0, 0))
        own.setOutputSize(self._size(settings.mapUnitsPerPixel()))
        own.setExtent(self._extent)
        self._job = QgsMapRendererParallelJob(own)
        self._job.finished.connect(self._finished)
        self._job.start()

    def cancel(self) -> None:
        """End the drawing; `then` is not called any more. The raster's file is closed."""
        if self._job is not None:
            self._job.finished.disconnect(self._finished)
            self._job.cancel()
        self._close()

    def _finished(self) -> None:
        image = self._job.renderedImage()
        extent = self._job.mapSettings().visibleExtent()
        self._close()
        self._then(image, extent)

    def _close(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        self._layer = None

    def _extent_on(self, settings: QgsMapSettings) -> QgsRectangle:
        transform = QgsCoordinateTransform(self._layer.crs(), settings.destinationCrs(), QgsProject.instance())
        try:
            return transform.transformBoundingBox(self._layer.extent())
        except QgsCsException:
            return settings.visibleExtent()

    def _size(self, units_per_px: float) -> QSize:
        """As many pixels as it has on the screen."""
        sides = (self._extent.width(), self._extent.height())
        width, height = (min(max(round(side / units_per_px), 1), _LARGEST_PX) for side in sides)
        return QSize(width, height)
