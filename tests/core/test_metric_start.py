"""What the fast mode is made of: chronochrome, MAD on blurred dates, the closed form, the bilateral filter, and their fusion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter

from rscd_plugin.core.classic.blurred_mad import BlurredMad
from rscd_plugin.core.classic.chronochrome import Chronochrome
from rscd_plugin.core.metric.bilateral import RADIUS_PX, JointBilateral
from rscd_plugin.core.metric.closed_form import ClosedForm, random_extractors
from rscd_plugin.core.metric.fused import fit_fused
from rscd_plugin.core.models.feature_extractor import VggExtractor
from rscd_plugin.core.raster.pair import Pair

from .metric_scenes import NODATA, planted, ranked
from .rasters import Listener, open_pair, whole, write_raster

EVERYTHING = (slice(None), slice(None))


def pair_of(folder: Path, pre: np.ndarray, post: np.ndarray) -> Pair:
    names = ("pre.tif", "post.tif")
    paths = [write_raster(folder / name, pixels, nodata=[NODATA] * len(pixels)) for name, pixels in zip(names, (pre, post))]
    pair = open_pair(*paths)
    pair.pre_bands, pair.post_bands = range(1, len(pre) + 1), range(1, len(post) + 1)
    return pair


def clipped_standard(bands: np.ndarray) -> np.ndarray:
    """(bands, n) brought to mean 0 and deviation 1, outliers clipped."""
    limits = np.percentile(bands, (0.05, 99.95), axis=1)[..., None]
    bands = np.clip(bands, *limits)
    return (bands - bands.mean(axis=1, keepdims=True)) / bands.std(axis=1, keepdims=True)


# ---- chronochrome


@pytest.mark.parametrize("post_bands", [2, 3])
def test_chronochrome_is_least_squares(post_bands: int, tmp_path: Path) -> None:
    pre, post, _ = planted()
    pair = pair_of(tmp_path, pre, post[:post_bands])
    score = Chronochrome.fit(pair, 0, Listener()).score(pair.read(whole(pair)))
    x, y = (clipped_standard(date.reshape(len(date), -1).astype(np.float64)) for date in (pre, post[:post_bands]))
    terms = np.vstack([x, np.ones(x.shape[1])]).T
    coefficients, *_ = np.linalg.lstsq(terms, y.T, rcond=None)
    expected = np.abs(y.T - terms @ coefficients).mean(axis=1).reshape(score.shape)
    assert score.dtype == np.float32
    np.testing.assert_allclose(score, expected, rtol=1e-4, atol=1e-5)


def test_chronochrome_does_not_see_linear_radiometry(tmp_path: Path) -> None:
    """Gain and offset of each band of either date, and for pre any mixture of the bands that clips nothing."""
    random = np.random.default_rng(1)
    pre, post = random.uniform(100, 200, (2, 3, 40, 50))
    mixing = np.eye(3) + 0.3 * random.uniform(size=(3, 3))
    scores = []
    for number, (one, other) in enumerate(
        ((pre, post), (7 * pre - 300, 0.01 * post + 4), (np.tensordot(mixing, pre, axes=1), post))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        pair = pair_of(folder, one.astype(np.float32), other.astype(np.float32))
        scores.append(Chronochrome.fit(pair, 0, Listener()).score(pair.read(whole(pair))))
    np.testing.assert_allclose(scores[1], scores[0], rtol=1e-3, atol=1e-4)
    inside = np.abs(scores[2] - scores[0]) < 0.01  # clipping at the 0.05 percentile differs for a few mixed pixels
    assert inside.mean() > 0.98


# ---- MAD on blurred dates


def test_blurred_mad_is_mad_of_blurred_bands(tmp_path: Path) -> None:
    """Canonical correlations by singular values of whitened bands; blurring is normalised by what is valid."""
    pre, post, changed = planted()
    pre[:, 20:24, 50:60] = NODATA
    pair = pair_of(tmp_path, pre, post)
    window = pair.read(whole(pair))
    standard = Chronochrome.fit(pair, 0, Listener()).standard
    score = BlurredMad.of_windows(standard, [(window, EVERYTHING)]).score(window)

    valid = (pre != NODATA).all(axis=0)
    bands = standard(np.concatenate([pre, post]))
    blur = [gaussian_filter(np.where(valid, band, 0.0), 2.0, mode="constant") for band in bands]
    held = (np.stack(blur) / gaussian_filter(valid.astype(float), 2.0, mode="constant"))[:, valid]
    x, y = np.split(held - held.mean(axis=1, keepdims=True), 2)
    whiten = [np.linalg.inv(np.linalg.cholesky(np.cov(date, bias=True))) for date in (x, y)]
    u, correlation, v = np.linalg.svd(whiten[0] @ (x @ y.T / x.shape[1]) @ whiten[1].T)
    variates = u.T @ whiten[0] @ x - v @ whiten[1] @ y
    expected = np.sqrt((variates**2 / (2 * (1 - correlation))[:, None]).sum(axis=0))
    assert np.array_equal(np.isnan(score), ~valid)
    np.testing.assert_allclose(score[valid], expected, rtol=1e-3)
    assert ranked(score, changed) > 0.9


def test_blurred_mad_counts_what_is_kept_only(tmp_path: Path) -> None:
    """In two parts with a halo, as in one; without any there is an error."""
    pre, post, _ = planted()
    pair = pair_of(tmp_path, pre, post)
    standard = Chronochrome.fit(pair, 0, Listener()).standard
    window, halo_px = whole(pair), BlurredMad.halo_px
    left = type(window)(0, 0, 32 + halo_px, 64), (slice(None), slice(0, 32))
    right = type(window)(32 - halo_px, 0, 48 + halo_px, 64), (slice(None), slice(halo_px, None))
    parts = [(pair.read(part), kept) for part, kept in (left, right)]
    one, two = (BlurredMad.of_windows(standard, windows) for windows in ([(pair.read(window), EVERYTHING)], parts))
    np.testing.assert_allclose(two.score(pair.read(window)), one.score(pair.read(window)), rtol=1e-4)
    with pytest.raises(ValueError, match="no window"):
        BlurredMad.of_windows(standard, [])


# ---- the closed form


def test_the_closed_form_against_a_direct_computation(tmp_path: Path) -> None:
    pre, post, _ = planted(2, (24, 28))
    post[:, 10:12, 5:9] = NODATA
    pair = pair_of(tmp_path, pre, post)
    window = pair.read(whole(pair))
    chronochrome = Chronochrome.fit(pair, 0, Listener())
    extractors = [VggExtractor(2, (3, 4, 5), seed=seed) for seed in (1, 2)]
    score = ClosedForm.of_windows(chronochrome, extractors, [(window, EVERYTHING)], "cpu").score(window)

    valid = window.valid
    standard = np.where(valid, chronochrome.standard(np.concatenate([pre, post])), 0.0)
    told = np.where(valid, np.tensordot(chronochrome.matrix, standard[:2], 1) + chronochrome.offset[:, None, None], 0.0)
    dates = [date.astype(np.float32) for date in (told, standard[2:])]
    expected = np.abs(dates[0] - dates[1]).mean(axis=0)
    for extractor in extractors:
        with torch.no_grad():
            found = [[level[0].double().numpy() for level in extractor(torch.from_numpy(date)[None])] for date in dates]
        for level, f_pre, f_post in zip(extractor.levels, *found):
            stride = level.stride_px
            cells = valid.reshape(24 // stride, stride, 28 // stride, stride).all(axis=(1, 3))
            f_pre, f_post = (
                (f - f[:, cells].mean(axis=1)[:, None, None]) / np.maximum(f[:, cells].std(axis=1), 1e-9)[:, None, None]
                for f in (f_pre, f_post)
            )
            alive = [f[:, cells].std(axis=1) > 1e-6 for f in (f_pre, f_post)]
            f_pre, f_post = f_pre * alive[0][:, None, None], f_post * alive[1][:, None, None]
            at = np.abs(f_pre - f_post).mean(axis=0)
            for axis, size in enumerate((24, 28)):  # bilinear, one axis after the other
                place = np.clip((np.arange(size) - level.centre_px) / stride, 0, at.shape[axis] - 1)
                low = np.minimum(place.astype(int), max(at.shape[axis] - 2, 0))
                share = (place - low).reshape((-1, 1) if axis == 0 else (1, -1))
                high = np.minimum(low + 1, at.shape[axis] - 1)
                at = at.take(low, axis) * (1 - share) + at.take(high, axis) * share
            expected = expected + at / 2
    assert np.array_equal(np.isnan(score), ~valid)
    np.testing.assert_allclose(score[valid], expected[valid], rtol=1e-3, atol=1e-4)


def test_extractors_are_seeded_and_differ() -> None:
    image = torch.randn(1, 2, 16, 16, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        first, again, other = ([e(image)[2] for e in random_extractors(2, seed)] for seed in (4, 4, 5))
    assert all(torch.equal(a, b) for a, b in zip(first, again))
    every = [*first, *other]
    assert not any(torch.equal(a, b) for index, a in enumerate(every) for b in every[:index])


# ---- the joint bilateral filter


def bilateral_by_loop(score: np.ndarray, guide: np.ndarray, valid: np.ndarray) -> np.ndarray:
    smoothed = np.full(score.shape, np.nan)
    for y, x in np.argwhere(valid):
        total = weights = 0.0
        for v in range(max(0, y - 6), min(score.shape[0], y + 7)):
            for u in range(max(0, x - 6), min(score.shape[1], x + 7)):
                if valid[v, u]:
                    unlike = ((guide[:, v, u] - guide[:, y, x]) ** 2).sum() / (2 * 0.5**2)
                    weight = np.exp(-unlike - ((y - v) ** 2 + (x - u) ** 2) / (2 * 5.0**2))
                    total, weights = total + weight * score[v, u], weights + weight
        smoothed[y, x] = total / weights
    return smoothed


def test_bilateral_against_a_slow_loop() -> None:
    random = np.random.default_rng(2)
    bands, score, valid = random.normal(size=(5, 17, 21)), random.random((17, 21)), random.random((17, 21)) < 0.8
    bands[:, ~valid] = 0.0
    covariance = np.cov(bands.reshape(5, -1))
    values, vectors = np.linalg.eigh(covariance)
    guide = np.tensordot(vectors[:, np.argsort(-values)[:3]].T, bands, axes=1) / np.sqrt(5)
    found = JointBilateral.of_covariance(covariance)(np.where(valid, score, np.nan), bands, valid, "cpu")
    assert RADIUS_PX == 6 and found.dtype == np.float32
    np.testing.assert_allclose(found, bilateral_by_loop(score, guide, valid), rtol=1e-4)


def test_bilateral_stops_at_an_edge_of_the_images() -> None:
    random = np.random.default_rng(3)
    score = random.random((20, 30)) + np.where(np.arange(30) < 15, 0.0, 100.0)
    bands = np.broadcast_to(np.where(np.arange(30) < 15, -5.0, 5.0), (2, 20, 30)).copy()
    valid = np.ones((20, 30), bool)
    bilateral = JointBilateral.of_covariance(np.cov(bands.reshape(2, -1)))
    smoothed = bilateral(score, bands, valid, "cpu")
    assert smoothed[:, :15].max() < 1.0 and smoothed[:, 15:].min() > 100.0
    assert smoothed[:, :15].std() < 0.3 * score[:, :15].std()
    across = bilateral(score, np.zeros_like(bands), valid, "cpu")
    assert 20 < across[10, 14] < 80  # without the edge it would have gone across


@pytest.mark.parametrize("rows", [2, 3, 400])
def test_bilateral_of_any_number_of_bands(rows: int) -> None:
    projection = JointBilateral.of_covariance(np.eye(rows)).projection
    assert projection.shape == (min(rows, 3), rows)


# ---- fused


@pytest.mark.parametrize("bands", [1, 3])
def test_the_fused_score_of_the_same_date_twice_is_0(bands: int, tmp_path: Path) -> None:
    pre = planted(bands)[0]
    pre[:, 5:9, 50:70] = NODATA
    pair = pair_of(tmp_path, pre, pre)
    fused, blocks = fit_fused(pair, None, 64, 0, "cpu", Listener())
    score = fused.score(pair.read(whole(pair)))
    assert np.array_equal(np.isnan(score), pre[0] == NODATA) and np.nanmax(score) == 0.0
    assert sum(block.size_px for block in blocks.all) == score.size


def test_the_fused_score_ranks_better_than_most_of_its_parts(tmp_path: Path) -> None:
    pre, post, changed = planted()
    post += np.random.default_rng(0).normal(0, 60, post.shape).astype(np.float32)
    pair = pair_of(tmp_path, pre, post)
    fused, _ = fit_fused(pair, None, 64, 0, "cpu", Listener())
    window = pair.read(whole(pair))
    whole_score = ranked(fused.score(window), changed)
    parts = [ranked(part.score(window), changed) for part in (*fused.pointwise, fused.closed_form, fused.blurred_mad)]
    assert 0.8 < np.median(parts) < whole_score
