"""Training and validation apart by area: whole blocks of ground, and no ground in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .survey import FoundSquare

Parts = tuple[list[FoundSquare], list[FoundSquare]]


def split_by_block(squares: Sequence[FoundSquare], grounds: Mapping[int, int], share: float, seed: int) -> Parts | None:
    """Squares to train on, and about `share` of the blocks to validate on; None when fewer than two blocks hold foreground.

    grounds: for each block the number of its ground; blocks of one ground stay together.
    Drawn apart from blocks with foreground and from those without. Of the former one out of every few that have about as much
    of it, so that validation has neither the richest nor the poorest only; each side gets one at least.
    """
    amounts: dict[int, int] = {}
    for square in squares:
        ground = grounds[square.block]
        amounts[ground] = amounts.get(ground, 0) + square.foreground_px
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(sorted(amounts)).tolist()
    rich = sorted((ground for ground in shuffled if amounts[ground]), key=lambda ground: amounts[ground])
    poor = [ground for ground in shuffled if not amounts[ground]]
    if len(rich) < 2:
        return None
    count = min(max(1, round(share * len(rich))), len(rich) - 1)
    chosen = {int(rng.choice(run)) for run in np.array_split(rich, count)}
    chosen.update(poor[: max(0, round(share * len(amounts)) - count)])
    parts: Parts = ([], [])
    for square in squares:
        parts[grounds[square.block] in chosen].append(square)
    return parts
