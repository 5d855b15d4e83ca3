"""Relative radiometric normalisation on pixels that IR-MAD finds unchanged."""

from __future__ import annotations

import numpy as np
from scipy.stats import chi2

from ..progress import Progress
from ..raster.radiometry import Normaliser, check_sample, linear
from .irmad import IrMad

_NO_CHANGE = 0.95
_LEAST_SHARE = 0.02


def fit_invariant(pre: np.ndarray, post: np.ndarray, progress: Progress) -> Normaliser:
    """What brings the values `post` to those of `pre`: (bands, n) each, the same places, valid in both.

    Pixels whose probability of no change by IR-MAD is above 0.95, as in Canty and Nielsen (2008), but never fewer than the
    2 per cent least changed; through them an orthogonal regression for each band, both dates being noisy.
    Raises UserError when there are too few values.
    """
    check_sample("pif", pre)
    sample = np.concatenate([pre, post])
    mad = IrMad.of_sample(sample, len(pre), progress.part(0.0, 0.9))
    chi_square = mad.variates.chi_square(mad.standard.of_sample(sample, progress.part(0.9, 1.0)))
    limit = max(chi2.isf(_NO_CHANGE, len(mad.variates.spectrum)), float(np.quantile(chi_square, _LEAST_SHARE)))
    unchanged = chi_square <= limit
    fitted = [_orthogonal(x[unchanged].astype(np.float64), y[unchanged].astype(np.float64)) for x, y in zip(post, pre)]
    return linear(np.array([slope for slope, _ in fitted]), np.array([offset for _, offset in fitted]))


def _orthogonal(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope and offset of the line with the least squares of distances; slope 1 where one of them says nothing of the other."""
    x_variance, y_variance = x.var(), y.var()
    covariance = ((x - x.mean()) * (y - y.mean())).mean()
    slope = 1.0
    if covariance > 1e-9 * max(x_variance, y_variance):
        spread = y_variance - x_variance
        slope = (spread + np.sqrt(spread**2 + 4 * covariance**2)) / (2 * covariance)
    return slope, y.mean() - slope * x.mean()
