"""Which grid a pair lies on."""

from __future__ import annotations

import math
from dataclasses import replace

from osgeo import osr

from ..errors import UserError
from ..tiling.window import Window
from .grid import Bounds, Grid


def chosen_date(name: str, pre: Grid, post: Grid) -> str:
    """`pre` or `post`: whose pixels the pair has. name: same, post, finer, coarser or overlap."""
    if name in ("same", "overlap") or not pre.crs_wkt:
        return "pre"
    if name == "post":
        return "post"
    post_is_finer = post.pixel_size_m() < pre.pixel_size_m() * (1 - 1e-6)
    post_is_coarser = post.pixel_size_m() > pre.pixel_size_m() * (1 + 1e-6)
    return "post" if (post_is_finer if name == "finer" else post_is_coarser) else "pre"


def near(grid: Grid, other: Grid) -> Grid:
    """The same pixels, their longitudes counted as those of `other` (±360°), where both CRS are geographic."""
    if not (grid.crs and other.crs and grid.crs.IsGeographic() and other.crs.IsGeographic()):
        return grid
    turn = _turn(grid)
    middle, wanted = (sum(item.bounds[0::2]) / 2 for item in (grid, other))
    turns = round((wanted - middle) / turn)
    return replace(grid, transform=(grid.transform[0] + turns * turn, *grid.transform[1:]))


def overlap(grid: Grid, other: Grid) -> Window | None:
    """The window of `grid` that `other` touches; None when they share no ground."""
    inside = bounds_in(other, grid)
    if inside is not None:
        return grid.window_of(inside)
    # A large grid may not fit into a local CRS: then it is the other way round that tells.
    outside = bounds_in(grid, other)
    return grid.window if outside is not None and other.window_of(outside) is not None else None


def bounds_in(grid: Grid, target: Grid) -> Bounds | None:
    """Bounds of `grid` in the CRS of `target`; None when they cannot be transformed."""
    return transformed_bounds(grid.bounds, grid.crs, target)


def transformed_bounds(bounds: Bounds, crs: osr.SpatialReference, target: Grid) -> Bounds | None:
    """A rectangle in the CRS of `target`, on its side of the antimeridian; None when it has no place there."""
    try:
        x_min, y_min, x_max, y_max = osr.CoordinateTransformation(crs, target.crs).TransformBounds(*bounds, 21)
    except RuntimeError:
        return None
    if not all(map(math.isfinite, (x_min, y_min, x_max, y_max))):
        return None
    if target.crs.IsGeographic():
        turn = _turn(target)
        x_max += turn if x_max < x_min else 0.0
        t_min, _, t_max, _ = target.bounds
        turns = round(((t_min + t_max) / 2 - (x_min + x_max) / 2) / turn)
        x_min, x_max = x_min + turns * turn, x_max + turns * turn
    return x_min, y_min, x_max, y_max


def extent_window(extent: Bounds, pre: Grid, target: Grid) -> Window:
    """The window of `target` that EXTENT, given in pre's CRS, touches. Raises UserError when it touches none."""
    same_crs = not pre.crs_wkt or pre.crs_wkt == target.crs_wkt
    bounds = extent if same_crs else transformed_bounds(extent, pre.crs, target)
    window = None if bounds is None else target.window_of(bounds)
    if window is None:
        name = "pre raster" if same_crs else "grid chosen"
        raise UserError(
            f"EXTENT does not overlap the {name}: x {extent[0]} to {extent[2]}, y {extent[1]} to {extent[3]} was "
            f"asked for. {'Pre' if same_crs else 'The grid'}: {describe(target)}."
        )
    return window


def _turn(grid: Grid) -> float:
    """360 degrees in units of a geographic CRS."""
    return 2 * math.pi / grid.crs.GetAngularUnits()


def describe(grid: Grid) -> str:
    """Bounds and CRS for messages."""
    name = grid.crs.GetName() if grid.crs else "no CRS"
    return "x {0:.10g} to {2:.10g}, y {1:.10g} to {3:.10g} in {4}".format(*grid.bounds, name)
