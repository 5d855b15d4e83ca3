"""How well a score ranks changed pixels above the others, and how good a mask is."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata


def auroc(score: np.ndarray, changed: np.ndarray) -> float:
    """Area under the ROC curve: the share of (changed, unchanged) couples in the right order, ties counting half.

    score (n,), changed (n,) bool.
    """
    count = int(changed.sum())
    others = len(changed) - count
    return float((rankdata(score)[changed].sum() - count * (count + 1) / 2) / (count * others))


def average_precision(score: np.ndarray, changed: np.ndarray) -> float:
    """Mean precision over all changed pixels, each at its own score as the threshold; tied pixels are taken together."""
    return area_under_precision(*_by_threshold(score, changed))


def f1(mask: np.ndarray, changed: np.ndarray) -> float:
    """Harmonic mean of precision and recall of a bool mask."""
    return float(2 * (mask & changed).sum() / max(mask.sum() + changed.sum(), 1))


def best_f1(score: np.ndarray, changed: np.ndarray) -> float:
    """F1 at the threshold that is best for it: an upper bound, since it is picked with the labels."""
    return largest_f1(*_by_threshold(score, changed))


def area_under_precision(marked: np.ndarray, hits: np.ndarray) -> float:
    """`average_precision` from counts: pixels that reach each threshold, from the highest down, and changed ones of them."""
    return float((np.diff(hits, prepend=0) * hits / marked).sum() / hits[-1])


def largest_f1(marked: np.ndarray, hits: np.ndarray) -> float:
    """`best_f1` from the same counts."""
    return float((2 * hits / (marked + hits[-1])).max())


def _by_threshold(score: np.ndarray, changed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many pixels reach each score that occurs, from the highest down, and how many of them are changed."""
    order = np.argsort(-score)
    last_of_ties = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    return last_of_ties + 1, np.cumsum(changed[order])[last_of_ties]
