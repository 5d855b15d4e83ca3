"""Smoothing of a score that stops where the images have edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

RADIUS_PX = 6
_SIGMA_PX = 5.0
_SIGMA_VALUE = 0.5  # in standard deviations of the bands
_GUIDES = 3


@dataclass(frozen=True)
class JointBilateral:
    """The joint bilateral filter (Petschnigg et al. 2004): a pixel's score becomes the mean of those around that look like it.

    Weight of a neighbour y of x: exp(-|x - y|² / 2 σ² - ‖g(x) - g(y)‖² / 2 h²), σ 5 pixels, at most 6 away, h half a standard
    deviation. g: the first three principal components of both dates' standardised bands, over the root of the number of bands.
    So a changed roof is smoothed as a whole and not into its garden, and three guides do for any number of bands.

    projection: (guides, pre bands + post bands) float64.
    """

    projection: np.ndarray
    halo_px = RADIUS_PX

    @classmethod
    def of_covariance(cls, covariance: np.ndarray) -> JointBilateral:
        """From the covariance (rows, rows) of both dates' standardised bands."""
        _, vectors = np.linalg.eigh(covariance)
        return cls(vectors[:, ::-1][:, :_GUIDES].T / np.sqrt(len(covariance)))

    def __call__(self, score: np.ndarray, bands: np.ndarray, valid: np.ndarray, device: str) -> np.ndarray:
        """The score (height, width), 0 or more, smoothed: float32, NaN where not valid.

        bands: (pre bands + post bands, height, width), standardised. valid: (height, width) bool; the rest has no weight.
        """
        guide = torch.from_numpy(np.tensordot(self.projection, bands, axes=1).astype(np.float32)).to(device)
        held = torch.from_numpy(valid.astype(np.float32)).to(device)
        values = torch.from_numpy(np.where(valid, score, 0.0).astype(np.float32)).to(device)
        sides = [RADIUS_PX] * 4
        around, guide_around = functional.pad(torch.stack([values * held, held]), sides), functional.pad(guide, sides)
        height, width = score.shape
        total = torch.zeros(2, height, width, device=device)
        for down in range(2 * RADIUS_PX + 1):
            for right in range(2 * RADIUS_PX + 1):
                there = (slice(None), slice(down, down + height), slice(right, right + width))
                distance_px = ((down - RADIUS_PX) ** 2 + (right - RADIUS_PX) ** 2) / (2 * _SIGMA_PX**2)
                unlike = (guide_around[there] - guide).square_().sum(dim=0) / (2 * _SIGMA_VALUE**2)
                total += around[there] * torch.exp(-unlike - distance_px)
        smoothed = (total[0] / total[1].clamp_min(1e-12)).cpu().numpy()
        smoothed[~valid] = np.nan
        return smoothed
