"""Images of any size for networks that want multiples of their stride."""

from __future__ import annotations

import torch
from torch.nn import functional


def pad_to_multiple(image: torch.Tensor, multiple: int) -> torch.Tensor:
    """image: (B, channels, H, W), H and W at least 1. Last row and column repeated until both sides are multiples."""
    height, width = image.shape[-2:]
    below, right = -height % multiple, -width % multiple
    return functional.pad(image, (0, right, 0, below), mode="replicate") if below or right else image
