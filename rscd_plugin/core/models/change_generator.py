"""D-CPG, the deep change probability generator of Metric-CD: what differs between the dates to a change logit a pixel.

Bandara and Patel 2023, "Deep Metric Learning for Unsupervised Remote Sensing Change Detection". The paper ends in a
softmax over two logits, (q, p) = softmax(z_q, z_p). That is p = sigmoid(z_p - z_q), q = 1 - p, so the difference of the
two is the one logit that both networks here answer.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from .encoder import BasicBlock
from .initialising import initialise_he, seeded
from .padding import pad_to_multiple


class ChangeProbabilityGenerator(nn.Module):
    """(B, channels, H, W) float, normalised to about unit variance, to change logits (B, 1, H, W); any H, W >= 1.

    In eval mode an answer depends only on pixels at most `halo_px` away (along rows and along columns), and a tile that
    begins at multiples of `align_px` gives the whole image's answers but for what lies within `halo_px` of a cut.
    """

    halo_px: int
    align_px: int


class ResidualGenerator(ChangeProbabilityGenerator):
    """The published D-CPG: residual blocks at full resolution, 604,706 weights at 3 channels.

    Slow, and hungry: two activations of `width` channels a block are kept for the gradient.
    """

    align_px = 1

    def __init__(self, channels: int, width: int = 32, blocks: int = 32, seed: int = 0) -> None:
        super().__init__()
        self.halo_px = 1 + 2 * blocks + 1 + 1  # a pixel for each 3 x 3 convolution on the way
        with seeded(seed):
            self.entry = nn.Conv2d(channels, width, 3, 1, 1)
            self.blocks = nn.Sequential(*(BasicBlock(width, width, 1) for _ in range(blocks)))
            self.closing = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1), nn.BatchNorm2d(width))
            initialise_he(self)
            self.head = nn.Conv2d(width, 2, 3, 1, 1)

    def forward(self, difference: torch.Tensor) -> torch.Tensor:
        x = functional.relu(self.entry(difference))
        unchanged, changed = self.head(self.closing(self.blocks(x))).chunk(2, dim=1)
        return changed - unchanged


class UGenerator(ChangeProbabilityGenerator):
    """A small U at strides 1, 2, 4 … 2^(levels - 1): 58,577 weights at 4 channels, width 16 and 3 levels.

    `width` channels at full resolution, twice as many below (Ronneberger et al. 2015, "U-Net", much thinner), and as few
    convolutions as that takes: with two at each step, and a 3 x 3 head, it follows its target into every error (nine
    Sentinel-2 pairs: AUROC .89 and not .93). Batch norm, because without it the loss is left at its trap: few pixels change,
    so the first steps push all logits down together, until the sigmoid is flat and nothing is learnt. In eval mode its
    statistics are fixed, so that tiles agree.
    """

    def __init__(self, channels: int, width: int = 16, levels: int = 3, seed: int = 0) -> None:
        super().__init__()
        self.align_px = 2 ** (levels - 1)
        self.halo_px = _reach_px(levels)
        widths = [width] + [2 * width] * (levels - 1)
        with seeded(seed):
            self.entry = _conv(channels, width)
            self.down = nn.ModuleList(nn.Sequential(_conv(into, out), _conv(out, out)) for into, out in zip(widths, widths[1:]))
            self.up = nn.ModuleList(_conv(skip + coarse, skip) for skip, coarse in zip(widths, widths[1:]))
            self.head = nn.Conv2d(width, 1, 1)

    def forward(self, difference: torch.Tensor) -> torch.Tensor:
        height, width = difference.shape[-2:]
        x = self.entry(pad_to_multiple(difference, self.align_px))
        skips = []
        for step in self.down:
            skips.append(x)
            x = step(functional.avg_pool2d(x, 2))
        for step, skip in zip(reversed(self.up), reversed(skips)):
            coarse = functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = step(torch.cat([coarse, skip], dim=1))
        return self.head(x)[..., :height, :width]


def _conv(into: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(into, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU())


def _reach_px(levels: int) -> int:
    """The U's exact reach in pixels, from the deepest level up, each in pixels of its own stride.

    What reaches r coarse pixels reaches 2 r fine ones, and the bilinear step, which mixes two coarse pixels, 2 more.
    """
    reach = 2 if levels > 1 else 1
    for level in range(levels - 2, -1, -1):
        reach = 2 * reach + 2 + (3 if level else 2)  # convolutions: two on the way down, one at the entry; one on the way up
    return reach
