"""One date of a pair as a raster of its own: on the pair's grid, in the type of its file."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..progress import Progress
from ..tiling.plan import TilePlan
from .pair import Pair
from .source import GDAL_TYPES
from .writing import ScratchRaster

_WINDOW_PX = 1024


def write_date(pair: Pair, date: str, path: Path, metadata: dict[str, str], progress: Progress) -> None:
    """Write the bands chosen of `pre` or `post`; post normalised where the pair does that.

    The type is that of the file; whole numbers are rounded and held to its range. Nodata is the file's own value where it has
    one, else NaN or the lowest number of the type; a valid pixel of that very value gets the number next to it.
    """
    dataset, bands = (pair.pre, pair.pre_bands) if date == "pre" else (pair.post, pair.post_bands)
    dtype = _dtype_of(dataset, bands)
    nodata = _nodata_of(dataset, bands, dtype)
    raster = ScratchRaster(path.with_suffix(".scratch.tif"), pair.grid, dtype.name, nodata, bands=len(bands))
    _copy_names(dataset, bands, raster)
    plan = TilePlan(pair.grid.width, pair.grid.height, _WINDOW_PX, 0)
    for done, tile in enumerate(plan):
        progress.report(0.7 * done / len(plan))
        if date == "post" and pair.normaliser is not None:
            pixels, valid = pair.read_date(date, bands, tile.keep)
            pixels = _as(dtype, pair.normaliser.apply(pixels))
        else:
            pixels, valid = pair.read_date(date, bands, tile.keep, dtype.name)
        if not math.isnan(nodata):
            pixels[pixels == nodata] = _beside(dtype, nodata)
        pixels[:, ~(valid & pair.included(tile.keep))] = nodata
        raster.write_bands(tile.keep, pixels)
    raster.finish(path, "AVERAGE", metadata, progress.part(0.7, 1.0))


def _dtype_of(dataset: gdal.Dataset, bands: tuple[int, ...]) -> np.dtype:
    """The smallest type that holds all of the bands."""
    union = dataset.GetRasterBand(bands[0]).DataType
    for number in bands[1:]:
        union = gdal.DataTypeUnion(union, dataset.GetRasterBand(number).DataType)
    return np.dtype(next((name for name, kind in GDAL_TYPES.items() if kind == union), "float64"))


def _nodata_of(dataset: gdal.Dataset, bands: tuple[int, ...], dtype: np.dtype) -> float:
    own = {dataset.GetRasterBand(number).GetNoDataValue() for number in bands}
    value = own.pop() if len(own) == 1 else None
    if dtype.kind == "f":
        return math.nan if value is None else float(dtype.type(value))
    limits = np.iinfo(dtype)
    return float(limits.min) if value is None or not limits.min <= value <= limits.max else value


def _beside(dtype: np.dtype, nodata: float) -> float:
    """The nearest value that is not nodata."""
    if dtype.kind == "f":
        return float(np.nextafter(dtype.type(nodata), dtype.type(0.0 if nodata else 1.0)))
    return nodata + 1 if nodata < np.iinfo(dtype).max else nodata - 1


def _as(dtype: np.dtype, values: np.ndarray) -> np.ndarray:
    """Real values in the type of the file; what is no number becomes 0."""
    if dtype.kind == "f":
        return values.astype(dtype)
    limits = np.iinfo(dtype)
    return np.clip(np.rint(np.nan_to_num(values.astype(np.float64))), limits.min, limits.max).astype(dtype)


def _copy_names(dataset: gdal.Dataset, bands: tuple[int, ...], raster: ScratchRaster) -> None:
    for number, source in enumerate((dataset.GetRasterBand(band) for band in bands), start=1):
        band = raster.dataset.GetRasterBand(number)
        band.SetDescription(source.GetDescription())
        if number > 1 or source.GetColorInterpretation() != gdal.GCI_GrayIndex:
            band.SetColorInterpretation(source.GetColorInterpretation())
