"""SaDL's loss on points: the same ground pulled together across views, different classes pushed apart.

Chen et al. 2022, "Semantic-aware Dense Representation Learning for Remote Sensing Image Change Detection". With
d(a, b) = 2 - 2 cos(a, b): L = L_sim + L_push + 0.5 L_syn. Each term is 0 and moves nothing where no point is valid.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn import functional


def similarity_term(
    prediction_1: torch.Tensor,
    projection_1: torch.Tensor,
    prediction_2: torch.Tensor,
    projection_2: torch.Tensor,
    valid: torch.Tensor,
) -> torch.Tensor:
    """Mean over valid points of ½ d(p1, z2) + ½ d(p2, z1), without a gradient to z (SimSiam, equations 1 and 2, times 2, plus 2).

    p: predictions, z: projections of the same points in two views, (B, P, d) float. valid: (B, P) bool. A scalar, 0-4.
    """
    both = distance(prediction_1, projection_2.detach()) + distance(prediction_2, projection_1.detach())
    return masked_mean(0.5 * both, valid)


def push_term(features: Sequence[torch.Tensor], classes: torch.Tensor, valid: torch.Tensor, across: bool) -> torch.Tensor:
    """½ Σ over two views of mean(1 + cos(f_i, f_j)) over pairs of points of different classes.

    features: of the same points in each view, (B, P, C) float. classes: (B, P) integer. valid: (B, P) bool. A scalar, 0-2.
    across: pairs are made across the whole batch; else within each chip, as in the paper, where nothing says that foreground is
    the same thing in all of them.
    """
    chip = torch.arange(len(classes), device=classes.device)[:, None].expand_as(classes).flatten()
    classes, valid = classes.flatten(), valid.flatten()
    pairs = (classes[:, None] != classes) & valid[:, None] & valid
    if not across:
        pairs &= chip[:, None] == chip
    return sum(masked_mean(1 + _cosines(view.flatten(0, 1)), pairs) for view in features) / len(features)


def distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """2 - 2 cos(a, b) along the last dimension: 0 for the same direction, 4 for the opposite one."""
    return 2 - 2 * (functional.normalize(a, dim=-1) * functional.normalize(b, dim=-1)).sum(dim=-1)


def masked_mean(values: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean of `values` where `mask` (bool, of the same shape) holds; 0 where it holds nowhere."""
    return torch.where(mask, values, torch.zeros_like(values)).sum() / mask.sum().clamp_min(1)


def _cosines(points: torch.Tensor) -> torch.Tensor:
    """Between all points: (N, C) to (N, N)."""
    with torch.autocast(points.device.type, enabled=False):  # a product of matrices, which it would round to 8 bits
        unit = functional.normalize(points, dim=-1)
        return unit @ unit.T
