"""Losses on change logits."""

from __future__ import annotations

import torch
from torch.nn import functional


def bce_loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Mean binary cross-entropy, -[t log p + (1 - t) log(1 - p)] with p = sigmoid(logit). A scalar.

    logits: (B, 1, H, W) float. target: same shape, float, 1 = change, 0 = no change.
    """
    return functional.binary_cross_entropy_with_logits(logits, target)


def dice_loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """1 - (2 Σ p t + 1) / (Σ p + Σ t + 1) over the whole batch. A scalar, 0-1.

    Milletari et al. 2016, "V-Net", equation 3 without the squares, smoothed so that no change at all costs nothing.
    Shapes as for `bce_loss`.
    """
    probability = torch.sigmoid(logits)
    overlap = (probability * target).sum()
    return 1.0 - (2.0 * overlap + 1.0) / (probability.sum() + target.sum() + 1.0)


def change_loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Cross-entropy plus Dice: honest probabilities, and small changes not drowned by the unchanged rest."""
    return bce_loss(logits, target) + dice_loss(logits, target)
