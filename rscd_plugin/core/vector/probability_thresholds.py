"""Thresholds that ask more of a raster than a histogram's shape: an exact share, or the best F1 that it promises itself."""

from __future__ import annotations

import numpy as np

from ..progress import Progress
from .histogram import ScoreHistogram
from .threshold import Readable, windows_of

_HALF_BITS = 16


def quota_threshold(score: Readable, quota: float, progress: Progress) -> float:
    """The lowest value that no more than the share `quota` (0-1) of the valid pixels lies above; 1 where none is valid.

    Exact, in two passes: a float32 as a whole number of 32 bits in the same order, first its upper half, then its lower.
    """
    upper = _counts(score, None, progress.part(0.0, 0.5))
    valid = int(upper.sum())
    if valid == 0:
        return 1.0
    rank = valid - 1 - int(quota * valid + 1e-9)
    first = int(np.searchsorted(np.cumsum(upper), rank, side="right"))
    lower = _counts(score, first, progress.part(0.5, 1.0))
    second = int(np.searchsorted(np.cumsum(lower), rank - int(upper[:first].sum()), side="right"))
    return _value(first << _HALF_BITS | second)


def expected_f1(histogram: ScoreHistogram) -> tuple[float, float]:
    """The threshold with the greatest F1 to be expected of calibrated probabilities p, and that F1; 1 and 0 where all p are 0.

    With a sum over all pixels and one over those above the threshold, it is 2 Σ_above p / (n_above + Σ_all p): the expected
    true positives twice, over the pixels marked and those expected to be change.
    """
    centres, counts = histogram.filled()
    weights = counts * centres
    if weights.sum() < 1e-6 * max(counts.sum(), 1):  # nothing but zeros, which count in the first bin
        return 1.0, 0.0
    above, weight_above = (np.cumsum(values[::-1])[::-1] for values in (counts, weights))
    merit = 2 * weight_above / (above + weights.sum())
    best = int(np.argmax(merit))
    return float((centres[best - 1] + centres[best]) / 2) if best else 0.0, float(merit[best])


def _counts(score: Readable, upper: int | None, progress: Progress) -> np.ndarray:
    """How often each upper half occurs; or each lower half of those with the upper half `upper`."""
    counts = np.zeros(1 << _HALF_BITS, np.int64)
    plan = windows_of(score.grid)
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        values = score.read(tile.keep)
        ordered = _ordered(values[~np.isnan(values)])
        halves = ordered >> _HALF_BITS if upper is None else ordered[ordered >> _HALF_BITS == upper] & 0xFFFF
        counts += np.bincount(halves, minlength=len(counts))
    return counts


def _ordered(values: np.ndarray) -> np.ndarray:
    """float32 values as whole numbers (int64) in the same order."""
    bits = np.ascontiguousarray(values + np.float32(0), np.float32).view(np.uint32)  # + 0: there is no -0 then
    return np.where(bits >> 31, ~bits, bits | np.uint32(1 << 31)).astype(np.int64)


def _value(ordered: int) -> float:
    """Back again."""
    bits = ordered & 0x7FFFFFFF if ordered >> 31 else ~ordered & 0xFFFFFFFF
    return float(np.array(bits, np.uint32).view(np.float32))
