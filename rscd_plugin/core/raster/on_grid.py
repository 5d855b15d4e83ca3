"""A raster of classes on another raster's pixels: the nearest of its pixels counts."""

from __future__ import annotations

from dataclasses import dataclass

from osgeo import gdal

from ..errors import UserError
from .grid import Grid
from .target_grid import near
from .warping import warped


@dataclass(frozen=True)
class Words:
    """What messages call the two. what, grid: with their verb, as `the labels have`. other: what has the grid, as `its image`."""

    title: str
    path: str
    what: str
    grid: str
    other: str


def nearest_on(dataset: gdal.Dataset, grid: Grid, words: Words) -> gdal.Dataset:
    """The raster itself where it has these pixels, else warped onto them while it is read.

    Raises UserError when only one of the two has a CRS, or none has and their sizes differ.
    """
    own = Grid.of(dataset)
    title, path, other = words.title, words.path, words.other
    if bool(own.crs) != bool(grid.crs):
        with_it, without = (words.what, words.grid) if own.crs else (words.grid, words.what)
        raise UserError(
            f"{title}: {path} and {other} must both have a CRS, or none of them: {with_it} a CRS and {without} none. Give the "
            "other one its CRS (layer properties, or Assign projection)."
        )
    if own.crs:
        return dataset if own.same_as(grid) else warped(on_the_side_of(dataset, grid), grid, resampling="near")
    if (own.width, own.height) != (grid.width, grid.height):
        raise UserError(
            f"{title}: {path} has {own.width} x {own.height} pixels, {other} {grid.width} x {grid.height}, and without a CRS "
            "they are taken pixel by pixel. Georeference both, or bring both to the same size."
        )
    return dataset


def on_the_side_of(dataset: gdal.Dataset, grid: Grid) -> gdal.Dataset:
    """The raster itself, or as seen from the side of the antimeridian where `grid` lies."""
    own = Grid.of(dataset)
    moved = near(own, grid)
    return dataset if moved == own else with_transform(dataset, moved)


def with_transform(dataset: gdal.Dataset, grid: Grid) -> gdal.Dataset:
    """The same pixels, lying where those of `grid` do."""
    view = gdal.Translate("", dataset, format="VRT")
    view.SetGeoTransform(grid.transform)
    return view
