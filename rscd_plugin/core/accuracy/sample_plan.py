"""How many points a stratified sample takes, and how many of them each stratum gets."""

from __future__ import annotations

import math

import numpy as np

from ..errors import UserError


def deviations(accuracies: np.ndarray) -> np.ndarray:
    """Standard deviation within a stratum whose share `accuracies` (0-1) is right (Olofsson et al. 2014, below eq. 13)."""
    return np.sqrt(accuracies * (1.0 - accuracies))


def planned_size(weights: np.ndarray, accuracies: np.ndarray, target: float, units: int) -> int:
    """Points needed for a standard error `target` of overall accuracy (Cochran 1977, eq. 5.25; Olofsson et al. 2014, eq. 13).

    weights (H,): shares of the area, sum 1. accuracies (H,): user's accuracies that are expected, 0-1. units: pixels in all.
    """
    spread = deviations(accuracies)
    size = float(weights @ spread) ** 2 / (target**2 + float(weights @ np.square(spread)) / units)
    return math.ceil(size - 1e-9)


def shares(allocation: str, weights: np.ndarray, accuracies: np.ndarray) -> np.ndarray:
    """What each stratum's number of points is proportional to, above the minimum: (H,), sum 1.

    Raises UserError when the Neyman allocation is asked for and no stratum is expected to hold an error.
    """
    if allocation == "equal":
        merit = np.ones_like(weights)
    elif allocation == "neyman":
        merit = weights * deviations(accuracies)
        if not merit.any():
            raise UserError(
                "ALLOCATION neyman follows the errors that EXPECTED foresees, and it foresees none: all are 0 or 1. Give other "
                "accuracies, or choose proportional."
            )
    else:
        merit = weights
    return merit / merit.sum()


def allocate(size: int, wanted: np.ndarray, minimum: int) -> np.ndarray:
    """Points of each stratum: (H,) int64, sum `size`.

    In proportion to `wanted` (H,), but where that is less than `minimum` the stratum gets so many, and the others share the rest
    (Olofsson et al. 2014, section 5.1.2). `size` is at least H times `minimum`.
    """
    held = np.zeros(len(wanted), bool)
    while True:
        rest = size - minimum * int(held.sum())
        free = np.where(held, 0.0, wanted)
        exact = np.where(held, float(minimum), rest * free / free.sum() if free.sum() else 0.0)
        below = ~held & (exact < minimum)
        if not below.any():
            break
        held |= below
        if held.all():  # only where all have just the minimum
            exact = np.full(len(wanted), float(minimum))
            break
    counts = np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(-(exact - counts), kind="stable")
    counts[order[: size - int(counts.sum())]] += 1
    return counts


def expected_error(weights: np.ndarray, accuracies: np.ndarray, counts: np.ndarray) -> float | None:
    """Standard error of overall accuracy that so many points of each stratum should give (Olofsson et al. 2014, eq. 5).

    None where a stratum has none.
    """
    if not counts.all():
        return None
    return float(np.sqrt(np.sum(np.square(weights * deviations(accuracies)) / counts)))
