"""Pixels of a whole pair, seeded and few enough to hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..progress import Progress
from ..tiling.window import Window
from .pair import Pair

_SAMPLE_PX = 1 << 20
_BLOCK_PX = 128
_STRIP_PX = 1 << 21


def sample_blocks(pair: Pair, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """Valid pixels of the bands chosen, of pre and of post: (bands, n) float32 each, the same places.

    Whole blocks: all of them where there are no more than about a million pixels, else as many as that, drawn at random.
    """
    columns, rows = -(-pair.grid.width // _BLOCK_PX), -(-pair.grid.height // _BLOCK_PX)
    wanted = min(columns * rows, _SAMPLE_PX // _BLOCK_PX**2)
    drawn = np.random.default_rng(0).choice(columns * rows, wanted, replace=False)
    pre, post = [], []
    for done, index in enumerate(np.sort(drawn)):
        progress.report(done / wanted)
        col, row = int(index % columns) * _BLOCK_PX, int(index // columns) * _BLOCK_PX
        window = pair.read(Window(col, row, _BLOCK_PX, _BLOCK_PX).intersection(pair.grid.window))
        pre.append(window.pre[:, window.valid])
        post.append(window.post[:, window.valid])
    progress.report(1.0)
    return np.concatenate(pre, axis=1), np.concatenate(post, axis=1)


def coarse_view(pair: Pair, date: str, bands: Sequence[int], step: int, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """One date as means of `step` x `step` pixels: (bands, height, width) float64; which hold data: (height, width) bool.

    What is left over at the right and lower edge is not in it.
    """
    width, height = max(pair.grid.width // step, 1), max(pair.grid.height // step, 1)
    means, held = np.zeros((len(bands), height, width)), np.zeros((height, width))
    rows_at_once = max(1, _STRIP_PX // (width * step * step))
    for row in range(0, height, rows_at_once):
        progress.report(row / height)
        rows = min(rows_at_once, height - row)
        strip = Window(0, row * step, width * step, rows * step).intersection(pair.grid.window)
        pixels, valid = pair.read_date(date, bands, strip)
        valid &= pair.included(strip)
        blocks = (rows, strip.height // rows, width, strip.width // width)
        counts = valid.reshape(blocks).sum(axis=(1, 3))
        sums = np.where(valid, pixels, 0).reshape(len(bands), *blocks).sum(axis=(2, 4), dtype=np.float64)
        means[:, row : row + rows] = sums / np.maximum(counts, 1)
        held[row : row + rows] = counts
    return means, held > 0
