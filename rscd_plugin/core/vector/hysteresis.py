"""Growing a change mask into less certain pixels around it, across windows."""

from __future__ import annotations

from collections import deque

import numpy as np
from scipy import ndimage

from ..progress import Progress
from ..raster.writing import ScratchRaster
from ..tiling.window import Window
from .threshold import CHANGED, Readable, windows_of


def grow(mask: ScratchRaster, score: Readable, low: float, progress: Progress) -> None:
    """Add to the mask every pixel above `low` that is connected to it, edge by edge, over pixels above `low`.

    A window is looked at again whenever what it borders on has grown, until nothing grows: so the result is that of the whole
    raster, however an object winds through windows, and no more than one window is held.
    """
    windows = [tile.keep for tile in windows_of(mask.grid)]
    in_a_row = sum(window.row == 0 for window in windows)
    waiting = deque(range(len(windows)))
    is_waiting = np.ones(len(windows), bool)
    done = 0
    while waiting:
        progress.report(done / (done + len(waiting)))
        index = waiting.popleft()
        is_waiting[index] = False
        done += 1
        for neighbour in _grow_window(mask, score, low, windows[index], index, in_a_row):
            if not is_waiting[neighbour]:
                is_waiting[neighbour] = True
                waiting.append(neighbour)
    mask.flush()


def _grow_window(mask: ScratchRaster, score: Readable, low: float, window: Window, index: int, in_a_row: int) -> list[int]:
    """Grow what lies in a window; returns the numbers of those that it touches where it has grown."""
    around = Window(window.col - 1, window.row - 1, window.width + 2, window.height + 2).intersection(mask.grid.window)
    inside = window.slices_in(around)
    pixels = mask.read(around)
    changed = pixels == CHANGED
    candidates = changed.copy()
    candidates[inside] |= score.read(window) > low
    labels, count = ndimage.label(candidates)
    reached = np.zeros(count + 1, bool)
    reached[labels[changed]] = True
    grown = (reached[labels] & ~changed)[inside]
    if not grown.any():
        return []
    pixels[inside][grown] = CHANGED
    mask.write(window, pixels[inside])
    at_border = {
        -in_a_row: window.row > 0 and grown[0].any(),
        in_a_row: window.row_end < mask.grid.height and grown[-1].any(),
        -1: window.col > 0 and grown[:, 0].any(),
        1: window.col_end < mask.grid.width and grown[:, -1].any(),
    }
    return [index + step for step, touched in at_border.items() if touched]
