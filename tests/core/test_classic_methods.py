"""The methods without training: what they must find, what must leave them cold, and windows that leave no trace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2

from rscd_plugin.core.accuracy.ranking import auroc
from rscd_plugin.core.classic import sampling
from rscd_plugin.core.classic.irmad import IrMad, mad_variates
from rscd_plugin.core.classic.methods import METHODS
from rscd_plugin.core.classic.moments import Moments
from rscd_plugin.core.jobs.scores import write_score
from rscd_plugin.core.jobs.spec import CLASSIC_METHODS
from rscd_plugin.core.raster.pair import Pair
from rscd_plugin.core.raster.writing import ScratchRaster

from .rasters import Listener, open_pair, whole, write_raster

NODATA = -9999.0
SQUARE = (slice(30, 46), slice(50, 66))


def scene(bands: int = 3, shape: tuple[int, int] = (90, 110)) -> tuple[np.ndarray, np.ndarray]:
    """Correlated textured bands, in other light at post; SQUARE has changed. (bands, height, width) float32."""
    random = np.random.default_rng(7)
    sources = random.normal(size=(bands + 1, *shape))
    mixing = random.normal(size=(bands, bands + 1))
    pre = 300.0 + 40.0 * np.tensordot(mixing, sources, axes=1)
    post = pre * random.uniform(0.8, 1.2, (bands, 1, 1)) + 25.0 + random.normal(0.0, 8.0, pre.shape)
    signs = (-1.0) ** np.arange(bands)[:, None, None]
    post[(slice(None), *SQUARE)] = 300.0 + 60.0 * random.normal(size=(bands, 16, 16)) + 120.0 * signs
    return pre.astype(np.float32), post.astype(np.float32)


def pair_of(folder: Path, pre: np.ndarray, post: np.ndarray, nodata: float | None = None) -> Pair:
    declared = [nodata] * len(pre)
    paths = [write_raster(folder / name, pixels, nodata=declared) for name, pixels in (("pre.tif", pre), ("post.tif", post))]
    return open_pair(*paths, bands=range(1, len(pre) + 1))


def score_of(method: str, pair: Pair) -> np.ndarray:
    return METHODS[method].fit(pair, 0, Listener()).score(pair.read(whole(pair)))


def test_every_method_of_the_job_is_there() -> None:
    assert set(METHODS) == set(CLASSIC_METHODS)


@pytest.mark.parametrize("method", CLASSIC_METHODS)
def test_change_ranks_above_the_rest(method: str, tmp_path: Path) -> None:
    score = score_of(method, pair_of(tmp_path, *scene()))
    changed = np.zeros(score.shape, bool)
    changed[SQUARE] = True
    assert score.dtype == np.float32 and score.min() >= 0.0
    assert auroc(score.ravel(), changed.ravel()) > 0.95


@pytest.mark.parametrize("smoothing_px", [0.0, 1.5])
@pytest.mark.parametrize("method", CLASSIC_METHODS)
def test_windows_leave_no_trace(method: str, smoothing_px: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fitted and scored in small windows, and in one, with nodata in the middle and at the edge."""
    pre, post = scene()
    pre[:, 60:70, 20:40] = NODATA
    post[:, :, 107:] = NODATA
    scores = []
    for window_px in (512, 24):
        monkeypatch.setattr(sampling, "WINDOW_PX", window_px)
        monkeypatch.setattr("rscd_plugin.core.classic.pca_kmeans.WINDOW_PX", window_px)
        pair = pair_of(tmp_path, pre, post, nodata=NODATA)
        raster = ScratchRaster(tmp_path / f"{window_px}.tif", pair.grid, "float32")
        detector = METHODS[method].fit(pair, 0, Listener())
        write_score(pair, detector, smoothing_px, raster, Listener())
        scores.append(raster.read(whole(pair)))
    invalid = (pre == NODATA).any(axis=0) | (post == NODATA).any(axis=0)
    assert np.array_equal(np.isnan(scores[0]), invalid) and np.array_equal(np.isnan(scores[1]), invalid)
    np.testing.assert_allclose(scores[1], scores[0], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("method", CLASSIC_METHODS)
def test_a_larger_raster_is_judged_by_a_sample(method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of the pixels tells nearly what all tell; the same sample gives the same score."""
    pair = pair_of(tmp_path, *scene())
    all_pixels = score_of(method, pair)
    monkeypatch.setattr(sampling, "SAMPLE_VALUES", 2500 * 6)
    sampled = score_of(method, pair)
    assert not np.array_equal(sampled, all_pixels)
    assert np.corrcoef(sampled.ravel(), all_pixels.ravel())[0, 1] > 0.98
    assert np.array_equal(sampled, score_of(method, pair))


@pytest.mark.parametrize("method", CLASSIC_METHODS)
@pytest.mark.parametrize("trouble", ["constant band", "copied band", "same dates", "one pixel", "constant rasters"])
def test_singular_statistics(method: str, trouble: str, tmp_path: Path) -> None:
    """Finite, and no change where there is none."""
    pre, post = scene()
    if trouble == "constant band":
        pre[1] = post[1] = 77.0
    elif trouble == "copied band":
        pre[2], post[2] = pre[0], post[0]
    elif trouble == "same dates":
        post = pre.copy()
    elif trouble == "one pixel":
        pre[:, 1:], post[:, 1:], pre[:, :, 1:] = NODATA, NODATA, NODATA
    else:
        pre[:], post[:] = 5.0, 9.0
    score = score_of(method, pair_of(tmp_path, pre, post, nodata=NODATA))
    assert np.isfinite(score[~np.isnan(score)]).all()
    if trouble in ("constant band", "copied band"):
        changed = np.zeros(score.shape, bool)
        changed[SQUARE] = True
        assert auroc(score.ravel(), changed.ravel()) > 0.95
    else:
        assert np.nanmax(score) < 1e-3


def test_irmad_does_not_see_linear_radiometry(tmp_path: Path) -> None:
    """Any invertible linear mixing of post's bands, and any gain and offset, leave the score as it is."""
    pre, post = (pixels.reshape(3, -1) for pixels in scene())
    sample = np.concatenate([pre, post])
    mixed = np.concatenate([pre * 3.0 - 100.0, np.array([[2.0, 0.1, 0.0], [-0.3, 1.5, 0.2], [0.1, 0.4, -0.9]]) @ post + 11.0])
    scores = []
    for values in (sample, mixed):
        moments = Moments.of(values / values.std(axis=1, keepdims=True))
        scores.append(mad_variates(moments, 3).chi_square(values / values.std(axis=1, keepdims=True)))
    np.testing.assert_allclose(scores[0], scores[1], rtol=1e-3)


def test_irmad_through_rasters_with_other_gains(tmp_path: Path) -> None:
    """Clipping, reweighting and all: gain and offset of each band fall out."""
    pre, post = scene()
    plain = score_of("irmad", pair_of(tmp_path, pre, post))
    gains = np.array([0.2, 5.0, -1.0], np.float32)[:, None, None]
    other = score_of("irmad", pair_of(tmp_path, pre, post * gains + 400.0))
    np.testing.assert_allclose(plain, other, rtol=2e-3, atol=1e-3)


def test_mad_is_chi_square_without_change() -> None:
    """Normal noise only, unweighted: chi-square with as many degrees of freedom as bands, so 1 - CDF is even between 0 and 1."""
    random = np.random.default_rng(0)
    pre = random.normal(0.0, 1.0, (3, 40_000))
    sample = np.concatenate([pre, pre * 0.8 + random.normal(0.0, 0.3, pre.shape)])
    chi_square = mad_variates(Moments.of(sample), 3).chi_square(sample)
    assert np.abs(np.histogram(chi2.sf(chi_square, 3), 5, (0, 1))[0] / 40_000 - 0.2).max() < 0.01


def test_irmad_says_how_likely_no_change_is(tmp_path: Path) -> None:
    pair = pair_of(tmp_path, *scene())
    probability = IrMad.fit(pair, 0, Listener()).no_change_probability(pair.read(whole(pair)))
    assert probability.min() >= 0.0 and probability.max() <= 1.0
    assert probability[60:, :40].mean() > 10 * probability[SQUARE].mean()


def test_progress_reaches_the_end_and_never_goes_back(tmp_path: Path) -> None:
    pair = pair_of(tmp_path, *scene())
    for method in CLASSIC_METHODS:
        listener = Listener()
        METHODS[method].fit(pair, 0, listener)
        assert listener.shares == sorted(listener.shares) and listener.shares[0] == 0.0
