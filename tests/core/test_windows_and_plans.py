"""Windows and tile plans, for any size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.tiling.plan import TilePlan
from rscd_plugin.core.tiling.window import Window

BUSY = settings(deadline=None, max_examples=60)
SIDES = st.integers(1, 40)
WINDOWS = st.builds(Window, st.integers(-20, 20), st.integers(-20, 20), SIDES, SIDES)


@st.composite
def plans(draw: st.DrawFn) -> TilePlan:
    halo_px = draw(st.integers(0, 9))
    tile_px = draw(st.integers(2 * halo_px + 1, 2 * halo_px + 30))
    align_px = draw(st.integers(1, tile_px - 2 * halo_px))
    return TilePlan(draw(st.integers(1, 60)), draw(st.integers(1, 60)), tile_px, halo_px, align_px, draw(st.booleans()))


def pixels_of(window: Window) -> set[tuple[int, int]]:
    return {(c, r) for c in range(window.col, window.col_end) for r in range(window.row, window.row_end)}


@BUSY
@given(WINDOWS, WINDOWS)
def test_intersection_is_the_pixels_in_both(first: Window, second: Window) -> None:
    common = first.intersection(second)
    assert (pixels_of(common) if common else set()) == pixels_of(first) & pixels_of(second)
    assert common == second.intersection(first)


@BUSY
@given(WINDOWS, st.integers(-9, 9), st.integers(-9, 9))
def test_shifting_there_and_back(window: Window, col: int, row: int) -> None:
    assert pixels_of(window.shifted(col, row)) == {(c + col, r + row) for c, r in pixels_of(window)}
    assert window.shifted(col, row).shifted(-col, -row) == window
    assert window.size_px == len(pixels_of(window))


@BUSY
@given(WINDOWS, WINDOWS)
def test_slices_in_find_the_same_pixels(first: Window, outer: Window) -> None:
    inner = first.intersection(outer)
    if inner is None:
        return
    rows, cols = np.mgrid[outer.row : outer.row_end, outer.col : outer.col_end]
    where = inner.slices_in(outer)
    assert set(zip(cols[where].ravel().tolist(), rows[where].ravel().tolist())) == pixels_of(inner)


@BUSY
@given(plans())
def test_kept_parts_cover_every_pixel_once(plan: TilePlan) -> None:
    covered = np.zeros((plan.height, plan.width), int)
    for tile in plan:
        covered[tile.keep.slices_in(Window(0, 0, plan.width, plan.height))] += 1
    assert (covered == 1).all()


@BUSY
@given(plans())
def test_tiles_lie_in_the_raster_and_are_of_one_size(plan: TilePlan) -> None:
    raster = Window(0, 0, plan.width, plan.height)
    whole = (min(plan.width, plan.tile_px), min(plan.height, plan.tile_px))
    for tile in plan:
        at_the_end = (tile.read.col_end == plan.width, tile.read.row_end == plan.height)
        for size, full, ends in zip((tile.read.width, tile.read.height), whole, at_the_end):
            assert size == full or (size < full and ends and not plan.last_whole)
        assert tile.read.intersection(raster) == tile.read
        assert tile.keep.intersection(tile.read) == tile.keep


@BUSY
@given(plans())
def test_a_halo_lies_around_what_is_kept_except_at_the_rasters_edge(plan: TilePlan) -> None:
    for read, keep in ((tile.read, tile.keep) for tile in plan):
        assert keep.col - read.col >= plan.halo_px or read.col == 0
        assert keep.row - read.row >= plan.halo_px or read.row == 0
        assert read.col_end - keep.col_end >= plan.halo_px or read.col_end == plan.width
        assert read.row_end - keep.row_end >= plan.halo_px or read.row_end == plan.height


@BUSY
@given(plans())
def test_length_is_the_number_of_tiles_and_none_is_needless(plan: TilePlan) -> None:
    tiles = list(plan)
    assert len(plan) == len(tiles) == len({tile.read for tile in tiles}) == len({tile.keep for tile in tiles})
    step = (plan.tile_px - 2 * plan.halo_px) // plan.align_px * plan.align_px
    fewest = [1 if size <= plan.tile_px else 1 - (plan.tile_px - size) // step for size in (plan.width, plan.height)]
    assert len(plan) == fewest[0] * fewest[1]


@BUSY
@given(plans())
def test_weights_of_faded_tiles_sum_to_one(plan: TilePlan) -> None:
    raster = Window(0, 0, plan.width, plan.height)
    total = np.zeros((plan.height, plan.width))
    for tile in plan:
        weights = plan.weights(tile)
        assert weights.shape == (tile.read.height, tile.read.width)
        assert weights.dtype == np.float32
        assert weights.min() >= 0
        total[tile.read.slices_in(raster)] += weights
    np.testing.assert_allclose(total, 1.0, atol=1e-6)


def test_the_border_of_two_faded_tiles_belongs_to_both_by_half() -> None:
    plan = TilePlan(24, 16, 16, 4)
    first, second = list(plan)
    assert first.keep.col_end == second.keep.col == 12
    np.testing.assert_allclose(plan.weights(first)[0, 9:], [1, 0.875, 0.625, 0.375, 0.125, 0, 0])
    np.testing.assert_allclose(plan.weights(second)[0, :7], [0, 0, 0.125, 0.375, 0.625, 0.875, 1])


@given(plans(), st.integers(1, 8))
def test_tiles_begin_where_strides_do_and_are_spread_evenly(plan: TilePlan, align_px: int) -> None:
    if plan.tile_px - 2 * plan.halo_px < align_px:
        return
    aligned = TilePlan(plan.width, plan.height, plan.tile_px, plan.halo_px, align_px, plan.last_whole)
    starts = sorted({tile.read.col for tile in aligned})
    assert all(start % align_px == 0 for start in (starts[:-1] if plan.last_whole else starts))
    gaps = np.diff(starts)
    assert len(gaps) == 0 or gaps.max() - gaps.min() < 2 * align_px + 1


def test_a_raster_smaller_than_a_tile_is_one_tile() -> None:
    (tile,) = TilePlan(7, 5, 64, 8)
    assert tile.read == tile.keep == Window(0, 0, 7, 5)


@pytest.mark.parametrize(("tile_px", "halo_px"), [(16, 8), (1, 1), (0, 0), (16, -1)])
def test_nothing_left_between_two_halos(tile_px: int, halo_px: int) -> None:
    with pytest.raises(UserError, match="TILE_SIZE|HALO"):
        TilePlan(100, 100, tile_px, halo_px)
