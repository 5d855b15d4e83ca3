"""Iterated reweighting, as IR-MAD and iterated slow features share it: what seems changed counts less in the next round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh
from scipy.stats import chi2

from ..progress import Progress
from .moments import Moments, chunks

_RIDGE = 1e-9
_CONVERGED = 1e-6


@dataclass(frozen=True)
class Variates:
    """Differences of both dates that are independent of each other and alike in noise where nothing has changed.

    projection: (variates, pre bands + post bands), from deviations of standardised bands to variates of variance 1.
    mean: (pre bands + post bands,), from which bands deviate. spectrum: (variates,), what settles when the iteration does.
    """

    projection: np.ndarray
    mean: np.ndarray
    spectrum: np.ndarray

    def chi_square(self, bands: np.ndarray) -> np.ndarray:
        """Sum of squares of the variates, (n,) float64, for standardised bands (rows, n)."""
        return np.square(self.projection @ (bands - self.mean[:, None])).sum(axis=0)


def iterate(bands: np.ndarray, variates_of: Callable[[Moments], Variates], most_rounds: int, progress: Progress) -> Variates:
    """Estimate variates, weight every pixel by its probability of no change, 1 - CDF of chi-square, and estimate again.

    bands: a standardised sample, (rows, n) float64. variates_of: variates from weighted moments. Ends when the spectrum moves by
    less than 1e-6, or after `most_rounds`.
    """
    weights = np.ones(bands.shape[1])
    variates = None
    for index in range(most_rounds):
        moments = Moments.none(len(bands))
        for chunk in chunks(bands.shape[1]):
            progress.report((index + chunk.start / bands.shape[1]) / most_rounds)
            moments = moments + Moments.of(bands[:, chunk], weights[chunk])
        before, variates = variates, variates_of(moments)
        if before is not None and np.abs(variates.spectrum - before.spectrum).max() < _CONVERGED:
            break
        for chunk in chunks(bands.shape[1]):
            progress.report((index + chunk.start / bands.shape[1]) / most_rounds)
            weights[chunk] = chi2.sf(variates.chi_square(bands[:, chunk]), len(variates.spectrum))
    progress.report(1.0)
    return variates


def symmetric_eigen(matrix: np.ndarray, metric: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Solve matrix v = value metric v for symmetric matrices: values (n,) rising, vectors (n, n) by column, v' metric v = 1."""
    return eigh((matrix + matrix.T) / 2, regularised(metric))


def regularised(covariance: np.ndarray) -> np.ndarray:
    """A covariance of standardised bands that can be inverted even where bands are constant or copies of each other."""
    return (covariance + covariance.T) / 2 + _RIDGE * np.eye(len(covariance))
