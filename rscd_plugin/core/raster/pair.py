"""Two dates on one grid, read by window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from osgeo import gdal, osr

from ..errors import UserError
from ..jobs.spec import RasterSource
from ..progress import Progress
from ..tiling.window import Window
from .grid import Bounds, Grid
from .source import open_raster, read_bands, read_valid


@dataclass(frozen=True)
class PairWindow:
    """Pixels of both dates: pre, post (bands, height, width) float32; valid (height, width) bool."""

    pre: np.ndarray
    post: np.ndarray
    valid: np.ndarray


class Pair:
    """Pre and post on pre's grid, post warped onto it while reading where the grids differ.

    `grid` is pre's, cropped to the extent asked for. Use from one thread at a time. Raises UserError when the
    two cannot be brought together.
    """

    def __init__(self, pre: RasterSource, post: RasterSource, extent: Bounds | None, progress: Progress) -> None:
        self.pre = open_raster(pre)
        self.post = open_raster(post)
        whole, other = Grid.of(self.pre), Grid.of(self.post)
        self._check_crs(whole, other, progress)
        self.window = whole.window if extent is None else self._extent_window(whole, extent)
        self.grid = whole.crop(self.window)
        self._post_on_grid = self._bring_together(whole, other, progress)
        self.pre_bands: tuple[int, ...] = ()
        self.post_bands: tuple[int, ...] = ()

    def read(self, window: Window) -> PairWindow:
        """A window of the pair's grid, of the bands chosen in `pre_bands` and `post_bands`."""
        in_file = window.shifted(self.window.col, self.window.row)
        pre = read_bands(self.pre, self.pre_bands, in_file)
        post = read_bands(self._post_on_grid, self.post_bands, in_file)
        valid = read_valid(self.pre, self.pre_bands, in_file) & read_valid(self._post_on_grid, self.post_bands, in_file)
        valid &= np.isfinite(pre).all(axis=0) & np.isfinite(post).all(axis=0)
        return PairWindow(pre, post, valid)

    def _check_crs(self, pre: Grid, post: Grid, progress: Progress) -> None:
        if bool(pre.crs_wkt) != bool(post.crs_wkt):
            with_crs, without = ("pre", "post") if pre.crs_wkt else ("post", "pre")
            raise UserError(
                f"The {with_crs} raster has a CRS and the {without} raster has none, so how they lie to each other is not "
                f"known. Give the {without} raster its CRS (layer properties, or Assign projection) and run again."
            )
        if pre.crs_wkt:
            return
        if (pre.width, pre.height) != (post.width, post.height):
            raise UserError(
                "Neither raster has a CRS, and their sizes differ: "
                f"pre is {pre.width} x {pre.height} pixels, post {post.width} x {post.height}. "
                "Georeference both, or bring both to the same size."
            )
        progress.log("Neither raster has a CRS: taken pixel by pixel, and areas in m² stay unknown.")

    def _extent_window(self, whole: Grid, extent: Bounds) -> Window:
        window = whole.window_of(extent)
        if window is None:
            raise UserError(
                f"EXTENT does not overlap the pre raster: x {extent[0]} to {extent[2]}, y {extent[1]} to {extent[3]} was "
                f"asked for. Pre: {_text(whole)}."
            )
        return window

    def _bring_together(self, pre: Grid, post: Grid, progress: Progress) -> gdal.Dataset:
        if not pre.crs_wkt or pre.same_as(post):
            return self.post
        if not _overlap(self.grid, post):
            raise UserError(
                f"The rasters do not overlap. Pre: {_text(self.grid)}. Post: {_text(post)}. "
                "Check that both show the same place and that their CRS are right."
            )
        progress.log("The grids differ: post is warped onto pre's grid (bilinear) while it is read.")
        return _warped(self.post, pre)


def _overlap(first: Grid, second: Grid) -> bool:
    """Whether both share ground; asked in either CRS, since a large grid may not fit into a local CRS."""
    in_first = _bounds_in(second, first)
    if in_first is not None:
        return first.window_of(in_first) is not None
    in_second = _bounds_in(first, second)
    return in_second is not None and second.window_of(in_second) is not None


def _bounds_in(grid: Grid, target: Grid) -> Bounds | None:
    """Bounds of `grid` in the CRS of `target`; None when they cannot be transformed."""
    transformation = osr.CoordinateTransformation(grid.crs, target.crs)
    try:
        bounds = transformation.TransformBounds(*grid.bounds, 21)
    except RuntimeError:
        return None
    return bounds if np.isfinite(bounds).all() else None


def _warped(dataset: gdal.Dataset, target: Grid) -> gdal.Dataset:
    """A raster on another grid, computed while it is read. Exact, so that it does not depend on the windows read."""
    if target.is_rotated or target.transform[1] < 0 or target.transform[5] > 0:
        raise UserError(
            "The pre raster is rotated or mirrored against its CRS and the post raster lies on another grid. "
            "Warp pre to a north-up raster first (Raster > Projections > Warp), then run again."
        )
    nodata = [dataset.GetRasterBand(number + 1).GetNoDataValue() for number in range(dataset.RasterCount)]
    x_min, y_max = target.xy(0, 0)
    x_max, y_min = target.xy(target.width, target.height)
    options = ["UNIFIED_SRC_NODATA=NO"]
    some_have_nodata = None in nodata and nodata.count(None) < len(nodata)
    if some_have_nodata:
        options.append("INIT_DEST=" + ",".join("0" if value is None else repr(value) for value in nodata))
    warped = gdal.Warp(
        "",
        dataset,
        format="VRT",
        srcSRS=dataset.GetProjectionRef(),
        dstSRS=target.crs_wkt,
        outputBounds=(x_min, y_min, x_max, y_max),
        width=target.width,
        height=target.height,
        resampleAlg="bilinear",
        errorThreshold=0.0,
        # Outside post: its own nodata value where every band has one, else an alpha band.
        dstAlpha=None in nodata,
        warpOptions=options,
    )
    if some_have_nodata:  # with an alpha band GDAL drops them
        for number in range(1, warped.RasterCount):
            if nodata[number - 1] is not None:
                warped.GetRasterBand(number).SetNoDataValue(nodata[number - 1])
    return warped


def _text(grid: Grid) -> str:
    name = grid.crs.GetName() if grid.crs else "no CRS"
    return "x {0:.10g} to {2:.10g}, y {1:.10g} to {3:.10g} in {4}".format(*grid.bounds, name)
