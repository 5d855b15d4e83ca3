"""Small real rasters on disk, and a progress that keeps what it was told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from osgeo import gdal, osr

from rscd_plugin.core.jobs.spec import RasterSource
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.raster.pair import Pair
from rscd_plugin.core.tiling.window import Window

gdal.UseExceptions()

UTM = 32633
X0, Y0 = 500_000.0, 5_400_000.0
_TYPES = {
    "uint8": gdal.GDT_Byte,
    "uint16": gdal.GDT_UInt16,
    "int16": gdal.GDT_Int16,
    "float32": gdal.GDT_Float32,
    "float64": gdal.GDT_Float64,
}


class Listener(Progress):
    """Keeps the shares and lines it was given."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.shares: list[float] = []
        super().__init__(self.shares.append, self.lines.append)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def wkt_of(epsg: int) -> str:
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    return crs.ExportToWkt()


def write_raster(
    path: Path,
    pixels: np.ndarray,
    epsg: int | None = UTM,
    pixel: float = 0.5,
    origin: tuple[float, float] = (X0, Y0),
    transform: Sequence[float] | None = None,
    nodata: Sequence[float | None] | None = None,
    mask: np.ndarray | None = None,
    alpha: bool = False,
    names: Sequence[str] = (),
    colours: Sequence[int] = (),
    driver: str = "GTiff",
) -> Path:
    """Write (bands, height, width) pixels. alpha: the last band is one. nodata, names, colours: one a band.

    Without a geotransform where `epsg` and `transform` are None.
    """
    pixels = pixels[None] if pixels.ndim == 2 else pixels
    bands, height, width = pixels.shape
    options = ["PHOTOMETRIC=MINISBLACK", "ALPHA=NO"] if driver == "GTiff" else []
    kind = _TYPES[pixels.dtype.name]
    dataset = gdal.GetDriverByName(driver).Create(str(path), width, height, bands, kind, options=options)
    if epsg is not None:
        dataset.SetProjection(wkt_of(epsg))
    if transform is not None:
        dataset.SetGeoTransform(transform)
    elif epsg is not None:
        dataset.SetGeoTransform((origin[0], pixel, 0.0, origin[1], 0.0, -pixel))
    for number, plane in enumerate(pixels, start=1):
        band = dataset.GetRasterBand(number)
        if nodata is not None and nodata[number - 1] is not None:
            band.SetNoDataValue(nodata[number - 1])
        if number <= len(names):
            band.SetDescription(names[number - 1])
        if number <= len(colours):
            band.SetColorInterpretation(colours[number - 1])
        if alpha and number == bands:
            band.SetColorInterpretation(gdal.GCI_AlphaBand)
        band.WriteRaster(0, 0, width, height, np.ascontiguousarray(plane), buf_type=kind)
    if mask is not None:
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        plane = np.ascontiguousarray(mask)
        dataset.GetRasterBand(1).GetMaskBand().WriteRaster(0, 0, width, height, plane, buf_type=gdal.GDT_Byte)
    dataset.FlushCache()
    return path


def read_raster(path: str | Path, number: int = 1) -> np.ndarray:
    """(height, width) pixels of one band, in a type that holds them."""
    dataset = gdal.Open(str(path))
    band = dataset.GetRasterBand(number)
    dtypes = {gdal_type: name for name, gdal_type in _TYPES.items()}
    pixels = np.empty((dataset.RasterYSize, dataset.RasterXSize), dtypes[band.DataType])
    band.ReadRaster(0, 0, dataset.RasterXSize, dataset.RasterYSize, buf_obj=pixels)
    return pixels


def source(path: str | Path, **settings: object) -> RasterSource:
    return RasterSource(str(path), **settings)


def open_pair(
    pre: str | Path | RasterSource,
    post: str | Path | RasterSource,
    extent: tuple[float, float, float, float] | None = None,
    bands: Sequence[int] = (1,),
    progress: Progress | None = None,
) -> Pair:
    """A pair that reads `bands` of both dates."""
    sources = [item if isinstance(item, RasterSource) else source(item) for item in (pre, post)]
    pair = Pair(*sources, extent, progress or Listener())
    pair.pre_bands = pair.post_bands = tuple(bands)
    return pair


def whole(pair: Pair) -> Window:
    return Window(0, 0, pair.grid.width, pair.grid.height)
