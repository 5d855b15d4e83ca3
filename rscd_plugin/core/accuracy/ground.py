"""What a raster or polygons say of each pixel of a grid, read by window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..errors import UserError
from ..jobs.spec import RasterSource, VectorSource
from ..raster.band_names import data_bands
from ..raster.burning import Polygons
from ..raster.grid import Bounds, Grid
from ..raster.on_grid import Words, nearest_on
from ..raster.source import open_raster, read_bands, read_valid
from ..raster.target_grid import near, overlap
from ..tiling.window import Window

_ROUNDING = 1e-6  # so far outside of 0-1 a probability may lie


@dataclass(frozen=True)
class Place:
    """The pixels that are compared: `window` of the grid `whole`."""

    whole: Grid
    window: Window

    @property
    def grid(self) -> Grid:
        """Of these pixels alone."""
        return self.whole.crop(self.window)


@dataclass(frozen=True)
class Said:
    """Of a window: changed, known (height, width) bool, changed nowhere unknown; score (height, width) float32 of a probability;
    objects (height, width) int32 where polygons number them, 0 outside.
    """

    changed: np.ndarray
    known: np.ndarray
    score: np.ndarray | None = None
    objects: np.ndarray | None = None


class OpenRaster:
    """A raster of one band, before it is known on which grid it is read. Raises UserError when it is not one of real numbers."""

    def __init__(self, source: RasterSource, title: str) -> None:
        self.title = title
        self.path = source.path
        self.dataset = open_raster(source)
        self.grid = Grid.of(self.dataset)
        bands = data_bands(self.dataset)
        if len(bands) != 1:
            raise UserError(
                f"{title}: {self.path} has {len(bands)} bands; one is needed. Choose another raster, or take one band out of "
                "this one (Raster > Conversion > Translate)."
            )
        self.band = self.dataset.GetRasterBand(bands[0])
        if gdal.DataTypeIsComplex(self.band.DataType):
            raise UserError(f"{title}: {self.path} holds complex numbers. A mask, a probability or classes are needed.")

    @property
    def is_probability(self) -> bool:
        """Whether its numbers have decimals; a mask has whole ones."""
        return self.band.DataType in (gdal.GDT_Float32, gdal.GDT_Float64)

    def metadata(self, name: str) -> str | None:
        """What the file says of itself."""
        return self.dataset.GetMetadataItem(name)


class RasterGround:
    """A raster on the pixels that are compared; on another grid the nearest pixel counts, outside it nothing is known.

    threshold: above it a probability is change; None: a raster of classes. value: the class that is change, None for all but 0.
    Raises UserError when it cannot be brought onto them, or has no pixel there.
    """

    def __init__(self, raster: OpenRaster, place: Place, threshold: float | None, value: float | None) -> None:
        words = Words(raster.title, raster.path, "this raster has", "the other layer has", "the other layer")
        self._raster = raster
        self._place = place
        self._threshold = threshold
        self._value = value
        self._dataset = nearest_on(raster.dataset, place.whole, words)
        if raster.grid.crs and overlap(place.grid, near(raster.grid, place.whole)) is None:
            raise no_overlap(raster.title, raster.path)

    def read(self, window: Window) -> Said:
        """What it says of a window. Raises UserError for a probability that is none."""
        window = window.shifted(self._place.window.col, self._place.window.row)
        bands = (self._raster.band.GetBand(),)
        values = read_bands(self._dataset, bands, window, "float64" if self._threshold is None else "float32")[0]
        known = read_valid(self._dataset, bands, window) & np.isfinite(values)
        if self._threshold is None:
            return Said(known & (values != 0 if self._value is None else values == self._value), known)
        self._check(values[known])
        return Said(known & (values > self._threshold), known, values)

    def _check(self, values: np.ndarray) -> None:
        if values.size and not (values.min() >= -_ROUNDING and values.max() <= 1 + _ROUNDING):
            raise UserError(
                f"{self._raster.title}: {self._raster.path} has decimals, so it is read as a probability, but holds values "
                f"from {values.min():g} to {values.max():g}. A probability lies between 0 and 1. If this is a mask, save it "
                "as whole numbers; if it is a score, make a mask of it first; if some value means nodata, declare it."
            )


class PolygonGround:
    """Polygons on the pixels that are compared: a pixel is inside where its centre is, and everything is known.

    Raises UserError when they cannot be brought onto them, or lie somewhere else altogether. A layer without any polygon says
    that nothing changed.
    """

    def __init__(self, source: VectorSource, place: Place, title: str) -> None:
        self._polygons = Polygons(source, place.grid, title)
        self._numbers: dict[int, int] = {}
        if is_elsewhere(self._polygons, place.grid):
            raise no_overlap(title, source.path)

    def read(self, window: Window) -> Said:
        """What they say of a window; numbers of objects are those of features."""
        objects = self._polygons.burnt(window, lambda feature: self._number(feature.GetFID()), dtype="int32")
        return Said(objects > 0, np.ones(objects.shape, bool), objects=objects)

    def _number(self, feature: int) -> int:
        return self._numbers.setdefault(feature, len(self._numbers) + 1)


def is_elsewhere(polygons: Polygons, grid: Grid) -> bool:
    """Whether there are polygons, and none comes near the grid."""
    if not polygons.layer.GetFeatureCount():
        return False
    bounds: Bounds | None = polygons.bounds()
    return bounds is None or grid.window_of(bounds) is None


def no_overlap(title: str, path: str) -> UserError:
    """That a layer shares no ground with what is compared."""
    return UserError(
        f"{title}: {path} has nothing where the comparison takes place, so there is nothing to compare. Check that result, "
        "reference, EXTENT and AREA_OF_INTEREST show the same place and that their CRS are right."
    )
