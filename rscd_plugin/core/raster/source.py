"""Opening a raster and reading windows of it, with errors that a user understands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from osgeo import gdal

from ..errors import UserError
from ..jobs.spec import RasterSource
from ..tiling.window import Window

gdal.UseExceptions()
GDAL_TYPES = {
    "uint8": gdal.GDT_Byte,
    "uint16": gdal.GDT_UInt16,
    "int16": gdal.GDT_Int16,
    "uint32": gdal.GDT_UInt32,
    "int32": gdal.GDT_Int32,
    "float32": gdal.GDT_Float32,
    "float64": gdal.GDT_Float64,
}


def open_raster(source: RasterSource) -> gdal.Dataset:
    """The raster as its QGIS layer shows it: CRS and nodata of the layer, not of the file.

    Raises UserError when there is none, or GDAL cannot open it.
    """
    try:
        dataset = gdal.OpenEx(source.path, gdal.OF_RASTER | gdal.OF_VERBOSE_ERROR, open_options=list(source.open_options))
    except RuntimeError as error:
        raise UserError(f"{source.path} cannot be opened as a raster: {error}. Is the file there and whole?") from error
    if dataset.RasterCount == 0:
        raise UserError(
            f"{source.path} holds no bands of its own, but {len(dataset.GetSubDatasets())} rasters: choose one of them."
        )
    if source.crs_wkt is None and not source.extra_nodata and not source.ignore_nodata:
        return dataset
    return _with_layer_settings(dataset, source)


def _with_layer_settings(dataset: gdal.Dataset, source: RasterSource) -> gdal.Dataset:
    view = gdal.Translate("", dataset, format="VRT")
    if source.crs_wkt is not None:
        view.SetProjection(source.crs_wkt)
    for number in source.ignore_nodata:
        view.GetRasterBand(number).DeleteNoDataValue()
    for number, value in source.extra_nodata:
        band = view.GetRasterBand(number)
        if band.GetNoDataValue() not in (None, value):
            raise UserError(
                f"Band {number} of {source.path} has two nodata values, {band.GetNoDataValue():g} of the file and {value:g} "
                "of the layer. One is supported: switch one of them off in the layer's properties, under Transparency."
            )
        band.SetNoDataValue(value)
    return view


def refuse_unlike_images(dataset: gdal.Dataset, date: str) -> None:
    """Raise UserError for what cannot be compared as brightness: complex values, and numbers of colours in a palette."""
    for number in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        if gdal.DataTypeIsComplex(band.DataType):
            raise UserError(
                f"Band {number} of the {date} raster holds complex numbers ({gdal.GetDataTypeName(band.DataType)}). Real ones "
                "are needed: make the amplitude or intensity of both dates first (Raster calculator, or gdal_calc with abs)."
            )
        if band.GetColorInterpretation() == gdal.GCI_PaletteIndex:
            raise UserError(
                f"Band {number} of the {date} raster holds numbers of colours in a palette, which say nothing by size. "
                "Convert it first: Raster > Conversion > PCT to RGB."
            )


def read_bands(dataset: gdal.Dataset, bands: Sequence[int], window: Window, dtype: str = "float32") -> np.ndarray:
    """Pixels of a window: (len(bands), height, width) of `dtype`. Raises UserError when the file is damaged."""
    pixels = np.empty((len(bands), window.height, window.width), dtype)
    for plane, number in zip(pixels, bands):
        _read(dataset, dataset.GetRasterBand(number), window, plane, GDAL_TYPES[dtype])
    return pixels


def read_valid(dataset: gdal.Dataset, bands: Sequence[int], window: Window) -> np.ndarray:
    """Which pixels of a window hold data in every one of `bands`: (height, width) bool.

    Looks at nodata values, alpha bands and mask bands.
    """
    return _valid(dataset, bands, window, (window.height, window.width))


def read_sample(dataset: gdal.Dataset, bands: Sequence[int], size_px: int = 512) -> np.ndarray:
    """A coarse view of the whole raster: (len(bands), n) float32 valid values, n at most `size_px`²."""
    width, height = min(dataset.RasterXSize, size_px), min(dataset.RasterYSize, size_px)
    whole = Window(0, 0, dataset.RasterXSize, dataset.RasterYSize)
    pixels = np.empty((len(bands), height, width), np.float32)
    for plane, number in zip(pixels, bands):
        _read(dataset, dataset.GetRasterBand(number), whole, plane, gdal.GDT_Float32)
    return pixels[:, _valid(dataset, bands, whole, (height, width)) & np.isfinite(pixels).all(axis=0)]


def _valid(dataset: gdal.Dataset, bands: Sequence[int], window: Window, shape: tuple[int, int]) -> np.ndarray:
    masks = []
    for band in (dataset.GetRasterBand(number) for number in bands):
        if not band.GetMaskFlags() & (gdal.GMF_ALL_VALID | gdal.GMF_ALPHA):
            masks.append(band.GetMaskBand())
            if band.GetMaskFlags() & gdal.GMF_PER_DATASET:
                break
    # GDAL itself heeds an alpha band only in a raster of two or four bands of 8 or 16 bits.
    every = (dataset.GetRasterBand(number + 1) for number in range(dataset.RasterCount))
    masks += [band for band in every if band.GetColorInterpretation() == gdal.GCI_AlphaBand]
    valid = np.ones(shape, bool)
    values = np.empty(shape, np.uint8)
    for mask in masks:
        _read(dataset, mask, window, values, gdal.GDT_Byte)
        valid &= values != 0
    return valid


def _read(dataset: gdal.Dataset, band: gdal.Band, window: Window, out: np.ndarray, gdal_type: int) -> None:
    """Into `out`, of the window's size or smaller. ReadRaster, since ReadAsArray breaks with another NumPy than GDAL's."""
    try:
        band.ReadRaster(
            window.col,
            window.row,
            window.width,
            window.height,
            buf_xsize=out.shape[1],
            buf_ysize=out.shape[0],
            buf_type=gdal_type,
            buf_obj=out,
        )
    except RuntimeError as error:
        raise UserError(
            f"{dataset.GetDescription() or 'A raster'} cannot be read at column {window.col}, row {window.row}: {error}. "
            "The file seems to be damaged or cut short: copy or download it again."
        ) from error
