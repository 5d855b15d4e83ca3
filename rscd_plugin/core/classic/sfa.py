"""Iterated slow feature analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from ..raster.pair import Pair, PairWindow
from .chi_square import Variates, iterate, symmetric_eigen
from .moments import Moments
from .sampling import sample_bands, stacked
from .standardising import Standard

MOST_ROUNDS = 10
_LEAST_VARIANCE = 1e-9


@dataclass(frozen=True)
class SlowFeatures:
    """Wu, Du and Zhang (2014), "Slow feature analysis for change detection": what should have stayed and did not.

    As many bands of post as of pre, compared one by one. The score is the root of chi-square over all features. Ten rounds at
    most: a pair with much seasonal change drifts on for long, with ever fewer pixels that count and an ever poorer score.
    """

    standard: Standard
    variates: Variates
    halo_px = 0
    align_px = 1

    @classmethod
    def fit(cls, pair: Pair, seed: int, progress: Progress) -> SlowFeatures:
        """From a sample of the pair (all of it up to two million pixels). Raises UserError when no pixel is valid."""
        return cls.of_sample(sample_bands(pair, seed, progress.part(0.0, 0.5)), progress.part(0.5, 1.0))

    @classmethod
    def of_sample(cls, sample: np.ndarray, progress: Progress) -> SlowFeatures:
        """From (bands of pre, then as many of post; n) values."""
        standard = Standard.of(sample, progress.part(0.0, 0.15))
        bands = standard.of_sample(sample, progress.part(0.15, 0.2))
        return cls(standard, iterate(bands, slow_variates, MOST_ROUNDS, progress.part(0.2, 1.0)))

    def score(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0 or more; NaN where invalid."""
        score = np.full(window.valid.shape, np.nan, np.float32)
        score[window.valid] = np.sqrt(self.variates.chi_square(self.standard(stacked(window)[:, window.valid])))
        return score


def slow_variates(moments: Moments) -> Variates:
    """Slow features of the difference over their standard deviations, from moments of pre's and as many of post's bands.

    With both dates standardised by the weighted moments: A w = λ B w, A the covariance of the difference, B the mean of both
    dates' covariances (Wu 2014); λ is the variance of a feature's difference.
    """
    count = len(moments.mean) // 2
    deviation = np.sqrt(np.diag(moments.covariance))
    scale = np.where(deviation > 1e-9, 1.0 / np.maximum(deviation, 1e-9), 0.0)
    correlation = moments.covariance * np.outer(scale, scale)
    pre, post, cross = correlation[:count, :count], correlation[count:, count:], correlation[:count, count:]
    slowness, features = symmetric_eigen(pre + post - cross - cross.T, (pre + post) / 2)
    features = features / np.sqrt(np.maximum(slowness, _LEAST_VARIANCE))
    return Variates(np.vstack([features, -features]).T * scale, moments.mean, slowness)
