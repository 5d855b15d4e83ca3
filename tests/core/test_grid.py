"""Where pixels lie, and how large they are on the ground."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osgeo import gdal, osr

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.tiling.window import Window

from .rasters import UTM, X0, Y0, wkt_of, write_raster

UTM_GRID = Grid(wkt_of(UTM), (X0, 0.5, 0.0, Y0, 0.0, -0.5), 200, 100)
ROTATED = replace(UTM_GRID, transform=(X0, 0.3, 0.4, Y0, 0.4, -0.3))
FEET = wkt_of(2225)  # NAD83 / California zone 1 (ftUS)
WGS84_A, WGS84_F = 6378137.0, 1 / 298.257223563


def geographic(y_max: float, step: float, width: int, height: int, epsg: int = 4326) -> Grid:
    return Grid(wkt_of(epsg), (10.0, step, 0.0, y_max, 0.0, -step), width, height)


def zone_area_m2(south: float, north: float, width_deg: float) -> float:
    """Area between two parallels on WGS 84: the closed form (Snyder 1987, eq. 3-12), an independent way to what is tested."""
    e2 = WGS84_F * (2 - WGS84_F)
    e = math.sqrt(e2)

    def q(latitude: float) -> float:
        s = math.sin(math.radians(latitude))
        return (1 - e2) * (s / (1 - e2 * s * s) - math.log((1 - e * s) / (1 + e * s)) / (2 * e))

    return WGS84_A**2 * math.radians(width_deg) * (q(north) - q(south)) / 2


def test_of_a_file(tmp_path: Path) -> None:
    grid = Grid.of(gdal.Open(str(write_raster(tmp_path / "a.tif", np.zeros((2, 100, 200), np.uint8)))))
    assert grid.same_as(UTM_GRID)
    assert (grid.width, grid.height, grid.transform) == (200, 100, UTM_GRID.transform)
    assert grid.bounds == (X0, Y0 - 50, X0 + 100, Y0)


def test_without_a_geotransform_y_runs_up(tmp_path: Path) -> None:
    grid = Grid.of(gdal.Open(str(write_raster(tmp_path / "a.tif", np.zeros((1, 30, 40), np.uint8), epsg=None))))
    assert grid.crs is None
    assert grid.bounds == (0, -30, 40, 0)
    assert grid.window_of((10, -20, 12, -19)) == Window(10, 19, 2, 1)


def test_x_comes_before_y_whatever_the_authority_says() -> None:
    crs = geographic(50, 0.1, 10, 10).crs
    x, _, _ = osr.CoordinateTransformation(crs, UTM_GRID.crs).TransformPoint(15.0, 48.0)
    assert x == pytest.approx(500_000, abs=1e-3)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"transform": (X0 + 4e-4, 0.5, 0.0, Y0, 0.0, -0.5)}, True),
        ({"transform": (X0 + 1e-3, 0.5, 0.0, Y0, 0.0, -0.5)}, False),
        ({"transform": (X0, 0.5 + 1e-5, 0.0, Y0, 0.0, -0.5)}, False),
        ({"transform": (X0, 0.5, 0.0, Y0 - 0.5, 0.0, -0.5)}, False),
        ({"width": 199}, False),
        ({"height": 101}, False),
        ({"crs_wkt": wkt_of(32634)}, False),
        ({"crs_wkt": ""}, False),
    ],
)
def test_same_as(change: dict[str, object], same: bool) -> None:
    other = replace(UTM_GRID, **change)
    assert UTM_GRID.same_as(other) is same
    assert other.same_as(UTM_GRID) is same


def test_same_as_sees_through_two_spellings_of_a_crs() -> None:
    old = osr.SpatialReference(wkt=UTM_GRID.crs_wkt).ExportToWkt(["FORMAT=WKT2_2019"])
    assert old != UTM_GRID.crs_wkt
    assert UTM_GRID.same_as(replace(UTM_GRID, crs_wkt=old))


@pytest.mark.parametrize(
    ("bounds", "window"),
    [
        ((X0 + 10.1, Y0 - 20.4, X0 + 11.9, Y0 - 19.6), Window(20, 39, 4, 2)),
        ((X0 + 10.0, Y0 - 20.0, X0 + 11.0, Y0 - 19.0), Window(20, 38, 2, 2)),
        ((X0 + 10 - 1e-9, Y0 - 20 - 1e-9, X0 + 11 + 1e-9, Y0 - 19 + 1e-9), Window(20, 38, 2, 2)),
        ((X0 - 1e6, Y0 - 1e6, X0 + 1e6, Y0 + 1e6), Window(0, 0, 200, 100)),
        ((X0 - 5, Y0 - 1, X0 + 0.1, Y0 + 5), Window(0, 0, 1, 2)),
        ((X0 + 100, Y0 - 50, X0 + 120, Y0), None),
        ((X0, Y0, X0 + 100, Y0 + 10), None),
    ],
)
def test_window_of_snaps_outwards(bounds: tuple[float, ...], window: Window | None) -> None:
    assert UTM_GRID.window_of(bounds) == window


@settings(deadline=None)
@given(st.integers(0, 199), st.integers(0, 99), st.integers(1, 50), st.integers(1, 50))
def test_a_crop_finds_its_window_again(col: int, row: int, width: int, height: int) -> None:
    window = Window(col, row, min(width, 200 - col), min(height, 100 - row))
    crop = UTM_GRID.crop(window)
    assert UTM_GRID.window_of(crop.bounds) == window
    assert crop.xy(0, 0) == UTM_GRID.xy(col, row)
    assert ROTATED.crop(window).xy(1, 2) == pytest.approx(ROTATED.xy(col + 1, row + 2), abs=1e-6)


def test_a_rotated_grid() -> None:
    assert ROTATED.is_rotated and not UTM_GRID.is_rotated
    assert ROTATED.row_areas_m2() == pytest.approx(0.25)
    assert ROTATED.bounds == pytest.approx((X0, Y0 - 30, X0 + 100, Y0 + 80))


def test_projected_areas_are_exact() -> None:
    assert (UTM_GRID.row_areas_m2() == 0.25).all()
    assert UTM_GRID.row_areas_m2().shape == (100,)
    assert UTM_GRID.pixel_size_m() == 0.5


def test_areas_of_a_crs_in_feet_are_in_square_metres() -> None:
    grid = Grid(FEET, (6e6, 2.0, 0.0, 2e6, 0.0, -2.0), 10, 10)
    assert grid.row_areas_m2() == pytest.approx((2 * 1200 / 3937) ** 2, rel=1e-12)


@pytest.mark.parametrize("south", [-90, -45, 0, 30, 60, 89])
def test_geographic_areas_sum_to_that_of_the_zone(south: int) -> None:
    areas = geographic(south + 1, 1 / 400, 1, 400).row_areas_m2()
    assert areas.sum() * 400 == pytest.approx(zone_area_m2(south, south + 1, 1.0), rel=1e-6)


def test_a_degree_at_the_equator_and_a_world() -> None:
    """12 308.8 km² and 510 065 622 km² are in every textbook."""
    assert geographic(0.5, 1 / 100, 100, 100).row_areas_m2().sum() * 100 / 1e6 == pytest.approx(12309, abs=1)
    world = Grid(wkt_of(4326), (-180.0, 0.1, 0.0, 90.0, 0.0, -0.1), 3600, 1800)
    assert world.row_areas_m2().sum() * 3600 == pytest.approx(5.10065622e14, rel=1e-6)


def test_a_geographic_crs_in_grads_has_the_same_ground() -> None:
    grads = osr.SpatialReference(wkt=wkt_of(4807))  # NTF (Paris), in grads
    grid = Grid(grads.ExportToWkt(), (0.0, 0.01, 0.0, 50.0, 0.0, -0.01), 10, 10)
    degrees = Grid(wkt_of(4275), (0.0, 0.009, 0.0, 45.0, 0.0, -0.009), 10, 10)
    assert grid.row_areas_m2() == pytest.approx(degrees.row_areas_m2(), rel=1e-9)


def test_no_crs_no_area() -> None:
    grid = replace(UTM_GRID, crs_wkt="")
    with pytest.raises(UserError, match="CRS"):
        grid.row_areas_m2()
    assert grid.pixel_size_m() is None
