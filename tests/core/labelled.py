"""Labelled images on disk: polygons, scenes with bright squares as foreground, and jobs' samples made of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

from rscd_plugin.core.jobs.learning_spec import LabelledImage, LabelSource
from rscd_plugin.core.jobs.spec import VectorSource
from rscd_plugin.core.learning.chips.gather import Gathered, gather_chips

from .rasters import UTM, X0, Y0, Listener, source, write_raster

PIXEL = 0.5
Box = tuple[int, int, int, int]  # first column and row, first column and row no longer in it


def box_wkt(box: Box, pixel: float = PIXEL, x0: float = X0, y0: float = Y0) -> str:
    """A box of pixels as a polygon on the grid that `write_raster` gives a raster."""
    west, north, east, south = x0 + box[0] * pixel, y0 - box[1] * pixel, x0 + box[2] * pixel, y0 - box[3] * pixel
    return f"POLYGON (({west} {north}, {east} {north}, {east} {south}, {west} {south}, {west} {north}))"


def write_polygons(
    path: Path,
    shapes: Sequence[str],
    values: Sequence[object] = (),
    epsg: int | None = UTM,
    to_epsg: int | None = None,
    kind: int = ogr.wkbPolygon,
) -> Path:
    """WKT shapes in a GeoPackage or shapefile; `values`: of its field `kind`. Transformed to `to_epsg` where that is given."""
    crs, to_crs = _crs(epsg), _crs(to_epsg or epsg)
    driver = {".gpkg": "GPKG", ".shp": "ESRI Shapefile"}[path.suffix]
    dataset = gdal.GetDriverByName(driver).Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    layer = dataset.CreateLayer(path.stem, to_crs, kind)
    kinds = {int: ogr.OFTInteger, float: ogr.OFTReal}
    known = [value for value in values if value is not None]
    layer.CreateField(ogr.FieldDefn("kind", kinds.get(type(known[0]), ogr.OFTString) if known else ogr.OFTString))
    for place, wkt in enumerate(shapes):
        feature = ogr.Feature(layer.GetLayerDefn())
        geometry = ogr.CreateGeometryFromWkt(wkt)
        if to_epsg:
            geometry.Transform(osr.CoordinateTransformation(crs, to_crs))
        feature.SetGeometry(geometry)
        if place < len(values) and values[place] is not None:
            feature.SetField("kind", values[place])
        layer.CreateFeature(feature)
    return path


def _crs(epsg: int | None) -> osr.SpatialReference | None:
    if epsg is None:
        return None
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs


def polygons(path: Path, field: str = "") -> LabelSource:
    return LabelSource(polygons=VectorSource(str(path)), class_field=field)


def raster_labels(path: Path, **settings: object) -> LabelSource:
    return LabelSource(raster=source(path, **settings))


def scene(height: int, width: int, boxes: Sequence[Box], bands: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Noise of 20-99 with boxes of 200: (bands, height, width) uint8; where they are: (height, width) uint8, 0 and 1."""
    image = np.random.default_rng(seed).integers(20, 100, (bands, height, width)).astype(np.uint8)
    labels = np.zeros((height, width), np.uint8)
    for left, top, right, bottom in boxes:
        labels[top:bottom, left:right] = 1
    image[:, labels == 1] = 200
    return image, labels


def write_sample(folder: Path, name: str, boxes: Sequence[Box], size: tuple[int, int], **place: object) -> LabelledImage:
    """A scene of (height, width) `size`, labelled by a raster on its grid."""
    folder.mkdir(exist_ok=True)
    image, labels = scene(*size, boxes)
    write_raster(folder / f"{name}.tif", image, **place)
    write_raster(folder / f"{name}_labels.tif", labels, **place)
    return LabelledImage((source(folder / f"{name}.tif"),), raster_labels(folder / f"{name}_labels.tif"))


def gathered(
    folder: Path, *samples: LabelledImage, chip_px: int = 64, bands: tuple[int, ...] = (), seed: int = 0, **more: object
) -> tuple[Gathered, Listener]:
    """What is gathered from samples into a new folder, and what was said."""
    listener = Listener()
    out = folder / f"chips{len(list(folder.glob('chips*')))}"
    out.mkdir()
    return gather_chips(samples, bands, chip_px, out, seed, listener, **more), listener
