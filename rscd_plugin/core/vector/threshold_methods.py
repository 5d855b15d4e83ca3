"""Where to cut a change score that no label has calibrated: one list of methods, used everywhere.

Each gets centres (rising, score units) and counts of a histogram's filled bins and returns a threshold in score units; what lies
above it is change.
"""

from __future__ import annotations

import numpy as np

from .histogram import ScoreHistogram

_YEN_BINS = 1024
_YEN_TOP = 0.9995


def find_threshold(method: str, histogram: ScoreHistogram, fixed: float | None) -> float:
    """The threshold, above 0, in score units. method: one of spec.THRESHOLD_METHODS; fixed: the user's own, for `fixed`.

    A score that is the same everywhere has no change: its threshold lies just above.
    """
    if method == "fixed" and fixed is not None:
        return fixed
    centres, counts = histogram.filled()
    if histogram.is_flat:
        return 1.001 * float(centres[-1]) if len(centres) else 1.0
    return float(_METHODS[method](centres, counts))


def otsu(centres: np.ndarray, counts: np.ndarray) -> float:
    """The cut with the greatest variance between its two sides (Otsu 1979, eq. 14)."""
    below, above, mean_below, mean_above = _sides(centres, counts)
    return _cut(centres, below * above * np.square(mean_below - mean_above))


def log_otsu(centres: np.ndarray, counts: np.ndarray) -> float:
    """Otsu on the log score sets the great many unchanged pixels aside; a second Otsu, on the score, cuts what lies above."""
    gate = np.exp(otsu(np.log(centres), counts))
    upper = centres > gate
    return otsu(centres[upper], counts[upper]) if upper.sum() > 1 else gate


def yen(centres: np.ndarray, counts: np.ndarray) -> float:
    """The greatest correlation criterion (Yen, Chang and Chang 1995), on 1,024 bins even in the score.

    They end at its 99.95th percentile, and what lies above counts as being there: over a long tail nearly all pixels would fall
    into a few bins.
    """
    top = centres[np.searchsorted(np.cumsum(counts), _YEN_TOP * counts.sum())]
    if top <= centres[0]:
        return top
    edges = np.linspace(centres[0], top, _YEN_BINS + 1)
    share = np.histogram(np.minimum(centres, top), edges, weights=counts)[0] / counts.sum()
    below = np.cumsum(share)[:-1]
    squares = np.cumsum(np.square(share))
    squares_below, squares_above = squares[:-1], squares[-1] - squares[:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        criterion = 2 * np.log(below * (1 - below)) - np.log(squares_below * squares_above)
    best = int(np.argmax(np.where(np.isfinite(criterion), criterion, -np.inf)))
    return edges[best + 1]


def kittler(centres: np.ndarray, counts: np.ndarray) -> float:
    """The least error between two normal distributions (Kittler and Illingworth 1986, eq. 15)."""
    below, above, mean_below, mean_above = _sides(centres, counts)
    squares = np.cumsum(counts * np.square(centres)) / counts.sum()
    variance_below = squares[:-1] / below - np.square(mean_below)
    variance_above = (squares[-1] - squares[:-1]) / above - np.square(mean_above)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = below * np.log(variance_below) + above * np.log(variance_above)
        error -= 2 * (below * np.log(below) + above * np.log(above))
    # A side that is nearly one value has next to no variance and would always win.
    least = 1e-6 * (squares[-1] - np.square((counts @ centres) / counts.sum()))
    usable = (variance_below > least) & (variance_above > least) & np.isfinite(error)
    return _cut(centres, np.where(usable, -error, -np.inf))


def _sides(values: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Share and mean of what lies below and above each cut between neighbouring values: four arrays (n - 1,)."""
    shares = np.cumsum(counts) / counts.sum()
    sums = np.cumsum(counts * values) / counts.sum()
    below, above = shares[:-1], 1.0 - shares[:-1]
    return below, above, sums[:-1] / below, (sums[-1] - sums[:-1]) / above


def _cut(values: np.ndarray, merit: np.ndarray) -> float:
    """Halfway between the two neighbours whose cut has the greatest merit."""
    best = int(np.argmax(merit))
    return (values[best] + values[best + 1]) / 2


_METHODS = {"otsu": otsu, "log_otsu": log_otsu, "yen": yen, "kittler": kittler}
