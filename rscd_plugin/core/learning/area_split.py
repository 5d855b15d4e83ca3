"""Training and validation apart by area: whole blocks of ground, and no ground in both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .survey import FoundSquare


def split_by_block(squares: Sequence[FoundSquare], share: float, seed: int) -> tuple[list[FoundSquare], list[FoundSquare]] | None:
    """Squares to train on, and about `share` of the blocks to validate on; None when fewer than two blocks hold foreground.

    Drawn apart from blocks with foreground and from those without. Of the former one out of every few that have about as much
    of it, so that validation has neither the richest nor the poorest only; each side gets one at least.
    """
    amounts: dict[int, int] = {}
    for square in squares:
        amounts[square.block] = amounts.get(square.block, 0) + square.foreground_px
    rng = np.random.default_rng(seed)
    shuffled = [sorted(amounts)[place] for place in rng.permutation(len(amounts))]
    rich = sorted((block for block in shuffled if amounts[block]), key=lambda block: amounts[block])
    poor = [block for block in shuffled if not amounts[block]]
    if len(rich) < 2:
        return None
    count = min(max(1, round(share * len(rich))), len(rich) - 1)
    chosen = {int(rng.choice(run)) for run in np.array_split(rich, count)}
    chosen.update(poor[: max(0, round(share * len(amounts)) - count)])
    return [square for square in squares if square.block not in chosen], [square for square in squares if square.block in chosen]
