"""A raster of one band that somebody gives: a probability, a score or a mask."""

from __future__ import annotations

import numpy as np
from osgeo import gdal

from ..errors import UserError
from ..jobs.spec import RasterSource
from ..tiling.window import Window
from .band_names import data_bands
from .grid import Grid
from .source import open_raster, read_bands, read_valid


class SingleBand:
    """Read by window, NaN where it holds no data. title: of the parameter, for messages. metadata: the file's own.

    Raises UserError when it cannot be opened, holds more than one band, or complex numbers.
    """

    def __init__(self, source: RasterSource, title: str) -> None:
        self._dataset = open_raster(source)
        self._bands = data_bands(self._dataset)
        if len(self._bands) != 1:
            raise UserError(
                f"{title}: {source.path} holds {len(self._bands)} bands; one is needed. Choose a result's own file, or take the "
                "band out first (Raster > Conversion > Translate)."
            )
        if gdal.DataTypeIsComplex(self._dataset.GetRasterBand(self._bands[0]).DataType):
            raise UserError(f"{title}: {source.path} holds complex numbers; real ones are needed.")
        self.grid = Grid.of(self._dataset)
        self.metadata: dict[str, str] = self._dataset.GetMetadata()

    def read(self, window: Window) -> np.ndarray:
        """(height, width) float32 pixels. Raises UserError when the file is damaged."""
        (pixels,) = read_bands(self._dataset, self._bands, window)
        pixels[~read_valid(self._dataset, self._bands, window) | ~np.isfinite(pixels)] = np.nan
        return pixels
