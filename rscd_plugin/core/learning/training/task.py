"""What a training loop knows of what is learnt."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import nn

from ...progress import Progress

Batch = dict[str, torch.Tensor]
SCORE = "score"


class Task(ABC):
    """A network, the batches it learns from, the loss that says how well it does, and a check on what it did not learn from.

    Holds no random state of its own: all that is drawn comes from the generator given, so that the loop can stop and go on.
    """

    network: nn.Module

    @abstractmethod
    def draw(self, count: int, rng: torch.Generator) -> Batch:
        """A batch on the CPU; the first dimension of every tensor is `count`, so that it can be cut into smaller ones."""

    @abstractmethod
    def terms(self, batch: Batch) -> dict[str, torch.Tensor]:
        """The weighted terms of the loss, scalars with a gradient; their sum is minimised. `batch` is on the network's device."""

    @abstractmethod
    def check(self, progress: Progress) -> dict[str, float]:
        """Figures of the network, in eval mode, on validation chips; SCORE among them decides which weights are kept: higher is
        better. Empty where there is too little to judge by: then the last weights are kept. The same every time it is asked.
        """
