"""Figures from counts that are gathered by window, against whole arrays and against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from rscd_plugin.core.accuracy.confusion import Confusion
from rscd_plugin.core.accuracy.hit_map import FALSE_ALARM, HIT, MISS, RIGHT, UNKNOWN, HitMap
from rscd_plugin.core.accuracy.objects import ObjectCounts
from rscd_plugin.core.accuracy.ranking import auroc, average_precision
from rscd_plugin.core.accuracy.score_counts import ScoreCounts
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.tiling.plan import TilePlan
from rscd_plugin.core.tiling.window import Window

# What scikit-learn 1.9.1 says of the arrays of `sample`.
SKLEARN = {
    "precision": 0.780010576415,
    "recall": 0.754475703325,
    "f1": 0.767030681227,
    "iou": 0.622100379587,
    "kappa": 0.742255400447,
    "overall_accuracy": 0.9552,
    "auroc": 0.9715838564996998,
    "average_precision": 0.8540733728780766,
}


def sample() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(8)
    changed = random.random(20000) < 0.1
    return (1 / (1 + np.exp(-random.normal(4.0 * changed - 3.0, 1.5)))).astype(np.float32), changed


def counts_of(score: np.ndarray, changed: np.ndarray, parts: int = 1) -> ScoreCounts:
    counts = ScoreCounts()
    for piece in np.array_split(np.arange(len(score)), parts):
        counts.add(score[piece], changed[piece])
    return counts


def test_scikit_learn_agrees() -> None:
    score, changed = sample()
    confusion = Confusion.of(score > 0.5, changed, np.ones(len(score), bool))
    counts = counts_of(score, changed, 7)
    assert (confusion.true_negatives, confusion.false_positives) == (17629, 416)
    assert (confusion.false_negatives, confusion.true_positives) == (480, 1475)
    for name, value in SKLEARN.items():
        exact = hasattr(confusion, name)
        assert getattr(confusion if exact else counts, name) == pytest.approx(value, abs=1e-12 if exact else 2e-6), name


@pytest.mark.parametrize("seed", range(4))
def test_the_error_that_is_told_holds(seed: int) -> None:
    """Scores so near to each other that bins matter."""
    random = np.random.default_rng(seed)
    changed = random.random(3000) < 0.3
    score = (0.5 + 2e-5 * (random.random(3000) + 0.2 * changed)).astype(np.float32)
    counts = counts_of(score, changed, 3)
    off = abs(counts.auroc - auroc(score, changed)), abs(counts.average_precision - average_precision(score, changed))
    assert 0 < off[0] <= counts.auroc_error and 0 < off[1] <= counts.average_precision_error


def test_a_few_values_are_ranked_exactly_and_the_ends_too() -> None:
    random = np.random.default_rng(1)
    changed = random.random(500) < 0.4
    score = (random.integers(0, 5, 500) / 4).astype(np.float32)
    counts = counts_of(score, changed)
    assert counts.auroc == pytest.approx(auroc(score, changed), abs=1e-12)
    assert counts.average_precision == pytest.approx(average_precision(score, changed), abs=1e-12)


def test_calibration_is_exact() -> None:
    score, changed = sample()
    reliability = counts_of(score, changed, 5).reliability()
    error = 0.0
    for low in range(10):
        inside = [i for i in range(len(score)) if low <= float(score[i]) * 10 < low + 1]
        error += abs(sum(float(score[i]) - changed[i] for i in inside)) / len(score)
    assert reliability.error == pytest.approx(error, abs=1e-12) and reliability.pixels.sum() == len(score)


def test_one_class_alone_ranks_nothing() -> None:
    score = np.array([0.1, 0.9], np.float32)
    nothing, everything = counts_of(score, np.zeros(2, bool)), counts_of(score, np.ones(2, bool))
    assert nothing.auroc is everything.auroc is nothing.average_precision is None and everything.average_precision == 1.0


@pytest.mark.parametrize(
    ("counts", "undefined"),
    [
        ((0, 0, 0, 9), {"precision", "recall", "f1", "iou", "kappa"}),
        ((0, 3, 0, 6), {"recall"}),
        ((0, 0, 3, 6), {"precision"}),
        ((9, 0, 0, 0), {"kappa"}),
        ((0, 0, 0, 0), {"precision", "recall", "f1", "iou", "kappa", "overall_accuracy"}),
        ((1, 2, 3, 4), set()),
    ],
)
def test_what_is_undefined_is_none(counts: tuple[int, ...], undefined: set[str]) -> None:
    confusion = Confusion(*counts)
    figures = ("precision", "recall", "f1", "iou", "kappa", "overall_accuracy")
    assert {name for name in figures if getattr(confusion, name) is None} == undefined


def test_counts_larger_than_floats_hold_exactly() -> None:
    assert Confusion(10**12, 10**12, 10**12, 10**12).kappa == 0.0


def blobs(seed: int, shift: int = 0) -> np.ndarray:
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(90, 120)), 2.0)
    return np.roll(noise, shift, axis=1) > 0.1


def slow_scores(marked: np.ndarray, changed: np.ndarray) -> tuple[int, int, int]:
    """Objects of each, and couples of IoU above 0.5, of which no object can have two."""
    (one, found), (other, there) = ndimage.label(marked), ndimage.label(changed)
    matched = 0
    for a in range(1, found + 1):
        for b in np.unique(other[one == a]):
            if b:
                matched += ((one == a) & (other == b)).sum() / ((one == a) | (other == b)).sum() > 0.5
    return found, there, matched


@pytest.mark.parametrize("side", [7, 32, 500])
@pytest.mark.parametrize("seed", range(3))
def test_objects_are_whole_across_windows(seed: int, side: int) -> None:
    marked, changed = blobs(seed), blobs(seed, shift=1)
    counts = ObjectCounts(120)
    for tile in TilePlan(120, 90, side, 0):
        part = tile.keep.slices_in(Window(0, 0, 120, 90))
        counts.add(tile.keep, marked[part], changed[part])
    scores = counts.scores(0.5000001)
    assert (scores.found, scores.there, scores.matched) == slow_scores(marked, changed)
    assert 0 < scores.matched < scores.found


def test_polygons_that_touch_stay_apart_and_nothing_matches_twice() -> None:
    """One object of the result over two features of the reference, each half of it."""
    marked = np.zeros((4, 10), bool)
    marked[1:3, 1:9] = True
    features = np.zeros((4, 10), np.int32)
    features[1:3, 1:5], features[1:3, 5:9] = 1, 2
    counts = ObjectCounts(10)
    counts.add(Window(0, 0, 10, 4), marked, features > 0, reference_objects=features)
    scores = counts.scores(0.5)
    assert (scores.found, scores.there, scores.matched) == (1, 2, 1)
    assert (scores.precision, scores.recall, scores.f1) == (1.0, 0.5, 2 / 3)
    assert counts.scores(0.51).matched == 0
    nothing = ObjectCounts(10).scores(0.5)
    assert nothing.precision is nothing.recall is nothing.f1 is None


def test_as_many_couples_as_there_can_be() -> None:
    """The best couple first (A with 1, IoU 3/7) would leave B (with 1, 3/8) and 2 (with A, 1/5) alone."""
    marked, objects, features = np.ones((1, 10), bool), np.zeros((1, 10), np.int32), np.zeros((1, 10), np.int32)
    objects[0, 5:9], objects[0, :5] = 1, 2
    features[0, 2:8], features[0, 8:] = 1, 2
    counts = ObjectCounts(10)
    counts.add(Window(0, 0, 10, 1), marked & (objects > 0), features > 0, objects, features)
    assert counts.scores(0.2).matched == 2 and counts.scores(0.21).matched == 1


def test_the_map_does_not_depend_on_windows() -> None:
    grid = Grid("", (0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 2000, 1100)
    random = np.random.default_rng(0)
    marked, changed = (ndimage.zoom(random.random((11, 20)) > 0.7, 100, order=0) for _ in range(2))
    known = np.ones(marked.shape, bool)
    known[:, 1500:] = False
    whole, by_window = HitMap(grid), HitMap(grid)
    whole.add(grid.window, marked & known, changed & known, known)
    for tile in TilePlan(2000, 1100, 333, 0):
        part = tile.keep.slices_in(grid.window)
        by_window.add(tile.keep, marked[part] & known[part], changed[part] & known[part], known[part])
    kinds = whole.kinds()
    assert whole.step == 3 and kinds.shape == (367, 667)
    np.testing.assert_array_equal(kinds, by_window.kinds())
    assert set(np.unique(kinds)) == {UNKNOWN, RIGHT, HIT, MISS, FALSE_ALARM}
    expected = np.select([~known, marked & changed, changed, marked], [UNKNOWN, HIT, MISS, FALSE_ALARM], RIGHT)[1::3, 1::3]
    assert (kinds[:366, :666] == expected[:366, :666]).mean() > 0.97


def test_one_pixel_of_change_is_seen_from_afar() -> None:
    hits = HitMap(Grid("", (0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 9000, 10))
    changed = np.zeros((10, 9000), bool)
    changed[3, 5004] = True
    hits.add(Window(0, 0, 9000, 10), np.zeros_like(changed), changed, np.ones_like(changed))
    assert np.argwhere(hits.kinds() == MISS).tolist() == [[0, 500]]
