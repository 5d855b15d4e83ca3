"""Multivariate alteration detection on blurred dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..raster.pair import PairWindow
from .chi_square import Variates
from .irmad import mad_variates
from .moments import Moments
from .sampling import stacked
from .smoothing import smooth, smoothing_halo_px
from .standardising import Standard

_SIGMA_PX = 2.0


@dataclass(frozen=True)
class BlurredMad:
    """Nielsen, Conradsen and Simpson (1998), "Multivariate alteration detection", one pass, after a Gaussian blur of the bands.

    Blurring first leaves what changed over some area, and forgives a shift of a pixel. The score is the root of chi-square.
    """

    standard: Standard
    variates: Variates
    halo_px = smoothing_halo_px(_SIGMA_PX)
    align_px = 1

    @classmethod
    def of_windows(cls, standard: Standard, windows: Iterable[tuple[PairWindow, tuple[slice, slice]]]) -> BlurredMad:
        """From windows with a halo, and which part of each counts. Raises ValueError when there is none."""
        moments = None
        for window, kept in windows:
            blurred = blurred_bands(window, standard)[(slice(None), *kept)][:, window.valid[kept]]
            moments = Moments.of(blurred) if moments is None else moments + Moments.of(blurred)
            pre_count = len(window.pre)
        if moments is None:
            raise ValueError("no window to learn from")
        return cls(standard, mad_variates(moments, pre_count))

    def score(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0 or more; NaN where invalid."""
        score = np.full(window.valid.shape, np.nan, np.float32)
        bands = blurred_bands(window, self.standard)[:, window.valid]
        score[window.valid] = np.sqrt(self.variates.chi_square(bands))
        return score


def blurred_bands(window: PairWindow, standard: Standard) -> np.ndarray:
    """Standardised bands, blurred over what is valid: (pre bands + post bands, height, width) float32, NaN where invalid."""
    bands = standard(stacked(window))
    bands[:, ~window.valid] = np.nan
    return np.stack([smooth(band, _SIGMA_PX) for band in bands])
