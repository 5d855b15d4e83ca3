"""A fine histogram of scores, gathered window by window."""

from __future__ import annotations

import numpy as np

BINS = 1 << 16
_LOG_LOW, _LOG_HIGH = np.log(1e-8), np.log(1e8)


class ScoreHistogram:
    """65,536 bins, evenly spaced in the logarithm of the score from 1e-8 to 1e8: each 0.056 % wide.

    So neither a long tail nor the unit of the score costs resolution. Scores of 0 and below count in the first bin. Histograms of
    parts are added up.
    """

    def __init__(self) -> None:
        self.counts = np.zeros(BINS, np.int64)

    def add(self, score: np.ndarray) -> None:
        """Count a window's scores; NaN is left out."""
        values = score[~np.isnan(score)].astype(np.float64)
        logs = np.log(np.maximum(values, 1e-8))
        bins = ((logs - _LOG_LOW) * (BINS / (_LOG_HIGH - _LOG_LOW))).astype(np.int64)
        self.counts += np.bincount(np.minimum(bins, BINS - 1), minlength=BINS)

    @property
    def is_flat(self) -> bool:
        """Whether all scores fell into one bin, or there were none."""
        return np.count_nonzero(self.counts) < 2

    def filled(self) -> tuple[np.ndarray, np.ndarray]:
        """Centres (float64, rising, score units) and counts (int64) of the bins that hold anything."""
        bins = np.flatnonzero(self.counts)
        return np.exp(_LOG_LOW + (bins + 0.5) * ((_LOG_HIGH - _LOG_LOW) / BINS)), self.counts[bins]
