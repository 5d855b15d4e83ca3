"""Scaling: found from labelled pixels only, and applied to tensors."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rscd_plugin.core.learning.chips.chips import NO_LABEL
from rscd_plugin.core.learning.chips.scaling import Scaling, find_scaling

from .chip_arrays import chips_of

RNG = np.random.default_rng(0)


def test_colour_images_of_8_bit_are_scaled_as_imagenet() -> None:
    chips = chips_of(RNG.integers(0, 256, (3, 1, 3, 16, 16)).astype(np.uint8))
    assert find_scaling([chips]) == Scaling(255.0, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


@pytest.mark.parametrize("bands", [1, 2, 4])
def test_other_8_bit_images_have_their_own_mean(bands: int) -> None:
    images = RNG.integers(0, 256, (5, 2, bands, 16, 16)).astype(np.uint8)
    scaling = find_scaling([chips_of(images)])
    assert scaling.scale == 255.0
    np.testing.assert_allclose(scaling.mean, images.mean(axis=(0, 1, 3, 4)) / 255, rtol=1e-5)
    np.testing.assert_allclose(scaling.std, images.std(axis=(0, 1, 3, 4)) / 255, rtol=1e-5)


@pytest.mark.parametrize("offset", [0.0, -90.0, 1e6])
def test_other_types(offset: float) -> None:
    """Of two sets of chips together; few very bright pixels do not decide, and unlabelled ones have no say."""
    first = (RNG.gamma(3.0, 1.0, (6, 1, 3, 32, 32)) + offset).astype(np.float32)
    second = (RNG.gamma(3.0, 2.0, (4, 2, 3, 32, 32)) + offset).astype(np.float32)
    labels = np.zeros((4, 32, 32), np.uint8)
    labels[:, :7], labels[3] = NO_LABEL, NO_LABEL
    values = [*(date for image in first for date in image), *(date[:, 7:] for image in second[:3] for date in image)]
    values = np.concatenate([item.reshape(3, -1) for item in values], axis=1).astype(np.float64)
    second[:, :, :, :7], second[3] = 1e9, 1e9
    scaling = find_scaling([chips_of(first), chips_of(second, labels)])
    assert scaling.scale == float(f"{np.percentile(np.abs(values), 99.8):.3g}")
    np.testing.assert_allclose(scaling.mean, values.mean(axis=1) / scaling.scale, rtol=1e-4)
    np.testing.assert_allclose(scaling.std, values.std(axis=1) / scaling.scale, rtol=1e-4)
    assert np.abs(values / scaling.scale).mean() < 1.01


def test_16_bit_of_three_bands_is_not_imagenet() -> None:
    images = RNG.integers(0, 3001, (2, 1, 3, 32, 32)).astype(np.uint16)
    scaling = find_scaling([chips_of(images)])
    assert 2980 <= scaling.scale <= 3000 and 0.45 < scaling.mean[0] < 0.55


def test_bands_without_contrast() -> None:
    images = np.full((2, 1, 2, 8, 8), 0, np.float32)
    images[:, :, 1] = 4.0
    assert find_scaling([chips_of(images)]) == Scaling(4.0, (0.0, 1.0), (1.0, 1.0))
    assert find_scaling([chips_of(images[:, :, :1])]) == Scaling(1.0, (0.0,), (1.0,))


def test_applied_to_tensors() -> None:
    scaling = Scaling(200.0, (0.5, 0.25), (0.1, 0.2))
    values = torch.from_numpy(RNG.uniform(0, 200, (3, 2, 2, 5, 5)).astype(np.float32))
    x01 = scaling.zero_to_one(values)
    normalised = scaling.normalised(x01)
    assert x01.dtype == normalised.dtype == torch.float32
    torch.testing.assert_close(x01, values / 200)
    for band, (mean, std) in enumerate(zip(scaling.mean, scaling.std)):
        torch.testing.assert_close(normalised[:, :, band], (x01[:, :, band] - mean) / std)
