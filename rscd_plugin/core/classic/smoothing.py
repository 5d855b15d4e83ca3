"""Gaussian smoothing of a score that has holes."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter

_TRUNCATE = 4.0


def smoothing_halo_px(sigma_px: float) -> int:
    """How many pixels around a pixel have a say in its smoothed score."""
    return int(_TRUNCATE * sigma_px + 0.5)


def smooth(score: np.ndarray, sigma_px: float) -> np.ndarray:
    """A score (height, width), smoothed, float32: the weighted mean of the pixels around that hold data.

    Normalised convolution (Knutsson and Westin 1993): NaN stays NaN and has no weight, nor has what lies outside, so that a
    window read with a halo of `smoothing_halo_px` gets the very values that the whole raster gets. sigma_px: standard
    deviation of the Gaussian, 0 for none; its tail beyond four of them is cut off.
    """
    if sigma_px == 0:
        return score.astype(np.float32)
    valid = ~np.isnan(score)
    outside = {"mode": "constant", "cval": 0.0, "truncate": _TRUNCATE}
    total = gaussian_filter(np.where(valid, score, 0.0).astype(np.float64), sigma_px, **outside)
    weight = gaussian_filter(valid.astype(np.float64), sigma_px, **outside)
    smoothed = np.full(score.shape, np.nan, np.float32)
    smoothed[valid] = total[valid] / weight[valid]
    return smoothed
