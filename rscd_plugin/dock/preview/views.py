"""Both dates cut to the current view, at about the screen's resolution, as small files: jobs read their images several times."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from osgeo import gdal
from qgis.PyQt.QtCore import QCoreApplication

from ...core.errors import Cancelled, UserError
from ...core.jobs.spec import RasterSource
from ...core.raster.band_names import band_names
from ...core.raster.grid import Bounds, Grid
from ...core.tiling.window import Window

translate = QCoreApplication.translate
_NEARLY_NATIVE = 1.1  # so little coarser, the image's own pixels are the better ones
_MARGIN_PX = 16  # of post around the view, so that warping and shifting find something there


@dataclass(frozen=True)
class MapView:
    """What the map shows: its bounds in the CRS of pre and of post, and how large a screen pixel is in units of pre's."""

    pre_bounds: Bounds
    post_bounds: Bounds
    units_per_px: float


@dataclass(frozen=True)
class Views:
    """The two dates as the preview sees them. pixel_size_m: of pre's view, None without a CRS. shrunk: whether it is coarser
    than pre itself.
    """

    pre: RasterSource
    post: RasterSource
    pixel_size_m: float | None
    shrunk: bool


def cut_views(
    pre: RasterSource, post: RasterSource, view: MapView, most_px: int, folder: Path, is_cancelled: Callable[[], bool]
) -> Views:
    """Write the views into `folder`, pre's of at most `most_px` pixels. Reads pixels: not for the GUI's thread.

    Raises UserError where the map shows nothing of one of them, and Cancelled.
    """
    pre_image, post_image = _open(pre), _open(post)
    pre_grid, post_grid = _grid(pre_image, pre), _grid(post_image, post)
    window = pre_grid.window_of(view.pre_bounds)
    if window is None:
        raise UserError(translate("PreviewViews", "The map shows nothing of pre. Zoom to that layer for a preview."))
    shrink = max(view.units_per_px / _pixel(pre_grid), math.sqrt(window.size_px / most_px))
    shrink = shrink if shrink > _NEARLY_NATIVE else 1.0
    if pre_grid.same_as(post_grid) or not pre_grid.crs_wkt:
        post_window, post_shrink = window, shrink  # the same pixels, so that nothing is warped that the run would not
    else:
        per_unit = math.sqrt(_area(view.post_bounds) / _area(view.pre_bounds))
        pixel = shrink * _pixel(pre_grid) * per_unit
        post_window = post_grid.window_of(_widened(view.post_bounds, _MARGIN_PX * pixel))
        post_shrink = max(pixel / _pixel(post_grid), 1.0)
    if post_window is None or post_window.intersection(post_grid.window) is None:
        raise UserError(
            translate("PreviewViews", "The map shows nothing of post. Zoom to where the two layers overlap for a preview.")
        )
    views = [
        _cut(image, part, factor, folder / f"{name}.tif", is_cancelled)
        for name, image, part, factor in (
            ("pre", pre_image, window, shrink),
            ("post", post_image, post_window, post_shrink),
        )
    ]
    size_m = replace(views[0], crs_wkt=pre_grid.crs_wkt).pixel_size_m()
    sources = [
        replace(source, path=str(folder / f"{name}.tif"), open_options=()) for name, source in (("pre", pre), ("post", post))
    ]
    return Views(*sources, size_m, shrink > 1.0)


def _open(source: RasterSource) -> gdal.Dataset:
    try:
        image = gdal.OpenEx(source.path, gdal.OF_RASTER, open_options=list(source.open_options))
    except RuntimeError:  # only where something in QGIS has switched GDAL's exceptions on
        image = None
    if image is None or image.RasterCount == 0:
        text = translate("PreviewViews", "{file} cannot be opened as a raster. Is the file there and whole?")
        raise UserError(text.format(file=source.path))
    return image


def _grid(image: gdal.Dataset, source: RasterSource) -> Grid:
    """With the CRS that the layer has."""
    grid = Grid.of(image)
    return grid if source.crs_wkt is None else replace(grid, crs_wkt=source.crs_wkt)


def _cut(image: gdal.Dataset, window: Window, shrink: float, file: Path, is_cancelled: Callable[[], bool]) -> Grid:
    """Write a window of `image` and return its grid. Raises UserError and Cancelled."""
    try:
        part = gdal.Translate(
            str(file),
            image,
            format="GTiff",
            creationOptions=["TILED=YES"],
            srcWin=[window.col, window.row, window.width, window.height],
            width=max(round(window.width / shrink), 1),
            height=max(round(window.height / shrink), 1),
            resampleAlg="average" if shrink > 1.0 else "nearest",
            callback=lambda *_: 0 if is_cancelled() else 1,
        )
    except RuntimeError:
        part = None
    if is_cancelled():
        raise Cancelled
    if part is None:
        text = translate("PreviewViews", "{image} cannot be read, or {folder} cannot be written to. Is the disk full?")
        raise UserError(text.format(image=image.GetDescription(), folder=file.parent))
    for name, number in band_names(image).items():
        part.GetRasterBand(number).SetDescription(name)  # what told it, such as a wavelength, may not have been copied
    part.FlushCache()
    return Grid.of(part)


def _pixel(grid: Grid) -> float:
    """Side of a pixel in units of the CRS."""
    (x0, y0), (x1, y1), (x2, y2) = grid.xy(0, 0), grid.xy(1, 0), grid.xy(0, 1)
    return math.sqrt(abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)))


def _area(bounds: Bounds) -> float:
    return (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])


def _widened(bounds: Bounds, margin: float) -> Bounds:
    return bounds[0] - margin, bounds[1] - margin, bounds[2] + margin, bounds[3] + margin
