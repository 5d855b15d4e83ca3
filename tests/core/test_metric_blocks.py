"""Blocks of a pair: how they cut the grid, which are chosen, windows drawn from them, and which are kept apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rscd_plugin.core.classic.cva import Cva
from rscd_plugin.core.metric import blocks as blocks_module
from rscd_plugin.core.metric import training_windows
from rscd_plugin.core.metric.blocks import ALIGN_PX, LARGEST_PX, Blocks, block_lattice, choose_blocks, with_halo
from rscd_plugin.core.metric.stopping import keep_apart
from rscd_plugin.core.metric.training_windows import Block, WindowSampler
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.raster.pair import Pair
from rscd_plugin.core.tiling.window import Window

from .rasters import Listener, open_pair, write_raster

BUSY = settings(deadline=None, max_examples=200)


def grid_of(width: int, height: int) -> Grid:
    return Grid("", (0.0, 1.0, 0.0, 0.0, 0.0, -1.0), width, height)


# ---- the lattice


@BUSY
@given(st.integers(1, 40_000), st.integers(1, 40))
@example(1013, 5)
@example(5111, 257)
def test_the_lattice_covers_any_grid_once(width: int, height: int) -> None:
    """Rows and columns are cut alike, so long rasters tell of square ones."""
    covered, lattice = np.zeros((height, width), np.uint8), block_lattice(grid_of(width, height))
    for block in lattice:
        covered[block.row : block.row_end, block.col : block.col_end] += 1
        assert block.col % ALIGN_PX == block.row % ALIGN_PX == 0
        assert 0 < block.width <= LARGEST_PX and 0 < block.height <= LARGEST_PX
    assert (covered == 1).all()
    assert len(block_lattice(grid_of(height, width))) == len(lattice)


@pytest.mark.parametrize(("side", "count"), [(5, 1), (31, 1), (32, 4), (64, 16), (400, 16), (1024, 16), (2048, 64)])
def test_there_are_sixteen_blocks_where_there_can_be(side: int, count: int) -> None:
    lattice = block_lattice(grid_of(side, side))
    sizes = {size for block in lattice for size in (block.width, block.height)}
    assert len(lattice) == count and max(sizes) - min(sizes) <= 2 * ALIGN_PX


@BUSY
@given(st.integers(1, 900), st.integers(1, 900), st.integers(0, 100), st.randoms())
def test_a_halo_stays_in_the_grid(width: int, height: int, halo_px: int, random) -> None:
    grid = grid_of(width, height)
    block = random.choice(block_lattice(grid))
    tile = with_halo(block, halo_px, grid)
    assert tile.keep == block and tile.read.intersection(grid.window) == tile.read
    assert tile.read.col % ALIGN_PX == tile.read.row % ALIGN_PX == 0
    assert tile.read.col <= max(block.col - halo_px, 0) and tile.read.row <= max(block.row - halo_px, 0)
    assert tile.read.col_end >= min(block.col_end + halo_px, width) and tile.read.row_end >= min(block.row_end + halo_px, height)


# ---- which blocks


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks_module, "LARGEST_PX", 16)


def noise_pair(folder: Path, side: int, changed: Window | None = None, held: Window | None = None) -> Pair:
    """Two dates that differ by noise; much in `changed`. Data in `held` only."""
    random = np.random.default_rng(0)
    pre = random.normal(100, 20, (2, side, side)).astype(np.float32)
    post = pre + random.normal(0, 2, pre.shape).astype(np.float32)
    if changed:
        post[:, changed.row : changed.row_end, changed.col : changed.col_end] += 80
    if held:
        data = np.zeros(pre.shape, bool)
        data[:, held.row : held.row_end, held.col : held.col_end] = True
        pre = np.where(data, pre, -9999.0).astype(np.float32)
    names = ("pre.tif", "post.tif")
    paths = [write_raster(folder / name, pixels, nodata=[-9999.0] * 2) for name, pixels in zip(names, (pre, post))]
    return open_pair(*paths, bands=(1, 2))


def chosen(pair: Pair, most: int, seed: int) -> Blocks:
    return choose_blocks(pair, Cva.fit(pair, 0, Listener()), most, seed, Listener())


def test_a_small_raster_is_taken_as_a_whole(tmp_path: Path, small_blocks: None) -> None:
    pair = noise_pair(tmp_path, 64)
    blocks = chosen(pair, 16, 0)
    assert blocks.all == blocks.spread == tuple(block_lattice(pair.grid)) and blocks.aimed == ()


def test_rare_change_is_met(tmp_path: Path, small_blocks: None) -> None:
    """One block of 400 has changed; 40 are taken. It is aimed at whenever it is among those looked at, which is mostly."""
    changed = Window(16 * 13, 16 * 7, 16, 16)
    pair = noise_pair(tmp_path, 320, changed)
    met = 0
    for seed in range(10):
        blocks = chosen(pair, 40, seed)
        assert len(blocks.spread) == len(blocks.aimed) == 20 and len(set(blocks.all)) == 40
        assert set(blocks.all) <= set(block_lattice(pair.grid))
        assert blocks.all == tuple(sorted(blocks.all, key=lambda block: (block.row, block.col)))
        assert changed in blocks.all or changed not in looked_at(pair, 40, seed)
        met += changed in blocks.all
    assert 2 <= met <= 9  # 160 of 400 are looked at, and not all at every seed


def looked_at(pair: Pair, most: int, seed: int) -> set[Window]:
    """The blocks that are read."""
    seen = set()
    reading = type("Reading", (), {"grid": pair.grid, "read": lambda self, window: seen.add(window) or pair.read(window)})()
    choose_blocks(reading, Cva.fit(pair, 0, Listener()), most, seed, Listener())
    return seen


def test_blocks_are_seeded(tmp_path: Path, small_blocks: None) -> None:
    pair = noise_pair(tmp_path, 320)
    assert chosen(pair, 40, 3) == chosen(pair, 40, 3)
    assert set(chosen(pair, 40, 3).spread) != set(chosen(pair, 40, 4).spread)


@pytest.mark.parametrize("seed", range(4))
def test_blocks_without_data_are_passed_over(seed: int, tmp_path: Path, small_blocks: None) -> None:
    """Data in 16 of 144 blocks; 18 are to stand for the raster, and all 16 are among them."""
    held = Window(96, 48, 64, 64)
    blocks = chosen(noise_pair(tmp_path, 192, held=held), 36, seed)
    assert len(blocks.all) == 36
    assert sum(block.intersection(held) is not None for block in blocks.spread) == 16


# ---- mini-batches


def block_of(window: Window, marked: np.ndarray | None = None, valid: np.ndarray | None = None) -> Block:
    """Each pixel of pre, post and distance tells where it lies; marked ones have a distance above 1."""
    rows, cols = np.mgrid[window.row : window.row_end, window.col : window.col_end]
    place = torch.from_numpy((1000.0 * rows + cols).astype(np.float32))[None]
    marked = np.zeros(rows.shape, bool) if marked is None else marked
    valid = np.ones(rows.shape, bool) if valid is None else valid
    distance = torch.from_numpy(np.where(marked, 2.0, 0.5).astype(np.float32))[None]
    return Block(window, place, place + 0.25, distance, torch.from_numpy(valid)[None])


def scattered(count: int = 9, side: int = 40) -> list[Block]:
    """Blocks of which one has one marked pixel, far from the others' sizes in part."""
    made = [block_of(Window(100 * index, 50, side + 3 * index, side)) for index in range(count)]
    marked = np.zeros((side, side + 3 * (count - 1)), bool)
    marked[3, 5] = True
    made[-1] = block_of(made[-1].window, marked)
    return made


