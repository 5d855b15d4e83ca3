"""Views: where everything in them comes from, and what their look may change."""

from __future__ import annotations

import colorsys
import itertools

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter1d

from rscd_plugin.core.learning.sadl import views
from rscd_plugin.core.learning.sadl.views import gaussian_blur, jitter_colours, make_view, maybe_blur, overlap, turn_hue

SIDE, VIEW = 48, 32


@pytest.fixture
def rng() -> torch.Generator:
    return torch.Generator().manual_seed(3)


@pytest.fixture
def plain_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "JITTER_PROBABILITY", 0.0)
    monkeypatch.setattr(views, "BLUR_PROBABILITY", 0.0)


def own_position(count: int, side: int) -> torch.Tensor:
    """An image whose two bands are the x and y of the pixel's centre."""
    y, x = torch.meshgrid(torch.arange(side) + 0.5, torch.arange(side) + 0.5, indexing="ij")
    return torch.stack([x, y]).expand(count, -1, -1, -1)


def in_chip(to_chip: torch.Tensor, x: float, y: float) -> torch.Tensor:
    return to_chip.double() @ torch.tensor([x, y, 1.0], dtype=torch.float64)


# ---- geometry


@pytest.mark.usefixtures("plain_look")
@pytest.mark.parametrize(("side", "view_px"), [(48, 32), (32, 32), (40, 64)])
def test_every_pixel_comes_from_where_the_map_says(rng: torch.Generator, side: int, view_px: int) -> None:
    view = make_view(own_position(16, side), rng, view_px)
    assert view.image.shape == (16, 2, view_px, view_px)
    for index, (row, column) in itertools.product(range(16), itertools.product(range(0, view_px, 5), repeat=2)):
        expected = in_chip(view.to_chip[index], column + 0.5, row + 0.5).clamp(0.5, side - 0.5)  # the outer half pixel is flat
        np.testing.assert_allclose(view.image[index, :, row, column], expected, atol=2e-4)


def test_places_go_there_and_back(rng: torch.Generator) -> None:
    view = make_view(torch.zeros(6, 1, SIDE, SIDE), rng, VIEW)
    positions = torch.rand((6, 20, 2), generator=rng) * 80 - 16
    for index, point in itertools.product(range(6), range(20)):
        place = view.places(positions)[index, point]
        np.testing.assert_allclose(in_chip(view.to_chip[index], *place.tolist()), positions[index, point], atol=1e-3)


def test_a_view_holds_what_lies_between_its_corners(rng: torch.Generator) -> None:
    count = 12
    view = make_view(torch.zeros(count, 1, SIDE, SIDE), rng, VIEW)
    positions = torch.rand((count, 300, 2), generator=rng) * (SIDE + 8) - 4
    held = view.holds(positions)
    for index in range(count):
        corners = torch.stack([in_chip(view.to_chip[index], *corner) for corner in ((0, 0), (VIEW, VIEW))])
        low, high = corners.amin(dim=0), corners.amax(dim=0)  # right angles only: a rectangle along the axes
        inside = ((positions[index] >= low) & (positions[index] <= high)).all(dim=1)
        assert torch.equal(held[index], inside)
        assert 0 < inside.sum() < 300
        assert not (view.holds(positions, 3.0)[index] & ~inside).any()
    some = view.holds(positions, 3.0)
    inner = ((view.places(positions) - VIEW / 2).abs() <= VIEW / 2 - 3).all(dim=-1)
    assert torch.equal(some, inner)
    assert some.sum() < held.sum()


def test_crops_stay_in_the_chip_and_have_the_published_size(rng: torch.Generator) -> None:
    view = make_view(torch.zeros(400, 1, SIDE, SIDE), rng, VIEW)
    linear = view.to_chip[:, :, :2]
    size = (linear.abs().sum(dim=2)) * VIEW
    area = size.prod(dim=1) / SIDE**2
    assert 0.8 - 1e-4 <= area.min() < 0.81 and 0.99 < area.max() <= 1 + 1e-4
    stretch = size[:, 0] / size[:, 1]
    assert stretch.max() <= 4 / 3 and stretch.min() >= 3 / 4 and stretch.std() > 0.03
    for corner in ((0, 0), (0, VIEW), (VIEW, 0), (VIEW, VIEW)):
        at = torch.stack([in_chip(to_chip, *corner) for to_chip in view.to_chip])
        assert at.min() >= -1e-3 and at.max() <= SIDE + 1e-3
    ways = {tuple(way.flatten().sign().int().tolist()) for way in torch.where(linear.abs() < 1e-6, torch.zeros(()), linear)}
    assert len(ways) == 8  # four quarter turns, mirrored or not
    centres = (view.to_chip @ torch.tensor([VIEW / 2, VIEW / 2, 1.0])) - SIDE / 2
    assert centres.std() > 0.5 and abs(float(centres.mean())) < 0.3


