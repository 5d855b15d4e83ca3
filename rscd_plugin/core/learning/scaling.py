"""From values as in a raster to what a network sees."""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Scaling:
    """The network sees (value / scale - mean) / std. mean and std: one number per band, of value / scale."""

    scale: float
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def zero_to_one(self, values: torch.Tensor) -> torch.Tensor:
        """values: float (..., bands, H, W), as in the raster. About 0-1."""
        return values / self.scale

    def normalised(self, x01: torch.Tensor) -> torch.Tensor:
        """x01: float (..., bands, H, W), from `zero_to_one`. About 0 ± 1."""
        mean, std = (torch.tensor(values, dtype=x01.dtype, device=x01.device)[:, None, None] for values in (self.mean, self.std))
        return (x01 - mean) / std
