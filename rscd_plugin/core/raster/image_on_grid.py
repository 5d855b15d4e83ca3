"""An image as it lies on the pixels of something else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import UserError
from ..jobs.spec import RasterSource
from ..progress import Progress
from ..tiling.window import Window
from .grid import Grid
from .source import open_raster, read_bands, read_valid, refuse_unlike_images
from .target_grid import describe, near, overlap
from .warping import warped


class ImageOnGrid:
    """Warped onto `grid` (bilinear) while it is read, where it lies on another. image: the raster itself.

    date, of_grid: what to call image and grid in messages, such as pre and MASK. Raises UserError when the two cannot be brought
    together.
    """

    def __init__(self, source: RasterSource, grid: Grid, date: str, of_grid: str, progress: Progress) -> None:
        self.image = self._on_grid = open_raster(source)
        refuse_unlike_images(self.image, date)
        own = Grid.of(self.image)
        if bool(own.crs_wkt) != bool(grid.crs_wkt):
            raise UserError(f"The {date} raster and {of_grid} must both have a CRS, or none of them. Give the other one its CRS.")
        if own.same_as(grid):
            return
        if not grid.crs_wkt:
            raise UserError(
                f"Neither the {date} raster nor {of_grid} has a CRS, and their sizes differ: {own.width} x {own.height} and "
                f"{grid.width} x {grid.height} pixels. Georeference both, or choose the raster that {of_grid} was made from."
            )
        if overlap(grid, near(own, grid)) is None:
            raise UserError(f"The {date} raster and {of_grid} do not overlap: {describe(own)}, and {describe(grid)}.")
        progress.log(f"The {date} raster is warped onto the grid of {of_grid} (bilinear) while it is read.")
        self._on_grid = warped(self.image, grid)

    def read(self, bands: Sequence[int], window: Window) -> tuple[np.ndarray, np.ndarray]:
        """(bands, height, width) float32, and where all of them hold data: (height, width) bool."""
        pixels = read_bands(self._on_grid, bands, window)
        return pixels, read_valid(self._on_grid, bands, window) & np.isfinite(pixels).all(axis=0)
