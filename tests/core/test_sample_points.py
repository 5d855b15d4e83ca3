"""The job `sample_points`: strata by their area on the ellipsoid, points where they belong, the same sample again."""

from __future__ import annotations

import json

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.registry import JOBS, from_dict, to_dict
from rscd_plugin.core.jobs.sample_points import sample_points
from rscd_plugin.core.jobs.sample_spec import SamplePointsJob, SamplePointsOutputs
from rscd_plugin.core.jobs.spec import VectorSource
from rscd_plugin.core.raster import class_map
from rscd_plugin.core.raster.class_map import ClassMap, fingerprint
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.raster.pixel_areas import PixelAreas
from rscd_plugin.core.raster.strata import Stratum, draw
from rscd_plugin.core.tiling.window import Window

from .rasters import UTM, X0, Y0, Listener, source, wkt_of, write_raster


def mask(height=90, width=120, nodata=True):
    """Changed in a square of 20 x 20, no data in the last rows."""
    pixels = np.zeros((height, width), np.uint8)
    pixels[30:50, 40:60] = 1
    if nodata:
        pixels[-10:] = 255
    return pixels


def write_shapes(path, shapes, epsg=UTM):
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    crs = osr.SpatialReference(wkt=wkt_of(epsg))
    layer = dataset.CreateLayer("shapes", crs, ogr.wkbUnknown)
    for wkt in shapes:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        layer.CreateFeature(feature)
    return VectorSource(str(path))


def box(col, row, width, height, pixel=0.5):
    x, y = X0 + col * pixel, Y0 - row * pixel
    right, down = x + width * pixel, y - height * pixel
    return f"POLYGON(({x} {y},{right} {y},{right} {down},{x} {down},{x} {y}))"


def run(tmp_path, raster, progress=None, **settings):
    settings.setdefault("min_per_stratum", 10)
    job = from_dict(JOBS["sample_points"][0], json.loads(json.dumps(to_dict(SamplePointsJob(source(raster), **settings)))))
    values = sample_points(job, SamplePointsOutputs(str(tmp_path)), progress or Listener())
    dataset = gdal.OpenEx(values["files"]["points"], gdal.OF_VECTOR)
    points = [
        {**feature.items(), "x": feature.GetGeometryRef().GetX(), "y": feature.GetGeometryRef().GetY()}
        for feature in dataset.GetLayer(0)
    ]
    del dataset
    gdal.Unlink(values["files"]["points"])
    return values, points


def pixel_of(point, pixel=0.5):
    return (Y0 - point["y"]) / pixel, (point["x"] - X0) / pixel


@pytest.fixture
def raster(tmp_path):
    return write_raster(tmp_path / "mask.tif", mask(), nodata=[255])


def test_points_lie_at_centres_of_pixels_of_their_class(tmp_path, raster):
    values, points = run(tmp_path, raster, sample_size=300)
    assert len(points) == values["point_count"] == 300 and values["strata_count"] == 2
    places = [pixel_of(point) for point in points]
    assert all(row % 1 == 0.5 and col % 1 == 0.5 for row, col in places) and len(set(places)) == 300
    pixels = mask()
    assert all(pixels[int(row), int(col)] == point["stratum"] == point["map_class"] for (row, col), point in zip(places, points))
    assert sorted(point["id"] for point in points) == list(range(1, 301))
    stratum = [point["stratum"] for point in sorted(points, key=lambda point: point["id"])]
    assert stratum != sorted(stratum) and stratum != sorted(stratum, reverse=True)
    assert {point["reference"] for point in points} == {point["note"] for point in points} == {None}
    assert {point["map_hash"] for point in points} == {values["map_hash"]} and {point["pixel_size"] for point in points} == {0.5}


def test_the_layer_alone_tells_its_strata(tmp_path, raster):
    values, points = run(tmp_path, raster, sample_size=100)
    table = json.loads(values["metadata"]["rscd.strata"])
    assert [row["class"] for row in table] == [0, 1] and sum(row["points"] for row in table) == 100
    for row in table:
        for point in points:
            if point["stratum"] == row["class"]:
                assert point["stratum_m2"] == pytest.approx(row["area_m2"]) and point["weight"] == pytest.approx(row["weight"])
    pixels = np.array([80 * 120 - 400, 400])
    assert [row["weight"] for row in table] == pytest.approx(pixels / pixels.sum(), rel=1e-3)
    # In the middle of a UTM zone a map's square metre is 1 / 0.9996² on the ellipsoid.
    assert table[1]["area_m2"] == pytest.approx(400 * 0.25 / 0.9996**2, rel=1e-5)


