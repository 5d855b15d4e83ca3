"""Labels on the grid of an image: polygons burnt where pixel centres lie, rasters read or warped, and what does not fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.learning_spec import LabelSource
from rscd_plugin.core.learning.chips.chips import NO_LABEL
from rscd_plugin.core.learning.chips.labels import FOREGROUND, Labels, find_class_names
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.raster.target_grid import bounds_in
from rscd_plugin.core.tiling.window import Window

from .labelled import PIXEL, box_wkt, polygons, raster_labels, write_polygons
from .rasters import UTM, X0, Y0, wkt_of, write_raster

GRID = Grid(wkt_of(UTM), (X0, PIXEL, 0.0, Y0, 0.0, -PIXEL), 30, 20)
BARE = Grid("", (0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 30, 20)


def read(source: LabelSource, grid: Grid = GRID, names: tuple[str, ...] = (FOREGROUND,), two_dates: bool = False) -> np.ndarray:
    """All of a grid; the same is read in parts, to see that these agree."""
    labels = Labels(source, grid, two_dates, names)
    whole = labels.read(grid.window)
    assert whole.dtype == np.uint8 and whole.shape == (grid.height, grid.width)
    for window in (Window(3, 2, 9, 7), Window(11, 5, grid.width - 11, grid.height - 5), Window(0, 0, 1, 1)):
        np.testing.assert_array_equal(labels.read(window), whole[window.slices_in(grid.window)])
    return whole


def names_of(*sources: LabelSource) -> tuple[str, ...]:
    return find_class_names(sources, Progress())


def filled(*boxes: tuple[int, int, int, int, int], start: int = 0) -> np.ndarray:
    expected = np.full((20, 30), start, np.uint8)
    for left, top, right, bottom, value in boxes:
        expected[top:bottom, left:right] = value
    return expected


@pytest.mark.parametrize("to_epsg", [None, 4326, 3857, 32632])
def test_pixel_centres_decide(tmp_path: Path, to_epsg: int | None) -> None:
    """Edges at 0.3 and 0.7 of a pixel: the centre of one lies inside, that of the other outside."""
    shape = box_wkt((4.3, 3.7, 9.3, 8.7))
    path = write_polygons(tmp_path / "a.gpkg", [shape], to_epsg=to_epsg)
    np.testing.assert_array_equal(read(polygons(path)), filled((4, 4, 9, 9, 1)))


def test_south_up(tmp_path: Path) -> None:
    path = write_polygons(tmp_path / "a.gpkg", [box_wkt((4, 3, 9, 8))])
    grid = replace(GRID, transform=(X0, PIXEL, 0.0, Y0 - 20 * PIXEL, 0.0, PIXEL))
    np.testing.assert_array_equal(read(polygons(path), grid), filled((4, 3, 9, 8, 1))[::-1])


def test_without_a_crs_on_both_sides(tmp_path: Path) -> None:
    path = write_polygons(tmp_path / "a.shp", [box_wkt((4, 3, 9, 8), 1.0, 0.0, 0.0)], epsg=None)
    np.testing.assert_array_equal(read(polygons(path), BARE), filled((4, 3, 9, 8, 1)))


def test_curves_are_burnt_and_points_and_lines_are_not(tmp_path: Path) -> None:
    """A circle of 8 pixels' diameter, a polygon in a collection, and what is none, in a layer of any geometry."""
    west, north, middle, south = X0 + 1, Y0 - 1, Y0 - 3, Y0 - 5
    circle = f"{west} {middle}, {X0 + 3} {north}, {X0 + 5} {middle}, {X0 + 3} {south}, {west} {middle}"
    shapes = [
        f"CURVEPOLYGON (CIRCULARSTRING ({circle}))",
        f"GEOMETRYCOLLECTION ({box_wkt((14, 3, 18, 5))})",
        f"POINT ({X0 + 10.2} {Y0 - 5.2})",
        f"LINESTRING ({X0 + 1} {Y0 - 8}, {X0 + 9} {Y0 - 8})",
    ]
    path = write_polygons(tmp_path / "a.gpkg", shapes, kind=ogr.wkbUnknown)
    rows, cols = np.mgrid[0:20, 0:30] + 0.5
    expected = (np.hypot(rows - 6, cols - 6) < 4) | (filled((14, 3, 18, 5, 1)) == 1)
    np.testing.assert_array_equal(read(polygons(path)), expected)
    assert list(Labels(polygons(path), GRID, False).windows()) == [Window(2, 2, 8, 8), Window(14, 3, 4, 2)]


