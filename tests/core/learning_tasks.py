"""A task that trains in milliseconds, and what goes wrong with it on request."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from rscd_plugin.core.learning.training.task import SCORE, Batch, Task
from rscd_plugin.core.progress import Progress


class DotTask(Task):
    """Finds bright dots in noise: a convolution with batch norm, and another on top.

    scores: of the checks, in order; empty: the share of pixels that are right. most: samples in memory at once.
    """

    def __init__(self, scores: tuple[float, ...] | None = (), most: int = 1000, norm: bool = True) -> None:
        with torch.random.fork_rng():
            torch.manual_seed(3)
            middle = nn.BatchNorm2d(4) if norm else nn.Identity()
            self.network = nn.Sequential(nn.Conv2d(2, 4, 3, 1, 1), middle, nn.ReLU(), nn.Conv2d(4, 1, 1))
        self.scores, self.most = scores, most
        self.iterations = self.checks = 0
        self.poison_at = -1  # iteration, from 0, whose loss is not a number
        self.seen: list[int] = []
        self.checked: list[dict[str, torch.Tensor]] = []

    def draw(self, count: int, rng: torch.Generator) -> Batch:
        truth = (torch.rand((count, 1, 8, 8), generator=rng) < 0.1).float()
        return {"image": torch.randn((count, 2, 8, 8), generator=rng) + 2 * truth, "truth": truth}

    def terms(self, batch: Batch) -> dict[str, torch.Tensor]:
        self.seen.append(len(batch["image"]))
        if len(batch["image"]) > self.most:
            raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")
        logits = self.network(batch["image"]).float()
        loss = functional.binary_cross_entropy_with_logits(logits, batch["truth"])
        if self.iterations == self.poison_at:
            loss = loss * torch.nan
        self.iterations += 1
        return {"entropy": loss, "size": 1e-3 * logits.square().mean()}

    def check(self, progress: Progress) -> dict[str, float]:
        assert not self.network.training and not torch.is_grad_enabled()
        progress.report(0.5)
        self.checked.append({name: tensor.clone() for name, tensor in self.network.state_dict().items()})
        self.checks += 1
        if self.scores is None:
            return {}
        if self.scores:
            return {SCORE: self.scores[self.checks - 1]}
        batch = self.draw(16, torch.Generator().manual_seed(99))
        right = (self.network(batch["image"]) > 0).float() == batch["truth"]
        return {SCORE: float(right.float().mean()), "dots": float(batch["truth"].sum())}
