"""Optimisers, and how their learning rate runs over a training."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import nn

WARM_UP = 30  # iterations: batch norm and AdamW's moments know nothing before
DECAY_POWER = 0.9


@dataclass(frozen=True)
class Recipe:
    """An optimiser with what belongs to it. largest_norm: to which the gradient of all weights together is cut."""

    weight_decay: float
    largest_norm: float
    learning_rate: float  # where the user gives none


OPTIMISERS = {
    "adamw": Recipe(weight_decay=0.01, largest_norm=5.0, learning_rate=1e-3),
    "sgd": Recipe(weight_decay=5e-4, largest_norm=math.inf, learning_rate=0.01),  # SaDL's
}


def make_optimiser(network: nn.Module, name: str, learning_rate: float) -> torch.optim.Optimizer:
    """`name` of OPTIMISERS for all weights of `network` that have a gradient."""
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    weight_decay = OPTIMISERS[name].weight_decay
    if name == "sgd":
        return torch.optim.SGD(weights, lr=learning_rate, momentum=0.9, weight_decay=weight_decay)
    return torch.optim.AdamW(weights, lr=learning_rate, weight_decay=weight_decay, betas=(0.9, 0.99))


def rate_factor(name: str, iteration: int, iterations: int) -> float:
    """Share, 0-1, of the full learning rate in `iteration` (from 0) of `iterations`.

    sgd: (1 - iteration / iterations) ^ 0.9, as SaDL has it (Chen et al. 2017, "DeepLab", section 4.1). adamw: a straight
    rise over WARM_UP iterations, then half a cosine down to 0 (Loshchilov and Hutter 2017, "SGDR", equation 5).
    """
    if name == "sgd":
        return (1.0 - iteration / iterations) ** DECAY_POWER
    if iteration < WARM_UP:
        return (iteration + 1) / WARM_UP
    return 0.5 * (1.0 + math.cos(math.pi * (iteration - WARM_UP) / max(1, iterations - WARM_UP)))
