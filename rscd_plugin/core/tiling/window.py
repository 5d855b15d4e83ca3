"""A rectangle of pixels in a raster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """Columns `col` … `col + width - 1` and rows `row` … `row + height - 1`, counted from the upper left pixel."""

    col: int
    row: int
    width: int
    height: int

    @property
    def col_end(self) -> int:
        """The first column right of the window."""
        return self.col + self.width

    @property
    def row_end(self) -> int:
        """The first row below the window."""
        return self.row + self.height

    @property
    def size_px(self) -> int:
        """Number of pixels."""
        return self.width * self.height

    def shifted(self, col: int, row: int) -> Window:
        """The same rectangle, `col` columns further right and `row` rows further down."""
        return Window(self.col + col, self.row + row, self.width, self.height)

    def intersection(self, other: Window) -> Window | None:
        """What both windows cover; None when that is nothing."""
        col, row = max(self.col, other.col), max(self.row, other.row)
        width, height = min(self.col_end, other.col_end) - col, min(self.row_end, other.row_end) - row
        return Window(col, row, width, height) if width > 0 and height > 0 else None

    def slices_in(self, outer: Window) -> tuple[slice, slice]:
        """Where this window lies in an array (rows, columns) that holds `outer`."""
        col, row = self.col - outer.col, self.row - outer.row
        return slice(row, row + self.height), slice(col, col + self.width)