def test_the_same_seed_draws_the_same_points_whatever_the_windows(tmp_path, raster, monkeypatch):
    _, first = run(tmp_path, raster, sample_size=200)
    _, again = run(tmp_path, raster, sample_size=200)
    _, other = run(tmp_path, raster, sample_size=200, seed=1)
    assert first == again != other
    monkeypatch.setattr(class_map, "_WINDOW_PX", 17)
    _, tiled = run(tmp_path, raster, sample_size=200)
    same = ("id", "x", "y", "stratum")
    assert [[point[name] for name in same] for point in tiled] == [[point[name] for name in same] for point in first]
    assert tiled[0]["stratum_m2"] == pytest.approx(first[0]["stratum_m2"])


def test_extent_exclude_and_training_areas_take_ground_away(tmp_path, raster):
    x, y = X0 + 2.5 * 0.5, Y0 - 50.25 * 0.5
    training = write_shapes(tmp_path / "training.gpkg", [box(40, 30, 10, 20), f"POINT({x} {y})"])
    exclude = write_shapes(tmp_path / "clouds.gpkg", [box(0, 0, 120, 10)])
    extent = (X0, Y0 - 60 * 0.5, X0 + 70 * 0.5, Y0)
    listener = Listener()
    settings = {"extent": extent, "exclude": exclude, "training": training, "min_per_stratum": 0}
    values, points = run(tmp_path, raster, listener, sample_size=100_000, **settings)
    drawn = np.zeros((90, 120), bool)
    for point in points:
        row, col = map(int, pixel_of(point))
        drawn[row, col] = True
    expected = np.zeros((90, 120), bool)
    expected[10:60, :70] = True
    expected[30:50, 40:50] = False
    expected[50, 2] = False
    assert np.array_equal(drawn, expected)
    assert values["sampled_area_m2"] == pytest.approx((50 * 70 - 200 - 1) * 0.25, rel=2e-3)
    assert "are ground of TRAINING_AREAS" in listener.text and "fewer than its" in listener.text


def test_planned_by_cochran_and_raised_to_the_minimum(tmp_path, raster):
    listener = Listener()
    values, points = run(tmp_path, raster, listener, expected=((None, 0.95), (1, 0.7)), target=0.02, min_per_stratum=30)
    weight = 400 / 9600
    spread = (1 - weight) * np.sqrt(0.95 * 0.05) + weight * np.sqrt(0.7 * 0.3)
    assert "Planned: " in listener.text and len(points) == pytest.approx((spread / 0.02) ** 2, rel=0.02)
    assert sum(point["stratum"] == 1 for point in points) == 30
    assert values["expected_standard_error"] == pytest.approx(0.02, rel=0.2)
    values, points = run(tmp_path, raster, target=0.5, min_per_stratum=25)
    assert len(points) == 50


def test_in_degrees_area_and_chance_go_with_the_latitude(tmp_path):
    """Half of the pixels lie at 60 degrees, where they are half as large."""
    pixels = np.zeros((4000, 30), np.uint8)
    raster = write_raster(tmp_path / "degrees.tif", pixels, epsg=4326, transform=(10.0, 0.02, 0, 75.0, 0, -0.02))
    values, points = run(tmp_path, raster, sample_size=4000)
    areas = Grid.of(gdal.Open(str(raster))).row_areas_m2()
    assert values["sampled_area_m2"] == pytest.approx(areas.sum() * 30)
    rows = np.array([int((75.0 - point["y"]) / 0.02) for point in points])
    north = areas[:2000].sum() / areas.sum()
    assert north < 0.42
    assert (rows < 2000).mean() == pytest.approx(north, abs=4 * np.sqrt(0.25 / 4000))


