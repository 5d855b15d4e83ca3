"""The blocks that a pair is optimised on, held in memory, and mini-batches drawn from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ..tiling.window import Window

WINDOW_PX = 128


@dataclass(frozen=True)
class Block:
    """A block of the pair. window: where it lies. pre, post: I1 and I2, (bands, height, width) float32, 0 where not valid.
    distance: what the loss pulls and pushes by, (1, height, width) float32, 0 or more. valid: (1, height, width) bool.
    """

    window: Window
    pre: torch.Tensor
    post: torch.Tensor
    distance: torch.Tensor
    valid: torch.Tensor


@dataclass(frozen=True)
class Batch:
    """Windows of blocks: as in Block, with a leading dimension."""

    pre: torch.Tensor
    post: torch.Tensor
    distance: torch.Tensor
    valid: torch.Tensor


class WindowSampler:
    """Draws mini-batches of `batch` windows, turned and mirrored at random.

    They have WINDOW_PX a side, or as much as the smallest block.
    Half of them lie around a pixel whose distance exceeds `balance`, if there is one, so that rare change is seen.
    """

    def __init__(self, blocks: Sequence[Block], balance: float, batch: int, seed: int, device: str) -> None:
        self._batch = batch
        self._blocks = [block for block in blocks if block.valid.any()]
        self._side = min(WINDOW_PX, *(side for block in self._blocks for side in block.valid.shape[1:]))
        self._rng = np.random.default_rng(seed)
        self._device = device
        changed = [torch.nonzero((block.distance[0] > balance) & block.valid[0]).numpy() for block in self._blocks]
        self._changed = [(index, places) for index, places in enumerate(changed) if len(places)]
        self._chances = np.array([len(places) for _, places in self._changed], np.float64)
        areas = np.array([block.valid.shape[1] * block.valid.shape[2] for block in self._blocks], np.float64)
        self._shares = areas / areas.sum()

    def draw(self) -> Batch:
        """`batch` windows on the device."""
        drawn = [self._window(aimed=2 * index >= self._batch) for index in range(self._batch)]
        return Batch(*(torch.stack(parts).to(self._device) for parts in zip(*drawn)))

    def _window(self, aimed: bool) -> tuple[torch.Tensor, ...]:
        rng, side = self._rng, self._side
        if aimed and self._changed:
            index, places = self._changed[rng.choice(len(self._changed), p=self._chances / self._chances.sum())]
            block = self._blocks[index]
            corner = places[rng.integers(len(places))] - rng.integers(side, size=2)
        else:
            block = self._blocks[rng.choice(len(self._blocks), p=self._shares)]
            corner = rng.integers(-(side // 2), np.array(block.valid.shape[1:]) - side // 2)
        row, col = np.clip(corner, 0, np.array(block.valid.shape[1:]) - side)
        turns, mirrored = int(rng.integers(4)), bool(rng.integers(2))
        cut = (part[:, row : row + side, col : col + side] for part in (block.pre, block.post, block.distance, block.valid))
        turned = (torch.rot90(part, turns, (1, 2)) for part in cut)
        return tuple(part.flip(2) if mirrored else part for part in turned)
