"""A raster of classes: read by window as whole numbers, and known again by what it holds."""

from __future__ import annotations

import hashlib

import numpy as np
from osgeo import gdal

from ..errors import UserError
from ..jobs.spec import RasterSource
from ..progress import Progress
from ..tiling.plan import TilePlan
from ..tiling.window import Window
from .grid import Grid
from .source import open_raster, read_bands, read_valid

NO_CLASS = -(2**31)
_WINDOW_PX = 2048


def class_windows(grid: Grid) -> TilePlan:
    """Windows in which maps are gone through. Fingerprints depend on them: they stay as they are."""
    return TilePlan(grid.width, grid.height, _WINDOW_PX, 0)


class ClassMap:
    """The first band of a raster as classes. title: of the parameter, for messages. Raises UserError when it holds none."""

    def __init__(self, source: RasterSource, title: str) -> None:
        self._dataset = open_raster(source)
        self._title = title
        band = self._dataset.GetRasterBand(1)
        if gdal.DataTypeIsComplex(band.DataType):
            raise UserError(f"{title} holds complex numbers. A mask or a raster of classes is needed.")
        self.bands = self._dataset.RasterCount
        self._is_byte = band.DataType == gdal.GDT_Byte
        self.grid = Grid.of(self._dataset)

    def read(self, window: Window) -> np.ndarray:
        """Classes of a window: (height, width) int32, NO_CLASS where there is no data. Raises UserError for broken numbers."""
        values = read_bands(self._dataset, (1,), window, "uint8" if self._is_byte else "float64")[0]
        valid = read_valid(self._dataset, (1,), window)
        if not self._is_byte:
            valid &= np.isfinite(values)
            values = np.where(valid, values, 0.0)
            odd = (values != np.rint(values)) | (np.abs(values) >= 2**31)
            if odd.any():
                raise UserError(
                    f"{self._title} holds {values[odd][0]:g}, which is no class: whole numbers are needed. Give a mask or a "
                    "raster of classes; from a probability, make a mask first."
                )
        return np.where(valid, values.astype(np.int32), np.int32(NO_CLASS))


class Fingerprint:
    """What tells one map from another: SHA-256 of its grid and of the classes in all its windows, in their order.

    The same map in another file format or data type has the same one.
    """

    def __init__(self, grid: Grid) -> None:
        crs = grid.crs
        name = "none" if crs is None else (crs.GetAuthorityCode(None) or crs.GetName())
        place = " ".join(f"{number:.9g}" for number in grid.transform)
        self._digest = hashlib.sha256(f"{name} {grid.width} {grid.height} {place}".encode())

    def add(self, classes: np.ndarray) -> None:
        """The next window."""
        self._digest.update(np.ascontiguousarray(classes, "<i4").tobytes())

    def text(self) -> str:
        """32 hexadecimal digits."""
        return self._digest.hexdigest()[:32]


def fingerprint(classes: ClassMap, progress: Progress) -> str:
    """Of a whole map."""
    found = Fingerprint(classes.grid)
    plan = class_windows(classes.grid)
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        found.add(classes.read(tile.keep))
    return found.text()
