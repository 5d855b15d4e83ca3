"""A seeded sample of pixels, the same whatever the windows in which the raster is gone through."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ..errors import UserError
from ..progress import Progress
from ..raster.grid import Grid
from ..raster.pair import Pair, PairWindow
from ..tiling.plan import TilePlan
from ..tiling.window import Window

WINDOW_PX = 512
_BANDS_OF_FULL_WINDOWS = 32
SAMPLE_VALUES = 1 << 24


def windows_with_halo(pair: Pair, halo_px: int, align_px: int = 1) -> TilePlan:
    """Windows of about WINDOW_PX pixels a side, fewer if there are many bands, read with `halo_px` pixels around.

    Their size bounds the memory. They begin at multiples of `align_px`.
    """
    bands = max(len(pair.pre_bands) + len(pair.post_bands), 1)
    side = max(int(WINDOW_PX * min(1.0, math.sqrt(_BANDS_OF_FULL_WINDOWS / bands))), 2 * align_px)
    return TilePlan(pair.grid.width, pair.grid.height, side + 2 * halo_px, halo_px, align_px, last_whole=False)


def windows_in_steps(grid: Grid, step_px: int) -> list[Window]:
    """Windows that begin at multiples of `step_px`, the last of a row or column being as small as need be."""
    starts = [(col, row) for row in range(0, grid.height, step_px) for col in range(0, grid.width, step_px)]
    return [Window(col, row, min(step_px, grid.width - col), min(step_px, grid.height - row)) for col, row in starts]


class PixelSample:
    """Keeps the pixels with the smallest of keys that depend on place and seed only.

    At most SAMPLE_VALUES values are kept (two million pixels of two dates with four bands): a raster with fewer valid pixels
    is in the sample as a whole, a larger one is judged by it.
    """

    def __init__(self, rows: int, grid_width: int, seed: int) -> None:
        self._most = SAMPLE_VALUES // rows
        self._grid_width = grid_width
        self._seed = seed
        self._keys = [np.empty(0, np.uint64)]
        self._values = [np.empty((rows, 0), np.float32)]
        self._held = 0
        self._highest_key = np.uint64(np.iinfo(np.uint64).max)

    def add(self, window: Window, values: np.ndarray, valid: np.ndarray) -> None:
        """Offer a window's pixels: values (rows, height, width), valid (height, width) bool."""
        keys = _keys(window, self._grid_width, self._seed)
        taken = valid & (keys <= self._highest_key)
        self._keys.append(keys[taken])
        self._values.append(values[:, taken].astype(np.float32, copy=False))
        self._held += len(self._keys[-1])
        if self._held > self._most + self._most // 4:
            self._shrink()

    def _shrink(self) -> None:
        keys, values = np.concatenate(self._keys), np.concatenate(self._values, axis=1)
        kept = np.argpartition(keys, self._most - 1)[: self._most]
        self._keys, self._values, self._held = [keys[kept]], [values[:, kept]], len(kept)
        self._highest_key = self._keys[0].max()

    def values(self) -> np.ndarray:
        """The sample: (rows, n) float32, in the order of the keys. Raises UserError when no pixel was valid."""
        if self._held > self._most:
            self._shrink()
        if self._held == 0:
            raise UserError(
                "No pixel holds data in both dates: everything is nodata, masked or outside one of them. "
                "Check the nodata values in the layers' properties, and EXTENT."
            )
        keys, values = np.concatenate(self._keys), np.concatenate(self._values, axis=1)
        return values[:, np.argsort(keys)]


def sample_pair(
    pair: Pair,
    rows: int,
    values_of: Callable[[PairWindow], np.ndarray],
    halo_px: int,
    seed: int,
    progress: Progress,
) -> np.ndarray:
    """A sample of what `values_of` makes of the pair: (rows, n) float32.

    values_of: gets a window with `halo_px` pixels around it; returns (rows, height, width) values of all of it.
    """
    plan = windows_with_halo(pair, halo_px)
    sample = PixelSample(rows, pair.grid.width, seed)
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        window = pair.read(tile.read)
        rows_cols = tile.keep.slices_in(tile.read)
        sample.add(tile.keep, values_of(window)[(slice(None), *rows_cols)], window.valid[rows_cols])
    return sample.values()


def sample_bands(pair: Pair, seed: int, progress: Progress) -> np.ndarray:
    """A sample of the pair's bands, those of pre first: (pre bands + post bands, n) float32."""
    rows = len(pair.pre_bands) + len(pair.post_bands)
    return sample_pair(pair, rows, stacked, 0, seed, progress)


def stacked(window: PairWindow) -> np.ndarray:
    """Bands of pre, then those of post: (pre bands + post bands, height, width) float32."""
    return np.concatenate([window.pre, window.post])


def _keys(window: Window, grid_width: int, seed: int) -> np.ndarray:
    """Evenly spread 64-bit keys of a window's pixels: (height, width) uint64. The mixing is that of SplitMix64 (Steele 2014)."""
    rows = np.arange(window.row, window.row_end, dtype=np.uint64)[:, None]
    cols = np.arange(window.col, window.col_end, dtype=np.uint64)
    with np.errstate(over="ignore"):
        mixed = (rows * np.uint64(grid_width) + cols + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