def test_pixel_areas_undo_what_the_projection_does(tmp_path):
    """Web Mercator at 60 degrees: four times too large; the ellipsoid's own area between two parallels and meridians."""
    crs = wkt_of(3857)
    to_mercator = osr.CoordinateTransformation(
        Grid(wkt_of(4326), (0, 1, 0, 0, 0, 1), 1, 1).crs, Grid(crs, (0, 1, 0, 0, 0, 1), 1, 1).crs
    )
    x, y, _ = to_mercator.TransformPoint(1.0, 61.0)
    _, low, _ = to_mercator.TransformPoint(1.0, 59.0)
    mercator = Grid(crs, (0.0, x / 50, 0, y, 0, (low - y) / 100), 50, 100)
    degrees = Grid(wkt_of(4326), (0.0, 1 / 50, 0, 61.0, 0, -2 / 100), 50, 100)
    found = PixelAreas(mercator).of(Window(0, 0, 50, 100))
    assert found.sum() == pytest.approx(degrees.row_areas_m2().sum() * 50, rel=1e-5)
    planar = abs(mercator.transform[1] * mercator.transform[5])
    assert found[50, 25] / planar == pytest.approx(0.25, rel=0.01)
    part = PixelAreas(mercator).of(Window(10, 20, 5, 7))
    assert np.array_equal(part, found[20:27, 10:15])


def test_every_pixel_of_a_row_has_the_same_chance():
    stratum = Stratum(3, np.array([2, 0, 1]), np.array([2.0, 0.0, 3.0]))
    first = [tuple(int(part[0]) for part in draw(stratum, 1, seed)) for seed in range(3000)]
    shares = {pixel: first.count(pixel) / 3000 for pixel in set(first)}
    assert shares == pytest.approx({(0, 0): 0.2, (0, 1): 0.2, (2, 0): 0.6}, abs=0.04)
    rows, places = draw(stratum, 9, 0)
    assert sorted(zip(rows.tolist(), places.tolist())) == [(0, 0), (0, 1), (2, 0)]
    chosen = [set(zip(*(part.tolist() for part in draw(stratum, 2, seed)))) for seed in range(3000)]
    without = {pixel: np.mean([pixel not in pair for pair in chosen]) for pixel in shares}
    # Successive draws: the last one of three goes with 0.2 / 0.8 after the small one, and so on.
    large_left = 2 * 0.2 * 0.2 / 0.8
    assert without[(2, 0)] == pytest.approx(large_left, abs=0.03)


def test_a_map_is_known_again_in_another_format(tmp_path, raster):
    plain = fingerprint(ClassMap(source(raster), "MAP"), Listener())
    values = np.where(mask() == 255, np.nan, mask()).astype(np.float32)
    again = write_raster(tmp_path / "again.tif", values)
    assert fingerprint(ClassMap(source(again), "MAP"), Listener()) == plain
    values[0, 0] = 1
    other = write_raster(tmp_path / "other.tif", values)
    assert fingerprint(ClassMap(source(other), "MAP"), Listener()) != plain
    moved = write_raster(tmp_path / "moved.tif", mask(), nodata=[255], origin=(X0 + 1, Y0))
    assert fingerprint(ClassMap(source(moved), "MAP"), Listener()) != plain


@pytest.mark.parametrize(
    ("pixels", "epsg", "settings", "words"),
    [
        (mask(), None, {}, "MAP has no CRS"),
        (np.full((20, 20), 0.5, np.float32), UTM, {}, "0.5, which is no class"),
        (np.full((20, 20), np.nan, np.float32), UTM, {}, "nothing to sample"),
        (np.arange(400, dtype=np.uint16).reshape(20, 20), UTM, {}, "more than 64 different values"),
        (mask(), UTM, {"extent": (0.0, 0.0, 1.0, 1.0)}, "EXTENT does not overlap MAP"),
        (mask(), UTM, {"sample_size": 10}, "SAMPLE_SIZE is 10, but MIN_PER_STRATUM 10 in 3 strata takes 30"),
        (mask(), UTM, {"expected": ((None, 0.9), (7, 0.5))}, "names 7, which MAP does not hold"),
        (mask(), UTM, {"expected": ((1, 0.5),)}, "says nothing of 0, 255"),
    ],
)
def test_mistakes(tmp_path, pixels, epsg, settings, words):
    raster = write_raster(tmp_path / "map.tif", pixels, epsg=epsg)
    with pytest.raises(UserError, match=words):
        run(tmp_path, raster, **settings)


def test_one_class_alone_is_a_stratum(tmp_path):
    raster = write_raster(tmp_path / "map.tif", np.zeros((20, 20), np.uint8))
    values, points = run(tmp_path, raster, sample_size=12)
    assert values["strata_count"] == 1 and {point["weight"] for point in points} == {1.0}