def test_half_of_the_windows_lie_around_marked_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_windows, "WINDOW_PX", 24)
    sampler = WindowSampler(scattered(), 1.0, 8, 0, "cpu")
    for _ in range(20):
        batch = sampler.draw()
        assert batch.distance.shape == (8, 1, 24, 24) and batch.valid.dtype == torch.bool
        assert (batch.distance > 1).flatten(1).any(dim=1)[4:].all()
    around = [(sampler.draw().distance > 1).flatten(1).any(dim=1)[:4] for _ in range(20)]
    assert torch.stack(around).float().mean() < 0.3  # one block of nine, and not all of it


def test_marked_pixels_are_no_use_where_there_is_no_data() -> None:
    nowhere, everywhere = np.zeros((32, 32), bool), np.ones((32, 32), bool)
    blocks = [block_of(Window(0, 0, 32, 32)), block_of(Window(100, 0, 32, 32), everywhere, nowhere)]
    batch = WindowSampler(blocks, 1.0, 16, 0, "cpu").draw()
    assert float(batch.pre.max()) < 100 + 31 * 1000 and not (batch.distance > 1).any()


def test_windows_lie_in_blocks_and_are_turned_alike_in_all_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_windows, "WINDOW_PX", 24)
    blocks, ways = scattered(), set()
    sampler = WindowSampler(blocks, 1.0, 8, 1, "cpu")
    for _ in range(30):
        batch = sampler.draw()
        assert torch.equal(batch.post, batch.pre + 0.25)
        assert torch.equal(batch.distance > 1, batch.pre == 1000 * 53 + 805)
        for place in batch.pre[:, 0]:
            rows, cols = place // 1000, place % 1000
            assert any(
                rows.min() >= b.window.row and rows.max() < b.window.row_end
                and cols.min() >= b.window.col and cols.max() < b.window.col_end for b in blocks
            )  # fmt: skip
            assert len(rows.unique()) == len(cols.unique()) == 24
            ways.add((float(place[0, 1] - place[0, 0]), float(place[1, 0] - place[0, 0])))
    assert len(ways) == 8  # four turns, mirrored or not