def test_a_crs_on_one_side_only(tmp_path: Path) -> None:
    with_crs = polygons(write_polygons(tmp_path / "a.gpkg", [box_wkt((4, 3, 9, 8))]))
    with pytest.raises(UserError, match="^LABELS and the rasters must both have a CRS"):
        Labels(with_crs, BARE, False)
    with pytest.raises(UserError, match="^CHANGE_LABELS and the rasters must both have a CRS"):
        Labels(with_crs, BARE, True)
    raster = raster_labels(write_raster(tmp_path / "a.tif", filled()))
    with pytest.raises(UserError, match="a.tif and its image must both .*: the labels have a CRS and the image has none"):
        Labels(raster, BARE, False)


@pytest.mark.parametrize(
    ("values", "names", "expected"),
    [
        (["road", None, "barn", "road", " "], ("barn", "road"), [2, NO_LABEL, 1, 2, NO_LABEL]),
        ([10, 9, None, 0, 10], ("0", "9", "10"), [3, 2, NO_LABEL, 1, 3]),
        ([1.5, -2.0, 1.5, 3.0, None], ("-2", "1.5", "3"), [2, 1, 2, 3, NO_LABEL]),
    ],
    ids=["text", "whole numbers", "fractions"],
)
def test_a_class_field(tmp_path: Path, values: list[object], names: tuple[str, ...], expected: list[int]) -> None:
    boxes = [(1 + 5 * place, 2, 5 + 5 * place, 9) for place in range(5)]
    source = polygons(write_polygons(tmp_path / "a.gpkg", [box_wkt(box) for box in boxes], values), "kind")
    assert names_of(source) == names
    wanted = filled(*[(*box, value) for box, value in zip(boxes, expected)])
    np.testing.assert_array_equal(read(source, names=names), wanted)
    changed = filled(*[(*box, 1) for box in boxes])
    np.testing.assert_array_equal(read(source, names=(), two_dates=True), changed)


def test_the_later_polygon_counts(tmp_path: Path) -> None:
    shapes = [box_wkt((2, 2, 12, 12)), box_wkt((8, 8, 18, 18)), box_wkt((10, 10, 11, 11))]
    source = polygons(write_polygons(tmp_path / "a.gpkg", shapes, ["a", "b", None]), "kind")
    expected = filled((2, 2, 12, 12, 1), (8, 8, 18, 18, 2), (10, 10, 11, 11, NO_LABEL))
    np.testing.assert_array_equal(read(source, names=("a", "b")), expected)


def test_classes_of_several_layers_have_common_numbers(tmp_path: Path) -> None:
    first, second = (
        polygons(write_polygons(tmp_path / f"{name}.gpkg", [box_wkt((2, 2, 9, 9))], [name]), "kind") for name in "zm"
    )
    names = names_of(first, second, first)
    assert names == ("m", "z")
    assert read(first, names=names).max() == 2 and read(second, names=names).max() == 1


def test_without_a_field_there_is_one_class(tmp_path: Path) -> None:
    path = write_polygons(tmp_path / "a.gpkg", [box_wkt((2, 2, 9, 9))], ["barn"])
    raster = raster_labels(write_raster(tmp_path / "a.tif", filled()))
    assert names_of(polygons(path), raster) == (FOREGROUND,)
    with pytest.raises(UserError, match="Some labels have a class field, others tell no classes apart"):
        names_of(polygons(path, "kind"), raster)


def test_fields_that_hold_no_classes(tmp_path: Path) -> None:
    few = write_polygons(tmp_path / "few.gpkg", [box_wkt((2, 2, 9, 9))], ["barn"])
    with pytest.raises(UserError, match="few.gpkg has no field type; it has kind. Choose one"):
        names_of(polygons(few, "type"))
    with pytest.raises(UserError, match="few.gpkg has no field type; it has kind. Choose one"):
        Labels(polygons(few, "type"), GRID, False)
    most = write_polygons(tmp_path / "most.gpkg", [box_wkt((2, 2, 9, 9))] * 251, [*range(250), None])
    assert len(names_of(polygons(most, "kind"))) == 250
    many = write_polygons(tmp_path / "many.gpkg", [box_wkt((2, 2, 9, 9))] * 251, list(range(251)))
    with pytest.raises(UserError, match="field kind of .*many.gpkg holds more than 250 different values"):
        names_of(polygons(many, "kind"))


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_a_raster_on_the_same_grid(tmp_path: Path, dtype: str) -> None:
    values = filled((2, 3, 9, 8, 100), (9, 3, 12, 8, 7), (20, 1, 25, 19, 50)).astype(dtype)
    if dtype == "float32":
        values[18, 2:4], values[19, 0] = 0.25, np.nan
    path = write_raster(tmp_path / "a.tif", values, nodata=[50])
    expected = filled((2, 3, 12, 8, 1), (20, 1, 25, 19, NO_LABEL))
    if dtype == "float32":
        expected[18, 2:4], expected[19, 0] = 1, NO_LABEL
    np.testing.assert_array_equal(read(raster_labels(path)), expected)
    expected[1:19, 20:25] = 1
    np.testing.assert_array_equal(read(raster_labels(path, ignore_nodata=(1,))), expected)


