"""How an optimisation went, as the log and the report tell it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

TOTAL = "total"
THUMBNAIL_PX = 256


@dataclass(frozen=True, eq=False)
class Check:
    """A look at the network on the way.

    iteration: after so many; 0 is the start. criterion: average precision, 0-1, by which the network is chosen; of the start:
    what a network must exceed. thumbnail: what the network, or the start, answered, as `Mosaic` lays it out: (height, width)
    float32, 0-1, NaN where there is no data, its longer side at most THUMBNAIL_PX.
    """

    iteration: int
    criterion: float
    thumbnail: np.ndarray


@dataclass(frozen=True)
class History:
    """terms: name of a term of the loss → its value in each iteration, the sum under TOTAL; empty where nothing was optimised.

    checks: in the order of iterations. chosen: the iteration whose network is used; 0 is the start. iterations_used: how many
    were run, of at most iterations_most. sentence: why it stopped, in plain words.
    """

    terms: dict[str, tuple[float, ...]] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    chosen: int = 0
    iterations_used: int = 0
    iterations_most: int = 0
    sentence: str = "Nothing was optimised: the mode has no iterations."

    @property
    def loss_first(self) -> float | None:
        """The whole loss in the first iteration; None where there was none."""
        total = self.terms.get(TOTAL)
        return total[0] if total else None

    @property
    def loss_last(self) -> float | None:
        """The whole loss in the last iteration; None where there was none."""
        total = self.terms.get(TOTAL)
        return total[-1] if total else None
