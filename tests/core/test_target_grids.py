"""GRID: whose pixels a pair has, whatever CRS and orientation; EXTENT and polygons to leave out on any of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from osgeo import gdal, ogr

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.spec import VectorSource
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.raster.pair import Pair
from rscd_plugin.core.raster.target_grid import chosen_date, near, overlap
from rscd_plugin.core.raster.warping import warped
from rscd_plugin.core.tiling.window import Window

from .rasters import UTM, X0, Y0, Listener, source, wkt_of, write_raster


def raster(path: Path, size: tuple[int, int] = (20, 30), **place: object) -> Path:
    return write_raster(path, np.arange(size[0] * size[1], dtype=np.float32).reshape(size), **place)


def pair_of(pre: Path, post: Path, grid: str, **more: object) -> Pair:
    extent = more.pop("extent", None)
    pair = Pair(source(pre), source(post), extent, Listener(), grid, **more)
    pair.pre_bands = pair.post_bands = (1,)
    return pair


@pytest.mark.parametrize(
    ("name", "date"), [("same", "pre"), ("post", "post"), ("finer", "post"), ("coarser", "pre"), ("overlap", "pre")]
)
def test_whose_pixels(tmp_path: Path, name: str, date: str) -> None:
    pre = raster(tmp_path / "pre.tif", pixel=2.0)
    post = raster(tmp_path / "post.tif", pixel=0.5, origin=(X0 + 10, Y0 - 10))
    pair = pair_of(pre, post, name)
    assert pair.date_of_grid == date
    grids = {"pre": Grid.of(pair.pre), "post": Grid.of(pair.post)}
    assert pair.grid == (grids["pre"].crop(Window(5, 5, 8, 5)) if name == "overlap" else grids[date])
    window = pair.read(pair.grid.window)
    untouched = getattr(window, date)[0]
    own = pair.window.slices_in(grids[date].window)
    np.testing.assert_array_equal(untouched, np.arange(600, dtype=np.float32).reshape(20, 30)[own])
    assert window.valid.any() and (date == "pre" or window.valid.all())


def test_equal_pixels_leave_pre_its_grid() -> None:
    pre, post = (Grid(wkt_of(UTM), (X0 + east, 2.0, 0.0, Y0, 0.0, -2.0), 10, 10) for east in (0, 1))
    assert chosen_date("finer", pre, post) == chosen_date("coarser", pre, post) == "pre"


def test_degrees_and_metres_are_compared_in_metres() -> None:
    metres = Grid(wkt_of(UTM), (X0, 2.0, 0.0, Y0, 0.0, -2.0), 10, 10)
    degrees = Grid(wkt_of(4326), (15.0, 5e-6, 0.0, 48.7, 0.0, -5e-6), 10, 10)  # about half a metre
    assert chosen_date("finer", metres, degrees) == "post" and chosen_date("coarser", metres, degrees) == "pre"


def test_one_pixel_of_overlap(tmp_path: Path) -> None:
    pre = raster(tmp_path / "pre.tif", pixel=2.0)
    post = raster(tmp_path / "post.tif", pixel=2.0, origin=(X0 + 58, Y0 - 38))
    for name, size in (("same", (30, 20)), ("overlap", (1, 1))):
        pair = pair_of(pre, post, name)
        assert (pair.grid.width, pair.grid.height) == size
        window = pair.read(pair.grid.window)
        assert window.valid.sum() == 1 and window.pre[0][window.valid] == 599 and window.post[0][window.valid] == 0


def test_an_extent_in_the_crs_of_pre_on_the_grid_of_post(tmp_path: Path) -> None:
    pre = raster(tmp_path / "pre.tif", pixel=2.0)
    x, y = Grid(wkt_of(UTM), (X0, 2.0, 0.0, Y0, 0.0, -2.0), 30, 20).xy(0, 0)
    assert (x, y) == (X0, Y0)
    post = raster(tmp_path / "post.tif", size=(200, 300), epsg=4326, transform=(14.9999, 1e-5, 0, 48.7536, 0, -1e-5))
    whole = pair_of(pre, post, "post")
    part = pair_of(pre, post, "post", extent=(X0 + 10, Y0 - 30, X0 + 30, Y0 - 10))
    assert 0 < part.grid.window.size_px < whole.grid.window.size_px
    shift = (part.window.col, part.window.row)
    inside = part.grid.window.shifted(*shift).slices_in(whole.grid.window)
    read, everything = part.read(part.grid.window), whole.read(whole.grid.window)
    np.testing.assert_array_equal(read.post[0], everything.post[0][inside])
    np.testing.assert_array_equal(read.pre[0], everything.pre[0][inside])


@pytest.mark.parametrize("epsg", [4326, 32701])
def test_across_the_antimeridian(tmp_path: Path, epsg: int) -> None:
    """Pre counts on beyond 180 degrees; post begins at -180, or is in UTM there."""
    pre = raster(tmp_path / "pre.tif", epsg=4326, transform=(179.995, 0.001, 0, -16.0, 0, -0.001))
    if epsg == 4326:
        size, place = (20, 60), {"transform": (-180.0, 0.001, 0, -16, 0, -0.001)}
    else:
        size, place = (90, 90), {"pixel": 100.0, "origin": (178000, 8231500)}
    post = write_raster(tmp_path / "post.tif", np.full(size, 5.0, np.float32), epsg=epsg, **place)
    for grid in ("same", "overlap"):
        pair = pair_of(pre, post, grid)
        window = pair.read(pair.grid.window)
        assert (window.post[0][window.valid] == 5).all()
        assert window.valid[:, -20:].all(), "east of 180 degrees"
    if epsg == 4326:
        assert not pair_of(pre, post, "same").read(Window(0, 0, 5, 20)).valid.any()


def test_no_crs_has_one_grid_only(tmp_path: Path) -> None:
    path = raster(tmp_path / "a.tif", epsg=None)
    for name in ("same", "post", "finer", "coarser", "overlap"):
        assert pair_of(path, path, name).read(Window(0, 0, 30, 20)).valid.all()


TRANSFORMS = st.builds(
    lambda angle, x, y, flip: (X0, x * np.cos(angle), -y * np.sin(angle), Y0, x * np.sin(angle), flip * y * np.cos(angle)),
    st.floats(-3.0, 3.0).filter(lambda angle: abs(np.cos(angle)) > 0.1),
    st.floats(0.5, 4.0),
    st.floats(0.5, 4.0),
    st.sampled_from([-1, 1]),
).filter(lambda t: abs(t[1] * t[5] - t[2] * t[4]) > 0.05)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TRANSFORMS)
def test_any_target_grid_gets_values_from_the_right_place(tmp_path: Path, transform: tuple[float, ...]) -> None:
    """Rotated, mirrored, south-up, anisotropic: a plane stays a plane, since bilinear interpolation keeps it."""
    rows, cols = np.mgrid[:80, :80] + 0.5
    path = tmp_path / "plane.tif"
    if not path.exists():
        write_raster(path, (3 * cols - 2 * rows).astype(np.float32), pixel=4.0, origin=(X0 - 160, Y0 + 160))
    target = Grid(wkt_of(UTM), tuple(map(float, transform)), 12, 9)
    view = warped(gdal.Open(str(path)), target)
    pixels, valid = np.empty((9, 12), np.float32), np.empty((9, 12), np.uint8)
    view.GetRasterBand(1).ReadRaster(0, 0, 12, 9, buf_obj=pixels)
    view.GetRasterBand(2).ReadRaster(0, 0, 12, 9, buf_type=gdal.GDT_Byte, buf_obj=valid)
    x, y = target.xy(*(np.mgrid[:9, :12][::-1] + 0.5))
    expected = 3 * (x - X0 + 160) / 4 - 2 * (Y0 + 160 - y) / 4
    np.testing.assert_allclose(pixels, expected, atol=0.02)
    assert abs(float((pixels - expected).mean())) < 0.05
    assert valid.all()
    assert Grid.of(view).same_as(target)


@given(st.integers(-5, 5), st.floats(-170, 170))
def test_longitudes_are_counted_as_the_others(turns: int, west: float) -> None:
    grid = Grid(wkt_of(4326), (west, 0.01, 0.0, 10.0, 0.0, -0.01), 100, 100)
    turned = Grid(wkt_of(4326), (west + 360 * turns, *grid.transform[1:]), 100, 100)
    assert near(turned, grid).same_as(grid)
    assert overlap(grid, near(turned, grid)) == grid.window


def polygons(path: Path, shapes: list[str], epsg: int | None, kind: int = ogr.wkbPolygon) -> VectorSource:
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    crs = None if epsg is None else Grid(wkt_of(epsg), (0, 1, 0, 0, 0, -1), 1, 1).crs
    layer = dataset.CreateLayer("clouds", crs, kind)
    for shape in shapes:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(shape))
        layer.CreateFeature(feature)
    return VectorSource(str(path), "clouds")


def box(x_min: float, y_min: float, x_max: float, y_max: float) -> str:
    return f"POLYGON (({x_min} {y_min}, {x_max} {y_min}, {x_max} {y_max}, {x_min} {y_max}, {x_min} {y_min}))"


@pytest.mark.parametrize("epsg", [UTM, 4326, 3857])
@pytest.mark.parametrize("south_up", [False, True])
def test_polygons_are_left_out(tmp_path: Path, epsg: int, south_up: bool) -> None:
    transform = (X0, 2.0, 0.0, Y0 - 40, 0.0, 2.0) if south_up else (X0, 2.0, 0.0, Y0, 0.0, -2.0)
    path = raster(tmp_path / "a.tif", transform=transform)
    shape = ogr.CreateGeometryFromWkt(box(X0 + 10.5, Y0 - 19.5, X0 + 21.5, Y0 - 6.5))
    to_layer = [Grid(wkt_of(code), transform, 1, 1).crs for code in (UTM, epsg)]
    if epsg != UTM:
        shape.AssignSpatialReference(to_layer[0])
        shape.TransformTo(to_layer[1])
    exclude = polygons(tmp_path / "clouds.gpkg", [shape.ExportToWkt()], epsg)
    expected = np.ones((20, 30), bool)
    expected[3:10, 5:11] = False
    pair = pair_of(path, path, "same", exclude=exclude)
    valid = pair.read(pair.grid.window).valid
    np.testing.assert_array_equal(valid, expected[::-1] if south_up else expected)
    for window in (Window(4, 2, 3, 3), Window(8, 8, 22, 12), Window(0, 0, 2, 2)):
        np.testing.assert_array_equal(pair.read(window).valid, valid[window.slices_in(pair.grid.window)])


def test_what_cannot_be_left_out(tmp_path: Path) -> None:
    path = raster(tmp_path / "a.tif")
    with pytest.raises(UserError, match="EXCLUDE: .*nothing.gpkg cannot be opened"):
        pair_of(path, path, "same", exclude=VectorSource(str(tmp_path / "nothing.gpkg")))
    points = polygons(tmp_path / "points.gpkg", ["POINT (1 1)"], UTM, ogr.wkbPoint)
    with pytest.raises(UserError, match="holds Point geometries. Polygons are needed"):
        pair_of(path, path, "same", exclude=points)
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    bare = raster(tmp_path / "bare.tif", epsg=None)
    with pytest.raises(UserError, match="must both have a CRS"):
        pair_of(bare, bare, "same", exclude=VectorSource(str(tmp_path / "a.geojson")))


def test_unlike_images_are_refused(tmp_path: Path) -> None:
    plain = raster(tmp_path / "plain.tif")
    complex_raster = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "c.tif"), 30, 20, 1, gdal.GDT_CFloat32)
    complex_raster.FlushCache()
    with pytest.raises(UserError, match="Band 1 of the post raster holds complex numbers .CFloat32."):
        pair_of(plain, tmp_path / "c.tif", "same")
    palette = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "p.tif"), 30, 20, 1, gdal.GDT_Byte)
    table = gdal.ColorTable()
    table.SetColorEntry(1, (200, 0, 0, 255))
    palette.GetRasterBand(1).SetRasterColorTable(table)
    palette.FlushCache()
    with pytest.raises(UserError, match="Band 1 of the pre raster holds numbers of colours in a palette.*PCT to RGB"):
        pair_of(tmp_path / "p.tif", plain, "same")
