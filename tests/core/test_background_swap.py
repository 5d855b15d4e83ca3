"""The background swap: what stays in place, what comes from the other chip, and what the labels then say."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rscd_plugin.core.learning.chips.chips import NO_LABEL
from rscd_plugin.core.learning.sadl.background_swap import choose_partners, swap_backgrounds

SIDE = 40


@pytest.fixture
def rng() -> torch.Generator:
    return torch.Generator().manual_seed(5)


def scene(rng: torch.Generator, bands: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Two chips with foreground in different places, of different light."""
    noise = torch.rand((2, bands, SIDE, SIDE), generator=rng)
    images = torch.stack([0.3 + 0.1 * noise[0], 0.5 + 0.2 * noise[1]])
    labels = torch.zeros(2, SIDE, SIDE, dtype=torch.uint8)
    labels[0, 4:20, 5:21] = 1
    labels[1, 24:38, 24:38] = 2
    labels[1, 0:2] = NO_LABEL
    images[1, :, 0:2] = 0.0  # as where an image holds no data: not part of its light
    return images, labels


@pytest.mark.parametrize("bands", [1, 3, 4, 13])
def test_foreground_stays_in_place_in_another_light(rng: torch.Generator, bands: int) -> None:
    images, labels = scene(rng, bands)
    before = images.clone(), labels.clone()
    swapped, _ = swap_backgrounds(images, labels, rng)
    assert swapped.shape == images.shape and swapped.dtype == images.dtype
    inner = slice(9, 16), slice(10, 17)  # away from the soft edge
    known = labels[1] != NO_LABEL
    for band in range(bands):
        source, target = images[0, band], images[1, band][known]
        expected = (source - source.mean()) / source.std() * target.std() + target.mean()
        np.testing.assert_allclose(swapped[0, band][inner], expected[inner], atol=2e-3)
    assert torch.equal(images, before[0]) and torch.equal(labels, before[1])


def test_the_rest_is_the_other_chip(rng: torch.Generator) -> None:
    images, labels = scene(rng, 3)
    swapped, _ = swap_backgrounds(images, labels, rng)
    assert torch.equal(swapped[0, :, 26:], images[1, :, 26:])
    assert torch.equal(swapped[1, :, :18], images[0, :, :18])


def test_labels_are_those_of_what_is_seen(rng: torch.Generator) -> None:
    images, labels = scene(rng, 3)
    _, seen = swap_backgrounds(images, labels, rng)
    expected = labels[[1, 0]].clone()  # with the other chip's own foreground, and what is unknown there
    expected[0, 4:20, 5:21] = 1
    expected[1, 24:38, 24:38] = 2
    assert seen.dtype == torch.uint8 and torch.equal(seen, expected)


def test_the_edge_is_soft(rng: torch.Generator) -> None:
    labels = torch.zeros(2, SIDE, SIDE, dtype=torch.uint8)
    labels[0, :, 20:] = 1
    images = torch.full((2, 1, SIDE, SIDE), 0.2)  # of the same mean and deviation: half of each is dark
    images[0, :, :, 20:] = 0.8
    images[1, :, 1::2] = 0.8
    profile = swap_backgrounds(images, labels, rng)[0][0, 0, 20]
    assert (profile[:15] == 0.2).all() and float((profile[25:] - 0.8).abs().max()) < 1e-5
    assert (profile.diff() >= -1e-6).all()
    assert 0.55 < profile[20] < 0.65 and 0.7 < profile[21] < 0.78


def test_chips_without_foreground_stay_as_they_are(rng: torch.Generator) -> None:
    images, labels = scene(rng, 3)
    labels[1] = 0
    swapped, seen = swap_backgrounds(images, labels, rng)
    assert torch.equal(swapped[1], images[1]) and torch.equal(seen[1], labels[1])
    assert not torch.equal(swapped[0], images[0])
    labels[1] = NO_LABEL
    swapped, seen = swap_backgrounds(images, labels, rng)
    assert torch.equal(swapped[1], images[1]) and (seen[1] == NO_LABEL).all()


def test_alone_a_chip_stays_as_it_is(rng: torch.Generator) -> None:
    images, labels = scene(rng, 3)
    swapped, seen = swap_backgrounds(images[:1], labels[:1], rng)
    assert torch.equal(swapped, images[:1]) and torch.equal(seen, labels[:1])


def test_partners_are_those_with_least_in_the_way(rng: torch.Generator) -> None:
    foreground = torch.zeros(5, SIDE, SIDE, dtype=torch.bool)
    foreground[0, 0:10, 0:10] = True
    foreground[1, 5:15, 5:15] = True  # in the way of 0
    foreground[2, 30:, 30:] = True  # not in its way
    foreground[3] = True  # in everybody's way; 4 in nobody's
    chosen = {tuple(choose_partners(foreground, rng).tolist()) for _ in range(60)}
    assert {partners[0] for partners in chosen} == {2, 4}
    assert {partners[1] for partners in chosen} == {2, 4}
    assert {partners[2] for partners in chosen} == {0, 1, 4}
    assert {partners[3] for partners in chosen} == {4}
    assert {partners[4] for partners in chosen} == {0, 1, 2, 3}
    assert choose_partners(foreground[3:4].expand(2, -1, -1), rng).tolist() == [1, 0]  # the other one, whatever it holds


def test_a_chip_of_one_value_stays_finite(rng: torch.Generator) -> None:
    images, labels = scene(rng, 2)
    images[0] = 0.25
    swapped, _ = swap_backgrounds(images, labels, rng)
    assert swapped.isfinite().all()
    np.testing.assert_allclose(swapped[0, :, 12, 12], images[1][:, labels[1] != NO_LABEL].mean(dim=1), atol=1e-3)
