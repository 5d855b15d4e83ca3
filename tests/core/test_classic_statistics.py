"""Moments, the sample, standardising and smoothing: what the methods without training are built on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from rscd_plugin.core.classic import sampling
from rscd_plugin.core.classic.moments import Moments
from rscd_plugin.core.classic.sampling import PixelSample, sample_bands
from rscd_plugin.core.classic.smoothing import smooth, smoothing_halo_px
from rscd_plugin.core.classic.standardising import Standard
from rscd_plugin.core.errors import UserError
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.tiling.plan import TilePlan
from rscd_plugin.core.tiling.window import Window

from .rasters import Listener, open_pair, write_raster


@given(st.integers(0, 2**32), st.lists(st.integers(0, 60), max_size=4))
@settings(max_examples=30, deadline=None)
def test_moments_of_parts_are_those_of_the_whole(seed: int, cuts: list[int]) -> None:
    """Against NumPy, weighted, also with empty parts and a mean far from zero."""
    random = np.random.default_rng(seed)
    values = random.normal(1e4, [[1.0], [50.0], [0.1]], (3, 60))
    weights = random.random(60)
    moments = Moments.none(3)
    for part in np.split(np.arange(60), sorted(cuts)):
        moments = moments + Moments.of(values[:, part].astype(np.float32).astype(np.float64), weights[part])
    values = values.astype(np.float32).astype(np.float64)
    np.testing.assert_allclose(moments.mean, np.average(values, axis=1, weights=weights), rtol=1e-12)
    np.testing.assert_allclose(moments.covariance, np.cov(values, aweights=weights, ddof=0), rtol=1e-6, atol=1e-9)


def test_moments_without_weights_and_without_pixels() -> None:
    values = np.random.default_rng(0).normal(size=(2, 50))
    np.testing.assert_allclose(Moments.of(values).covariance, np.cov(values, ddof=0), rtol=1e-12)
    assert not Moments.of(values, np.zeros(50)).covariance.any()
    assert not Moments.none(2).covariance.any()


def test_the_sample_does_not_depend_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor on their order; and it is spread over the raster."""
    monkeypatch.setattr(sampling, "SAMPLE_VALUES", 2 * 500)
    values = np.stack([np.arange(60 * 70), np.zeros(60 * 70)]).reshape(2, 60, 70).astype(np.float32)
    valid = np.random.default_rng(1).random((60, 70)) < 0.8
    samples = []
    for tile_px, step in ((100, 1), (16, 1), (23, -1)):
        sample = PixelSample(2, 70, seed=3)
        for tile in list(TilePlan(70, 60, tile_px, 0))[::step]:
            rows_cols = tile.keep.slices_in(Window(0, 0, 70, 60))
            sample.add(tile.keep, values[(slice(None), *rows_cols)], valid[rows_cols])
        samples.append(sample.values())
    assert samples[0].shape == (2, 500)
    assert all(np.array_equal(samples[0], other) for other in samples[1:])
    places = samples[0][0].astype(int)
    assert len(set(places)) == 500 and valid.ravel()[places].all()
    assert np.histogram(places, 5, (0, 4200))[0].min() > 70


def test_a_small_raster_is_sampled_whole(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(1, 200, (1, 30, 40)).astype(np.uint8)
    pixels[0, :3] = 0
    pre = write_raster(tmp_path / "pre.tif", pixels, nodata=[0])
    post = write_raster(tmp_path / "post.tif", pixels + 1)
    sample = sample_bands(open_pair(pre, post), 0, Listener())
    assert sorted(sample[0]) == sorted(pixels[0, 3:].ravel())
    assert np.array_equal(sample[0] + 1, sample[1])


def test_nothing_valid_is_said(tmp_path: Path) -> None:
    empty = write_raster(tmp_path / "empty.tif", np.zeros((1, 9, 9), np.uint8), nodata=[0])
    with pytest.raises(UserError, match="No pixel holds data in both dates"):
        sample_bands(open_pair(empty, empty), 0, Listener())


def test_standardised_bands_and_outliers() -> None:
    values = np.random.default_rng(0).normal([[500.0], [-3.0]], [[40.0], [0.1]], (2, 100_000))
    values[0, 0] = 65535.0
    standardised = Standard.of(values, Listener())(values)
    np.testing.assert_allclose(standardised.mean(axis=1), 0.0, atol=1e-9)
    np.testing.assert_allclose(standardised.std(axis=1), 1.0, atol=1e-9)
    assert np.abs(standardised).max() < 4.0


def test_a_constant_band_is_zero() -> None:
    values = np.stack([np.full(1000, 0.1, np.float32), np.arange(1000, dtype=np.float32)])
    assert not Standard.of(values, Listener())(values)[0].any()


@pytest.mark.parametrize("sigma_px", [0.0, 0.6, 2.0, 5.0])
def test_smoothing_by_window_is_smoothing_of_the_whole(sigma_px: float) -> None:
    """To the last bit, around holes too."""
    random = np.random.default_rng(0)
    score = random.gamma(1.0, size=(150, 170)).astype(np.float32)
    score[random.random(score.shape) < 0.1] = np.nan
    score[40:80, 60:110] = np.nan
    whole = smooth(score, sigma_px)
    halo_px = smoothing_halo_px(sigma_px)
    joined = np.empty_like(score)
    grid = Grid("", (0, 1, 0, 0, 0, -1), 170, 150)
    for tile in TilePlan(170, 150, 50 + 2 * halo_px, halo_px):
        part = smooth(score[tile.read.slices_in(grid.window)], sigma_px)
        joined[tile.keep.slices_in(grid.window)] = part[tile.keep.slices_in(tile.read)]
    assert np.array_equal(joined, whole, equal_nan=True)
    assert np.array_equal(np.isnan(whole), np.isnan(score))


def test_holes_have_no_weight() -> None:
    score = np.full((40, 40), 3.0, np.float32)
    score[10:20, 5:30] = np.nan
    np.testing.assert_allclose(smooth(score, 2.0)[~np.isnan(score)], 3.0, rtol=1e-6)
    full = np.random.default_rng(0).random((60, 60)).astype(np.float32)
    inside = (slice(10, 50), slice(10, 50))
    np.testing.assert_allclose(smooth(full, 2.0)[inside], gaussian_filter(full.astype(float), 2.0)[inside], rtol=1e-6)
