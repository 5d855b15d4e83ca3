"""How values of rasters become the input of a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .chips import NO_LABEL, Chips

if TYPE_CHECKING:
    import torch

_IMAGENET_MEAN, _IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_LARGEST_8_BIT = 255.0
_PERCENTILE = 99.8
_SAMPLE = 1 << 22
_LEAST_STD = 1e-6


@dataclass(frozen=True)
class Scaling:
    """scale: what values are divided by, so that they lie about in 0-1. mean, std: of values / scale, one for each band."""

    scale: float
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def zero_to_one(self, values: torch.Tensor) -> torch.Tensor:
        """Values of the rasters over the scale: float32, any shape."""
        return values / self.scale

    def normalised(self, x01: torch.Tensor) -> torch.Tensor:
        """What `zero_to_one` gave, (..., bands, height, width) float32, with mean 0 and standard deviation 1 in each band."""
        mean, std = (x01.new_tensor(values)[:, None, None] for values in (self.mean, self.std))
        return (x01 - mean) / std


def find_scaling(chips: Sequence[Chips]) -> Scaling:
    """The scaling that chips of one type and as many bands ask for, from their labelled pixels of all dates.

    8-bit images of three bands: those of ImageNet, which most encoders begin with. Other 8-bit images: 255, and their own mean
    and standard deviation. Other types: the 99.8th percentile of absolute values, to three digits, so that few bright pixels do
    not decide. A band that is the same everywhere gets a standard deviation of 1. At least one pixel must be labelled.
    """
    dtype, bands = chips[0].images.dtype, chips[0].bands
    if dtype == np.uint8 and bands == len(_IMAGENET_MEAN):
        return Scaling(_LARGEST_8_BIT, _IMAGENET_MEAN, _IMAGENET_STD)
    count, sums, squares, samples = 0, np.zeros(bands), np.zeros(bands), []
    # A few of each chip's pixels are enough for a percentile, and all of them would not fit into memory.
    step = max(1, sum(item.images.size for item in chips) // _SAMPLE)
    shift = _first_mean(chips[0])
    for values in (values for item in chips for values in _values(item)):
        moved = values - shift[:, None]
        count += values.shape[1]
        sums += moved.sum(axis=1)
        squares += (moved**2).sum(axis=1)
        samples.append(np.abs(values[:, ::step]).ravel())
    scale = _LARGEST_8_BIT if dtype == np.uint8 else _three_digits(float(np.percentile(np.concatenate(samples), _PERCENTILE)))
    mean = (sums / count + shift) / scale
    std = np.sqrt(np.maximum(squares / count - (sums / count) ** 2, 0)) / scale
    std = np.where(std < _LEAST_STD, 1.0, std)
    return Scaling(scale, *(tuple(float(f"{value:.6g}") for value in values) for values in (mean, std)))


def _values(chips: Chips) -> Iterator[np.ndarray]:
    """Labelled pixels, chip by chip: (bands, n) float64; none is empty."""
    for image, labels in zip(chips.images, chips.labels):
        known = labels != NO_LABEL
        if known.any():
            yield np.concatenate([date[:, known] for date in image], axis=1).astype(np.float64)


def _first_mean(chips: Chips) -> np.ndarray:
    """About the mean of each band: sums of squares of what is far from 0 would lose their digits."""
    return next(_values(chips)).mean(axis=1)


def _three_digits(value: float) -> float:
    return float(f"{value:.3g}") or 1.0
