"""Chronochrome: what the earlier date's bands do not tell of the later date's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from ..raster.pair import Pair, PairWindow
from .chi_square import regularised
from .sampling import sample_bands, stacked
from .standardising import Standard


@dataclass(frozen=True)
class Chronochrome:
    """Schaum and Stocker (1998): post's bands predicted from pre's by least squares; the score is what is left over.

    That is the mean over bands of |residual|, in standard deviations of the band. Bands are standardised first. matrix:
    (post bands, pre bands), offset: (post bands,), both float64: the prediction is matrix @ pre + offset.
    """

    standard: Standard
    matrix: np.ndarray
    offset: np.ndarray
    halo_px = 0
    align_px = 1

    @classmethod
    def fit(cls, pair: Pair, seed: int, progress: Progress) -> Chronochrome:
        """From a sample of the pair (all of it up to two million pixels). Raises UserError when no pixel is valid."""
        sample = sample_bands(pair, seed, progress.part(0.0, 0.8))
        return cls.of_sample(sample, len(pair.pre_bands), progress.part(0.8, 1.0))

    @classmethod
    def of_sample(cls, sample: np.ndarray, pre_count: int, progress: Progress) -> Chronochrome:
        """From (bands of pre, then of post; n) values."""
        standard = Standard.of(sample, progress.part(0.0, 0.6))
        moments = standard.moments(sample, progress.part(0.6, 1.0))
        covariance = moments.covariance
        pre, cross = covariance[:pre_count, :pre_count], covariance[pre_count:, :pre_count]
        matrix = np.linalg.solve(regularised(pre), cross.T).T
        return cls(standard, matrix, moments.mean[pre_count:] - matrix @ moments.mean[:pre_count])

    def predicted(self, pre: np.ndarray) -> np.ndarray:
        """Post's standardised bands as pre's, (pre bands, …), tell them: (post bands, …) float64."""
        shape = (-1,) + (1,) * (pre.ndim - 1)
        return np.tensordot(self.matrix, pre, axes=1) + self.offset.reshape(shape)

    def score(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0 or more; NaN where invalid."""
        pre, post = np.split(self.standard(stacked(window)[:, window.valid]), [len(window.pre)])
        score = np.full(window.valid.shape, np.nan, np.float32)
        score[window.valid] = np.abs(post - self.predicted(pre)).mean(axis=0)
        return score
