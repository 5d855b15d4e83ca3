"""Training a change detector on labelled chips."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch

from ..models.detector import ChangeDetector
from .augment import vary_geometry, vary_look
from .losses import change_loss


@dataclass(frozen=True)
class Chips:
    """Labelled pairs. pre, post: (N, bands, H, W) uint8. truth: (N, H, W) uint8, 1 = change, 0 = no change."""

    pre: torch.Tensor
    post: torch.Tensor
    truth: torch.Tensor


@dataclass(frozen=True)
class TrainingSettings:
    """How to train. `scale`, `mean` and `std` as in the model card: the network sees (value / scale - mean) / std."""

    iterations: int
    batch: int = 8
    crop_px: int = 128
    learning_rate: float = 1e-3
    warm_up: int = 30
    weight_decay: float = 0.01
    scale: float = 255.0
    mean: tuple[float, ...] = (0.485, 0.456, 0.406)
    std: tuple[float, ...] = (0.229, 0.224, 0.225)
    seed: int = 0
    bfloat16: bool = False  # half the time where the processor has it (AMX, AVX512-BF16), slower elsewhere


def train_detector(
    detector: ChangeDetector, chips: Chips, settings: TrainingSettings, report: Callable[[int, float], None]
) -> None:
    """Train `detector` in place and leave it in eval mode.

    AdamW with warm-up and cosine decay; half of the crops are aimed at change. `report` gets the number of finished
    iterations and the loss, after each of them; what it raises (a cancel) ends the training. The same detector, chips
    and settings give the same weights on the same machine and number of threads.
    """
    rng = torch.Generator().manual_seed(settings.seed)
    sampler = CropSampler(chips, settings, rng)
    optimiser = torch.optim.AdamW(
        detector.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay, betas=(0.9, 0.99)
    )
    detector.to(memory_format=torch.channels_last).train()
    for iteration in range(settings.iterations):
        for group in optimiser.param_groups:
            group["lr"] = settings.learning_rate * rate_factor(iteration, settings)
        pre, post, target = sampler.draw()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=settings.bfloat16):
            logits = detector(pre, post)
        loss = change_loss(logits.float(), target)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(detector.parameters(), 5.0)
        optimiser.step()
        report(iteration + 1, float(loss.detach()))
    detector.eval()


def rate_factor(iteration: int, settings: TrainingSettings) -> float:
    """Share of the full learning rate: a straight rise over `warm_up` iterations, then half a cosine down to 0."""
    if iteration < settings.warm_up:
        return (iteration + 1) / settings.warm_up
    done = (iteration - settings.warm_up) / max(1, settings.iterations - settings.warm_up)
    return 0.5 * (1.0 + math.cos(math.pi * done))


class CropSampler:
    """Draws augmented, normalised batches; half of the crops are centred on a changed pixel."""

    def __init__(self, chips: Chips, settings: TrainingSettings, rng: torch.Generator) -> None:
        self._chips, self._settings, self._rng = chips, settings, rng
        self._with_change = torch.nonzero(chips.truth.flatten(1).any(dim=1)).flatten()
        self._mean = torch.tensor(settings.mean)[:, None, None]
        self._std = torch.tensor(settings.std)[:, None, None]

    def draw(self) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """pre and post (batch, bands, crop_px, crop_px) float32, normalised, and the target (batch, 1, …) float32."""
        settings, rng = self._settings, self._rng
        picks, centres = zip(*(self._pick(aimed=index % 2 == 0) for index in range(settings.batch)))
        index = torch.tensor(picks)
        pre = self._chips.pre[index].float() / settings.scale
        post = self._chips.post[index].float() / settings.scale
        truth = self._chips.truth[index][:, None].float()
        pre, post, target = vary_geometry(pre, post, truth, torch.tensor(centres), settings.crop_px, rng)
        pre, post = ((vary_look(image, rng) - self._mean) / self._std for image in (pre, post))
        return _fast(pre), _fast(post), target

    def _pick(self, aimed: bool) -> tuple[int, tuple[float, float]]:
        height, width = self._chips.truth.shape[1:]
        if aimed and len(self._with_change):
            chip = int(self._with_change[self._below(len(self._with_change))])
            changed = torch.nonzero(self._chips.truth[chip])
            y, x = changed[self._below(len(changed))].tolist()
            reach = self._settings.crop_px // 3
            return chip, (y + self._below(2 * reach + 1) - reach, x + self._below(2 * reach + 1) - reach)
        return self._below(len(self._chips.truth)), (float(self._below(height)), float(self._below(width)))

    def _below(self, bound: int) -> int:
        return int(torch.randint(bound, (1,), generator=self._rng))


def _fast(image: torch.Tensor) -> torch.Tensor:
    return image.contiguous(memory_format=torch.channels_last)
