"""Brightness and contrast of the surroundings taken out of an image, so that what is learnt in one light holds in another."""

from __future__ import annotations

import torch
from torch.nn import functional

CELL_PX, RADIUS = 8, 6  # means are taken over squares of cells, 2 * RADIUS + 1 along a side: 104 pixels
REACH_PX = (RADIUS + 2) * CELL_PX  # a pixel farther away does not matter: half a box, the cell, the bilinear step
LEAST_STD = 0.1  # of normalised values: what varies less is flat, and its noise is not blown up


def normalise_locally(image: torch.Tensor) -> torch.Tensor:
    """(image - local mean of each band) / (local standard deviation of all bands + LEAST_STD).

    image: (B, bands, H, W) float, normalised. Returns the same shape. One divisor for all bands, so that colours keep their
    proportions. Jarrett et al. 2009, "What is the Best Multi-Stage Architecture for Object Recognition?", section 2, with a box
    in place of the Gaussian. Unlike instance norm it takes no notice of what is farther away, so tiles can be joined.
    """
    mean, square = (_box(_cells(values)) for values in (image, image * image))
    variance = (square - mean * mean).clamp(min=0).mean(dim=1, keepdim=True)
    size = image.shape[-2:]
    return (image - _at_pixels(mean, size)) / (_at_pixels(variance.sqrt(), size) + LEAST_STD)


def _cells(values: torch.Tensor) -> torch.Tensor:
    return functional.avg_pool2d(values, CELL_PX, CELL_PX, ceil_mode=True, count_include_pad=False)


def _box(cells: torch.Tensor) -> torch.Tensor:
    return functional.avg_pool2d(functional.pad(cells, (RADIUS,) * 4, mode="replicate"), 2 * RADIUS + 1, 1)


def _at_pixels(cells: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    return functional.interpolate(cells, size=size, mode="bilinear", align_corners=False)
