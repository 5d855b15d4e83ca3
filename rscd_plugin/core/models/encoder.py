"""A residual encoder whose weights have torchvision's names, so that common ResNet checkpoints fit.

He et al. 2016, "Deep Residual Learning for Image Recognition", basic blocks (ResNet-18 and -34, and smaller ones).
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

RESNET_WIDTHS = (64, 128, 256, 512)
RESNET18_BLOCKS = (2, 2, 2, 2)


class BasicBlock(nn.Module):
    """Two 3 x 3 convolutions and a shortcut: (B, in_width, H, W) to (B, width, H / stride, W / stride)."""

    def __init__(self, in_width: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_width, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = None
        if stride != 1 or in_width != width:
            self.downsample = nn.Sequential(nn.Conv2d(in_width, width, 1, stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        shortcut = x if self.downsample is None else self.downsample(x)
        x = functional.relu(self.bn1(self.conv1(x)))
        return functional.relu(self.bn2(self.conv2(x)) + shortcut)


class Encoder(nn.Module):
    """One image to features at strides 4, 8, 16 and 32.

    bands: input bands. widths: channels of the four stages; blocks: basic blocks in each. The defaults are ResNet-18.
    """

    def __init__(
        self,
        bands: int = 3,
        widths: tuple[int, int, int, int] = RESNET_WIDTHS,
        blocks: tuple[int, int, int, int] = RESNET18_BLOCKS,
    ) -> None:
        super().__init__()
        self.bands, self.widths, self.blocks = bands, tuple(widths), tuple(blocks)
        self.conv1 = nn.Conv2d(bands, widths[0], 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(widths[0])
        in_widths = (widths[0], *widths[:-1])
        self.layer1 = _stage(in_widths[0], widths[0], blocks[0], stride=1)
        self.layer2 = _stage(in_widths[1], widths[1], blocks[1], stride=2)
        self.layer3 = _stage(in_widths[2], widths[2], blocks[2], stride=2)
        self.layer4 = _stage(in_widths[3], widths[3], blocks[3], stride=2)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, image: torch.Tensor) -> list[torch.Tensor]:
        """image: (B, bands, H, W) float, normalised. Returns four (B, width, H / stride, W / stride), finest first."""
        x = functional.relu(self.bn1(self.conv1(image)))
        x = functional.max_pool2d(x, 3, 2, 1)
        features = []
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
            features.append(x)
        return features


def _stage(in_width: int, width: int, blocks: int, stride: int) -> nn.Sequential:
    following = [BasicBlock(width, width, 1) for _ in range(blocks - 1)]
    return nn.Sequential(BasicBlock(in_width, width, stride), *following)
