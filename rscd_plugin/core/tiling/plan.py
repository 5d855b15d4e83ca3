"""Cutting a raster into tiles with a halo that is thrown away, or faded over into the neighbours'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
    except where that edge is the raster's own. As few tiles as that takes are spread evenly, so that what they share
    beyond the halo is not wasted. They begin at multiples of `align_px` (a network with strides answers by these). The last of
    a row or column ends with the raster: a model sees real pixels only. If `last_whole`, for models that want one size, it is
    a whole tile wherever that begins; else it begins at a multiple too and is shorter. A raster smaller than a tile is one
    shorter tile.
    """

    width: int
    height: int
    tile_px: int
    halo_px: int
    align_px: int = 1
    last_whole: bool = True

    def __post_init__(self) -> None:
        if self.halo_px < 0 or self.tile_px - 2 * self.halo_px < self.align_px:
            raise UserError(
                f"TILE_SIZE {self.tile_px} leaves too little between two halos of {self.halo_px} pixels: "
                f"make it at least {2 * self.halo_px + self.align_px}, or HALO smaller."
            )

    def __iter__(self) -> Iterator[Tile]:
        columns, rows = self._axis(self.width), self._axis(self.height)
        for row in rows:
            for col in columns:
                read = Window(col.start, row.start, col.size, row.size)
                keep = Window(col.keep, row.keep, col.keep_end - col.keep, row.keep_end - row.keep)
                yield Tile(read, keep)

    def __len__(self) -> int:
        return len(self._axis(self.width)) * len(self._axis(self.height))

    def weights(self, tile: Tile) -> np.ndarray:
        """Weight of a tile's answer when neighbours are faded into each other: float32, the shape of `tile.read`, 0-1.

        Linear across each border of kept parts, over half of what both tiles see, so that at least half the halo remains
        untrusted; the weights of all tiles sum to 1 at every pixel.
        """
        rows = self._fade(self.height, tile.read.row, tile.read.row_end, tile.keep.row, tile.keep.row_end)
        cols = self._fade(self.width, tile.read.col, tile.read.col_end, tile.keep.col, tile.keep.col_end)
        return (rows[:, None] * cols).astype(np.float32)

    def _axis(self, size: int) -> tuple[_Span, ...]:
        return _spans(size, self.tile_px, self.halo_px, self.align_px, self.last_whole)

    def _fade(self, size: int, start: int, end: int, keep: int, keep_end: int) -> np.ndarray:
        """Weights along one axis: up at the first border, down at the last; none where that is the raster's edge."""
        fade_px = _fade_px(self._axis(size))
        centres = np.arange(start, end) + 0.5
        rise = np.clip((centres - keep) / (2 * fade_px) + 0.5, 0, 1) if keep > 0 else 1.0
        fall = np.clip((keep_end - centres) / (2 * fade_px) + 0.5, 0, 1) if keep_end < size else 1.0
        return np.ones(end - start) * rise * fall


@dataclass(frozen=True)
class _Span:
    """A tile along one axis: first pixel and number of pixels read; first pixel kept, and first no longer kept."""

    start: int
    size: int
    keep: int
    keep_end: int


@lru_cache(maxsize=8)
def _spans(size: int, tile_px: int, halo_px: int, align_px: int, last_whole: bool) -> tuple[_Span, ...]:
    """The tiles along one axis of `size` pixels."""
    if size <= tile_px:
        return (_Span(0, size, 0, size),)
    step = (tile_px - 2 * halo_px) // align_px * align_px
    last = size - tile_px
    if not last_whole:
        last = -(-last // align_px) * align_px
    count = 1 + -(-last // step)
    evenly = (-(-index * last // (count - 1)) for index in range(count - 1))
    starts = [min(-(-start // align_px) * align_px, last) for start in evenly] + [last]
    borders = [(start + tile_px + following) // 2 for start, following in zip(starts, starts[1:])]
    kept = zip([0, *borders], [*borders, size])
    return tuple(_Span(start, min(tile_px, size - start), *keep) for start, keep in zip(starts, kept))


@lru_cache(maxsize=8)
def _fade_px(spans: tuple[_Span, ...]) -> float:
    """How far around a border tiles are faded: half of what both see, its outer quarters being too near to an edge.

    Never so far that a third tile has a say.
    """
    shared = [span.start + span.size - following.start for span, following in zip(spans, spans[1:])]
    kept = [span.keep_end - span.keep for span in spans]
    return max(min([width / 4 for width in shared] + [width / 2 for width in kept]), 1e-9)
