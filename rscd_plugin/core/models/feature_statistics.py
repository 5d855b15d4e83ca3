"""Instance normalisation whose statistics are those of the whole raster, so that the size of the tiles changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

# A channel whose standard deviation is less than this share of its mean is constant but for rounding.
SMALLEST_VARIATION = 1e-4


@dataclass(frozen=True)
class FeatureStatistics:
    """Per level: mean and 1 / standard deviation of each channel, (1, channels, 1, 1); 0 for a channel that never varies."""

    means: tuple[torch.Tensor, ...]
    scales: tuple[torch.Tensor, ...]

    def normalised(self, features: list[torch.Tensor]) -> list[torch.Tensor]:
        """(f - mean) / standard deviation, channel by channel; what never varies becomes 0 and not amplified rounding."""
        return [(level - mean) * scale for level, mean, scale in zip(features, self.means, self.scales)]


class FeatureMoments:
    """Sums over the features of one date (or of all that shall share statistics), window by window, in float64.

    Over a whole raster: add every window's kept part within `torch.no_grad()`, then `statistics()`. Added one batch only,
    and with gradients, it is the instance normalisation of that batch: the way to optimise D-FE itself, which could
    otherwise run away by making features larger than the frozen statistics know.
    """

    def __init__(self) -> None:
        self._sums: list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]] = []

    def add(self, features: list[torch.Tensor], valid: torch.Tensor) -> FeatureMoments:
        """features: an extractor's answer to (B, bands, H, W). valid: (B, 1, H, W) bool or float 0-1. Returns itself.

        A feature counts if all pixels of its cell are valid.
        """
        sums = [_sums(level, _valid_cells(valid, level)) for level in features]
        self._sums = [tuple(a + b for a, b in zip(*pair)) for pair in zip(self._sums, sums)] if self._sums else sums
        return self

    def statistics(self) -> FeatureStatistics:
        """Of all that was added. Where no feature was valid, means and scales are 0."""
        pairs = [_mean_and_scale(*sums) for sums in self._sums]
        return FeatureStatistics(tuple(mean for mean, _ in pairs), tuple(scale for _, scale in pairs))


def _valid_cells(valid: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
    """(B, 1, h, w) bool on the level's grid; the last row and column of cells may have fewer pixels."""
    invalid = 1.0 - valid.float()
    while invalid.shape[-2:] != level.shape[-2:]:
        if invalid.shape[-2] < level.shape[-2] or invalid.shape[-1] < level.shape[-1]:
            raise ValueError(f"a mask of {tuple(valid.shape)} does not belong to features of {tuple(level.shape)}")
        invalid = functional.max_pool2d(invalid, 2, ceil_mode=True)
    return invalid == 0


def _sums(level: torch.Tensor, counts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    values = torch.where(counts, level, 0.0).double()  # squares of float32 would lose small deviations from a large mean
    over = (0, 2, 3)
    return counts.sum().double(), values.sum(dim=over, keepdim=True), values.square().sum(dim=over, keepdim=True)


def _mean_and_scale(count: torch.Tensor, total: torch.Tensor, squares: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    count = count.clamp_min(1)
    mean = total / count
    variance = squares / count - mean.square()
    varies = variance > (SMALLEST_VARIATION * mean).square()
    scale = torch.where(varies, torch.where(varies, variance, 1.0).rsqrt(), 0.0)
    return mean.float(), scale.float()
