"""The polygons job, in windows of a few pixels, against scipy on the whole image."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import ogr, osr
from scipy import ndimage

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.mask_spec import PolygonsJob, PolygonsOutputs
from rscd_plugin.core.jobs.polygons import polygons
from rscd_plugin.core.jobs.registry import JOBS, from_dict, to_dict
from rscd_plugin.core.raster.grid import Grid, radii_m
from rscd_plugin.core.raster.pixel_areas import PixelAreas
from rscd_plugin.core.tiling.window import Window
from rscd_plugin.core.vector import polygons as polygons_module
from rscd_plugin.core.vector import threshold as windows

from .rasters import X0, Y0, Listener, source, wkt_of, write_raster


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "WINDOW_PX", 11)


def run(folder: Path, mask: np.ndarray, nodata: list | None = None, epsg: int | None = 32633, **rasters: object) -> list[dict]:
    """Polygons by id, with their geometry."""
    settings = {name: rasters.pop(name) for name in list(rasters) if not isinstance(rasters[name], np.ndarray)}
    paths = {name: source(write_raster(folder / f"{name}.tif", pixels, epsg=epsg)) for name, pixels in rasters.items()}
    job = PolygonsJob(source(write_raster(folder / "mask.tif", mask, epsg=epsg, nodata=nodata)), **paths, **settings)
    values = polygons(job, PolygonsOutputs(str(folder)), Listener())
    found = []
    file = ogr.Open(values["files"]["changes"])
    for feature in file.GetLayer(0):
        found.append({**feature.items(), "shape": feature.GetGeometryRef().Clone()})
    assert len(found) == values["polygons"]
    return found


def scene(seed: int, shape: tuple[int, int] = (53, 71)) -> tuple[np.ndarray, np.ndarray]:
    """A mask with nodata and objects of all sizes, and probabilities with holes."""
    random = np.random.default_rng(seed)
    mask = (ndimage.gaussian_filter(random.normal(size=shape), 1.0) > 0.05).astype(np.uint8)
    mask[:4, :9] = 255
    probability = random.random(shape).astype(np.float32)
    probability[random.random(shape) < 0.05] = np.nan
    return mask, probability


@pytest.mark.usefixtures("small_windows")
@pytest.mark.parametrize("seed", range(3))
def test_objects_and_their_numbers_are_those_of_the_whole_image(tmp_path: Path, seed: int) -> None:
    mask, probability = scene(seed)
    found = run(tmp_path, mask, [255], probability=probability)
    labels, count = ndimage.label(mask == 1)
    assert len(found) == count > 20
    for polygon in found:
        shape = polygon["shape"]
        assert shape.IsValid() and shape.GetGeometryType() == ogr.wkbPolygon
        assert shape.GetArea() == polygon["area_px"] * 0.25
        inside = shape.PointOnSurface()
        number = labels[int((Y0 - inside.GetY()) / 0.5), int((inside.GetX() - X0) / 0.5)]
        values = probability[labels == number].astype(np.float64)
        assert polygon["area_px"] == values.size
        values = values[~np.isnan(values)]
        if not values.size:
            assert polygon["mean_probability"] is polygon["max_probability"] is polygon["p90_probability"] is None
            continue
        assert polygon["mean_probability"] == pytest.approx(values.mean())
        assert polygon["max_probability"] == values.max()
        by_rank = np.sort(values)[int(np.ceil(0.9 * values.size - 1e-9)) - 1]
        assert by_rank - 1e-6 <= polygon["p90_probability"] <= min(by_rank + 0.001, values.max())
        holes, _ = ndimage.label(np.pad(labels, 1) != number)
        assert shape.GetGeometryCount() == holes.max(), "one ring outside and one around each hole"


def test_the_percentile_of_round_values_is_that_value(tmp_path: Path) -> None:
    mask = np.ones((4, 5), np.uint8)
    probability = np.full((4, 5), 0.3, np.float32)
    probability.ravel()[:3] = 0.8
    (polygon,) = run(tmp_path, mask, probability=probability)
    assert polygon["p90_probability"] == 0.8
    probability.ravel()[2] = 0.3
    (polygon,) = run(tmp_path, mask, probability=probability)
    assert polygon["p90_probability"] == 0.3


def test_scores_beyond_one_have_percentiles_too(tmp_path: Path) -> None:
    (polygon,) = run(tmp_path, np.ones((1, 10), np.uint8), probability=np.arange(-3, 7, dtype=np.float32)[None])
    assert polygon["p90_probability"] == pytest.approx(5.0, abs=0.009)
    assert (polygon["max_probability"], polygon["mean_probability"]) == (6.0, 1.5)


def test_any_whole_number_is_change_and_others_are_no_mask(tmp_path: Path) -> None:
    assert [polygon["area_px"] for polygon in run(tmp_path, np.array([[0, 255, 255, 0, 1]], np.uint8))] == [2, 1]
    with pytest.raises(UserError, match="not whole.*rscd:thresholdchanges"):
        run(tmp_path, np.array([[0.0, 0.7]], np.float32))


def test_a_mask_without_change_and_one_without_data(tmp_path: Path) -> None:
    dates = {"pre": np.zeros((6, 7), np.uint8), "post": np.ones((6, 7), np.uint8)}
    probability = np.zeros((6, 7), np.float32)
    assert run(tmp_path, np.zeros((6, 7), np.uint8), probability=probability, kind_band=1, **dates) == []
    assert run(tmp_path, np.full((6, 7), 255, np.uint8), [255], probability=probability, **dates) == []


@pytest.mark.usefixtures("small_windows")
def test_brightness_and_kind(tmp_path: Path) -> None:
    mask = np.zeros((30, 30), np.uint8)
    mask[2:25, 2:6] = mask[5:8, 10:13] = mask[20:22, 20:22] = 1
    pre = np.full((2, 30, 30), 100, np.uint8)
    post = pre.copy()
    post[0, :, :8] += 20
    post[0, 5:8, 10:13] -= 30
    post[1, 2:4, 2:6] = 123
    kept = run(tmp_path, mask, pre=pre, post=post, kind_band=1)
    found = {polygon["area_px"]: polygon for polygon in kept}
    assert [found[size]["kind"] for size in (92, 9, 4)] == ["gain", "loss", None]
    assert [found[size]["brightness_change_1"] for size in (92, 9, 4)] == [20.0, -30.0, 0.0]
    assert found[92]["brightness_change_2"] == pytest.approx(23 * 8 / 92)
    assert found[92]["mean_probability"] is None
    assert "kind" not in run(tmp_path, mask, pre=pre, post=post)[0]


def test_dates_on_another_grid_are_warped(tmp_path: Path) -> None:
    mask = np.zeros((20, 20), np.uint8)
    mask[4:8, 4:8] = 1
    old = write_raster(tmp_path / "old.tif", np.full((3, 12, 12), 50, np.uint8), pixel=1.0, names=("red", "green", "blue"))
    new = write_raster(tmp_path / "new.tif", np.full((3, 12, 12), 60, np.uint8), pixel=1.0, names=("red", "green", "blue"))
    (polygon,) = run(tmp_path, mask, pre=source(old), post=source(new))
    assert [polygon[f"brightness_change_{name}"] for name in ("red", "green", "blue")] == [10.0] * 3


def test_bad_input_is_said(tmp_path: Path) -> None:
    mask, other = np.ones((4, 4), np.uint8), np.ones((4, 5), np.float32)
    far = source(write_raster(tmp_path / "far.tif", mask, origin=(600_000.0, 5_400_000.0)))
    bare = source(write_raster(tmp_path / "bare.tif", mask, epsg=None))
    for match, settings in (
        ("PROBABILITY and MASK do not have the same pixels", {"probability": other}),
        ("PRE is given and POST is not", {"pre": mask}),
        ("POST is given and PRE is not", {"post": mask}),
        ("KIND_BAND says how", {"kind_band": 1}),
        ("KIND_BAND is 2; the bands of pre that are compared are 1", {"pre": mask, "post": mask, "kind_band": 2}),
        ("The post raster and MASK do not overlap", {"pre": mask, "post": far}),
        ("must both have a CRS", {"pre": bare, "post": mask}),
        ("their sizes differ", {"epsg": None, "pre": other, "post": other}),
    ):
        with pytest.raises(UserError, match=match):
            run(tmp_path, mask, **settings)


def test_without_a_crs_areas_are_unknown(tmp_path: Path) -> None:
    (polygon,) = run(tmp_path, np.ones((3, 4), np.uint8), epsg=None)
    assert polygon["area_m2"] is None and polygon["area_px"] == 12


def scale_of_transverse_mercator(easting_m: float, latitude: float) -> float:
    """Point scale of UTM (Snyder 1987, eq. 8-11), squared."""
    crs = osr.SpatialReference(wkt=wkt_of(4326))
    meridian, normal = radii_m(crs, latitude)
    return (0.9996 * (1 + easting_m**2 / (2 * 0.9996**2 * meridian * normal))) ** 2


@pytest.mark.parametrize("east_m", [0.0, 150_000.0, 300_000.0])
def test_areas_are_those_on_the_ellipsoid_also_in_utm(tmp_path: Path, east_m: float) -> None:
    grid = Grid(wkt_of(32633), (500_000.0 + east_m, 10.0, 0.0, 5_400_000.0, 0.0, -10.0), 300, 200)
    areas = PixelAreas(grid).of(Window(120, 60, 150, 130))
    assert areas.shape == (130, 150)
    expected = 100.0 / scale_of_transverse_mercator(east_m + 1950.0, np.radians(48.74))
    assert areas[65, 75] == pytest.approx(expected, rel=2e-6)


def test_web_mercator_does_not_count_as_metres() -> None:
    """Rows 0.1 degrees of latitude apart, against the closed form of a band between two parallels."""
    grid = Grid(wkt_of(3857), (0.0, 500.0, 0.0, 8_400_000.0, 0.0, -500.0), 400, 3000)
    areas = PixelAreas(grid).of(grid.window)
    crs = osr.SpatialReference(wkt=wkt_of(4326))
    a, b = crs.GetSemiMajor(), crs.GetSemiMinor()
    e = np.sqrt(1 - (b / a) ** 2)
    sines = np.sin(np.arctan(np.sinh(np.array([8_400_000.0, 6_900_000.0]) / a)))
    band = sines / (1 - (e * sines) ** 2) + np.arctanh(e * sines) / e
    expected = b**2 / 2 * (band[0] - band[1]) * (400 * 500.0 / a)
    assert areas.sum() == pytest.approx(expected, rel=1e-5)


def test_a_ring_that_touches_itself_is_put_right() -> None:
    bow = ogr.CreateGeometryFromWkt("POLYGON ((0 0,3 0,3 3,2 3,2 2,1 2,1 1,2 1,2 2,2 3,0 3,0 0))")
    touching = ogr.CreateGeometryFromWkt("POLYGON ((0 0,4 0,4 4,2 4,2 2,3 2,3 1,1 1,1 2,2 2,2 4,0 4,0 0))")
    for shape in (bow, touching):
        assert not shape.IsValid()
        assert polygons_module._valid(shape).IsValid()


def test_the_job_travels_as_json() -> None:
    job = PolygonsJob(source("m.tif"), source("p.tif"), source("a.tif"), source("b.tif"), 2)
    assert from_dict(JOBS["polygons"][0], json.loads(json.dumps(to_dict(job)))) == job
