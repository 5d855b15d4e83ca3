"""Two dates on one grid, read by window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import UserError
from ..jobs.spec import RasterSource, VectorSource
from ..progress import Progress
from ..tiling.window import Window
from .displacement import Displacement
from .exclusion import Exclusion
from .grid import Bounds, Grid
from .on_grid import on_the_side_of, with_transform
from .radiometry import Normaliser
from .source import open_raster, read_bands, read_valid, refuse_unlike_images
from .target_grid import chosen_date, describe, extent_window, near, overlap
from .warping import warped


@dataclass(frozen=True)
class PairWindow:
    """Pixels of both dates: pre, post (bands, height, width) float32; valid (height, width) bool."""

    pre: np.ndarray
    post: np.ndarray
    valid: np.ndarray


class Pair:
    """Pre and post on one grid: pre's, or the one chosen by name; whatever lies on another is warped while it is read.

    `grid` is cropped to the extent asked for (in pre's CRS); pixels inside `exclude` are not valid. Use from one thread at a
    time. `normaliser`, fitted to the bands chosen, brings post's values to pre's in `read`. Raises UserError when the two cannot
    be brought together.
    """

    def __init__(
        self,
        pre: RasterSource,
        post: RasterSource,
        extent: Bounds | None,
        progress: Progress,
        grid: str = "same",
        exclude: VectorSource | None = None,
    ) -> None:
        self.pre = open_raster(pre)
        self.post = open_raster(post)
        refuse_unlike_images(self.pre, "pre")
        refuse_unlike_images(self.post, "post")
        pre_grid, post_grid = Grid.of(self.pre), Grid.of(self.post)
        self._check_crs(pre_grid, post_grid, progress)
        self.date_of_grid = chosen_date(grid, pre_grid, post_grid)
        self._whole = pre_grid if self.date_of_grid == "pre" else post_grid
        self.window = self._whole.window if extent is None else extent_window(extent, pre_grid, self._whole)
        self._bring_together(pre_grid, post_grid, grid == "overlap", progress)
        self.grid = self._whole.crop(self.window)
        self._exclusion = Exclusion(exclude, self.grid) if exclude else None
        self.normaliser: Normaliser | None = None
        self.pre_bands: tuple[int, ...] = ()
        self.post_bands: tuple[int, ...] = ()

    def read(self, window: Window) -> PairWindow:
        """A window of the grid, of the bands chosen in `pre_bands` and `post_bands`; post normalised where that was set."""
        pre, pre_valid = self.read_date("pre", self.pre_bands, window)
        post, post_valid = self.read_date("post", self.post_bands, window)
        valid = pre_valid & post_valid & self.included(window)
        if self.normaliser is not None:
            post = self.normaliser.apply(post)
        return PairWindow(pre, post, valid)

    def read_date(self, date: str, bands: Sequence[int], window: Window, dtype: str = "float32") -> tuple[np.ndarray, np.ndarray]:
        """One date alone, values as they are: (bands, height, width) of `dtype`; where it holds data: (height, width) bool."""
        dataset = self._pre_on_grid if date == "pre" else self._post_on_grid
        in_whole = window.shifted(self.window.col, self.window.row)
        pixels = read_bands(dataset, bands, in_whole, dtype)
        valid = read_valid(dataset, bands, in_whole)
        if pixels.dtype.kind == "f":
            valid &= np.isfinite(pixels).all(axis=0)
        return pixels, valid

    def included(self, window: Window) -> np.ndarray:
        """Which pixels lie outside the polygons to leave out: (height, width) bool."""
        if self._exclusion is None:
            return np.ones((window.height, window.width), bool)
        return self._exclusion.included(window)

    def move_post(self, displacement: Displacement) -> None:
        """From now on read post where `displacement`, in pixels of `grid`, says that it really lies. One resampling in all."""
        moved = displacement.shifted(self.window.col, self.window.row)
        source = self.post if self._whole.crs_wkt else with_transform(self.post, self._whole)
        self._post_on_grid = warped(source, self._whole, moved)

    def _check_crs(self, pre: Grid, post: Grid, progress: Progress) -> None:
        if bool(pre.crs_wkt) != bool(post.crs_wkt):
            with_crs, without = ("pre", "post") if pre.crs_wkt else ("post", "pre")
            raise UserError(
                f"The {with_crs} raster has a CRS and the {without} raster has none, so how they lie to each other is not "
                f"known. Give the {without} raster its CRS (layer properties, or Assign projection) and run again."
            )
        if pre.crs_wkt:
            return
        if (pre.width, pre.height) != (post.width, post.height):
            raise UserError(
                "Neither raster has a CRS, and their sizes differ: "
                f"pre is {pre.width} x {pre.height} pixels, post {post.width} x {post.height}. "
                "Georeference both, or bring both to the same size."
            )
        progress.log("Neither raster has a CRS: taken pixel by pixel, and areas in m² stay unknown.")

    def _bring_together(self, pre: Grid, post: Grid, crop: bool, progress: Progress) -> None:
        """Set the datasets on the grid; `crop`: and make `window` no larger than the overlap."""
        self._pre_on_grid, self._post_on_grid = self.pre, self.post
        if not pre.crs_wkt or pre.same_as(post):
            return
        date, name, other = ("post", "pre", post) if self.date_of_grid == "pre" else ("pre", "post", pre)
        shared = overlap(self._whole.crop(self.window), near(other, self._whole))
        if shared is None:
            raise UserError(
                f"The rasters do not overlap. Pre: {describe(self._whole.crop(self.window) if name == 'pre' else pre)}. "
                f"Post: {describe(post)}. Check that both show the same place and that their CRS are right."
            )
        if crop:
            self.window = shared.shifted(self.window.col, self.window.row)
        progress.log(f"The grids differ: {date} is warped onto {name}'s grid (bilinear) while it is read.")
        self.pre, self.post = on_the_side_of(self.pre, self._whole), on_the_side_of(self.post, self._whole)
        self._pre_on_grid = self.pre if name == "pre" else warped(self.pre, self._whole)
        self._post_on_grid = self.post if name == "post" else warped(self.post, self._whole)
