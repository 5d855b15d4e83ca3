"""Losses on logits, over those pixels whose label is known."""

from __future__ import annotations

import torch
from torch.nn import functional

from ..chips.chips import NO_LABEL


def bce_loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Mean binary cross-entropy, -[t log p + (1 - t) log(1 - p)] with p = sigmoid(logit). A scalar.

    logits: (B, 1, H, W) float. target: (B, H, W) uint8: t = 1 change, 0 no change, NO_LABEL counts for nothing. 0 where nothing
    is known.
    """
    known, truth = _known(target)
    return _mean(functional.binary_cross_entropy_with_logits(logits[:, 0], truth, reduction="none"), known)


def dice_loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """1 - (2 Σ p t + 1) / (Σ p + Σ t + 1) over the whole batch. A scalar, 0-1.

    Milletari et al. 2016, "V-Net", equation 3 without the squares, smoothed so that no change at all costs nothing.
    Shapes as for `bce_loss`.
    """
    known, truth = _known(target)
    probability = torch.sigmoid(logits[:, 0]) * known
    overlap = (probability * truth).sum()
    return 1.0 - (2.0 * overlap + 1.0) / (probability.sum() + truth.sum() + 1.0)


def change_loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Cross-entropy plus Dice: honest probabilities, and small changes not drowned by the unchanged rest."""
    return bce_loss(logits, target) + dice_loss(logits, target)


def class_loss(logits: torch.Tensor, classes: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy over classes. A scalar; 0 where no class is known.

    logits: (B, classes, H, W) float. classes: (B, H, W) uint8, NO_LABEL counts for nothing.
    """
    known = classes != NO_LABEL
    truth = torch.where(known, classes, torch.zeros_like(classes)).long()
    return _mean(functional.cross_entropy(logits, truth, reduction="none"), known)


def _known(target: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Where the label is known, and the label as float, 0 elsewhere."""
    known = target != NO_LABEL
    return known, (target * known).float()


def _mean(values: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    return (values * known).sum() / known.sum().clamp(min=1)
