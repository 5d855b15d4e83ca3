"""What training draws: varied crops of chips, and pairs made of single dates."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rscd_plugin.core.learning.chips.chips import NO_LABEL, Chips
from rscd_plugin.core.learning.detector import pair_making
from rscd_plugin.core.learning.detector.augment import vary_geometry, vary_look
from rscd_plugin.core.learning.detector.crops import Crops
from rscd_plugin.core.learning.detector.pair_making import make_pairs

from .learning_chips import BYTES, square_chips


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_geometry_is_one_for_all_dates_and_the_labels() -> None:
    """A chip whose bands are the label itself stays so, but for the borders that interpolation and shift blur."""
    truth = torch.zeros(6, 1, 96, 96)
    truth[:, :, 30:60, 40:80] = 1
    images = truth[:, None].expand(-1, 2, 3, -1, -1)
    cut, labels = vary_geometry(images, truth, torch.full((6, 2), 48.0), 64, seeded(2))
    assert cut.shape == (6, 2, 3, 64, 64) and labels.shape == (6, 1, 64, 64)
    assert set(labels.unique().tolist()) == {0.0, 1.0}
    assert ((cut[:, 0, :1] > 0.5).float() - labels).abs().mean() < 0.01
    assert 0.0005 < ((cut[:, 1, :1] > 0.5).float() - labels).abs().mean() < 0.09
    assert len({tuple(t.flatten().tolist()) for t in labels}) == 6


@pytest.mark.parametrize("bands", [1, 3, 5])
def test_looks_differ_between_dates_and_images(bands: int) -> None:
    rng = seeded(2)
    image = torch.rand(1, bands, 32, 32, generator=rng).expand(2, -1, -1, -1)
    first, second = vary_look(image, rng), vary_look(image, rng)
    assert first.min() >= 0 and first.max() <= 1 and first.isfinite().all()
    assert (first - second).abs().mean() > 0.01 and (first[0] - first[1]).abs().mean() > 0.01


def test_every_other_crop_is_aimed_at_change() -> None:
    crops = Crops(square_chips(empty=11), 32, BYTES)
    rng = seeded(0)
    labels = torch.cat([crops.draw(8, rng)[1] for _ in range(6)])
    found = labels.flatten(1).any(dim=1)
    assert found[0::2].float().mean() > 0.9 and found[1::2].float().mean() < 0.3


def test_crops_keep_unknown_labels_and_values() -> None:
    chips = square_chips()
    labels = chips.labels.copy()
    labels[:, :, :48] = NO_LABEL
    images, cut = Crops(Chips(chips.images, labels, chips.samples, chips.windows, chips.blocks), 64, BYTES).draw(4, seeded(1))
    assert images.shape == (4, 2, 3, 64, 64) and images.dtype == torch.float32 and 0.2 < images.mean() < 0.6
    assert cut.dtype == torch.uint8 and set(cut.unique().tolist()) == {0, 1, NO_LABEL}


def test_chips_without_foreground_can_be_cropped() -> None:
    _, labels = Crops(square_chips(empty=12), 32, BYTES).draw(3, seeded(1))
    assert not labels.any()


def test_the_same_seed_draws_the_same() -> None:
    crops = Crops(square_chips(dates=1), 48, BYTES)
    first, again, other = (make_pairs(crops, 4, seeded(seed)) for seed in (3, 3, 4))
    assert torch.equal(first.images, again.images) and torch.equal(first.classes, again.classes)
    assert not torch.equal(first.images, other.images)


@pytest.mark.parametrize(("places", "same"), [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0), (0.45, 0.3)])
def test_made_pairs_show_what_their_classes_say(monkeypatch: pytest.MonkeyPatch, places: float, same: float) -> None:
    """Squares are bright: in every pair change is where one date is bright and the other is not."""
    monkeypatch.setattr(pair_making, "SHARE_OF_PLACES", places)
    monkeypatch.setattr(pair_making, "SHARE_OF_SAME", same)
    made = make_pairs(Crops(square_chips(dates=1, empty=4), 64, BYTES), 40, seeded(3))
    assert made.images.shape == (40, 2, 3, 64, 64) and made.classes.shape == (40, 2, 64, 64)
    bright = made.images[:, :, 0] > 0.5
    seen = bright[:, 0] != bright[:, 1]
    assert (seen != (made.change == 1)).float().mean() < 0.03
    if same == 1.0:
        assert not made.change.any()
    else:
        assert 0.05 < (made.change == 1).float().mean() < 0.5
        gained = (made.classes[:, 1] > made.classes[:, 0]).flatten(1).any(dim=1)
        lost = (made.classes[:, 1] < made.classes[:, 0]).flatten(1).any(dim=1)
        assert gained.any() and lost.any()


def test_unknown_classes_make_unknown_change() -> None:
    chips = square_chips(dates=1)
    labels = chips.labels.copy()
    labels[:, 40:] = NO_LABEL
    crops = Crops(Chips(chips.images, labels, chips.samples, chips.windows, chips.blocks), 64, BYTES)
    made = make_pairs(crops, 16, seeded(0))
    unknown = (made.classes == NO_LABEL).any(dim=1)
    assert unknown.any() and torch.equal(made.change == NO_LABEL, unknown)


def test_nothing_that_is_pasted_has_a_hard_edge() -> None:
    """Between a pasted square and its new ground lies a pixel of both."""
    chips = square_chips(dates=1, empty=0)
    flat = np.where(chips.labels[:, None, None] == 1, 200, 80).astype(np.uint8).repeat(3, axis=2)
    crops = Crops(Chips(flat, chips.labels, chips.samples, chips.windows, chips.blocks), 64, BYTES)
    images = make_pairs(crops, 40, seeded(5)).images * 255
    between = (images > 95) & (images < 185)
    assert between.flatten(1).any(dim=1).float().mean() > 0.8
