"""The overview picture: pre, post, probability, and the polygons over post."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from osgeo import gdal, ogr

PANEL_PX = 1024
OUTLINE = "#ffe600"


def draw_overview(pre: Path, post: Path, probability: Path, changes: Path, picture: Path) -> None:
    """Draw four panels into `picture`. The rasters are read at the panels' size, however large they are."""
    extent = _extent(pre)
    figure = Figure(figsize=(16, 16), constrained_layout=True)
    axes = figure.subplots(2, 2)
    after = _colours(_read(post))
    axes[0, 0].imshow(_colours(_read(pre)), extent=extent)
    axes[0, 1].imshow(after, extent=extent)
    shown = axes[1, 0].imshow(_read(probability)[0], extent=extent, cmap="magma", vmin=0, vmax=1)
    legend = figure.colorbar(shown, cax=axes[1, 0].inset_axes((0.03, 0.06, 0.3, 0.02)), orientation="horizontal")
    legend.ax.tick_params(colors="white", labelsize=14)
    axes[1, 1].imshow(after, extent=extent)
    number = _outline(axes[1, 1], changes)
    titles = ("pre", "post", "change probability", f"{number} changes over post")
    for axis, title in zip(axes.flat, titles):
        axis.set_title(title, fontsize=16)
        axis.set_axis_off()
        axis.set_xlim(extent[:2])
        axis.set_ylim(extent[2:])
    figure.savefig(picture, dpi=100)


def _extent(raster: Path) -> tuple[float, float, float, float]:
    """(left, right, bottom, top) of a north-up raster in map units."""
    file = gdal.Open(str(raster))
    left, pixel_width, _, top, _, pixel_height = file.GetGeoTransform()
    return left, left + pixel_width * file.RasterXSize, top + pixel_height * file.RasterYSize, top


def _read(raster: Path) -> np.ndarray:
    """(band, row, column) at no more than the panel's size, averaged."""
    file = gdal.Open(str(raster))
    shrink = max(1.0, max(file.RasterXSize, file.RasterYSize) / PANEL_PX)
    width, height = round(file.RasterXSize / shrink), round(file.RasterYSize / shrink)
    array = file.ReadAsArray(buf_xsize=width, buf_ysize=height, resample_alg=gdal.GRIORA_Average)
    return array if array.ndim == 3 else array[None]


def _colours(array: np.ndarray) -> np.ndarray:
    """(row, column, 3), 0-1: the first three bands as red, green and blue, stretched; one band as grey."""
    array = array[:3] if len(array) >= 3 else np.repeat(array[:1], 3, axis=0)
    low, high = np.percentile(array, (0.5, 99.5))
    return np.clip((np.moveaxis(array, 0, -1) - low) / max(high - low, 1e-6), 0, 1)


def _outline(axis: Axes, changes: Path) -> int:
    """Draw the outlines of all polygons; returns their number."""
    file = ogr.Open(str(changes))
    layer = file.GetLayer()
    rings = []
    for feature in layer:
        geometry = feature.GetGeometryRef()
        polygons = [geometry] if geometry.GetGeometryName() == "POLYGON" else list(geometry)
        rings += [np.asarray(ring.GetPoints())[:, :2] for polygon in polygons for ring in polygon]
    axis.add_collection(PolyCollection(rings, closed=True, facecolors="none", edgecolors=OUTLINE, linewidths=1.6))
    return layer.GetFeatureCount()
