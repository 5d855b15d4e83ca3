"""When optimising on a pair has gone far enough, and whether it went anywhere: looks at blocks that nothing is optimised on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from ..accuracy.ranking import average_precision
from ..raster.grid import Grid
from .history import Check
from .mosaic import Mosaic
from .objectives import Objective
from .training_windows import Block

LEAST_AGREEMENT = 0.5  # what a network must reach to be believed
_ONE_IN = 5


class Look:
    """The criterion: how well a network ranks, in blocks that it never saw, what the start marks there as changed (average
    precision, 0-1).

    Unlike the loss, which falls on these blocks too, it has a peak: first the network learns what marked pixels have in
    common, then the start's errors. A network that nowhere reaches LEAST_AGREEMENT has found something else than the start
    did, or nothing, and is not believed.

    held: the blocks apart. shown: all blocks, for thumbnails. balance: the distance above which the start marks change.
    """

    def __init__(self, held: Sequence[Block], shown: Sequence[Block], balance: float, grid: Grid, device: str) -> None:
        self._held, self._shown, self._balance, self._device = held, shown, balance, device
        self._mosaic = Mosaic([block.window for block in shown], grid)
        self._marked = np.concatenate([(block.distance[block.valid] > balance).numpy() for block in held])

    def start(self) -> Check:
        """What a look must be better than."""
        shares = [block.distance / (block.distance + self._balance) for block in self._shown]
        return Check(0, LEAST_AGREEMENT, self._thumbnail(shares))

    def __call__(self, objective: Objective, iteration: int) -> Check:
        """Look at the networks, in eval mode, as they are after `iteration`."""
        answers = [self._answer(objective, block) for block in self._shown]
        by_window = {block.window: answer for block, answer in zip(self._shown, answers)}
        logits = np.concatenate([by_window[block.window][block.valid].numpy() for block in self._held])
        can_rank = self._marked.any() and np.isfinite(logits).all()
        criterion = average_precision(logits, self._marked) if can_rank else 0.0
        return Check(iteration, criterion, self._thumbnail([torch.sigmoid(answer) for answer in answers]))

    def _answer(self, objective: Objective, block: Block) -> torch.Tensor:
        with torch.no_grad():
            return objective(block.pre[None].to(self._device), block.post[None].to(self._device))[0].cpu()

    def _thumbnail(self, maps: Sequence[torch.Tensor]) -> np.ndarray:
        return self._mosaic.of([torch.where(block.valid, part, torch.nan)[0].numpy() for block, part in zip(self._shown, maps)])


def keep_apart(blocks: Sequence[Block], balance: float, seed: int) -> tuple[list[Block], list[Block]]:
    """(blocks to optimise on, blocks to look at): one in five is kept apart, alike in how much the start marks in them.

    With fewer than two blocks that hold data the second list is empty.
    """
    usable = [block for block in blocks if block.valid.any()]
    marked = [int(((block.distance > balance) & block.valid).sum()) for block in usable]
    order = np.argsort(-np.array(marked), kind="stable")
    if len(order) < 2:
        return usable, []
    rng = np.random.default_rng(seed)
    groups = [order[start : start + _ONE_IN] for start in range(0, len(order), _ONE_IN)]
    held = {int(rng.choice(group)) for group in groups if len(group) > 1}
    return [block for index, block in enumerate(usable) if index not in held], [usable[index] for index in sorted(held)]
