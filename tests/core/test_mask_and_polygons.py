"""From probability to mask, area and polygons, against a count by brute force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import ogr
from scipy import ndimage

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.raster.grid import Grid

from .detecting import Run, run_detect
from .rasters import wkt_of

CHANGE = 204  # 0.8 of 255


def post_with(*parts: tuple[slice, slice], size: tuple[int, int] = (40, 50), value: int = CHANGE) -> np.ndarray:
    post = np.zeros(size, np.uint8)
    for part in parts:
        post[part] = value
    return post


def of_brute_force(probability: np.ndarray, mask: np.ndarray) -> list[tuple[int, float, float]]:
    """Pixels, mean and highest probability of every part whose pixels share edges, sorted."""
    labels, count = ndimage.label(mask == 1)
    parts = [probability[labels == number].astype(np.float64) for number in range(1, count + 1)]
    return sorted((part.size, part.mean(), part.max()) for part in parts)


def assert_matches_brute_force(run: Run) -> None:
    expected = of_brute_force(run.probability, run.mask)
    found = sorted((p["area_px"], p["mean_probability"], p["max_probability"]) for p in run.polygons)
    assert len(found) == len(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_a_square_of_10_by_10_pixels_has_exactly_its_area(tmp_path: Path) -> None:
    run = run_detect(tmp_path, post_with((slice(5, 15), slice(20, 30))))
    (polygon,) = run.polygons
    assert polygon["area"] == polygon["area_m2"] == 25.0
    assert polygon["area_px"] == 100 and polygon["id"] == 1
    assert polygon["mean_probability"] == polygon["max_probability"] == pytest.approx(0.8, abs=1e-6)
    envelope = ogr.CreateGeometryFromWkt(polygon["wkt"]).GetEnvelope()
    assert envelope == (500_010.0, 500_015.0, 5_399_992.5, 5_399_997.5)
    assert run.values["changed_area_m2"] == 25.0
    assert run.values["changed_share"] == 100 / 2000
    assert (run.mask == (run.probability > 0.5)).all() and run.mask.sum() == 100


def test_the_threshold_itself_is_no_change(tmp_path: Path) -> None:
    post = np.array([[101, 102, 103]], np.uint8)
    run = run_detect(tmp_path, post, threshold=0.4)
    assert run.probability[0, 1] == np.float32(0.4)
    assert run.mask.tolist() == [[0, 0, 1]]
    assert run.values["threshold_used"] == 0.4


def test_holes_stay_holes(tmp_path: Path) -> None:
    post = post_with((slice(5, 15), slice(20, 30)))
    post[8:11, 23:27] = 0
    post[9, 24] = CHANGE
    outer, inner = sorted(run_detect(tmp_path, post).polygons, key=lambda polygon: -polygon["area_px"])
    assert ogr.CreateGeometryFromWkt(outer["wkt"]).GetGeometryCount() == 2
    assert (outer["area_px"], outer["area"], inner["area_px"]) == (88, 22.0, 1)


def test_diagonal_neighbours_are_apart(tmp_path: Path) -> None:
    run = run_detect(tmp_path, post_with((slice(4, 6), slice(4, 6)), (slice(6, 8), slice(6, 8)), (slice(8, 9), slice(8, 9))))
    assert sorted(polygon["area_px"] for polygon in run.polygons) == [1, 4, 4]
    assert all(ogr.CreateGeometryFromWkt(polygon["wkt"]).IsValid() for polygon in run.polygons)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("share", [0.2, 0.6])
def test_random_masks(tmp_path: Path, seed: int, share: float) -> None:
    post = np.random.default_rng(seed).integers(0, 256, (61, 83)).astype(np.uint8)
    run = run_detect(tmp_path, post, threshold=1 - share, tile_size=32)
    assert len(run.polygons) > 20
    assert_matches_brute_force(run)
    assert sum(polygon["area"] for polygon in run.polygons) == pytest.approx(run.values["changed_area_m2"], rel=1e-9)
    assert [polygon["id"] for polygon in run.polygons] == list(range(1, len(run.polygons) + 1))


def test_the_smallest_area_holds_for_mask_and_polygons_alike(tmp_path: Path) -> None:
    squares = [(slice(2, 2 + side), slice(10 * side, 11 * side)) for side in (1, 2, 3, 4)]  # 0.25, 1, 2.25, 4 m²
    run = run_detect(tmp_path, post_with(*squares), min_area_m2=2.25)
    assert [polygon["area_m2"] for polygon in run.polygons] == [2.25, 4.0]
    assert [polygon["id"] for polygon in run.polygons] == [1, 2]
    np.testing.assert_array_equal(run.mask == 1, post_with(*squares[2:]) > 0)
    assert run.values["changed_area_m2"] == 6.25
    assert (run.probability > 0.5).sum() == 30, "the probability keeps all"
    assert_matches_brute_force(run)


def test_everything_too_small(tmp_path: Path) -> None:
    run = run_detect(tmp_path, post_with((slice(2, 4), slice(2, 4))), min_area_m2=1.01)
    assert run.polygons == [] and not run.mask.any()
    assert run.values["changed_area_m2"] == 0.0


def test_objects_across_the_windows_that_rasters_are_gone_through_in(tmp_path: Path) -> None:
    """Windows are 2048 pixels; across their corner, and with another object in another window under the same rows."""
    post = np.zeros((2060, 2070), np.uint8)
    post[2040:2056, 2044:2053] = CHANGE
    post[2047:2049, 100:1900] = 255
    post[3:5, 3:5] = 153
    run = run_detect(tmp_path, post, min_area_m2=1.0, tile_size=1024)
    assert_matches_brute_force(run)
    assert sorted(polygon["area_px"] for polygon in run.polygons) == [4, 144, 3600]
    assert run.values["changed_area_m2"] == (4 + 144 + 3600) * 0.25


def test_nodata_is_neither_change_nor_counted(tmp_path: Path) -> None:
    post = post_with((slice(5, 15), slice(20, 30)))
    post[:, 25:28] = 7
    post[30, 30] = 255
    run = run_detect(tmp_path, post, nodata=7)
    assert (run.mask[:, 25:28] == 255).all() and np.isnan(run.probability[:, 25:28]).all()
    assert (run.mask == 255).sum() == 120
    assert sorted(polygon["area_px"] for polygon in run.polygons) == [1, 20, 50]
    assert run.values["changed_share"] == 71 / (2000 - 120)
    np.testing.assert_array_equal(run.mask == 1, np.nan_to_num(run.probability) > 0.5)


def test_no_change_at_all(tmp_path: Path) -> None:
    run = run_detect(tmp_path, post_with())
    assert run.polygons == [] and run.values["changed_area_m2"] == 0.0 and run.values["changed_share"] == 0.0
    assert (run.mask == 0).all() and (run.probability == 0).all()


def test_change_everywhere(tmp_path: Path) -> None:
    run = run_detect(tmp_path, post_with(value=255, size=(300, 280)) + np.uint8(255))
    (polygon,) = run.polygons
    assert polygon["area_px"] == 300 * 280 and run.values["changed_share"] == 1.0


def test_nothing_but_nodata(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No pixel holds data in both dates.*nodata"):
        run_detect(tmp_path, post_with(), nodata=0)


def test_areas_of_a_geographic_crs_are_those_on_the_ellipsoid(tmp_path: Path) -> None:
    """Also below the first window of 2048 rows."""
    post = post_with((slice(5, 35), slice(20, 30)), (slice(2060, 2090), slice(20, 30)), size=(2100, 40))
    run = run_detect(tmp_path, post, epsg=4326, pixel=0.01)
    areas = Grid(wkt_of(4326), (10.0, 0.01, 0.0, 50.0, 0.0, -0.01), 40, 2100).row_areas_m2()
    expected = sorted([areas[5:35].sum() * 10, areas[2060:2090].sum() * 10])
    assert expected[0] < 0.8 * expected[1]
    assert sorted(polygon["area_m2"] for polygon in run.polygons) == pytest.approx(expected, rel=1e-12)
    assert run.values["changed_area_m2"] == pytest.approx(sum(expected), rel=1e-12)


def test_without_a_crs_areas_in_square_metres_are_unknown(tmp_path: Path) -> None:
    post = post_with((slice(5, 15), slice(20, 30)))
    run = run_detect(tmp_path / "run", post, epsg=None)
    assert run.values["changed_area_m2"] is None
    assert run.polygons[0]["area_m2"] is None and run.polygons[0]["area_px"] == 100
    with pytest.raises(UserError, match="MIN_AREA is given in m², but the rasters have no CRS"):
        run_detect(tmp_path / "run", post, epsg=None, min_area_m2=1.0)


def test_an_extent_keeps_pixels_where_they_are(tmp_path: Path) -> None:
    post = post_with((slice(5, 15), slice(20, 30)))
    run = run_detect(tmp_path, post, extent=(500_010.2, 5_399_990.0, 500_020.0, 5_399_996.1))
    assert run.mask.shape == (13, 20)
    envelope = ogr.CreateGeometryFromWkt(run.polygons[0]["wkt"]).GetEnvelope()
    assert envelope == (500_010.0, 500_015.0, 5_399_992.5, 5_399_996.5)
    assert run.values["changed_area_m2"] == 8 * 10 * 0.25
