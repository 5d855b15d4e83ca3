"""A scene on disk: three GeoTIFFs in UTM."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import gdal, osr

from .scene import BAND_NAMES, Scene

EPSG = 32633
LEFT_M, TOP_M = 500_000.0, 5_400_000.0
DATES = {"pre": "2018:07:14 10:12:00", "post": "2023:09:30 10:41:00"}
COLOURS = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand, gdal.GCI_Undefined)


def write_scene(scene: Scene, folder: str | Path) -> dict[str, Path]:
    """Write pre.tif, post.tif (four bands) and truth.tif (one) into `folder`, which is made if need be.

    Returns their paths under "pre", "post" and "truth". Raises RuntimeError when GDAL cannot write.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.tif" for name in ("pre", "post", "truth")}
    for name in ("pre", "post"):
        _write(paths[name], getattr(scene, name), BAND_NAMES, scene.pixel_size_m, DATES[name])
    _write(paths["truth"], scene.truth[None], ("building change",), scene.pixel_size_m, DATES["post"])
    return paths


def _write(path: Path, image: np.ndarray, names: tuple[str, ...], pixel_size_m: float, date: str) -> None:
    count, height, width = image.shape
    options = ["TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=2", "ALPHA=NO"]
    if count == 4:
        options.append("PHOTOMETRIC=RGB")
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, count, gdal.GDT_Byte, options)
    if dataset is None:
        raise RuntimeError(f"GDAL cannot create {path}: {gdal.GetLastErrorMsg()}")
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(EPSG)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetGeoTransform((LEFT_M, pixel_size_m, 0.0, TOP_M, 0.0, -pixel_size_m))
    dataset.SetMetadataItem("TIFFTAG_DATETIME", date)
    for index, name in enumerate(names):
        band = dataset.GetRasterBand(index + 1)
        band.SetDescription(name)
        if count == 4:
            band.SetColorInterpretation(COLOURS[index])
        plane = np.ascontiguousarray(image[index])
        band.WriteRaster(0, 0, width, height, plane.tobytes(), buf_type=gdal.GDT_Byte)
    dataset.FlushCache()
