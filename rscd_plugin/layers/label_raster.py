"""A raster of labels on another raster's grid, burnt from polygons window by window; needs no runtime."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from osgeo import gdal, ogr
from qgis.core import QgsCoordinateReferenceSystem
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import Cancelled, UserError
from ..core.jobs.spec import RasterSource

NODATA = 255
_WINDOW_PX = 2048
_CLASSES = ((0, "no change", (160, 160, 160, 255)), (1, "change", (227, 26, 28, 255)))
_OPTIONS = ["TILED=YES", "COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER", "SPARSE_OK=FALSE"]
_UPRIGHT = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)  # where QGIS shows a raster that says nothing of its place

translate = QCoreApplication.translate


class LabelRaster:
    """Bytes on the grid of `like`, of which only the grid is read. crs: of that grid; may be invalid. Raises UserError."""

    def __init__(self, like: RasterSource, crs: QgsCoordinateReferenceSystem, path: Path) -> None:
        found = _quiet(lambda: gdal.OpenEx(like.path, gdal.OF_RASTER, open_options=list(like.open_options)))
        if found is None:
            text = translate("Review", "{path} cannot be opened as a raster. Is it still there?")
            raise UserError(text.format(path=like.path))
        self._place = found.GetGeoTransform(can_return_null=True)
        self._width, self._height = found.RasterXSize, found.RasterYSize
        self._wkt = crs.toWkt() if crs.isValid() else ""
        self._path = path

    def write(
        self,
        burns: Sequence[tuple[ogr.Layer | None, int]],
        is_cancelled: Callable[[], bool],
        on_progress: Callable[[float], None],
    ) -> None:
        """Begin with nodata, then burn each layer with its value, later ones over earlier ones; None in place of a layer: all.

        A pixel is inside a polygon where its centre is. on_progress gets a share, 0-1. Raises UserError and Cancelled.
        """
        driver = gdal.GetDriverByName("GTiff")
        size = (self._width, self._height)
        file = _quiet(lambda: driver.Create(os.fspath(self._path), *size, 1, gdal.GDT_Byte, options=_OPTIONS))
        if file is None:
            raise self._cannot()
        if self._place is not None:
            file.SetGeoTransform(self._place)
        if self._wkt:
            file.SetProjection(self._wkt)
        band = file.GetRasterBand(1)
        band.SetNoDataValue(NODATA)
        table = gdal.ColorTable()
        for value, _, colour in _CLASSES:
            table.SetColorEntry(value, colour)
        band.SetRasterColorTable(table)
        band.SetCategoryNames([name for _, name, _ in _CLASSES])
        rows = range(0, self._height, _WINDOW_PX)
        for done, row in enumerate(rows):
            for col in range(0, self._width, _WINDOW_PX):
                if is_cancelled():
                    raise Cancelled
                window = (col, row, min(_WINDOW_PX, self._width - col), min(_WINDOW_PX, self._height - row))
                pixels = self._burnt(window, burns)
                if _quiet(lambda at=window, data=pixels: band.WriteRaster(*at, data)) != 0:
                    raise self._cannot()
            on_progress((done + 1) / len(rows))
        if _quiet(lambda: file.FlushCache() or 0) != 0:
            raise self._cannot()

    def _burnt(self, window: tuple[int, int, int, int], burns: Sequence[tuple[ogr.Layer | None, int]]) -> bytes:
        """The bytes of one window (col, row, width, height)."""
        col, row, width, height = window
        x0, dx_col, dx_row, y0, dy_col, dy_row = self._place or _UPRIGHT
        place = (x0 + col * dx_col + row * dx_row, dx_col, dx_row, y0 + col * dy_col + row * dy_row, dy_col, dy_row)
        memory = gdal.GetDriverByName("MEM").Create("", width, height, 1, gdal.GDT_Byte)
        memory.SetGeoTransform(place)
        memory.GetRasterBand(1).Fill(NODATA)
        corners = [gdal.ApplyGeoTransform(place, x, y) for x in (0, width) for y in (0, height)]
        xs, ys = zip(*corners)
        for layer, value in burns:
            if layer is None:
                memory.GetRasterBand(1).Fill(value)
                continue
            layer.SetSpatialFilterRect(min(xs), min(ys), max(xs), max(ys))
            if _quiet(lambda at=layer, burn=value: gdal.RasterizeLayer(memory, [1], at, burn_values=[burn])) != 0:
                raise self._cannot()
            layer.SetSpatialFilter(None)
        return memory.ReadRaster()

    def _cannot(self) -> UserError:
        text = translate("Review", "Nothing can be written in {folder}. Is the disk full, or the folder read-only?")
        return UserError(text.format(folder=self._path.parent.parent))


def _quiet(call: Callable[[], object]) -> object:
    """What `call` gives; None where GDAL fails, whether it raises here or only says so: that is for others to switch."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        return call()
    except RuntimeError:
        return None
    finally:
        gdal.PopErrorHandler()
