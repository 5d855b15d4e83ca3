"""How well a probability ranks and how true it is, from counts by score: memory does not grow with the raster.

1,048,576 bins, evenly spaced in the logit from -17 to 17, each 0.000032 wide. So a bin is at most 0.000008 wide as a probability,
and far narrower near 0 and 1; what lies below 4e-8 shares one. What shares a bin counts as tied, as equal scores do. How much
that can matter is known for each raster: see `auroc_error` and `average_precision_error`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .ranking import area_under_precision

BINS = 1 << 20
RELIABILITY_BINS = 10
_LARGEST_LOGIT = 17.0


@dataclass(frozen=True)
class Curve:
    """For each threshold, from the highest down: pixels that reach it (marked), changed ones of them (hits); int64 (n,)."""

    marked: np.ndarray
    hits: np.ndarray

    @property
    def changed(self) -> int:
        """All that changed."""
        return int(self.hits[-1])

    @property
    def unchanged(self) -> int:
        """All that did not."""
        return int(self.marked[-1] - self.hits[-1])

    @property
    def recall(self) -> np.ndarray:
        """(n,), 0-1; the true positive rate too. Something must have changed."""
        return self.hits / self.changed

    @property
    def precision(self) -> np.ndarray:
        """(n,), 0-1."""
        return self.hits / self.marked

    @property
    def false_positive_rate(self) -> np.ndarray:
        """(n,), 0-1. Something must not have changed."""
        return (self.marked - self.hits) / self.unchanged


@dataclass(frozen=True)
class Reliability:
    """Ten equal bins of the probability, those that hold pixels. probability, changed_share: means of each. pixels: in it."""

    probability: np.ndarray
    changed_share: np.ndarray
    pixels: np.ndarray

    @property
    def error(self) -> float:
        """The expected calibration error, 0-1: mean distance of the two, by pixels (Guo et al. 2017, eq. 3)."""
        return float((np.abs(self.probability - self.changed_share) * self.pixels).sum() / self.pixels.sum())


class ScoreCounts:
    """Gathered window by window."""

    def __init__(self) -> None:
        self._counts = np.zeros((2, BINS), np.int64)  # unchanged, changed
        self._reliability = np.zeros((3, RELIABILITY_BINS))  # pixels, sums of the probability, changed ones

    def add(self, score: np.ndarray, changed: np.ndarray) -> None:
        """score (n,) in 0-1, changed (n,) bool."""
        score = np.clip(score.astype(np.float64), 0.0, 1.0)
        with np.errstate(divide="ignore"):
            logit = np.clip(np.log(score) - np.log1p(-score), -_LARGEST_LOGIT, _LARGEST_LOGIT)
        bins = ((logit + _LARGEST_LOGIT) * (BINS / (2 * _LARGEST_LOGIT))).astype(np.int64)
        bins = np.minimum(bins, BINS - 1) + BINS * changed
        self._counts += np.bincount(bins, minlength=2 * BINS).reshape(2, BINS)
        tenth = np.minimum((score * RELIABILITY_BINS).astype(np.int64), RELIABILITY_BINS - 1)
        for row, weights in zip(self._reliability, (None, score, changed)):
            row += np.bincount(tenth, weights, RELIABILITY_BINS)

    def curve(self) -> Curve:
        """By every bin that holds anything."""
        unchanged, changed = self._counts[:, ::-1][:, self._counts[:, ::-1].any(axis=0)]
        return Curve(np.cumsum(unchanged + changed), np.cumsum(changed))

    @property
    def auroc(self) -> float | None:
        """Area under the ROC curve; None where all pixels are of one class."""
        unchanged, changed = self._counts.astype(np.float64)
        couples = unchanged.sum() * changed.sum()
        below = np.cumsum(unchanged) - unchanged
        return float((changed * (below + unchanged / 2)).sum() / couples) if couples else None

    @property
    def auroc_error(self) -> float:
        """How far off it can be at most: every couple that shares a bin, half a couple."""
        unchanged, changed = self._counts.astype(np.float64)
        return float((changed * unchanged).sum() / 2 / (unchanged.sum() * changed.sum()))

    @property
    def average_precision(self) -> float | None:
        """Mean precision over all changed pixels; None where nothing changed."""
        if not self._counts[1].any():
            return None
        curve = self.curve()
        return area_under_precision(curve.marked, curve.hits)

    @property
    def average_precision_error(self) -> float:
        """How far off it can be at most: in no order inside a bin precision leaves the range that its ends allow."""
        curve = self.curve()
        marked, hits = curve.marked, curve.hits
        added, new = np.diff(marked, prepend=0), np.diff(hits, prepend=0)
        held = new > 0
        marked, hits, added, new = marked[held], hits[held], added[held], new[held]
        best = hits / (marked - (added - new))
        worst = (hits - new + 1) / (marked - new + 1)
        at_end = hits / marked
        return float((new * np.maximum(best - at_end, at_end - worst)).sum() / hits[-1])

    def reliability(self) -> Reliability:
        """Exact, not by the fine bins."""
        pixels, sums, changed = self._reliability[:, self._reliability[0] > 0]
        return Reliability(sums / pixels, changed / pixels, pixels.astype(np.int64))
