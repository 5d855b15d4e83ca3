"""What is known of change polygons from the pixels in them, beyond area, mean and maximum: one value each, window by window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..progress import Progress
from ..raster.image_on_grid import ImageOnGrid
from .polygons import ChangePolygons
from .threshold import Readable, windows_of

_STEPS = 1000
_ROUNDING = 1e-4  # of a step: what float32 makes of a whole one


def percentile(polygons: ChangePolygons, probability: Readable, share: float, progress: Progress) -> np.ndarray:
    """The lowest thousandth that at least `share` (0-1) of a polygon's pixels lie at or below; by number, NaN without data.

    Thousandths of 0 to 1, or of the range that the values take where that is wider. Exact to them, however windows cut a
    polygon; counts are held only for polygons that go on in another window. Needs `measure`.
    """
    highest = polygons.max_probability[np.isfinite(polygons.max_probability)]
    low, high = min(0.0, polygons.lowest), max(1.0, highest.max(initial=0.0))
    found = np.full(len(polygons.area_px), np.nan)
    open_counts: dict[int, np.ndarray] = {}
    plan = windows_of(polygons.grid)
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        rows, cols, numbers = polygons.objects(tile.keep)
        values = probability.read(tile.keep)[rows, cols].astype(np.float64)
        numbers, values = numbers[~np.isnan(values)], values[~np.isnan(values)]
        steps = np.ceil((values - low) / (high - low) * _STEPS - _ROUNDING).astype(np.int64)
        order = np.lexsort((steps, numbers))
        numbers, steps = numbers[order], steps[order]
        here, first, count = np.unique(numbers, return_index=True, return_counts=True)
        whole = count == polygons.valid_px[here]
        at = first + np.ceil(share * count - 1e-9).astype(np.int64) - 1
        found[here[whole]] = steps[at[whole]]
        for number, start, length in zip(here[~whole], first[~whole], count[~whole]):
            counts = open_counts.setdefault(int(number), np.zeros(_STEPS + 1, np.int64))
            counts += np.bincount(steps[start : start + length], minlength=_STEPS + 1)
            reached = np.cumsum(counts)
            if reached[-1] == polygons.valid_px[number]:
                found[number] = np.searchsorted(reached, np.ceil(share * reached[-1] - 1e-9))
                del open_counts[int(number)]
    return np.minimum(low + found / _STEPS * (high - low), polygons.max_probability)


def brightness_change(
    polygons: ChangePolygons, pre: ImageOnGrid, post: ImageOnGrid, bands: tuple[Sequence[int], Sequence[int]], progress: Progress
) -> np.ndarray:
    """Mean of post less mean of pre, over the pixels where both hold data: (bands, numbers), NaN where none does."""
    size = len(polygons.area_px)
    sums = np.zeros((len(bands[0]), size))
    pixels = np.zeros(size)
    plan = windows_of(polygons.grid)
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        rows, cols, numbers = polygons.objects(tile.keep)
        if not len(numbers):
            continue
        (old, old_valid), (new, new_valid) = pre.read(bands[0], tile.keep), post.read(bands[1], tile.keep)
        valid = (old_valid & new_valid)[rows, cols]
        rows, cols, numbers = rows[valid], cols[valid], numbers[valid]
        here, inverse = np.unique(numbers, return_inverse=True)
        pixels[here] += np.bincount(inverse, minlength=len(here))
        for band, (before, after) in enumerate(zip(old, new)):
            change = after[rows, cols].astype(np.float64) - before[rows, cols]
            sums[band, here] += np.bincount(inverse, change, len(here))
    return np.where(pixels > 0, sums / np.maximum(pixels, 1), np.nan)


def kind_by(change: np.ndarray) -> np.ndarray:
    """`gain` where the value rose, `loss` where it fell, empty where it did neither or is not known."""
    return np.where(change > 0, "gain", np.where(change < 0, "loss", ""))
