"""Pairs with known change, made from labelled images of a single date.

Change is where the classes of the two dates differ (exclusive-or, as in Zheng et al. 2021, "Change is Everywhere: Single-Temporal
Supervised Object Change Detection in Remote Sensing Imagery").
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

from ..chips.chips import NO_LABEL
from .crops import Crops

SHARE_OF_PLACES, SHARE_OF_SAME = 0.45, 0.30  # the rest is pasted


@dataclass(frozen=True)
class MadePairs:
    """images: (B, 2, bands, H, W) float32, value / scale, pre and post. classes: (B, 2, H, W) uint8, NO_LABEL where not known."""

    images: torch.Tensor
    classes: torch.Tensor

    @property
    def change(self) -> torch.Tensor:
        """(B, H, W) uint8: 1 change, 0 no change, NO_LABEL where either class is not known."""
        pre, post = self.classes.unbind(dim=1)
        change = (pre != post).to(torch.uint8)
        change[(pre == NO_LABEL) | (post == NO_LABEL)] = NO_LABEL
        return change


def make_pairs(crops: Crops, count: int, rng: torch.Generator) -> MadePairs:
    """Draw `count` pairs: two places, one place twice (nothing changed), or one place and on it the other's foreground.

    What is one place twice lies up to SHIFT_PX off, as real dates do. The date that stays as it was is the earlier one in half
    of the pairs.
    """
    kind = torch.rand(count, generator=rng)
    here, classes_here = crops.draw(count, rng, dates=2)
    there, classes_there = crops.draw(count, rng, dates=1)
    pre, later = here.unbind(dim=1)
    there = there[:, 0]

    pasted = _is_foreground(classes_there)
    soft = functional.avg_pool2d(functional.pad(pasted[:, None].float(), (1, 1, 1, 1), mode="replicate"), 3, 1)
    with_paste = torch.lerp(later, there, soft)
    classes_pasted = torch.where(pasted, classes_there, classes_here)

    is_place = (kind < SHARE_OF_PLACES)[:, None, None]
    is_same = (kind < SHARE_OF_PLACES + SHARE_OF_SAME)[:, None, None]
    post = torch.where(is_place[:, None], there, torch.where(is_same[:, None], later, with_paste))
    classes = torch.where(is_place, classes_there, torch.where(is_same, classes_here, classes_pasted))
    images, classes = torch.stack([pre, post], dim=1), torch.stack([classes_here, classes], dim=1)
    swapped = torch.rand(count, generator=rng) < 0.5
    images[swapped], classes[swapped] = images[swapped].flip(1), classes[swapped].flip(1)
    return MadePairs(images, classes)


def _is_foreground(classes: torch.Tensor) -> torch.Tensor:
    return (classes != 0) & (classes != NO_LABEL)
