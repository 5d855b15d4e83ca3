"""Automatic thresholds against slow loops, on scores with a known best cut."""

from __future__ import annotations

import numpy as np
import pytest

from rscd_plugin.core.jobs.spec import THRESHOLD_METHODS
from rscd_plugin.core.vector.histogram import ScoreHistogram
from rscd_plugin.core.vector.threshold_methods import find_threshold

AUTOMATIC = [method for method in THRESHOLD_METHODS if method != "fixed"]


def histogram_of(score: np.ndarray) -> ScoreHistogram:
    histogram = ScoreHistogram()
    histogram.add(score)
    return histogram


def few_changes(seed: int = 0) -> np.ndarray:
    """95 % unchanged, a gamma distribution around 1; 5 % changed, around 12."""
    random = np.random.default_rng(seed)
    return np.concatenate([random.gamma(4.0, 0.25, 19_000), random.normal(12.0, 1.5, 1_000)]).astype(np.float32)


def otsu_by_loop(score: np.ndarray) -> float:
    """Least variance within the sides, tried at many cuts."""
    cuts = np.linspace(score.min(), score.max(), 2000)[1:-1]
    within = [(score <= cut).mean() * score[score <= cut].var() + (score > cut).mean() * score[score > cut].var() for cut in cuts]
    return cuts[int(np.argmin(within))]


@pytest.mark.parametrize("method", AUTOMATIC)
def test_few_changes_are_parted(method: str) -> None:
    score = few_changes()
    mask = score > find_threshold(method, histogram_of(score), None)
    # Where the log score parts them cleanly, the second Otsu of log_otsu still cuts what is left in two.
    assert mask[19_000:].mean() > (0.5 if method == "log_otsu" else 0.99)
    assert mask[:19_000].mean() < 0.03


@pytest.mark.parametrize("method", AUTOMATIC)
@pytest.mark.parametrize("factor", [1e-3, 250.0])
def test_the_unit_of_the_score_does_not_matter(method: str, factor: float) -> None:
    score = few_changes(1)
    once = find_threshold(method, histogram_of(score), None)
    assert find_threshold(method, histogram_of(score * factor), None) == pytest.approx(factor * once, rel=0.02)


def test_otsu_is_otsu() -> None:
    score = few_changes(2)
    threshold = find_threshold("otsu", histogram_of(score), None)
    by_loop = otsu_by_loop(score)
    assert ((score > threshold) == (score > by_loop)).mean() > 0.9995


def test_log_otsu_is_two_otsus() -> None:
    score = np.random.default_rng(0).lognormal(0.0, 1.0, 20_000).astype(np.float32)
    gate = np.exp(otsu_by_loop(np.log(score)))
    expected = otsu_by_loop(score[score > gate])
    assert find_threshold("log_otsu", histogram_of(score), None) == pytest.approx(expected, rel=0.02)


def test_yen_is_yen() -> None:
    """The criterion by its definition, one cut after the other."""
    score = few_changes(3)
    counts, edges = np.histogram(np.minimum(score, np.quantile(score, 0.9995)), 1024)
    share = counts / counts.sum()
    criterion = []
    for cut in range(1, 1024):
        low, high = share[:cut], share[cut:]
        with np.errstate(divide="ignore"):
            criterion.append(-np.log((low**2).sum() * (high**2).sum()) + 2 * np.log(low.sum() * high.sum()))
    expected = edges[1 + int(np.nanargmax(criterion))]
    assert find_threshold("yen", histogram_of(score), None) == pytest.approx(expected, rel=0.02)


def test_kittler_finds_where_two_normals_cross() -> None:
    """Deviations of 0.3 around 2 and 4, as many of each: they cross in the middle."""
    random = np.random.default_rng(0)
    score = np.concatenate([random.normal(2.0, 0.3, 50_000), random.normal(4.0, 0.3, 50_000)])
    assert find_threshold("kittler", histogram_of(score), None) == pytest.approx(3.0, abs=0.1)


def test_fixed_is_what_the_user_said() -> None:
    assert find_threshold("fixed", histogram_of(few_changes()), 1.25) == 1.25


@pytest.mark.parametrize("method", AUTOMATIC)
@pytest.mark.parametrize("value", [0.0, 2.5])
def test_the_same_everywhere_is_no_change(method: str, value: float) -> None:
    threshold = find_threshold(method, histogram_of(np.full((9, 9), value)), None)
    assert threshold > 0.0 and value < threshold


def test_by_window_is_the_whole_and_nodata_is_left_out() -> None:
    score = few_changes(4).reshape(100, 200)
    score[:7, 3] = np.nan
    parts = ScoreHistogram()
    for start in range(0, 200, 37):
        parts.add(score[:, start : start + 37])
    assert np.array_equal(parts.counts, histogram_of(score).counts)
    assert parts.counts.sum() == np.isfinite(score).sum()
