"""Squares never overlap and lie inside the image; blocks are made of neighbours; bounds tell which squares are touched."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rscd_plugin.core.learning.chips.squares import Squares, sides_to_try
from rscd_plugin.core.tiling.window import Window

sizes = st.integers(1, 400)
sides = st.integers(20, 90)
examples = settings(deadline=None, max_examples=50)


@examples
@given(sizes, sizes, sides)
def test_squares_do_not_overlap_and_lie_inside(width: int, height: int, side: int) -> None:
    squares = Squares(width, height, side)
    covered = np.zeros((height, width), int)
    for index in range(len(squares)):
        window = squares.window(index)
        assert window.intersection(Window(0, 0, width, height)) == window and window.size_px == side**2
        covered[window.slices_in(Window(0, 0, width, height))] += 1
    assert covered.max() <= 1 and covered.sum() == len(squares) * side**2
    if len(squares):
        first, last = squares.window(0), squares.window(len(squares) - 1)
        assert 0 <= width - last.col_end - first.col <= 1 and 0 <= height - last.row_end - first.row <= 1
        assert width - squares.columns * side < side and height - squares.rows * side < side


@examples
@given(sizes, sizes, sides)
def test_blocks(width: int, height: int, side: int) -> None:
    """Their numbers are 0 to `blocks` - 1, and all squares of one lie within 2 x 2, or 1 x 1 where there are few."""
    squares = Squares(width, height, side)
    members: dict[int, list[Window]] = {}
    for index in range(len(squares)):
        members.setdefault(squares.block(index), []).append(squares.window(index))
    assert sorted(members) == list(range(squares.blocks))
    reach = side if len(squares) >= 16 else 0
    for windows in members.values():
        assert max(window.col for window in windows) - min(window.col for window in windows) <= reach
        assert max(window.row for window in windows) - min(window.row for window in windows) <= reach


@examples
@given(sizes, sizes, sides, st.tuples(*[st.integers(-20, 420)] * 2), st.tuples(*[st.integers(1, 200)] * 2))
def test_squares_touched(width: int, height: int, side: int, corner: tuple[int, int], size: tuple[int, int]) -> None:
    squares, window = Squares(width, height, side), Window(*corner, *size)
    touched = np.zeros((squares.rows, squares.columns), bool)
    touched[squares.touched_by(window)] = True
    expected = [squares.window(index).intersection(window) is not None for index in range(len(squares))]
    assert touched.ravel().tolist() == expected


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        ([(1024, 1024)], [256, 192, 128]),
        ([(512, 1024)], [256, 192, 128]),
        ([(512, 1023)], [192, 128]),
        ([(512, 512), (512, 512)], [256, 192, 128]),
        ([(4096, 4096), (200, 300)], [192, 128]),
        ([(4096, 4096), (191, 300)], [128]),
        ([(153, 153)] * 100, [128]),
        ([(300, 300)], [128]),
        ([(128, 128)], [128]),
    ],
)
def test_sides(images: list[tuple[int, int]], expected: list[int]) -> None:
    assert sides_to_try(images, 128) == expected
