"""The overview pictures: pre, post, what was found as a raster, and the polygons over post."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from osgeo import gdal, ogr

PANEL_PX = 1024
OUTLINE = "#ffe600"
Extent = tuple[float, float, float, float]  # left, right, bottom, top


def draw_overview(pre: Path, post: Path, probability: Path, changes: Path, picture: Path) -> None:
    """Draw four panels into `picture`. The rasters are read at the panels' size, however large they are."""
    figure, axes, extent = _panels(pre, rows=2, columns=2)
    after = _colours(_read(post))
    axes[0, 0].imshow(_colours(_read(pre)), extent=extent)
    axes[0, 1].imshow(after, extent=extent)
    _shade(axes[1, 0], probability, extent)
    axes[1, 1].imshow(after, extent=extent)
    number = _outline(axes[1, 1], changes, extent)
    _finish(figure, axes, extent, ("pre", "post", "change probability", f"{number} changes over post"), picture)


def draw_metric_overview(
    pre: Path, post: Path, truth: Path, model_changes: Path, score: Path, metric_changes: Path, picture: Path
) -> None:
    """Draw six panels into `picture`: the pair and its truth (0, not 0: change), and below what a model and Metric-CD found.

    What the vector files hold outside the rasters is left out.
    """
    figure, axes, extent = _panels(pre, rows=2, columns=3)
    after = _colours(_read(post))
    axes[0, 0].imshow(_colours(_read(pre)), extent=extent)
    axes[0, 1].imshow(after, extent=extent)
    axes[0, 2].imshow(_read(truth)[0] > 0, extent=extent, cmap="gray", vmin=0, vmax=1)
    axes[1, 0].imshow(after, extent=extent)
    by_model = _outline(axes[1, 0], model_changes, extent)
    _shade(axes[1, 1], score, extent)
    axes[1, 2].imshow(after, extent=extent)
    by_metric = _outline(axes[1, 2], metric_changes, extent)
    titles = (
        "pre",
        "post",
        "truth: buildings",
        f"the model that ships: {by_model} changes",
        "Metric-CD: relative score",
        f"Metric-CD: {by_metric} changes",
    )
    _finish(figure, axes, extent, titles, picture)


def _panels(raster: Path, rows: int, columns: int) -> tuple[Figure, np.ndarray, Extent]:
    figure = Figure(figsize=(8 * columns, 8 * rows), constrained_layout=True)
    return figure, figure.subplots(rows, columns), _extent(raster)


def _shade(axis: Axes, raster: Path, extent: Extent) -> None:
    shown = axis.imshow(_read(raster)[0], extent=extent, cmap="magma", vmin=0, vmax=1)
    legend = axis.figure.colorbar(shown, cax=axis.inset_axes((0.03, 0.06, 0.3, 0.02)), orientation="horizontal")
    legend.ax.tick_params(colors="white", labelsize=14)


def _finish(figure: Figure, axes: np.ndarray, extent: Extent, titles: tuple[str, ...], picture: Path) -> None:
    for axis, title in zip(axes.flat, titles):
        axis.set_title(title, fontsize=16)
        axis.set_axis_off()
        axis.set_xlim(extent[:2])
        axis.set_ylim(extent[2:])
    figure.savefig(picture, dpi=100)


def _extent(raster: Path) -> Extent:
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


def _outline(axis: Axes, changes: Path, extent: Extent) -> int:
    """Draw the outlines of the polygons that touch the extent; returns their number."""
    file = ogr.Open(str(changes))
    layer = file.GetLayer()
    left, right, bottom, top = extent
    layer.SetSpatialFilterRect(left, bottom, right, top)
    rings = []
    for feature in layer:
        geometry = feature.GetGeometryRef()
        polygons = [geometry] if geometry.GetGeometryName() == "POLYGON" else list(geometry)
        rings += [np.asarray(ring.GetPoints())[:, :2] for polygon in polygons for ring in polygon]
    axis.add_collection(PolyCollection(rings, closed=True, facecolors="none", edgecolors=OUTLINE, linewidths=1.6))
    return layer.GetFeatureCount()
