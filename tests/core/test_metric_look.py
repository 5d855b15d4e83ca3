"""Looks at a network on the way: the criterion, what the start is worth, and the small pictures."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from rscd_plugin.core.metric.history import THUMBNAIL_PX
from rscd_plugin.core.metric.mosaic import Mosaic
from rscd_plugin.core.metric.stopping import LEAST_AGREEMENT, Look
from rscd_plugin.core.metric.training_windows import Block
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.tiling.window import Window


def grid_of(width: int, height: int) -> Grid:
    return Grid("", (0.0, 1.0, 0.0, 0.0, 0.0, -1.0), width, height)


def blocks_of(random: np.random.Generator, count: int = 3) -> list[Block]:
    """Beside each other; random dates, distances and holes."""
    blocks = []
    for index in range(count):
        pre, post, distance = (torch.from_numpy(random.normal(size=(1, 8, 10)).astype(np.float32)) for _ in range(3))
        valid = torch.from_numpy(random.random((1, 8, 10)) < 0.8)
        blocks.append(Block(Window(10 * index, 0, 10, 8), pre, post, distance.abs(), valid))
    return blocks


class Known(nn.Module):
    """Its logits are post."""

    def __init__(self, factor: float = 1.0) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, pre: torch.Tensor, post: torch.Tensor) -> torch.Tensor:
        return self.factor * post


def test_the_criterion_is_average_precision_in_the_blocks_apart() -> None:
    blocks = blocks_of(np.random.default_rng(0))
    held = [blocks[2], blocks[0]]
    check = Look(held, blocks, 0.7, grid_of(30, 8), "cpu")(Known(), 20)
    pixels = [
        (float(block.post[0, y, x]), float(block.distance[0, y, x]) > 0.7)
        for block in held for y in range(8) for x in range(10) if block.valid[0, y, x]
    ]  # fmt: skip
    precisions = []
    for logit, marked in pixels:
        if marked:
            above = [other for value, other in pixels if value >= logit]
            precisions.append(sum(above) / len(above))
    assert check.iteration == 20 and check.criterion == pytest.approx(np.mean(precisions))
    assert Look(held, blocks, 0.7, grid_of(30, 8), "cpu")(Known(-1.0), 20).criterion != pytest.approx(np.mean(precisions))


@pytest.mark.parametrize("case", ["nothing marked", "no numbers"])
def test_what_cannot_be_ranked_is_not_believed(case: str) -> None:
    blocks = blocks_of(np.random.default_rng(1))
    balance = 1e9 if case == "nothing marked" else 1e-9
    check = Look(blocks[:1], blocks, balance, grid_of(30, 8), "cpu")(Known(np.nan if case == "no numbers" else 1.0), 10)
    assert check.criterion == 0.0


def test_thumbnails_are_relative_scores_of_the_whole_pair() -> None:
    blocks = blocks_of(np.random.default_rng(2))
    look = Look(blocks[:1], blocks, 0.7, grid_of(30, 8), "cpu")
    start, later = look.start(), look(Known(), 10)
    valid, distance, post = (
        np.concatenate([getattr(block, part)[0].numpy() for block in blocks], axis=1) for part in ("valid", "distance", "post")
    )
    assert (start.iteration, start.criterion) == (0, LEAST_AGREEMENT)
    np.testing.assert_allclose(start.thumbnail, np.where(valid, distance / (distance + 0.7), np.nan), rtol=1e-5)
    np.testing.assert_allclose(later.thumbnail, np.where(valid, 1 / (1 + np.exp(-post)), np.nan), rtol=1e-5)


# ---- small pictures


def test_blocks_that_cover_the_raster_lie_as_they_do_there() -> None:
    grid = grid_of(500, 300)
    pixels = np.random.default_rng(3).random((300, 500)).astype(np.float32)
    windows = [Window(0, 0, 256, 300), Window(256, 0, 244, 112), Window(256, 112, 244, 188)]
    small = Mosaic(windows, grid).of([pixels[w.slices_in(grid.window)] for w in windows])
    assert small.dtype == np.float32 and max(small.shape) <= THUMBNAIL_PX
    np.testing.assert_array_equal(small, pixels[::2, ::2])


def test_blocks_of_a_larger_raster_lie_side_by_side() -> None:
    """Five blocks in two rows of three, each at its corner; NaN between."""
    windows = [Window(1000 * index, 5000, 20 - index, 30) for index in range(5)]
    small = Mosaic(windows, grid_of(10_000, 10_000)).of([np.full((30, 20 - i), i, np.float32) for i in range(5)])
    assert small.shape == (60, 78)
    for index in range(5):
        row, col = 30 * (index // 3), 30 * (index % 3)
        assert (small[row : row + 30, col : col + 20 - index] == index).all()
        assert np.isnan(small[row : row + 30, col + 20 - index : col + 30]).all()
    assert np.isnan(small[30:, 60:]).all()


@pytest.mark.parametrize("count", [1, 2, 64])
def test_no_picture_is_larger_than_it_may_be(count: int) -> None:
    windows = [Window(300 * index, 0, 256, 256) for index in range(count)]
    small = Mosaic(windows, grid_of(300 * count, 256)).of([np.ones((256, 256), np.float32)] * count)
    assert 0.5 * THUMBNAIL_PX <= max(small.shape) <= THUMBNAIL_PX
