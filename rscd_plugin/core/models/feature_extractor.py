"""D-FE, the deep feature extractor of Metric-CD: one date's image to features at three strides.

Bandara and Patel 2023, "Deep Metric Learning for Unsupervised Remote Sensing Change Detection", use VGG16's relu1_2,
relu2_2 and relu3_3 (Simonyan and Zisserman 2015). A residual encoder may take its place, such as one pretrained here.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from .encoder import Encoder
from .initialising import initialise_he, seeded
from .padding import pad_to_multiple

VGG_WIDTHS = (64, 128, 256)
# Number of each convolution among torchvision's layers, level by level; the layer after each is a ReLU, and between
# two levels stands a pooling.
VGG_CONVOLUTIONS = ((0, 2), (5, 7), (10, 12, 14))


@dataclass(frozen=True)
class Level:
    """Where one feature map lies on the image: feature i stands for the pixels around i * stride_px + centre_px.

    Pixels are counted by their centres. Poolings of 2 x 2 put a feature into the middle of its pixels; the centred
    kernels of a ResNet, which step over pixels, onto the first of them.
    """

    channels: int
    stride_px: int
    centre_px: float


class FeatureExtractor(nn.Module):
    """(B, bands, H, W) float, bands standardised, to three (B, channels, ceil(H / stride), ceil(W / stride)); H, W >= 1.

    Features brought back to the image's pixels (`feature_distance`) depend on pixels at most `halo_px` away, and a tile
    that begins at multiples of `align_px` gives the whole image's but for what lies within `halo_px` of a cut.
    """

    bands: int
    levels: tuple[Level, Level, Level]
    halo_px: int
    align_px: int


class VggExtractor(FeatureExtractor):
    """The first seven convolutions of VGG16, under torchvision's names. Strides 1, 2 and 4; 1.7 million weights.

    Random He weights until others are loaded (`pretrained.load_extractor`).
    """

    align_px = 4
    # Convolutions at strides 1, 1, 2, 2, 4, 4, 4 and the other pixels of a feature of stride 4: the bilinear way back
    # mixes two features, of which the farther one ends 5 pixels away.
    halo_px = 2 * 1 + 2 * 2 + 3 * 4 + 5

    def __init__(self, bands: int, widths: tuple[int, int, int] = VGG_WIDTHS, seed: int = 0) -> None:
        super().__init__()
        self.bands = bands
        self.levels = tuple(Level(width, 2**level, (2**level - 1) / 2) for level, width in enumerate(widths))
        layers: list[nn.Module] = []
        into = bands
        with seeded(seed):
            for numbers, width in zip(VGG_CONVOLUTIONS, widths):
                if layers:
                    layers.append(nn.MaxPool2d(2))
                for _ in numbers:
                    layers += [nn.Conv2d(into, width, 3, 1, 1), nn.ReLU()]
                    into = width
            self.features = nn.Sequential(*layers)
            initialise_he(self)

    def forward(self, image: torch.Tensor) -> list[torch.Tensor]:
        height, width = image.shape[-2:]
        x = pad_to_multiple(image, self.align_px)
        found, start = [], 0
        for level, numbers in zip(self.levels, VGG_CONVOLUTIONS):
            end = numbers[-1] + 2
            x = self.features[start:end](x)
            found.append(x[..., : -(-height // level.stride_px), : -(-width // level.stride_px)])
            start = end
        return found


class ResNetExtractor(FeatureExtractor):
    """The first three stages of a residual encoder, at strides 4, 8 and 16.

    Batch norm keeps its learnt statistics in train mode too: those of a window would make features depend on the tiling.
    """

    align_px = 16

    def __init__(self, bands: int, widths: tuple[int, int, int], blocks: tuple[int, int, int]) -> None:
        super().__init__()
        self.bands = bands
        self.levels = tuple(Level(width, 4 * 2**level, 0.0) for level, width in enumerate(widths))
        self.halo_px = _resnet_reach_px(blocks) + 15  # the farther of two features of stride 16 on the bilinear way back
        with seeded(0):
            self.encoder = Encoder(bands, (*widths, widths[-1]), (*blocks, 1))
        self.encoder.layer4 = nn.Identity()
        self.encoder.eval()

    def forward(self, image: torch.Tensor) -> list[torch.Tensor]:
        return self.encoder(image)[:3]

    def train(self, mode: bool = True) -> ResNetExtractor:
        super().train(mode)
        self.encoder.eval()
        return self


def _resnet_reach_px(blocks: tuple[int, int, int]) -> int:
    """How far a feature of the third stage sees from its centre: stem, pooling, then each convolution times its stride."""
    reach = 3 * 1 + 1 * 2 + 2 * blocks[0] * 4
    for stride, count in zip((4, 8), blocks[1:]):
        reach += stride + (2 * count - 1) * 2 * stride
    return reach