def test_overlap_is_what_every_view_holds(rng: torch.Generator) -> None:
    three = [make_view(torch.zeros(3, 1, SIDE, SIDE), rng, VIEW) for _ in range(3)]
    shared = overlap(three, SIDE, 2.0)
    for index, row, column in itertools.product(range(3), range(0, SIDE, 3), range(0, SIDE, 3)):
        position = torch.tensor([column + 0.5, row + 0.5]).expand(3, 1, 2)
        assert bool(shared[index, row, column]) == all(bool(view.holds(position, 2.0)[index, 0]) for view in three)
    assert 0.3 < float(shared.float().mean()) < 0.95


def test_all_chance_comes_from_the_generator() -> None:
    images = torch.rand((5, 4, SIDE, SIDE), generator=torch.Generator().manual_seed(1))
    before = images.clone()
    first, again, other = (make_view(images, torch.Generator().manual_seed(seed), VIEW) for seed in (7, 7, 8))
    assert torch.equal(first.image, again.image) and torch.equal(first.to_chip, again.to_chip)
    assert not torch.equal(first.to_chip, other.to_chip)
    assert torch.equal(images, before)


# ---- look


@pytest.mark.parametrize("bands", [1, 3, 4, 13])
def test_look_of_any_number_of_bands(rng: torch.Generator, bands: int) -> None:
    images = torch.rand((400, bands, 12, 12), generator=rng)
    varied = jitter_colours(images, rng)
    assert varied.shape == images.shape and varied.isfinite().all()
    changed = (varied != images).flatten(1).any(dim=1)
    assert 0.72 < float(changed.float().mean()) < 0.88
    assert varied.min() >= 0 and varied.max() <= 1
    gain = varied[changed].mean(dim=(1, 2, 3)) / images[changed].mean(dim=(1, 2, 3))
    assert 0.55 < gain.min() < 0.75 and 1.15 < gain.max() < 1.45


def test_one_band_keeps_its_order_and_two_have_no_hue(rng: torch.Generator) -> None:
    """Brightness and contrast alone: the same straight line for all values of an image, and for both bands."""
    images = 0.4 + 0.2 * torch.rand((30, 2, 8, 8), generator=rng)  # so that nothing is clipped
    for image, varied in zip(images, jitter_colours(images, rng)):
        gain, offset = np.polyfit(image.flatten(), varied.flatten(), 1)
        np.testing.assert_allclose(varied, gain * image + offset, atol=1e-5)
        assert 0.3 < gain < 2.0


def test_hue_against_colorsys(rng: torch.Generator) -> None:
    image = torch.rand((3, 3, 5, 7), generator=rng)
    image[0, :, 0, 0] = 0.4  # grey has no hue
    image[1, :, 1] = 0.0
    turn = torch.tensor([0.1, -0.07, 0.4])
    turned = turn_hue(image, turn)
    for index, row, column in itertools.product(range(3), range(5), range(7)):
        hue, saturation, value = colorsys.rgb_to_hsv(*image[index, :, row, column].tolist())
        expected = colorsys.hsv_to_rgb((hue + float(turn[index])) % 1.0, saturation, value)
        np.testing.assert_allclose(turned[index, :, row, column], expected, atol=1e-5)


def test_blur_is_gaussian_and_only_for_half(rng: torch.Generator) -> None:
    images = torch.rand((3, 2, 14, 17), generator=rng)
    sigma = torch.tensor([0.3, 1.0, 2.0])
    for image, width, blurred in zip(images, sigma.tolist(), gaussian_blur(images, sigma)):
        expected = image.numpy()
        for axis in (1, 2):
            expected = gaussian_filter1d(expected, width, axis=axis, mode="mirror", radius=views.BLUR_RADIUS_PX)
        np.testing.assert_allclose(blurred, expected, atol=1e-5)
    many = torch.rand((300, 1, 10, 10), generator=rng)
    changed = (maybe_blur(many, rng) - many).abs().flatten(1).amax(dim=1) > 1e-6
    assert 0.35 < float(changed.float().mean()) < 0.6  # the narrowest of the blurs change nothing
