"""How a training goes, whatever is learnt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_OWN = ("epochs", "batch", "learning_rate", "optimiser", "seed", "averaging", "patience")


@dataclass(frozen=True)
class LoopSettings:
    """How to train. What changes the result is part of the job that a checkpoint belongs to.

    learning_rate: the highest of the schedule. optimiser: of OPTIMISERS. device: cpu or cuda. checkpoint: written after each
    epoch. resume: a checkpoint to go on from. fingerprint: all else that the job is, as the JSON text of an object.
    averaging: decay of the weights' moving average, which is then what is checked and kept; 0: none. patience: epochs without
    a better score after which it ends; None: never. score_name: what the log calls the score.
    """

    epochs: int
    batch: int = 8
    learning_rate: float = 1e-3
    optimiser: str = "adamw"
    seed: int = 0
    device: str = "cpu"
    checkpoint: Path | None = None
    resume: Path | None = None
    fingerprint: str = "{}"
    averaging: float = 0.0
    patience: int | None = None
    score_name: str = "score"

    @property
    def job(self) -> dict[str, Any]:
        """What a checkpoint must agree with."""
        return {**json.loads(self.fingerprint), **{name: getattr(self, name) for name in _OWN}}
