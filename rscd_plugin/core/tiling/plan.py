"""Cutting a raster into tiles with a halo that is thrown away, or faded over into the neighbours'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..errors import UserError
from .window import Window


@dataclass(frozen=True)
class Tile:
    """What a model sees in one call (`read`), and the part of its answer that is kept (`keep`)."""

    read: Window
    keep: Window


@dataclass(frozen=True)
class TilePlan:
    """Tiles of one size over a raster of `width` x `height` pixels, left to right, then top to bottom.

    The kept parts cover every pixel once. Between a kept pixel and the edge of its tile lie at least `halo_px` pixels,
    except where that edge is the raster's own. The last tile of a row or column is moved inwards rather than padded, so
    that a model sees real pixels only; a raster smaller than a tile is one shorter tile.
    """

    width: int
    height: int
    tile_px: int
    halo_px: int

    @property
    def fade_px(self) -> int:
        """How far around the border of two kept parts both tiles know the answer, without a third having a say."""
        return min(self.halo_px, (self.tile_px - 2 * self.halo_px) // 2)

    def weights(self, tile: Tile) -> np.ndarray:
        """Weight of a tile's answer when neighbours are faded into each other: float32, the shape of `tile.read`, 0-1.

        Linear over 2 `fade_px` pixels across each border of kept parts; the weights of all tiles sum to 1 at every pixel.
        """
        rows = self._fade(self.height, tile.read.row, tile.read.row_end, tile.keep.row, tile.keep.row_end)
        cols = self._fade(self.width, tile.read.col, tile.read.col_end, tile.keep.col, tile.keep.col_end)
        return (rows[:, None] * cols).astype(np.float32)

    def _fade(self, size: int, start: int, end: int, keep: int, keep_end: int) -> np.ndarray:
        """Along one axis: up at the first border, down at the last; none where that is the raster's edge."""
        centres = np.arange(start, end) + 0.5
        span = max(2 * self.fade_px, 1e-9)
        rise = np.clip((centres - keep) / span + 0.5, 0, 1) if keep > 0 else 1.0
        fall = np.clip((keep_end - centres) / span + 0.5, 0, 1) if keep_end < size else 1.0
        return np.ones(end - start) * rise * fall

    def __post_init__(self) -> None:
        if self.halo_px < 0 or self.tile_px <= 2 * self.halo_px:
            raise UserError(
                f"TILE_SIZE {self.tile_px} leaves nothing between two halos of {self.halo_px} pixels: "
                f"make TILE_SIZE larger than {2 * self.halo_px}, or HALO smaller."
            )

    def __iter__(self) -> Iterator[Tile]:
        for row, height, keep_row, keep_row_end in _spans(self.height, self.tile_px, self.halo_px):
            for col, width, keep_col, keep_col_end in _spans(self.width, self.tile_px, self.halo_px):
                keep = Window(keep_col, keep_row, keep_col_end - keep_col, keep_row_end - keep_row)
                yield Tile(Window(col, row, width, height), keep)

    def __len__(self) -> int:
        return _count(self.height, self.tile_px, self.halo_px) * _count(self.width, self.tile_px, self.halo_px)


def _count(size: int, tile_px: int, halo_px: int) -> int:
    step = tile_px - 2 * halo_px
    return 1 if size <= tile_px else 1 + -(-(size - tile_px) // step)


def _spans(size: int, tile_px: int, halo_px: int) -> Iterator[tuple[int, int, int, int]]:
    """Along one axis: first pixel read, pixels read, first pixel kept, first pixel no longer kept."""
    step = tile_px - 2 * halo_px
    count = _count(size, tile_px, halo_px)
    kept_to = 0
    for index in range(count):
        start = max(min(index * step, size - tile_px), 0)
        keep_end = size if index == count - 1 else start + tile_px - halo_px
        yield start, min(tile_px, size), kept_to, keep_end
        kept_to = keep_end
