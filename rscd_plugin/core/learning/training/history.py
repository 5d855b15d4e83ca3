"""What a training did, epoch by epoch."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from .task import SCORE


@dataclass(frozen=True)
class Epoch:
    """number: from 1. terms: of the loss, means over the iterations. figures: of the check. learning_rate: the last one."""

    number: int
    terms: dict[str, float]
    figures: dict[str, float]
    learning_rate: float
    seconds: float

    @property
    def loss(self) -> float:
        """Sum of the terms."""
        return sum(self.terms.values())

    def is_better_than(self, other: Epoch | None) -> bool:
        """By the score, of which one that is not a number is the worst. Without scores the later one is better."""
        if other is None or SCORE not in self.figures:
            return True
        mine, theirs = (-math.inf if math.isnan(epoch.figures[SCORE]) else epoch.figures[SCORE] for epoch in (self, other))
        return mine > theirs


@dataclass(frozen=True)
class TrainingHistory:
    """chosen: number of the epoch whose weights were kept. stopped: before the last epoch, "patience" or "nan"; else empty.

    batch_halvings: how often memory did not suffice. precision: of precision.PRECISIONS.
    """

    epochs: tuple[Epoch, ...]
    chosen: int
    stopped: str
    batch_halvings: int
    device: str
    precision: str

    def to_values(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)


def epoch_line(epochs: list[Epoch], best: Epoch, planned: int, score_name: str) -> str:
    """The last of `epochs` for the log, and how long the rest of `planned` ones takes, at most."""
    epoch = epochs[-1]
    score = left = ""
    if SCORE in epoch.figures:
        score = f", {score_name} {epoch.figures[SCORE]:.2f} (best {best.figures[SCORE]:.2f})"
    if epoch.number < planned:
        left = f", {duration(sum(past.seconds for past in epochs) / len(epochs) * (planned - epoch.number))} left"
    return f"Epoch {epoch.number} of {planned}: loss {epoch.loss:.3f}{score}{left}."


def duration(seconds: float) -> str:
    """For people."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
