"""Another light, for standardised images of any number of bands."""

from __future__ import annotations

import torch

GAIN_SPREAD = 0.15  # of log gain, for all bands together and for each by itself
OFFSET_SPREAD = 0.15  # in standard deviations of the band, likewise


def vary_photometry(image: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """gain * value + offset, with gain and offset drawn for each image of the batch and each of its bands.

    image: (B, bands, H, W) float, bands standardised (mean 0, standard deviation 1). Returns the same shape. Linear and
    unclipped, unlike `augment.vary_look`, which is made for bytes in 0-1: so it keeps what a normalisation can undo.
    """
    count, bands = image.shape[:2]
    spread = torch.randn((2, count, bands, 1, 1), generator=rng) + torch.randn((2, count, 1, 1, 1), generator=rng)
    spread = spread.to(image)
    return image * torch.exp(GAIN_SPREAD * spread[0]) + OFFSET_SPREAD * spread[1]
