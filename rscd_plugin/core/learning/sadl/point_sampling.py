"""Points to compare: as many of every class, at the same places on the ground in all views, and the features there."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

from ..chips.chips import NO_LABEL

CELL_PX = 4  # stride of the features: two points in one cell would say nearly the same
NEAR_PX = 3  # how far from another class is near its border


@dataclass(frozen=True)
class Points:
    """positions: (B, P, 2) float (x, y), in pixels of the chip, 0 at its outer edge. classes: (B, P) int64. valid: (B, P) bool.

    P = classes x points per class, class after class; what is not valid stands where the chip does not have the class.
    """

    positions: torch.Tensor
    classes: torch.Tensor
    valid: torch.Tensor


def sample_points(
    labels: torch.Tensor,
    allowed: torch.Tensor,
    class_count: int,
    per_class: int,
    rng: torch.Generator,
    near_edges: float = 0.0,
) -> Points:
    """Draw `per_class` points of each class from every chip, at the centres of pixels, never where there is no label.

    labels: (B, S, S) uint8, 0 … class_count - 1 or NO_LABEL. allowed: (B, S, S) bool, which pixels may be drawn. Each pixel of
    a class is as likely as any other, but no cell of CELL_PX gives a class two points, unless there are too few cells: then
    they come again in turn. A class that a chip does not have gets no valid point there; another never takes its place.
    near_edges: share of each class's points, 0-1, drawn no farther than NEAR_PX from another class where there are such.
    """
    near_count = round(near_edges * per_class)
    border = _near_another_class(labels) if near_count else None
    positions, valid = [], []
    for name in range(class_count):
        mask = (labels == name) & allowed
        drawn = []
        if border is not None:
            near = mask & border
            drawn.append(_draw(torch.where(near.flatten(1).any(dim=1)[:, None, None], near, mask), near_count, rng))
        if near_count < per_class:
            drawn.append(_draw(mask, per_class - near_count, rng))
        positions.append(torch.cat(drawn, dim=1))
        valid.append(mask.flatten(1).any(dim=1)[:, None].expand(-1, per_class))
    classes = torch.arange(class_count).repeat_interleave(per_class).expand(len(labels), -1)
    return Points(torch.cat(positions, dim=1), classes.contiguous(), torch.cat(valid, dim=1))


def features_at(features: torch.Tensor, places: torch.Tensor, side_px: int) -> torch.Tensor:
    """Features (B, C, h, w) of an image of side_px x side_px at `places` (B, P, 2), in its pixels: (B, P, C) float.

    Bilinear; a feature stands at the centre of the square of pixels that it covers, as where features are scaled up.
    """
    features = features if features.dtype == torch.float64 else features.float()
    grid = (2 * places / side_px - 1).to(features)[:, :, None]
    found = functional.grid_sample(features, grid, mode="bilinear", padding_mode="border", align_corners=False)
    return found[..., 0].mT


def _draw(mask: torch.Tensor, count: int, rng: torch.Generator) -> torch.Tensor:
    """Positions (B, count, 2) of pixels of `mask` (B, S, S); anywhere in chips where it is empty."""
    lots = torch.rand(mask.shape, generator=rng)
    lots = torch.where(mask, lots, torch.full_like(lots, -1.0))[:, None]
    highest, pixels = functional.max_pool2d(lots, CELL_PX, ceil_mode=True, return_indices=True)
    highest, pixels = highest.flatten(1), pixels.flatten(1)
    best = highest.topk(min(count, highest.shape[1]), dim=1)
    found = (best.values >= 0).sum(dim=1, keepdim=True).clamp_min(1)
    pixels = pixels.gather(1, best.indices).gather(1, torch.arange(count) % found)
    width = mask.shape[-1]
    return torch.stack([pixels % width, pixels // width], dim=-1) + 0.5


def _near_another_class(labels: torch.Tensor) -> torch.Tensor:
    """Which pixels have two classes or more within NEAR_PX, their own among them: (B, S, S) bool."""
    known = labels != NO_LABEL
    values = labels[:, None].float()

    def highest(of: torch.Tensor) -> torch.Tensor:
        of = torch.where(known[:, None], of, torch.full_like(of, -torch.inf))
        return functional.max_pool2d(of, 2 * NEAR_PX + 1, 1, NEAR_PX)[:, 0]

    return highest(values) != -highest(-values)
