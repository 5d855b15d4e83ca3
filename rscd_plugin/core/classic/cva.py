"""Change vector analysis: how far a pixel has moved in the space of its bands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from ..raster.pair import Pair, PairWindow
from .sampling import sample_bands, stacked
from .standardising import Standard


@dataclass(frozen=True)
class Cva:
    """Length of the difference of standardised bands (Malila 1980, here over any number of bands)."""

    standard: Standard
    halo_px = 0
    align_px = 1

    @classmethod
    def fit(cls, pair: Pair, seed: int, progress: Progress) -> Cva:
        """Mean, deviation and percentiles of the bands, from a sample of the pair. Raises UserError when no pixel is valid."""
        sample = sample_bands(pair, seed, progress.part(0.0, 0.9))
        return cls(Standard.of(sample, progress.part(0.9, 1.0)))

    def score(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0 or more; NaN where invalid."""
        pre, post = np.split(self.standard(stacked(window)[:, window.valid]), [len(window.pre)])
        score = np.full(window.valid.shape, np.nan, np.float32)
        score[window.valid] = np.sqrt(np.square(post - pre).sum(axis=0))
        return score
