"""The third view of SaDL: a chip's foreground where it was, on another chip's background."""

from __future__ import annotations

import torch

from ..chips.chips import NO_LABEL
from .views import gaussian_blur

SOFT_EDGE_PX = 1.0  # standard deviation of the step from foreground to background
MOST_GAIN = 3.0  # a chip of nearly one value is not blown up further than this


def swap_backgrounds(images01: torch.Tensor, labels: torch.Tensor, rng: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Paste every chip's foreground onto another chip of the batch, in the light of that chip.

    images01: (B, bands, S, S) float, about 0-1. labels: (B, S, S) uint8, 0 background, NO_LABEL unknown. The foreground gets the
    other chip's mean and standard deviation per band (Reinhard et al. 2001, "Color Transfer between Images", band by band) and
    a soft edge. The other chip is one with little foreground of its own in the way; what stays of it is labelled as such.
    Chips without foreground, or in a batch of one, stay as they are. Returns new images and new labels.
    """
    foreground = (labels != 0) & (labels != NO_LABEL)
    partner = choose_partners(foreground, rng)
    mean, std = _statistics(images01, labels != NO_LABEL)
    gain = (std[partner] / std.clamp_min(1e-6)).clamp_max(MOST_GAIN)
    pasted = ((images01 - mean) * gain + mean[partner]).clamp(0, 1)
    share = gaussian_blur(foreground[:, None].float(), torch.full((len(labels),), SOFT_EDGE_PX))
    swapped = pasted * share + images01[partner] * (1 - share)
    swaps = foreground.flatten(1).any(dim=1) & (partner != torch.arange(len(labels)))
    new_labels = torch.where(foreground, labels, labels[partner])
    return torch.where(swaps[:, None, None, None], swapped, images01), torch.where(swaps[:, None, None], new_labels, labels)


def choose_partners(foreground: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """For every chip another one of the batch: any of those with least foreground where this chip has its own.

    foreground: (B, S, S) bool. Returns (B,) int64; the chip itself in a batch of one.
    """
    count = len(foreground)
    flat = foreground.flatten(1).float()
    in_the_way = flat @ flat.T + torch.rand((count, count), generator=rng) * 0.99  # whole pixels first, then chance
    if count > 1:
        in_the_way.fill_diagonal_(torch.inf)
    return in_the_way.argmin(dim=1)


def _statistics(images: torch.Tensor, known: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and standard deviation of every band over known pixels, of all where none is known: each (B, bands, 1, 1)."""
    weight = torch.where(known.flatten(1).any(dim=1)[:, None, None], known, torch.ones_like(known))[:, None].float()
    weight = weight / weight.sum(dim=(2, 3), keepdim=True)
    mean = (images * weight).sum(dim=(2, 3), keepdim=True)
    return mean, ((images - mean) ** 2 * weight).sum(dim=(2, 3), keepdim=True).sqrt()
