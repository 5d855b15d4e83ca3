"""A network's weights as values: copied, put back, averaged over iterations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

Weights = dict[str, torch.Tensor]


def copy_of(network: nn.Module) -> Weights:
    """Weights and statistics as they are now, on the CPU."""
    return {name: tensor.detach().to("cpu", copy=True) for name, tensor in network.state_dict().items()}


class WeightAverage:
    """Exponential moving average of all weights, batch norm's statistics among them: a_n = d a_(n-1) + (1 - d) w_n.

    d = min(decay, (1 + n) / (10 + n)), so that the start is soon forgotten (as in TensorFlow's ExponentialMovingAverage).
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.weights = {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}
        self._decay = decay

    def update(self, network: nn.Module, iteration: int) -> None:
        """Take in the weights after `iteration`, from 0."""
        decay = min(self._decay, (2 + iteration) / (11 + iteration))
        for name, tensor in network.state_dict().items():
            if tensor.is_floating_point():
                self.weights[name].lerp_(tensor, 1.0 - decay)
            else:
                self.weights[name].copy_(tensor)

    def take(self, weights: Weights) -> None:
        """Go on from these."""
        for name, mine in self.weights.items():
            mine.copy_(weights[name])

    @contextmanager
    def instead_of(self, network: nn.Module) -> Iterator[None]:
        """Within it `network` has the averaged weights, afterwards its own again."""
        own = copy_of(network)
        network.load_state_dict(self.weights)
        try:
            yield
        finally:
            network.load_state_dict(own)