def test_windows_are_seeded_and_no_larger_than_the_smallest_block() -> None:
    first, again, other = (WindowSampler(scattered(side=30), 1.0, 4, seed, "cpu").draw().pre for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert first.shape == (4, 1, 30, 30)


# ---- what is kept apart


@pytest.mark.parametrize("count", [2, 3, 5, 6, 16, 23])
def test_one_block_in_five_is_kept_apart(count: int) -> None:
    random = np.random.default_rng(count)
    blocks = [block_of(Window(100 * index, 0, 20, 20), random.random((20, 20)) < index / count) for index in range(count)]
    blocks.insert(1, block_of(Window(0, 100, 20, 20), valid=np.zeros((20, 20), bool)))
    taught, apart = keep_apart(blocks, 1.0, 0)
    assert len(apart) == count // 5 + (count % 5 > 1)
    found = [block.window for block in (*taught, *apart)]
    assert len(found) == len(set(found)) and set(found) == {block.window for block in blocks if block.valid.any()}
    again = keep_apart(blocks, 1.0, 0)
    assert [b.window for b in again[1]] == [b.window for b in apart]
    if count > 5:
        assert any([b.window for b in keep_apart(blocks, 1.0, seed)[1]] != [b.window for b in apart] for seed in (1, 2, 3))
    if count == 23:  # one of each five in the order of what is marked
        ranks = [block.window.col // 500 for block in apart]
        assert set(ranks) >= {0, 1, 2, 3}


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_blocks_to_keep_one_apart(count: int) -> None:
    blocks = [block_of(Window(0, 0, 20, 20))][:count]
    assert keep_apart([*blocks, block_of(Window(0, 100, 20, 20), valid=np.zeros((20, 20), bool))], 1.0, 0) == (blocks, [])
