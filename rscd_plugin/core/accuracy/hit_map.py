"""Where a result is right and where not, coarse enough for a page."""

from __future__ import annotations

import numpy as np

from ..raster.grid import Grid
from ..tiling.window import Window

UNKNOWN, RIGHT, HIT, MISS, FALSE_ALARM = range(5)
_SIDE_PX = 900


class HitMap:
    """Gathered window by window. step: pixels of the grid along a side of one of the picture's."""

    def __init__(self, grid: Grid) -> None:
        self.step = max(1, -(-max(grid.width, grid.height) // _SIDE_PX))
        shape = (4, -(-grid.height // self.step), -(-grid.width // self.step))
        self._counts = np.zeros(shape, np.int64)  # unchanged in both, hits, misses, false alarms

    def add(self, window: Window, marked: np.ndarray, changed: np.ndarray, known: np.ndarray) -> None:
        """(height, width) bool each."""
        rows, cols = _starts(window.row, window.row_end, self.step), _starts(window.col, window.col_end, self.step)
        part = np.s_[
            window.row // self.step : window.row // self.step + len(rows),
            window.col // self.step : window.col // self.step + len(cols),
        ]
        kinds = (known & ~marked & ~changed, marked & changed, changed & ~marked, marked & ~changed)
        for counts, kind in zip(self._counts, kinds):
            sums = np.add.reduceat(kind, cols - window.col, axis=1, dtype=np.int64)
            counts[part] += np.add.reduceat(sums, rows - window.row, axis=0)

    def kinds(self) -> np.ndarray:
        """(height, width) uint8. The kind of change that has most pixels wherever there is any, so that nothing small is lost."""
        change = self._counts[1:]
        kinds = np.where(change.any(axis=0), HIT + change.argmax(axis=0), RIGHT)
        return np.where(self._counts.any(axis=0), kinds, UNKNOWN).astype(np.uint8)


def _starts(start: int, end: int, step: int) -> np.ndarray:
    """Where the picture's pixels begin between `start` and `end`, the first cut by `start`."""
    return np.maximum(np.arange(start // step, -(-end // step)) * step, start)
