"""Weighted mean and covariance of bands, gathered piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

CHUNK_PX = 1 << 18


@dataclass(frozen=True)
class Moments:
    """weight: sum of weights. mean: (rows,) float64. scatter: (rows, rows) float64, sum of weighted outer products of deviations.

    Pieces are joined with `+`, so that nothing but these is kept of a raster (the update of Chan, Golub and LeVeque 1983).
    """

    weight: float
    mean: np.ndarray
    scatter: np.ndarray

    @classmethod
    def none(cls, rows: int) -> Moments:
        """Those of no pixels."""
        return cls(0.0, np.zeros(rows), np.zeros((rows, rows)))

    @classmethod
    def of(cls, values: np.ndarray, weights: np.ndarray | None = None) -> Moments:
        """Those of (rows, n) values; weights (n,), 0 or more, 1 where not given. Computed in float64."""
        values = values.astype(np.float64, copy=False)
        total = float(values.shape[1] if weights is None else weights.sum())
        if total <= 0.0:
            return cls.none(len(values))
        mean = (values.sum(axis=1) if weights is None else values @ weights) / total
        deviations = values - mean[:, None]
        scatter = (deviations if weights is None else deviations * weights) @ deviations.T
        return cls(total, mean, scatter)

    def __add__(self, other: Moments) -> Moments:
        total = self.weight + other.weight
        if total <= 0.0:
            return self
        step = other.mean - self.mean
        share = other.weight / total
        scatter = self.scatter + other.scatter + np.outer(step, step) * self.weight * share
        return Moments(total, self.mean + step * share, scatter)

    @property
    def covariance(self) -> np.ndarray:
        """(rows, rows) float64, over the sum of weights; zeros where there are none."""
        return self.scatter / self.weight if self.weight > 0.0 else self.scatter


def chunks(count: int) -> Iterator[slice]:
    """Slices of at most CHUNK_PX that cover `count` pixels."""
    for start in range(0, count, CHUNK_PX):
        yield slice(start, min(start + CHUNK_PX, count))
