"""Post on another grid than pre: warped while it is read, to the right place, whatever the windows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.tiling.window import Window

from .rasters import UTM, X0, Y0, Listener, open_pair, source, whole, wkt_of, write_raster

PRE = Grid(wkt_of(UTM), (X0, 2.0, 0.0, Y0, 0.0, -2.0), 60, 40)


def surface(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A smooth landscape in UTM coordinates, 20 to 180: 0.5 a metre to the east, 0.3 a metre to the south, and a little bend."""
    east, south = x - X0, Y0 - y
    return 60 + 0.5 * east + 0.3 * south + 3 * np.sin(east / 40) * np.cos(south / 30)


def centres(grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """UTM coordinates of the pixel centres of a grid in any CRS: two (height, width) arrays."""
    rows, cols = np.mgrid[: grid.height, : grid.width] + 0.5
    x, y = grid.xy(cols, rows)
    to_utm = osr.CoordinateTransformation(grid.crs, PRE.crs)
    points = np.array(to_utm.TransformPoints(np.stack([x.ravel(), y.ravel()], axis=1).tolist()))
    return points[:, 0].reshape(x.shape), points[:, 1].reshape(x.shape)


def write_surface(path: Path, grid: Grid, dtype: str = "float32", **settings: object) -> Path:
    pixels = surface(*centres(grid)).astype(dtype)
    return write_raster(path, pixels, epsg=None, transform=grid.transform, **settings)


def place(path: Path, grid: Grid) -> Path:
    gdal.Open(str(path), gdal.GA_Update).SetProjection(grid.crs_wkt)
    return path


def grid_around(epsg: int, pixel: float, margin: int) -> Grid:
    """A grid in another CRS that covers PRE and `margin` pixels more."""
    to_other = osr.CoordinateTransformation(PRE.crs, Grid(wkt_of(epsg), PRE.transform, 1, 1).crs)
    x_min, y_min, x_max, y_max = to_other.TransformBounds(*PRE.bounds, 21)
    size = [int((high - low) / pixel) + 2 * margin + 1 for low, high in ((x_min, x_max), (y_min, y_max))]
    origin = (x_min - margin * pixel * 0.97, y_max + margin * pixel * 1.02)
    return Grid(wkt_of(epsg), (origin[0], pixel, 0.0, origin[1], 0.0, -pixel), *size)


OTHERS = {
    "half a pixel off": Grid(PRE.crs_wkt, (X0 - 9.0, 2.0, 0.0, Y0 + 9.0, 0.0, -2.0), 80, 60),
    "other pixel size": Grid(PRE.crs_wkt, (X0 - 10.0, 1.5, 0.0, Y0 + 10.0, 0.0, -1.5), 110, 90),
    "south up": Grid(PRE.crs_wkt, (X0 - 10.0, 2.0, 0.0, Y0 - 100.0, 0.0, 2.0), 80, 60),
    "rotated": Grid(PRE.crs_wkt, (X0 - 100.0, 1.6, 0.8, Y0 + 60.0, 0.8, -1.6), 140, 140),
    "other zone": grid_around(32632, 2.0, 6),
    "web mercator": grid_around(3857, 2.5, 6),
    "geographic": grid_around(4326, 2e-5, 8),
}


@pytest.mark.parametrize("name", OTHERS)
def test_values_come_to_the_right_place(tmp_path: Path, name: str) -> None:
    pre = place(write_surface(tmp_path / "pre.tif", PRE), PRE)
    post = place(write_surface(tmp_path / "post.tif", OTHERS[name]), OTHERS[name])
    listener = Listener()
    pair = open_pair(pre, post, progress=listener)
    window = pair.read(whole(pair))
    assert window.valid.all()
    assert "warped" in listener.text
    # Half a pixel of shift would be 0.5 to the east and 0.3 to the south. GDAL's kernel widens a little on turned grids.
    np.testing.assert_allclose(window.post[0], window.pre[0], atol=0.15)
    assert abs(float((window.post - window.pre).mean())) < 0.01


def test_over_hundreds_of_kilometres_every_pixel_is_transformed_by_itself(tmp_path: Path) -> None:
    """Meridians bend there: a transformation interpolated between a few points would be off by pixels."""
    pre = Grid(PRE.crs_wkt, (200_000.0, 3000.0, 0.0, 6_900_000.0, 0.0, -3000.0), 200, 150)
    post = Grid(wkt_of(4326), (7.0, 0.03, 0.0, 64.0, 0.0, -0.03), 600, 300)
    for name, grid in (("pre", pre), ("post", post)):
        x, y = centres(grid)
        pixels = ((x - X0) / 3000 + (y - Y0) / 2000).astype(np.float32)
        place(write_raster(tmp_path / f"{name}.tif", pixels, epsg=None, transform=grid.transform), grid)
    pair = open_pair(tmp_path / "pre.tif", tmp_path / "post.tif")
    window = pair.read(whole(pair))
    assert window.valid.mean() > 0.9
    np.testing.assert_allclose(window.post[0][window.valid], window.pre[0][window.valid], atol=0.15)


def test_on_the_same_grid_nothing_is_touched(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (2, 3, 40, 60)).astype(np.uint8)
    paths = [write_raster(tmp_path / f"{name}.tif", date) for name, date in zip(("pre", "post"), pixels)]
    listener = Listener()
    pair = open_pair(*paths, bands=(3, 1), progress=listener)
    window = pair.read(Window(7, 5, 20, 10))
    np.testing.assert_array_equal(window.pre, pixels[0][[2, 0], 5:15, 7:27])
    np.testing.assert_array_equal(window.post, pixels[1][[2, 0], 5:15, 7:27])
    assert window.pre.dtype == window.post.dtype == np.float32
    assert window.valid.all() and window.valid.shape == (10, 20)
    assert "warped" not in listener.text


@pytest.mark.parametrize("name", ["other pixel size", "geographic", "rotated"])
def test_windows_of_the_warped_post_are_cut_from_one_whole(tmp_path: Path, name: str) -> None:
    pre = place(write_surface(tmp_path / "pre.tif", PRE), PRE)
    noise = np.random.default_rng(1).random((OTHERS[name].height, OTHERS[name].width)).astype(np.float32)
    path = write_raster(tmp_path / "post.tif", noise, epsg=None, transform=OTHERS[name].transform)
    at_once = open_pair(pre, place(path, OTHERS[name]))
    all_of_it = at_once.read(whole(at_once))
    assert np.ptp(all_of_it.post) > 0.5
    for window in (Window(0, 0, 7, 9), Window(13, 11, 1, 1), Window(31, 3, 29, 37), Window(59, 39, 1, 1)):
        read = open_pair(pre, path).read(window)
        np.testing.assert_array_equal(read.post, all_of_it.post[(slice(None), *window.slices_in(whole(at_once)))])


def test_windows_across_the_blocks_of_the_warp_are_cut_from_one_whole(tmp_path: Path) -> None:
    generator = np.random.default_rng(2)
    pre = write_raster(tmp_path / "pre.tif", np.zeros((300, 700), np.uint8), pixel=1.0)
    noise = generator.integers(0, 256, (260, 580)).astype(np.uint8)
    post = write_raster(tmp_path / "post.tif", noise, pixel=1.3, origin=(X0 - 5.0, Y0 + 5.0))
    at_once = open_pair(pre, post)
    all_of_it = at_once.read(whole(at_once))
    for window in (Window(500, 100, 30, 60), Window(0, 120, 700, 20), Window(505, 0, 14, 300)):
        read = open_pair(pre, post).read(window)
        np.testing.assert_array_equal(read.post, all_of_it.post[(slice(None), *window.slices_in(whole(at_once)))])


def test_where_post_ends_pixels_are_not_valid(tmp_path: Path) -> None:
    part = Grid(PRE.crs_wkt, (X0 + 31.0, 2.0, 0.0, Y0 - 21.0, 0.0, -2.0), 60, 40)
    pre = place(write_surface(tmp_path / "pre.tif", PRE), PRE)
    pair = open_pair(pre, place(write_surface(tmp_path / "post.tif", part), part))
    window = pair.read(whole(pair))
    assert not window.valid[:10].any() and not window.valid[:, :15].any()
    assert window.valid[11:, 16:].all()
    inside = window.valid
    np.testing.assert_allclose(window.post[0][inside], window.pre[0][inside], atol=1.1)  # the outermost pixel has one side only


def test_a_world_of_degrees_under_a_local_pre(tmp_path: Path) -> None:
    """The poles are nowhere in UTM: the overlap must be found all the same."""
    pre = place(write_surface(tmp_path / "pre.tif", PRE), PRE)
    world = np.full((180, 360), 7, np.uint8)
    post = write_raster(tmp_path / "post.tif", world, epsg=4326, transform=(-180.0, 1.0, 0.0, 90.0, 0.0, -1.0))
    window = open_pair(pre, post).read(Window(0, 0, 60, 40))
    assert window.valid.all() and (window.post == 7).all()


@pytest.mark.parametrize("epsg", [UTM, 4326])
def test_no_overlap(tmp_path: Path, epsg: int) -> None:
    pre = write_raster(tmp_path / "pre.tif", np.zeros((10, 10), np.uint8))
    origin, pixel = ((X0 + 5, Y0), 0.5) if epsg == UTM else ((100.0, -20.0), 0.001)
    post = write_raster(tmp_path / "post.tif", np.zeros((10, 10), np.uint8), epsg=epsg, origin=origin, pixel=pixel)
    with pytest.raises(UserError, match="do not overlap. Pre: x 500000 to 500005.*UTM zone 33N.*Post: x"):
        open_pair(pre, post)


@pytest.mark.parametrize("name", OTHERS)
def test_pre_may_lie_on_any_grid(tmp_path: Path, name: str) -> None:
    pre = place(write_surface(tmp_path / "pre.tif", OTHERS[name]), OTHERS[name])
    pair = open_pair(pre, place(write_surface(tmp_path / "post.tif", PRE), PRE))
    window = pair.read(whole(pair))
    assert 0.1 < window.valid.mean() < 1
    inner = np.abs(window.post[0] - window.pre[0])[window.valid]
    assert np.percentile(inner, 90) < 0.15 and abs(float((window.post - window.pre)[0][window.valid].mean())) < 0.02


@pytest.mark.parametrize("has_crs", ["pre", "post"])
def test_one_with_a_crs_and_one_without(tmp_path: Path, has_crs: str) -> None:
    for name in ("pre", "post"):
        write_raster(tmp_path / f"{name}.tif", np.zeros((8, 8), np.uint8), epsg=UTM if name == has_crs else None)
    without = "post" if has_crs == "pre" else "pre"
    with pytest.raises(UserError, match=f"The {has_crs} raster has a CRS and the {without} raster has none.*Give the {without}"):
        open_pair(tmp_path / "pre.tif", tmp_path / "post.tif")
    given = {name: source(tmp_path / f"{name}.tif", crs_wkt=wkt_of(UTM)) for name in ("pre", "post")}
    with pytest.raises(UserError, match="overlap"):
        open_pair(given["pre"], given["post"])


def test_two_without_a_crs(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (2, 9, 12)).astype(np.uint8)
    pre = write_raster(tmp_path / "pre.tif", pixels[0], epsg=None)
    post = write_raster(tmp_path / "post.tif", pixels[1], epsg=None, transform=(5.0, 2.0, 0.0, 7.0, 0.0, -2.0))
    listener = Listener()
    window = open_pair(pre, post, progress=listener).read(Window(0, 0, 12, 9))
    np.testing.assert_array_equal(window.post[0], pixels[1])
    assert "Neither raster has a CRS" in listener.text
    other = write_raster(tmp_path / "other.tif", pixels[1][:, :-1], epsg=None)
    with pytest.raises(UserError, match="sizes differ: pre is 12 x 9 pixels, post 11 x 9"):
        open_pair(pre, other)
