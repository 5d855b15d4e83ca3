"""Views of a chip: the same ground, seen in another position and another light, with the exact way from one to the other.

Positions are (x, y) in pixels; 0 is the outer edge of the first pixel, so its centre is at 0.5. Geometry and look are those of
Chen et al. 2022, "Semantic-aware Dense Representation Learning for Remote Sensing Image Change Detection", and, where that
paper leaves them open, of Chen and He 2021, "Exploring Simple Siamese Representation Learning".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

AREA_RANGE = (0.8, 1.0)  # of the chip
MOST_STRETCH = 4 / 3  # width over height of what is cut out, or height over width
JITTER_PROBABILITY, BRIGHTNESS, CONTRAST, SATURATION, HUE = 0.8, 0.4, 0.4, 0.4, 0.1
BLUR_PROBABILITY, BLUR_SIGMA_PX = 0.5, (0.1, 2.0)
BLUR_RADIUS_PX = 4  # two standard deviations of the widest


@dataclass(frozen=True)
class View:
    """image: (B, bands, V, V) float. to_chip: (B, 2, 3) float, the affine map from positions in the view to those in the chip."""

    image: torch.Tensor
    to_chip: torch.Tensor

    def places(self, positions: torch.Tensor) -> torch.Tensor:
        """Where ground at chip `positions` (B or 1, P, 2) lies in the view: (B, P, 2), outside it too."""
        inverse = torch.linalg.inv(self.to_chip[:, :, :2])
        return _mapped(inverse, positions - self.to_chip[:, None, :, 2])

    def holds(self, positions: torch.Tensor, margin_px: float = 0.0) -> torch.Tensor:
        """Which chip `positions` (B or 1, P, 2) lie in the view, `margin_px` of its pixels from the edge or more: (B, P) bool."""
        places = self.places(positions)
        return ((places >= margin_px) & (places <= self.image.shape[-1] - margin_px)).all(dim=-1)


def make_view(images01: torch.Tensor, rng: torch.Generator, chip_px: int) -> View:
    """Another view of every chip, each drawn by itself: crop, stretch, quarter turn, mirror; colours; blur.

    images01: (B, bands, S, S) float, about 0-1. The view is (B, bands, chip_px, chip_px), and shows 0.8-1 of the chip's area.
    """
    to_chip = _draw_geometry(len(images01), images01.shape[-1], chip_px, rng)
    in_chip = _mapped(to_chip[:, :, :2], _pixel_centres(chip_px)) + to_chip[:, None, :, 2]
    grid = (2 / images01.shape[-1] * in_chip - 1).reshape(-1, chip_px, chip_px, 2)
    image = functional.grid_sample(images01, grid, mode="bilinear", padding_mode="border", align_corners=False)
    return View(maybe_blur(jitter_colours(image, rng), rng), to_chip)


def overlap(views: Sequence[View], side_px: int, margin_px: float) -> torch.Tensor:
    """Which pixels of a chip lie in every view, by their centres: (B, side_px, side_px) bool. margin_px as in `View.holds`."""
    centres = _pixel_centres(side_px)
    held = torch.stack([view.holds(centres, margin_px) for view in views]).all(dim=0)
    return held.reshape(-1, side_px, side_px)


def jitter_colours(image: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Brightness, contrast, saturation and hue of four images in five, in this order.

    image: (B, bands, H, W) float, about 0-1; so is the result, and within 0-1 where it was changed. Saturation means something
    from 3 bands on: the distance from the bands' mean. Hue does for 3 bands alone, which are taken for red, green and blue.
    """
    count, bands = image.shape[:2]
    chosen = torch.rand((count, 1, 1, 1), generator=rng) < JITTER_PROBABILITY
    brightness, contrast, saturation = (
        _uniform(rng, count, 1 - spread, 1 + spread)[:, None, None, None] for spread in (BRIGHTNESS, CONTRAST, SATURATION)
    )
    turn = _uniform(rng, count, -HUE, HUE)
    varied = (image * brightness).clamp(0, 1)
    mean = varied.mean(dim=(1, 2, 3), keepdim=True)
    varied = (mean + (varied - mean) * contrast).clamp(0, 1)
    if bands >= 3:
        grey = varied.mean(dim=1, keepdim=True)
        varied = (grey + (varied - grey) * saturation).clamp(0, 1)
    if bands == 3:
        varied = turn_hue(varied, turn)
    return torch.where(chosen, varied, image)


