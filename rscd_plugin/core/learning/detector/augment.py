"""Random variations of chips: one geometry for all dates and the labels, one look for each date."""

from __future__ import annotations

import math

import torch
from torch.nn import functional

SCALE_RANGE = (0.8, 1.25)
SHIFT_PX = 1.5  # the later date against the earlier one and the label


def vary_geometry(
    images: torch.Tensor, labels: torch.Tensor, centre: torch.Tensor, size_px: int, rng: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Cut one turned, flipped and scaled square of `size_px` out of every chip.

    images: (B, dates, bands, H, W) float. labels: (B, 1, H, W) float. centre: (B, 2) float, (y, x) in pixels, kept where the
    square stays inside the chip as far as it can. Returns both at (size_px, size_px); labels by nearest neighbour. Every
    later date is shifted by up to SHIFT_PX against the first one and the labels. What lies outside the chip is mirrored.
    """
    count, dates, _, height, width = images.shape
    low, high = (math.log(value) for value in SCALE_RANGE)
    pixels_per_pixel = torch.exp(-_uniform(rng, count, low, high))
    angle = _uniform(rng, count, -math.pi, math.pi)
    turned = torch.rand(count, generator=rng) < 0.5  # the rest keeps to right angles, which blurs nothing
    angle = torch.where(turned, angle, (angle / (math.pi / 2)).round() * (math.pi / 2))
    flip = torch.where(torch.rand(count, generator=rng) < 0.5, -1.0, 1.0)

    steps = torch.arange(size_px, dtype=torch.float32) - (size_px - 1) / 2
    y, x = torch.meshgrid(steps, steps, indexing="ij")
    cos, sin = (part[:, None, None] * pixels_per_pixel[:, None, None] for part in (angle.cos(), angle.sin()))
    x = x[None] * flip[:, None, None]
    half = size_px / 2
    centre_y = centre[:, 0].clamp(half, max(half, height - half))[:, None, None]
    centre_x = centre[:, 1].clamp(half, max(half, width - half))[:, None, None]
    at_x, at_y = cos * x - sin * y[None] + centre_x, sin * x + cos * y[None] + centre_y
    cut = []
    for date in range(dates):
        reach = SHIFT_PX if date else 0.0
        shift = _uniform(rng, (count, 2), -reach, reach)[:, :, None, None]
        places = _grid(at_y + shift[:, 0], at_x + shift[:, 1], height, width)
        cut.append(_sample(images[:, date], places, "bilinear"))
    return torch.stack(cut, dim=1), _sample(labels, _grid(at_y, at_x, height, width), "nearest")


def vary_look(image: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Another day, another sensor: gain, colour cast, contrast, saturation, gamma, blur or sharpening, noise.

    image: (B, bands, H, W) float 0-1. Returns the same shape, 0-1. Each image of the batch varies by itself.
    """
    count, bands = image.shape[:2]
    one = (count, 1, 1, 1)
    gain = torch.exp(0.20 * torch.randn(one, generator=rng) + 0.06 * torch.randn((count, bands, 1, 1), generator=rng))
    mean = image.mean(dim=(2, 3), keepdim=True)
    image = (image - mean) * _uniform(rng, one, 0.7, 1.35) + mean * gain
    grey = image.mean(dim=1, keepdim=True)
    image = (grey + (image - grey) * _uniform(rng, one, 0.4, 1.5)).clamp(0, 1)
    image = (image + 1e-4) ** torch.exp(_uniform(rng, one, -0.3, 0.3))

    image = image + (image - _smooth(image)) * _uniform(rng, one, -1.0, 1.5)
    noise = torch.randn(image.shape, generator=rng) * _uniform(rng, one, 0.0, 0.03)
    return (image + noise).clamp(0, 1)


def _smooth(image: torch.Tensor) -> torch.Tensor:
    """(1, 2, 1) / 4 along rows and columns, mirrored at the border. Sums of slices: faster here than a convolution."""
    padded = functional.pad(image, (1, 1, 1, 1), mode="reflect")
    rows = 0.25 * (padded[:, :, :-2] + padded[:, :, 2:]) + 0.5 * padded[:, :, 1:-1]
    return 0.25 * (rows[..., :-2] + rows[..., 2:]) + 0.5 * rows[..., 1:-1]


def _sample(image: torch.Tensor, places: torch.Tensor, mode: str) -> torch.Tensor:
    return functional.grid_sample(image, places, mode=mode, padding_mode="reflection", align_corners=False)


def _uniform(rng: torch.Generator, shape: int | tuple[int, ...], low: float, high: float) -> torch.Tensor:
    return low + (high - low) * torch.rand(shape, generator=rng)


def _grid(y: torch.Tensor, x: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """Pixel positions (0 = centre of the first pixel) as grid_sample wants them: (B, h, w, 2), x first, -1 … 1."""
    return torch.stack([(2 * x + 1) / width - 1, (2 * y + 1) / height - 1], dim=-1)
