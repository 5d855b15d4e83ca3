"""Co-registration: known shifts made by Fourier are found, changes and strangers do not mislead, and post moves just once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from rscd_plugin.core.jobs.pairs import open_pair as open_job
from rscd_plugin.core.jobs.spec import AlignJob
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.raster.coregistration import Coregistration, coregister
from rscd_plugin.core.raster.displacement import Displacement, affine, smooth, translation

from .rasters import X0, Y0, Listener, open_pair, source, write_raster

SIZE = 260


def scene(seed: int, size: int = SIZE) -> np.ndarray:
    """Fields with sharp borders and some grain, 0-255: (size, size) float64, band-limited a little."""
    generator = np.random.default_rng(seed)
    smooth_noise = ndimage.gaussian_filter(generator.normal(size=(size, size)), 4)
    fields = np.digitize(smooth_noise, np.percentile(smooth_noise, (20, 40, 60, 80)))
    return ndimage.gaussian_filter(50 * fields + 30 * generator.random((size, size)), 0.8)


def shifted(pixels: np.ndarray, cols: float, rows: float) -> np.ndarray:
    """Content moved by that many columns and rows, by Fourier, on a mirrored frame."""
    padded = np.pad(pixels, 64, mode="symmetric")
    by_row, by_col = np.fft.fftfreq(padded.shape[0])[:, None], np.fft.fftfreq(padded.shape[1])
    moved = np.fft.ifft2(np.fft.fft2(padded) * np.exp(-2j * np.pi * (by_col * cols + by_row * rows))).real
    return moved[64:-64, 64:-64]


def written(folder: Path, pre: np.ndarray, post: np.ndarray, **settings_of_raster: object) -> tuple[Path, Path]:
    settings_of_raster = {"pixel": 2.0, **settings_of_raster}
    return tuple(
        write_raster(folder / f"{name}.tif", pixels.astype(np.float32), **settings_of_raster)
        for name, pixels in (("pre", pre), ("post", post))
    )


def found(folder: Path, pre: np.ndarray, post: np.ndarray, mode: str = "translation", **more: object) -> Coregistration:
    return coregister(open_pair(*written(folder, pre, post, **more)), (1,), (1,), mode, Listener())


@pytest.mark.parametrize("shift", [(0.3, -0.3), (2.6, 2.6), (-7.4, 7.4), (0.0, 0.0), (41.3, -25.7)])
def test_a_shift_is_found(tmp_path: Path, shift: tuple[float, float]) -> None:
    pre = scene(0)
    result = found(tmp_path, pre, shifted(pre, *shift))
    assert result.reliable
    np.testing.assert_allclose(result.shift_px, shift, atol=0.05)
    np.testing.assert_allclose(result.shift_m, (2 * shift[0], -2 * shift[1]), atol=0.1)
    assert result.residual_px < 0.05 and len(result.points) >= 8


def test_changes_and_another_light_do_not_mislead(tmp_path: Path) -> None:
    pre, other = scene(0), scene(1)
    post = 0.4 * shifted(pre, 2.6, -1.3) + 60
    post[40:160, 30:140] = other[40:160, 30:140]  # a fifth of the area
    post += np.random.default_rng(2).normal(0, 5, post.shape)
    result = found(tmp_path, pre, post)
    assert result.reliable
    np.testing.assert_allclose(result.shift_px, (2.6, -1.3), atol=0.1)


@pytest.mark.parametrize("mode", ["translation", "affine", "smooth"])
def test_strangers_are_not_matched(tmp_path: Path, mode: str) -> None:
    result = found(tmp_path, scene(0), scene(7), mode)
    assert not result.reliable
    assert "no reliable match" in result.sentence()


@pytest.mark.parametrize("post", [np.full((SIZE, SIZE), 80.0), np.full((SIZE, SIZE), np.nan)])
def test_where_nothing_can_be_seen(tmp_path: Path, post: np.ndarray) -> None:
    result = found(tmp_path, scene(0), post)
    assert not result.reliable and "0 places hold data and texture" in result.reason


def test_a_raster_too_small(tmp_path: Path) -> None:
    result = found(tmp_path, scene(0)[:40, :40], scene(0)[:40, :40])
    assert not result.reliable and "40 x 40 pixels are too few" in result.reason


def test_nodata_takes_no_part(tmp_path: Path) -> None:
    pre = scene(0)
    post = shifted(pre, 1.7, 0.6)
    pre[:, :90], post[:, :90] = -9, -9
    result = found(tmp_path, pre, post, nodata=[-9])
    assert result.reliable
    np.testing.assert_allclose(result.shift_px, (1.7, 0.6), atol=0.05)
    assert all(col > 60 for col, *_ in result.points)


def test_without_a_match_the_pair_stays(tmp_path: Path) -> None:
    pre, post = written(tmp_path, scene(0), scene(7))
    listener = Listener()
    pair, result = open_job(AlignJob(source(pre), source(post), coregister="translation"), listener)
    assert not result.reliable and "no reliable match, the pair stays as it is" in listener.text
    np.testing.assert_array_equal(pair.read_date("post", (1,), pair.grid.window)[0][0], scene(7).astype(np.float32))


@pytest.mark.parametrize("mode", ["translation", "affine", "smooth"])
@pytest.mark.parametrize("how", ["no CRS", "UTM", "rotated", "cropped"])
def test_post_is_moved_onto_pre(tmp_path: Path, mode: str, how: str) -> None:
    pre = ndimage.gaussian_filter(scene(0), 1.0)
    place = {"no CRS": {"epsg": None}, "rotated": {"transform": (X0, 1.6, 0.8, Y0, 0.8, -1.6)}}.get(how, {})
    paths = written(tmp_path, pre, shifted(pre, 3.0, -5.0), **place)
    extent = (X0 + 40, Y0 - 500, X0 + 500, Y0 - 30) if how == "cropped" else None
    pair, result = open_job(AlignJob(*map(source, paths), coregister=mode, extent=extent), Progress())
    assert result.reliable
    pair.pre_bands = pair.post_bands = (1,)
    window = pair.read(pair.grid.window)
    difference = (window.post - window.pre)[0][window.valid]
    assert window.valid.mean() > 0.9
    assert np.percentile(np.abs(difference), 95) < 3, "of 200; unmoved it is above 60"


def test_an_affine_displacement_is_found_and_taken_back(tmp_path: Path) -> None:
    pre = scene(3, 400)
    rows, cols = np.mgrid[:400, :400] + 0.5
    d_col, d_row = 1.0 + 0.012 * (cols - 200), -2.0 + 0.008 * (cols - 200)
    post = ndimage.map_coordinates(pre, [rows - 0.5 - d_row, cols - 0.5 - d_col], order=5, mode="reflect")
    pair, result = open_job(AlignJob(*map(source, written(tmp_path, pre, post)), coregister="affine"), Progress())
    assert result.reliable and result.residual_px < 0.2
    np.testing.assert_allclose(result.shift_px, (1.0, -2.0), atol=0.1)
    after = coregister(pair, (1,), (1,), "affine", Progress())
    corners = after.displacement.at(np.array([[20.0, 20.0], [380.0, 380.0], [20.0, 380.0]]))
    assert np.abs(corners).max() < 0.15


def test_estimates_are_the_same_each_time(tmp_path: Path) -> None:
    pre = scene(0)
    assert found(tmp_path, pre, shifted(pre, 1.2, 0.4), "smooth") == found(tmp_path, pre, shifted(pre, 1.2, 0.4), "smooth")


NUMBER = st.floats(-3, 3)
SLOPE = st.floats(-0.01, 0.01)


@settings(deadline=None, max_examples=25)
@given(st.tuples(NUMBER, SLOPE, SLOPE, NUMBER, SLOPE, SLOPE), st.integers(0, 5))
def test_models_from_points_with_outliers(coefficients: tuple[float, ...], seed: int) -> None:
    generator = np.random.default_rng(seed)
    places, truth = generator.uniform(0, 500, (40, 2)), Displacement(coefficients)
    shifts = truth.at(places)
    shifts[:12] += generator.uniform(5, 20, (12, 2))
    for model, agreeing in (affine(places, shifts), smooth(places, shifts, 500, 500)):
        assert agreeing[12:].all() and not agreeing[:12].any()
        np.testing.assert_allclose(model.at(places[12:]), shifts[12:], atol=0.05)


@given(st.tuples(NUMBER, SLOPE, SLOPE, NUMBER, SLOPE, SLOPE), st.integers(-50, 50), st.integers(-50, 50))
def test_a_displacement_counted_from_elsewhere(coefficients: tuple[float, ...], col: int, row: int) -> None:
    model, places = Displacement(coefficients), np.array([[0.0, 0.0], [31.0, 17.0]])
    np.testing.assert_allclose(model.shifted(col, row).at(places + (col, row)), model.at(places), atol=1e-9)


def test_the_larger_group_wins() -> None:
    shifts = np.array([[0.0, 0.0]] * 4 + [[5.0, 5.0]] * 6 + [[9.0, -9.0]])
    model, agreeing = translation(np.zeros((11, 2)), shifts)
    assert agreeing.tolist() == [False] * 4 + [True] * 6 + [False]
    np.testing.assert_allclose(model.at(np.zeros((1, 2)))[0], (5, 5))
