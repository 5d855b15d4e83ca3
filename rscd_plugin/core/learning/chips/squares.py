"""Cutting images into squares that do not overlap, and squares into blocks of ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...tiling.window import Window

_ENOUGH = 8  # squares, over all images; else smaller ones are cut
_MANY = 16  # squares of one image, from which on blocks are of 2 x 2


@dataclass(frozen=True)
class Squares:
    """All squares of `side_px` pixels that fit into an image side by side, in reading order.

    What is left over is split evenly between opposite margins.
    """

    width: int
    height: int
    side_px: int

    @property
    def columns(self) -> int:
        """Squares in a row."""
        return self.width // self.side_px

    @property
    def rows(self) -> int:
        """Squares in a column."""
        return self.height // self.side_px

    def __len__(self) -> int:
        return self.columns * self.rows

    def window(self, index: int) -> Window:
        """The pixels of one square."""
        row, column = divmod(index, self.columns)
        return self._origin.shifted(column * self.side_px, row * self.side_px)

    def block(self, index: int) -> int:
        """The number of the block that a square lies in, from 0."""
        if len(self) < _MANY:
            return index
        row, column = divmod(index, self.columns)
        return row // 2 * -(-self.columns // 2) + column // 2

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self) if len(self) < _MANY else -(-self.columns // 2) * -(-self.rows // 2)

    def touched_by(self, window: Window) -> tuple[slice, slice]:
        """The rows and the columns of squares that share pixels with a window; may be empty."""
        origin = self._origin
        rows = slice(*_touched(window.row - origin.row, window.row_end - origin.row, self.side_px, self.rows))
        return rows, slice(*_touched(window.col - origin.col, window.col_end - origin.col, self.side_px, self.columns))

    @property
    def _origin(self) -> Window:
        """The first square."""
        col, row = (self.width - self.columns * self.side_px) // 2, (self.height - self.rows * self.side_px) // 2
        return Window(col, row, self.side_px, self.side_px)


def sides_to_try(sizes: Sequence[tuple[int, int]], chip_px: int) -> list[int]:
    """Sides of squares for images of these (width, height), the one to prefer first, each with its smaller ones behind it.

    Twice, one and a half times and once `chip_px`, whichever fits into the smallest image; larger ones, out of which crops of
    `chip_px` can be taken at many places, only where they give enough squares. chip_px: no larger than the smallest image.
    """
    smallest = min(min(size) for size in sizes)
    sides = [side for side in (2 * chip_px, 3 * chip_px // 4 * 2, chip_px) if side <= smallest]
    enough = [side for side in sides if sum(len(Squares(*size, side)) for size in sizes) >= _ENOUGH]
    return enough or sides[-1:]


def _touched(start: int, end: int, side: int, count: int) -> tuple[int, int]:
    return min(max(start // side, 0), count), min(max(-(-end // side), 0), count)