def turn_hue(image: torch.Tensor, turn: torch.Tensor) -> torch.Tensor:
    """Hue moved by `turn` (B,) of the circle; value and saturation stay (HSV). image: (B, 3, H, W) float, red first."""
    red, green, blue = image.unbind(dim=1)
    highest, lowest = image.amax(dim=1), image.amin(dim=1)
    chroma = highest - lowest
    divisor = chroma.clamp_min(1e-8)
    of_others = torch.where(highest == green, 2 + (blue - red) / divisor, 4 + (red - green) / divisor)
    sixth = torch.where(highest == red, (green - blue) / divisor, of_others) + 6 * turn[:, None, None]
    channels = []
    for start in (5, 3, 1):
        along = (sixth + start) % 6
        channels.append(highest - chroma * torch.minimum(along, 4 - along).clamp(0, 1))
    return torch.stack(channels, dim=1)


def maybe_blur(image: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Half of the images blurred, each by a width of its own. image: (B, bands, H, W) float."""
    chosen = torch.rand(len(image), generator=rng) < BLUR_PROBABILITY
    sigma_px = _uniform(rng, len(image), *BLUR_SIGMA_PX)
    return image.index_copy(0, chosen.nonzero()[:, 0], gaussian_blur(image[chosen], sigma_px[chosen]))


def gaussian_blur(image: torch.Tensor, sigma_px: torch.Tensor) -> torch.Tensor:
    """image: (B, bands, H, W) float, H and W above BLUR_RADIUS_PX, mirrored at the border. sigma_px: (B,), up to 2."""
    steps = torch.arange(-BLUR_RADIUS_PX, BLUR_RADIUS_PX + 1)
    weights = torch.exp(-0.5 * (steps / sigma_px[:, None]) ** 2)
    weights = (weights / weights.sum(dim=1, keepdim=True))[:, :, None, None, None]
    for axis in (-2, -1):  # sums of slices: faster here than a convolution with a kernel per image
        size = image.shape[axis]
        pads = (BLUR_RADIUS_PX, BLUR_RADIUS_PX, 0, 0) if axis == -1 else (0, 0, BLUR_RADIUS_PX, BLUR_RADIUS_PX)
        padded = functional.pad(image, pads, mode="reflect")
        image = sum(weights[:, step] * padded.narrow(axis, step, size) for step in range(len(steps)))
    return image


def _draw_geometry(count: int, side_px: int, view_px: int, rng: torch.Generator) -> torch.Tensor:
    """to_chip, (count, 2, 3)."""
    area = _uniform(rng, count, *AREA_RANGE)
    most = (-area.log()).clamp_max(math.log(MOST_STRETCH))  # more would not fit into the chip
    stretch = torch.exp(most * _uniform(rng, count, -1.0, 1.0))
    size = side_px * torch.stack([(area * stretch).sqrt(), (area / stretch).sqrt()], dim=1)
    centre = size / 2 + (side_px - size) * torch.rand((count, 2), generator=rng)
    quarter = torch.randint(4, (count,), generator=rng)
    mirror = 1.0 - 2.0 * torch.randint(2, (count,), generator=rng)
    cos, sin = (torch.tensor(values)[quarter] for values in ((1.0, 0.0, -1.0, 0.0), (0.0, 1.0, 0.0, -1.0)))
    turned = torch.stack([torch.stack([cos * mirror, -sin], dim=1), torch.stack([sin * mirror, cos], dim=1)], dim=1)
    linear = turned * (size / view_px)[:, :, None]
    offset = centre - linear.sum(dim=2) * view_px / 2  # the middle of the view is the middle of what is cut out
    return torch.cat([linear, offset[:, :, None]], dim=2)


def _mapped(linear: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    """linear (B, 2, 2) times each of positions (B or 1, P, 2); quicker than a product of such narrow matrices."""
    return positions[..., :1] * linear[:, None, :, 0] + positions[..., 1:] * linear[:, None, :, 1]


def _pixel_centres(side_px: int) -> torch.Tensor:
    """(1, side_px * side_px, 2), row by row."""
    steps = torch.arange(side_px, dtype=torch.float32) + 0.5
    y, x = torch.meshgrid(steps, steps, indexing="ij")
    return torch.stack([x, y], dim=-1).reshape(1, -1, 2)


def _uniform(rng: torch.Generator, count: int, low: float, high: float) -> torch.Tensor:
    return low + (high - low) * torch.rand(count, generator=rng)
