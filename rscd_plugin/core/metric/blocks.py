"""Which parts of a raster a pair is judged by: blocks, seeded and spread, never all of a large raster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..classic.methods import Score
from ..progress import Progress
from ..raster.grid import Grid
from ..raster.pair import Pair
from ..tiling.plan import Tile
from ..tiling.window import Window

ALIGN_PX = 16  # blocks begin at multiples, as do all strides that networks here have
LARGEST_PX = 256
MOST_BLOCKS = 64
_FEWEST_ON_A_SIDE = 4
_CANDIDATES_PER_BLOCK = 4
_HIGH_PERCENTILE = 99


@dataclass(frozen=True)
class Blocks:
    """spread: drawn at random, so that their pixels stand for the raster's; all of a small raster. aimed: more of a large one,
    where change is most likely, so that rare change is met; its pixels do not stand for the raster's.
    """

    spread: tuple[Window, ...]
    aimed: tuple[Window, ...]

    @property
    def all(self) -> tuple[Window, ...]:
        """Both, in the order of rows and columns."""
        return tuple(sorted(self.spread + self.aimed, key=lambda block: (block.row, block.col)))


def choose_blocks(pair: Pair, scout: Score, most: int, seed: int, progress: Progress) -> Blocks:
    """At most `most` blocks. scout: a quick score, looked at in four times as many blocks to aim half of them.

    Of a larger raster only blocks that hold data are taken, if that many are met.
    """
    lattice = block_lattice(pair.grid)
    if len(lattice) <= most:
        return Blocks(tuple(lattice), ())
    drawn = np.random.default_rng(seed).permutation(len(lattice))[: _CANDIDATES_PER_BLOCK * most]
    heights = np.full(len(drawn), -1.0)
    for done, index in enumerate(drawn):
        progress.report(done / len(drawn))
        score = scout.score(pair.read(lattice[index]))
        held = score[~np.isnan(score)]
        if len(held):
            heights[done] = np.percentile(held, _HIGH_PERCENTILE)
    order = np.argsort(heights < 0.0, kind="stable")  # those without data last
    spread, candidates = drawn[order[: most - most // 2]], order[most - most // 2 :]
    aimed = drawn[candidates[np.argsort(-heights[candidates], kind="stable")[: most // 2]]]
    return Blocks(tuple(lattice[index] for index in spread), tuple(lattice[index] for index in aimed))


def block_lattice(grid: Grid) -> list[Window]:
    """Blocks of much the same size, at most LARGEST_PX a side, that cover the grid once; at least 4 x 4 of them if it can be."""
    columns, rows = _cuts(grid.width), _cuts(grid.height)
    return [
        Window(col, row, col_end - col, row_end - row)
        for row, row_end in zip(rows, rows[1:])
        for col, col_end in zip(columns, columns[1:])
    ]


def with_halo(block: Window, halo_px: int, grid: Grid) -> Tile:
    """The block and what is read for it: `halo_px` around, outwards to multiples of ALIGN_PX, as far as the grid goes."""
    reach = -(-halo_px // ALIGN_PX) * ALIGN_PX
    around = Window(block.col - reach, block.row - reach, block.width + 2 * reach, block.height + 2 * reach)
    return Tile(around.intersection(grid.window), block)


def _cuts(size: int) -> list[int]:
    count = max(-(-size // LARGEST_PX), min(_FEWEST_ON_A_SIDE, size // ALIGN_PX), 1)
    even = [round(index * size / count / ALIGN_PX) for index in range(count)]
    least = [-(-(size - (count - index) * LARGEST_PX) // ALIGN_PX) for index in range(count)]  # or what follows is too large
    return [*(max(pair) * ALIGN_PX for pair in zip(even, least)), size]
