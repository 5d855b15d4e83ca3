"""From a change probability to a change mask, window by window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..progress import Progress
from ..raster.grid import Grid
from ..raster.writing import ScratchRaster
from ..tiling.plan import TilePlan
from ..tiling.window import Window

UNCHANGED, CHANGED, NODATA = 0, 1, 255
WINDOW_PX = 2048
MASK_CLASSES = {UNCHANGED: ("no change", (0, 0, 0, 0)), CHANGED: ("change", (227, 26, 28, 255))}


def windows_of(grid: Grid, halo_px: int = 0) -> TilePlan:
    """Windows in which whole rasters are gone through; their size bounds the memory. halo_px: read around what is kept."""
    return TilePlan(grid.width, grid.height, WINDOW_PX + 2 * halo_px, halo_px)


class Readable(Protocol):
    """A raster of one band that is read by window, NaN where it holds no data."""

    grid: Grid

    def read(self, window: Window) -> np.ndarray:
        """(height, width) pixels."""


def threshold_windows(probability: Readable, threshold: float, mask: ScratchRaster, progress: Progress) -> None:
    """Write the change mask: 1 where the probability lies above `threshold`, 0 where not, 255 where it is NaN."""
    plan = windows_of(mask.grid)
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        score = probability.read(tile.keep)
        mask.write(tile.keep, np.where(np.isnan(score), NODATA, score > threshold))
    mask.flush()


@dataclass(frozen=True)
class ChangedArea:
    """changed_px, valid_px: pixel counts. changed_m2: None without a CRS."""

    changed_px: int
    valid_px: int
    changed_m2: float | None

    @property
    def share(self) -> float:
        """Changed pixels over valid pixels, 0-1; 0 where none is valid."""
        return self.changed_px / self.valid_px if self.valid_px else 0.0


def changed_area(mask: ScratchRaster, progress: Progress) -> ChangedArea:
    """Count a change mask; pixels of a geographic CRS count with their area on the ellipsoid."""
    row_areas = mask.grid.row_areas_m2() if mask.grid.crs else None
    changed_px = valid_px = 0
    changed_m2 = 0.0
    plan = windows_of(mask.grid)
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        pixels = mask.read(tile.keep)
        by_row = (pixels == CHANGED).sum(axis=1)
        changed_px += int(by_row.sum())
        valid_px += int((pixels != NODATA).sum())
        if row_areas is not None:
            changed_m2 += float(by_row @ row_areas[tile.keep.row : tile.keep.row_end])
    return ChangedArea(changed_px, valid_px, changed_m2 if row_areas is not None else None)
