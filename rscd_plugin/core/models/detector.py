"""The Siamese change detector: one encoder for both dates, compared at stride 4.

The two dates are fused as [|f1 - f2|, f1 + f2], which is the same whichever date comes first.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from .encoder import Encoder
from .local_normalisation import REACH_PX, normalise_locally


class FeaturePyramid(nn.Module):
    """Features of all strides brought together at stride 4 (Lin et al. 2017, "Feature Pyramid Networks")."""

    def __init__(self, widths: tuple[int, ...], width: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(stage, width, 1) for stage in widths)
        self.width = width
        self.smooth = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, features: list[torch.Tensor]) -> torch.Tensor:
        """features: four (B, width_i, H / stride_i, W / stride_i), finest first. Returns (B, width, H / 4, W / 4), signed."""
        x = self.lateral[-1](features[-1])
        for lateral, finer in zip(reversed(self.lateral[:-1]), reversed(features[:-1])):
            x = lateral(finer) + functional.interpolate(x, size=finer.shape[-2:], mode="bilinear", align_corners=False)
        return self.smooth(x)


class ChangeDetector(nn.Module):
    """Change logits of a pair, each date normalised by its surroundings first. Batch norm: in eval mode the answer does not
    depend on what else is in the tile.

    classes: how many classes a single date has, background included; from 2 on the features are also read out as classes, which
    single dates with labels teach. That part is not needed to find changes.
    """

    def __init__(self, encoder: Encoder, width: int = 64, classes: int = 0) -> None:
        super().__init__()
        self.encoder = encoder
        self.pyramid = FeaturePyramid(encoder.widths, width)
        self.head = nn.Sequential(
            nn.Conv2d(2 * width, width, 3, 1, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width // 2, 3, 1, 1, bias=False),
            nn.BatchNorm2d(width // 2),
            nn.ReLU(),
            nn.Conv2d(width // 2, 1, 1),
        )

        self.segmentation = None
        if classes > 1:
            self.segmentation = nn.Sequential(
                nn.Conv2d(width, width // 2, 3, 1, 1, bias=False),
                nn.BatchNorm2d(width // 2),
                nn.ReLU(),
                nn.Conv2d(width // 2, classes, 1),
            )

    def forward(self, pre: torch.Tensor, post: torch.Tensor) -> torch.Tensor:
        """pre, post: (B, bands, H, W) float, normalised alike. Returns change logits (B, 1, H, W)."""
        return self.change(*self.features(pre, post), pre.shape[-2:])

    def features(self, pre: torch.Tensor, post: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Of each date: (B, width, H / 4, W / 4)."""
        both = normalise_locally(torch.cat([pre, post]))
        feature_pre, feature_post = functional.relu(self.pyramid(self.encoder(both))).chunk(2)
        return feature_pre, feature_post

    def change(self, feature_pre: torch.Tensor, feature_post: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
        """Change logits (B, 1, *size) from the features of both dates."""
        fused = torch.cat([(feature_pre - feature_post).abs(), feature_pre + feature_post], dim=1)
        return functional.interpolate(self.head(fused), size=size, mode="bilinear", align_corners=False)

    def classes(self, feature: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
        """Class logits (B, classes, *size) from the features of one date."""
        return functional.interpolate(self.segmentation(feature), size=size, mode="bilinear", align_corners=False)


def receptive_radius_px(blocks: tuple[int, int, int, int]) -> int:
    """How far, in pixels, an input pixel can be from an output pixel that it influences: an upper bound.

    Adds up, layer by layer, the reach of each kernel times the stride at which it works: local normalisation, stem, stages,
    the bilinear steps down from stride 32 to 1, the pyramid's and the head's convolutions.
    """
    reach = REACH_PX + 3 * 1 + 1 * 2  # 7 x 7 at stride 1, pooling 3 x 3 at stride 2
    stride = 4
    for stage, count in enumerate(blocks):
        first = stride
        stride *= 1 if stage == 0 else 2
        reach += first + (2 * count - 1) * stride
    reach += 32 + 16 + 8  # bilinear: one coarse pixel beside the nearest one
    reach += 3 * 4 + 4  # pyramid and head at stride 4, last bilinear step
    return reach
