"""Bands brought to mean 0 and standard deviation 1, outliers held back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from .moments import Moments, chunks

CLIP_PERCENTILES = (0.05, 99.95)


@dataclass(frozen=True)
class Standard:
    """low, high: where values are clipped. mean, deviation: of the clipped values. All (rows,) float64, in the bands' units."""

    low: np.ndarray
    high: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def of(cls, sample: np.ndarray, progress: Progress) -> Standard:
        """From a sample (rows, n) of the bands."""
        limits = np.empty((len(sample), 2))
        for row, values in enumerate(sample):
            progress.report(row / len(sample))
            limits[row] = np.percentile(values, CLIP_PERCENTILES)
        low, high = limits.T
        moments = Moments.none(len(sample))
        for chunk in chunks(sample.shape[1]):
            progress.report(1.0)
            moments = moments + Moments.of(np.clip(sample[:, chunk], low[:, None], high[:, None]))
        deviation = np.sqrt(np.diag(moments.covariance))
        # A band of one value says nothing: it becomes 0, not rounding errors blown up.
        flat = deviation <= 1e-6 * np.maximum(np.abs(moments.mean), 1e-30)
        return cls(low, high, moments.mean, np.where(flat, np.inf, deviation))

    def __call__(self, bands: np.ndarray) -> np.ndarray:
        """(rows, …) bands → the same, standardised, float64; no value is NaN where none was."""
        shape = (-1,) + (1,) * (bands.ndim - 1)
        clipped = np.clip(bands, self.low.reshape(shape), self.high.reshape(shape))
        return (clipped - self.mean.reshape(shape)) / self.deviation.reshape(shape)

    def moments(self, sample: np.ndarray, progress: Progress) -> Moments:
        """Those of a sample (rows, n) of the bands, once standardised."""
        moments = Moments.none(len(sample))
        for chunk in chunks(sample.shape[1]):
            progress.report(chunk.start / sample.shape[1])
            moments = moments + Moments.of(self(sample[:, chunk]))
        return moments

    def of_sample(self, sample: np.ndarray, progress: Progress) -> np.ndarray:
        """As calling it, piece by piece: (rows, n) bands → (rows, n) float64."""
        standardised = np.empty(sample.shape)
        for chunk in chunks(sample.shape[1]):
            progress.report(chunk.start / sample.shape[1])
            standardised[:, chunk] = self(sample[:, chunk])
        return standardised
