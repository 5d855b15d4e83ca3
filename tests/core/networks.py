"""What the tests of fully convolutional networks share: tiles against the whole image, and how far a network sees."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

Answer = Callable[[torch.Tensor], torch.Tensor]


def tiled(answer: Answer, image: torch.Tensor, keep_px: int, halo_px: int, align_px: int) -> torch.Tensor:
    """`answer` of (1, channels, H, W) put together from tiles that begin at multiples of `align_px`."""
    height, width = image.shape[-2:]
    halo_px = -(-halo_px // align_px) * align_px
    rows = []
    for top in range(0, height, keep_px):
        row = []
        for left in range(0, width, keep_px):
            y, x = max(0, top - halo_px), max(0, left - halo_px)
            tile = answer(image[..., y : top + keep_px + halo_px, x : left + keep_px + halo_px])
            row.append(tile[..., top - y : top - y + keep_px, left - x : left - x + keep_px])
        rows.append(torch.cat(row, dim=-1))
    return torch.cat(rows, dim=-2)


def reach_px(answer: Answer, channels: int, align_px: int, size_px: int) -> int:
    """How far along a row a changed pixel changes the answer, at most over all places that it can have in a stride.

    Exact for a network of positive weights in float64: nothing cancels, and no ReLU and no maximum hides it.
    """
    image = torch.ones(1, channels, 2 * align_px, size_px, dtype=torch.float64)
    farthest = 0
    with torch.no_grad():
        before = answer(image)
        for place in range(align_px):
            column = size_px // 2 // align_px * align_px + place
            other = image.clone()
            other[..., column] += 1.0
            columns = torch.nonzero((answer(other) - before).abs().sum(dim=(0, 1, 2)) > 0)[:, 0]
            farthest = max(farthest, int((columns - column).abs().max()))
    return farthest


def with_positive_weights(network: nn.Module) -> nn.Module:
    """In float64, each convolution a plain mean of its inputs, give or take: symmetric but for the steps of strides."""
    network = network.double().eval()
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.constant_(module.weight, 1.0 / module.weight[0].numel())
            module.weight.data *= torch.linspace(0.5, 1.5, len(module.weight)).reshape(-1, 1, 1, 1)  # channels differ
    return network
