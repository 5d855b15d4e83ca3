"""First weights that depend on a seed alone, and on nothing that was drawn before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Within it torch draws from `seed` on the CPU; afterwards its random state is what it was before."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield


def initialise_he(network: nn.Module) -> None:
    """Convolutions keep the size of what goes through them and a ReLU: N(0, 2 / inputs per output), biases 0.

    He et al. 2015, "Delving Deep into Rectifiers", equation 10.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_in", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