def test_alpha_and_mask_say_where_nothing_is_known(tmp_path: Path) -> None:
    values, opaque = filled((2, 3, 9, 8, 1)), filled((5, 0, 7, 20, 0), start=255)
    expected = filled((2, 3, 9, 8, 1), (5, 0, 7, 20, NO_LABEL))
    alpha = write_raster(tmp_path / "alpha.tif", np.stack([values, opaque]), alpha=True)
    masked = write_raster(tmp_path / "masked.tif", values, mask=opaque)
    for path in (alpha, masked):
        np.testing.assert_array_equal(read(raster_labels(path)), expected)


def test_a_raster_of_several_bands(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "rgb.tif", np.zeros((3, 20, 30), np.uint8))
    with pytest.raises(UserError, match="LABELS: .*rgb.tif has 3 bands. A label raster has one"):
        Labels(raster_labels(path), GRID, False)


@pytest.mark.parametrize("trouble", ["none", "nodata", "alpha", "mask"])
def test_a_raster_on_another_grid(tmp_path: Path, trouble: str) -> None:
    """Pixels twice as large, 2 columns and 4 rows of the image away from its corner; the image goes beyond it."""
    values = np.zeros((7, 11), np.uint8)
    values[1:3, 2:5] = 9
    expected = filled((2, 4, 24, 18, 0), start=NO_LABEL)
    expected[6:10, 6:12] = 1
    settings = {"pixel": 2 * PIXEL, "origin": (X0 + 2 * PIXEL, Y0 - 4 * PIXEL)}
    opaque = np.full(values.shape, 255, np.uint8)
    if trouble != "none":
        values[4:6, 6] = 77
        opaque[4:6, 6] = 0
        expected[12:16, 14:16] = NO_LABEL
    if trouble == "nodata":
        settings["nodata"] = [77]
    elif trouble == "alpha":
        values, settings["alpha"] = np.stack([values, opaque]), True
    elif trouble == "mask":
        settings["mask"] = opaque
    path = write_raster(tmp_path / "a.tif", values, **settings)
    np.testing.assert_array_equal(read(raster_labels(path)), expected)


def test_a_raster_in_another_crs_keeps_its_values(tmp_path: Path) -> None:
    """Nearest, never a mean: whatever is not 0 is foreground, so that a mean would make it grow."""
    values = np.zeros((40, 60), np.uint8)
    values[10:20, 15:30] = 1
    path = write_raster(tmp_path / "a.tif", values, epsg=4326, transform=_degrees(60, 40))
    found = read(raster_labels(path))
    assert set(np.unique(found)) <= {0, 1, NO_LABEL}
    inside = filled((9, 6, 13, 8, 1)) == 1
    assert (found[inside] == 1).all() and 20 <= (found == 1).sum() <= 60


def _degrees(width: int, height: int) -> tuple[float, ...]:
    """A geotransform in WGS84 of so many pixels over GRID."""
    west, south, east, north = bounds_in(GRID, Grid(wkt_of(4326), (0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 1, 1))
    return (west, (east - west) / width, 0.0, north, 0.0, (south - north) / height)


def test_a_png_beside_a_png(tmp_path: Path) -> None:
    tif = write_raster(tmp_path / "a.tif", filled((4, 3, 9, 8, 255)), epsg=None)
    gdal.Translate(str(tmp_path / "a.png"), str(tif), format="PNG")
    np.testing.assert_array_equal(read(raster_labels(tmp_path / "a.png"), BARE), filled((4, 3, 9, 8, 1)))
    with pytest.raises(UserError, match="a.png has 30 x 20 pixels, its image 31 x 20.*bring both to the same size"):
        Labels(raster_labels(tmp_path / "a.png"), replace(BARE, width=31), False)


def test_what_labels_cover(tmp_path: Path) -> None:
    path = write_polygons(tmp_path / "a.gpkg", [box_wkt((4, 3, 9, 8)), box_wkt((20, 9, 22, 12)), box_wkt((90, 90, 99, 99))])
    labels = Labels(polygons(path), GRID, False)
    assert list(labels.windows()) == [Window(4, 3, 5, 5), Window(20, 9, 2, 3)]
    assert labels.bounds() == (X0 + 2, Y0 - 49.5, X0 + 49.5, Y0 - 1.5)
    empty = Labels(polygons(write_polygons(tmp_path / "empty.gpkg", [])), GRID, False)
    assert empty.bounds() is None and list(empty.windows()) == []
    raster = Labels(raster_labels(write_raster(tmp_path / "a.tif", filled())), GRID, False)
    assert raster.bounds() == pytest.approx(GRID.bounds) and raster.windows() is None
