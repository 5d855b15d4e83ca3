"""Iteratively reweighted multivariate alteration detection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from ..progress import Progress
from ..raster.pair import Pair, PairWindow
from .chi_square import Variates, iterate, regularised, symmetric_eigen
from .moments import Moments
from .sampling import sample_bands, stacked
from .standardising import Standard

MOST_ROUNDS = 20
_LEAST_VARIANCE = 1e-9


@dataclass(frozen=True)
class IrMad:
    """Nielsen (2007), "The regularized iteratively reweighted MAD method": what one date's bands do not tell of the other's.

    Blind to any linear change of the bands of either date (but for clipped outliers and regularisation). The score is the root
    of chi-square, the sum of squared MAD variates over their variances of no change.
    """

    standard: Standard
    variates: Variates
    halo_px = 0
    align_px = 1

    @classmethod
    def fit(cls, pair: Pair, seed: int, progress: Progress) -> IrMad:
        """From a sample of the pair (all of it up to two million pixels). Raises UserError when no pixel is valid."""
        return cls.of_sample(sample_bands(pair, seed, progress.part(0.0, 0.5)), len(pair.pre_bands), progress.part(0.5, 1.0))

    @classmethod
    def of_sample(cls, sample: np.ndarray, pre_count: int, progress: Progress) -> IrMad:
        """From (bands of pre, then of post; n) values."""
        standard = Standard.of(sample, progress.part(0.0, 0.15))
        bands = standard.of_sample(sample, progress.part(0.15, 0.2))
        iterating = progress.part(0.2, 1.0)
        return cls(standard, iterate(bands, lambda moments: mad_variates(moments, pre_count), MOST_ROUNDS, iterating))

    def score(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0 or more; NaN where invalid."""
        score = np.full(window.valid.shape, np.nan, np.float32)
        score[window.valid] = np.sqrt(self._chi_square(window))
        return score

    def no_change_probability(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0-1: the probability of so large a chi-square without change; NaN where invalid."""
        probability = np.full(window.valid.shape, np.nan, np.float32)
        probability[window.valid] = chi2.sf(self._chi_square(window), len(self.variates.spectrum))
        return probability

    def _chi_square(self, window: PairWindow) -> np.ndarray:
        return self.variates.chi_square(self.standard(stacked(window)[:, window.valid]))


def mad_variates(moments: Moments, pre_count: int) -> Variates:
    """MAD variates over their standard deviations, from moments of `pre_count` bands of pre and those of post.

    Canonical correlation analysis: S12 S22⁻¹ S21 a = ρ² S11 a (Nielsen 2007); b follows from a, and the variance of
    a'X - b'Y is 2 (1 - ρ).
    """
    covariance = moments.covariance
    pre, post = regularised(covariance[:pre_count, :pre_count]), regularised(covariance[pre_count:, pre_count:])
    cross = covariance[:pre_count, pre_count:]
    squared, of_pre = symmetric_eigen(cross @ np.linalg.solve(post, cross.T), pre)
    correlation = np.sqrt(np.clip(squared, 0.0, 1.0))
    of_post = np.linalg.solve(post, cross.T @ of_pre) / np.maximum(correlation, 1e-9)
    scale = np.sqrt(np.maximum(2 * (1 - correlation), _LEAST_VARIANCE))
    return Variates((np.vstack([of_pre, -of_post]) / scale).T, moments.mean, correlation)
