"""Small pictures of what is known in blocks only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..raster.grid import Grid
from ..tiling.window import Window
from .history import THUMBNAIL_PX


class Mosaic:
    """Lays blocks out as they lie in the raster where they cover it, else side by side: a large raster would hide them."""

    def __init__(self, windows: Sequence[Window], grid: Grid) -> None:
        if sum(window.size_px for window in windows) == grid.width * grid.height:
            self._places = list(windows)
        else:
            side = max(max(window.width, window.height) for window in windows)
            columns = int(np.ceil(np.sqrt(len(windows))))
            corners = [(index % columns * side, index // columns * side) for index in range(len(windows))]
            self._places = [Window(col, row, w.width, w.height) for (col, row), w in zip(corners, windows)]
        self._size = (max(place.row_end for place in self._places), max(place.col_end for place in self._places))
        self._step = -(-max(self._size) // THUMBNAIL_PX)

    def of(self, maps: Sequence[np.ndarray]) -> np.ndarray:
        """Every few pixels of each block's map, (height, width): float32, the longer side at most THUMBNAIL_PX; else NaN."""
        whole = np.full(self._size, np.nan, np.float32)
        for place, values in zip(self._places, maps):
            whole[place.row : place.row_end, place.col : place.col_end] = values
        return whole[:: self._step, :: self._step]
