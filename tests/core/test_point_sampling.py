"""Points: of which classes, where, how many; and that the features looked up are those of the ground meant."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from rscd_plugin.core.learning.chips.chips import NO_LABEL
from rscd_plugin.core.learning.sadl import views
from rscd_plugin.core.learning.sadl.point_sampling import CELL_PX, NEAR_PX, Points, features_at, sample_points
from rscd_plugin.core.learning.sadl.views import make_view, overlap

SIDE = 48


@pytest.fixture
def rng() -> torch.Generator:
    return torch.Generator().manual_seed(9)


@pytest.fixture
def labels() -> torch.Tensor:
    """Three chips of three classes: all of them; background alone; class 2 alone, but for what nobody knows."""
    labels = torch.zeros(3, SIDE, SIDE, dtype=torch.uint8)
    labels[0, 8:30, 10:32] = 1
    labels[0, 34:36, 38:41] = 2
    labels[0, :, 44:] = NO_LABEL
    labels[1, 20:] = NO_LABEL
    labels[2] = 2
    labels[2, 5:9] = NO_LABEL
    return labels


EVERYWHERE = torch.ones(3, SIDE, SIDE, dtype=torch.bool)


def pixels(points: Points, index: int, name: int) -> list[tuple[int, int]]:
    """Rows and columns of the valid points of a class in a chip."""
    found = []
    for (x, y), point_class, valid in zip(points.positions[index], points.classes[index], points.valid[index]):
        if valid and point_class == name:
            assert float(x) % 1 == 0.5 and float(y) % 1 == 0.5  # centres of pixels
            found.append((int(y), int(x)))
    return found


@pytest.mark.parametrize("near_edges", [0.0, 0.4, 1.0])
def test_as_many_of_every_class_that_is_there(labels: torch.Tensor, rng: torch.Generator, near_edges: float) -> None:
    allowed = torch.rand(labels.shape, generator=rng) < 0.8
    for _ in range(10):
        points = sample_points(labels, allowed, 3, 10, rng, near_edges)
        assert points.positions.shape == (3, 30, 2)
        assert points.positions.dtype == torch.float32 and points.valid.dtype == torch.bool
        counts = [[len(pixels(points, index, name)) for name in range(3)] for index in range(3)]
        assert counts == [[10, 10, 10], [10, 0, 0], [0, 0, 10]]
        for index, name in itertools.product(range(3), range(3)):
            for row, column in pixels(points, index, name):
                assert labels[index, row, column] == name
                assert allowed[index, row, column]


def test_background_never_takes_the_place_of_foreground(labels: torch.Tensor, rng: torch.Generator) -> None:
    """The published code samples background as foreground where a chip has none."""
    points = sample_points(labels[1:2], EVERYWHERE[:1], 2, 16, rng)
    assert points.valid[0].tolist() == [True] * 16 + [False] * 16
    assert points.classes[0].tolist() == [0] * 16 + [1] * 16


def test_what_is_not_allowed_counts_as_not_there(labels: torch.Tensor, rng: torch.Generator) -> None:
    allowed = (labels != 1) & EVERYWHERE
    points = sample_points(labels, allowed, 3, 4, rng)
    assert not points.valid[0, 4:8].any() and points.valid[0, :4].all() and points.valid[0, 8:].all()


def test_one_point_a_cell_while_there_are_enough(labels: torch.Tensor, rng: torch.Generator) -> None:
    points = sample_points(labels, EVERYWHERE, 3, 30, rng)
    cells = {(row // CELL_PX, column // CELL_PX) for row, column in pixels(points, 0, 1)}
    assert len(cells) == 30
    few = pixels(points, 0, 2)  # 2 x 3 pixels, in two cells
    times = [few.count(pixel) for pixel in set(few)]
    assert len(times) == 2 and times == [15, 15]


def test_every_pixel_of_a_class_is_as_likely(rng: torch.Generator) -> None:
    """A stripe one pixel wide has a quarter of the pixels of a block of cells as many, and gets a quarter of the points."""
    labels = torch.zeros(600, 32, 32, dtype=torch.uint8)
    labels[:, :16] = 1
    labels[:, 18::4] = 1
    points = sample_points(labels, torch.ones_like(labels, dtype=torch.bool), 2, 2, rng)
    row = points.positions[..., 1][points.valid & (points.classes == 1)]
    assert float((row > 16).float().mean()) == pytest.approx(0.2, abs=0.03)
    column = points.positions[..., 0]
    assert float(column.mean()) == pytest.approx(16.0, abs=0.8)


def test_near_edges(rng: torch.Generator) -> None:
    labels = torch.zeros(2, SIDE, SIDE, dtype=torch.uint8)
    labels[0, 12:36, 12:36] = 1
    labels[0, :, :4] = NO_LABEL  # its border is no border of classes
    everywhere = torch.ones_like(labels, dtype=torch.bool)

    def distance(index: int, row: int, column: int) -> int:
        name = int(labels[index, row, column])
        others = torch.nonzero((labels[index] != name) & (labels[index] != NO_LABEL))
        return int((others - torch.tensor([row, column])).abs().amax(dim=1).min()) if len(others) else 99

    def near(share: float, name: int) -> int:
        points = sample_points(labels, everywhere, 2, 20, rng, share)
        assert len(pixels(points, 1, 0)) == 20  # no border there: drawn from all of it
        return sum(distance(0, *pixel) <= NEAR_PX for pixel in pixels(points, 0, name))

    for name in (0, 1):
        assert near(1.0, name) == 20
        assert sum(near(0.5, name) for _ in range(10)) > 110  # half, and those that lie there by chance
        assert sum(near(0.0, name) for _ in range(10)) < 110


def test_points_come_from_their_generator_alone(labels: torch.Tensor) -> None:
    first, again, other = (
        sample_points(labels, EVERYWHERE, 3, 5, torch.Generator().manual_seed(seed), 0.5) for seed in (1, 1, 2)
    )
    assert torch.equal(first.positions, again.positions) and not torch.equal(first.positions, other.positions)


# ---- features at points


def slow_lookup(features: np.ndarray, x: float, y: float, stride: float) -> np.ndarray:
    """Bilinear between the centres of cells, which lie at stride * (index + ½)."""
    total = np.zeros(len(features))
    corners = []
    for place, cells in ((y / stride - 0.5, features.shape[1]), (x / stride - 0.5, features.shape[2])):
        place = min(max(place, 0.0), cells - 1.0)
        low = min(math.floor(place), cells - 1)
        corners.append(((low, 1 - (place - low)), (min(low + 1, cells - 1), place - low)))
    for (row, by_row), (column, by_column) in itertools.product(*corners):
        total += by_row * by_column * features[:, row, column]
    return total


def test_lookup_against_a_slow_one(rng: torch.Generator) -> None:
    features = torch.randn((2, 3, 6, 6), generator=rng, dtype=torch.float64)
    places = torch.rand((2, 40, 2), generator=rng, dtype=torch.float64) * 24
    found = features_at(features, places, 24)
    assert found.shape == (2, 40, 3)
    for index, point in itertools.product(range(2), range(40)):
        x, y = places[index, point].tolist()
        np.testing.assert_allclose(found[index, point], slow_lookup(features[index].numpy(), x, y, 4.0), atol=1e-10)


def test_lookup_has_the_right_gradient(rng: torch.Generator) -> None:
    features = torch.randn((1, 2, 3, 3), generator=rng, dtype=torch.float64, requires_grad=True)
    places = torch.rand((1, 5, 2), generator=rng, dtype=torch.float64) * 12
    assert torch.autograd.gradcheck(lambda values: features_at(values, places, 12), (features,))


def test_lookups_of_one_place_agree_in_all_views(rng: torch.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Features that are their own position on the ground, averaged to stride 4: all views give back where the point is."""
    monkeypatch.setattr(views, "JITTER_PROBABILITY", 0.0)
    monkeypatch.setattr(views, "BLUR_PROBABILITY", 0.0)
    y, x = torch.meshgrid(torch.arange(SIDE) + 0.5, torch.arange(SIDE) + 0.5, indexing="ij")
    ground = torch.stack([x, y]).expand(8, -1, -1, -1)
    three = [make_view(ground, rng, SIDE) for _ in range(3)]
    labels = (torch.rand((8, SIDE, SIDE), generator=rng) < 0.3).to(torch.uint8)
    points = sample_points(labels, overlap(three, SIDE, 4.0), 2, 16, rng)
    assert points.valid.all()
    for view in three:
        features = functional.avg_pool2d(view.image, CELL_PX)
        found = features_at(features, view.places(points.positions), SIDE)
        assert float((found - points.positions).abs().max()) < 0.15  # the outer half pixel of a chip is flat
        assert float((found - points.positions).abs().median()) < 1e-4
