"""The terms of the loss: each against a slow loop, what each moves and leaves alone, and where the balance lies."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch

from rscd_plugin.core.learning.photometric import vary_photometry
from rscd_plugin.core.learning.similarity_dissimilarity import (
    augmentation_term,
    changed_area_term,
    distance,
    feature_augmentation_term,
    feature_distance,
    feature_term,
    image_term,
    similarity_dissimilarity,
)
from rscd_plugin.core.models.change_generator import UGenerator
from rscd_plugin.core.models.feature_extractor import Level, VggExtractor
from rscd_plugin.core.models.feature_statistics import FeatureMoments

SIZE = (9, 7)
LEVELS = (Level(2, 1, 0.0), Level(3, 2, 0.5), Level(2, 4, 0.0))
CELLS = ((9, 7), (5, 4), (3, 2))


@pytest.fixture
def rng() -> torch.Generator:
    return torch.Generator().manual_seed(4)


def probabilities(rng: torch.Generator) -> torch.Tensor:
    return torch.rand((2, 1, *SIZE), generator=rng, dtype=torch.float64)


def images(rng: torch.Generator) -> torch.Tensor:
    return torch.randn((2, 4, *SIZE), generator=rng, dtype=torch.float64)


def features(rng: torch.Generator) -> list[torch.Tensor]:
    return [torch.randn((2, level.channels, *cells), generator=rng, dtype=torch.float64) for level, cells in zip(LEVELS, CELLS)]


def some_valid(rng: torch.Generator) -> torch.Tensor:
    return torch.rand((2, 1, *SIZE), generator=rng) < 0.7


# ---- slow loops, pixel by pixel


def slow_mean(value: Callable[[int, int, int], float], valid: torch.Tensor) -> float:
    total = count = 0.0
    for b in range(2):
        for y in range(SIZE[0]):
            for x in range(SIZE[1]):
                weight = float(valid[b, 0, y, x])
                total += weight * value(b, y, x)
                count += weight
    return total / count


def slow_distance(pre: torch.Tensor, post: torch.Tensor, b: int, y: int, x: int) -> float:
    return sum(abs(float(pre[b, c, y, x]) - float(post[b, c, y, x])) for c in range(pre.shape[1])) / pre.shape[1]


def slow_feature_distance(pre: list[torch.Tensor], post: list[torch.Tensor], b: int, y: int, x: int) -> float:
    total = 0.0
    for f_pre, f_post, level in zip(pre, post, LEVELS):
        corners = []
        for pixel, cells in ((y, f_pre.shape[-2]), (x, f_pre.shape[-1])):
            place = min(max((pixel - level.centre_px) / level.stride_px, 0.0), cells - 1.0)
            low = min(math.floor(place), cells - 1)
            corners.append(((low, 1 - (place - low)), (min(low + 1, cells - 1), place - low)))
        for row, row_weight in corners[0]:
            for column, column_weight in corners[1]:
                total += row_weight * column_weight * slow_distance(f_pre, f_post, b, row, column)
    return total


def slow_loss(p: torch.Tensor, d: Callable[[int, int, int], float], valid: torch.Tensor) -> float:
    def pulled(b: int, y: int, x: int) -> float:
        q = 1 - float(p[b, 0, y, x])
        return q * d(b, y, x) if not p[b, 0, y, x] > q else 0.0

    def pushed(b: int, y: int, x: int) -> float:
        return float(p[b, 0, y, x]) * d(b, y, x) if p[b, 0, y, x] > 1 - p[b, 0, y, x] else 0.0

    return slow_mean(pulled, valid) - slow_mean(pushed, valid)


MASKS = pytest.mark.parametrize(
    "mask", [some_valid, lambda rng: torch.rand((2, 1, *SIZE), generator=rng), lambda rng: torch.ones(2, 1, *SIZE)],
    ids=["bool", "weights", "all"],
)  # fmt: skip


@MASKS
def test_image_term(rng: torch.Generator, mask) -> None:
    p, pre, post, valid = probabilities(rng), images(rng), images(rng), mask(rng)
    slow = slow_loss(p, lambda b, y, x: slow_distance(pre, post, b, y, x), valid)
    assert float(image_term(p, pre, post, valid)) == pytest.approx(slow, rel=1e-6)
    assert float(similarity_dissimilarity(p, distance(pre, post), valid)) == pytest.approx(slow, rel=1e-6)


@MASKS
def test_feature_term(rng: torch.Generator, mask) -> None:
    p, pre, post, valid = probabilities(rng), features(rng), features(rng), mask(rng)
    slow = slow_loss(p, lambda b, y, x: slow_feature_distance(pre, post, b, y, x), valid)
    assert float(feature_term(p, pre, post, LEVELS, valid)) == pytest.approx(slow, rel=1e-5)


def test_feature_distance_at_every_pixel(rng: torch.Generator) -> None:
    pre, post = features(rng), features(rng)
    fast = feature_distance(pre, post, LEVELS, SIZE)
    for (b, y, x), value in np.ndenumerate(fast[:, 0].numpy()):
        assert value == pytest.approx(slow_feature_distance(pre, post, b, y, x), rel=1e-5)


@MASKS
def test_feature_augmentation_term(rng: torch.Generator, mask) -> None:
    p, valid = probabilities(rng), mask(rng)
    pre, post, varied_pre, varied_post = (features(rng) for _ in range(4))
    slow = 0.5 * sum(
        slow_loss(p, lambda b, y, x, one=one, other=other: slow_feature_distance(one, other, b, y, x), valid)
        for one, other in ((varied_pre, post), (pre, varied_post))
    )
    fast = feature_augmentation_term(p, pre, post, varied_pre, varied_post, LEVELS, valid)
    assert float(fast) == pytest.approx(slow, rel=1e-5)


@MASKS
def test_augmentation_and_area_terms(rng: torch.Generator, mask) -> None:
    p, varied, valid = probabilities(rng), probabilities(rng), mask(rng)
    slow = slow_mean(lambda b, y, x: abs(float(p[b, 0, y, x]) - float(varied[b, 0, y, x])), valid)
    assert float(augmentation_term(p, varied, valid)) == pytest.approx(slow, rel=1e-6)
    assert float(changed_area_term(p, valid)) == pytest.approx(slow_mean(lambda b, y, x: float(p[b, 0, y, x]), valid), rel=1e-6)


def test_what_is_not_valid_does_not_count(rng: torch.Generator) -> None:
    p, pre, post, valid = probabilities(rng), images(rng), images(rng), some_valid(rng)
    loss = image_term(p, pre, post, valid)
    assert torch.equal(image_term(p, torch.where(valid, pre, 1e4), post, valid), loss)
    nothing = torch.zeros_like(valid)
    assert float(image_term(p, pre, post, nothing)) == 0.0
    assert float(changed_area_term(p, nothing)) == 0.0


# ---- what each term moves


def term_gradients(term: str) -> tuple[list[torch.Tensor | None], list[torch.Tensor | None]]:
    """Gradients of D-CPG's and of D-FE's weights, from one batch of a pair."""
    rng = torch.Generator().manual_seed(6)
    generator, extractor = UGenerator(3, width=4, seed=1), VggExtractor(3, (6, 8, 10), seed=2)
    pre, post = torch.randn((2, 2, 3, 24, 24), generator=rng)
    varied_pre, varied_post = vary_photometry(pre, rng), vary_photometry(post, rng)
    valid = torch.rand((2, 1, 24, 24), generator=rng) < 0.95
    everything = torch.ones_like(valid)

    def seen(image: torch.Tensor) -> list[torch.Tensor]:
        found = extractor(image)
        return FeatureMoments().add(found, everything).statistics().normalised(found)

    p = torch.sigmoid(generator((pre - post).abs()))
    p_varied = torch.sigmoid(generator((varied_pre - varied_post).abs()))
    loss = {
        "image": lambda: image_term(p, pre, post, valid),
        "feature": lambda: feature_term(p, seen(pre), seen(post), extractor.levels, valid),
        "feature augmentation": lambda: feature_augmentation_term(
            p, seen(pre), seen(post), seen(varied_pre), seen(varied_post), extractor.levels, valid
        ),
        "augmentation": lambda: augmentation_term(p, p_varied, valid),
        "area": lambda: changed_area_term(p, valid),
    }[term]()
    weights = [list(generator.parameters()), list(extractor.parameters())]
    gradients = torch.autograd.grad(loss, [*weights[0], *weights[1]], allow_unused=True)
    return list(gradients[: len(weights[0])]), list(gradients[len(weights[0]) :])


@pytest.mark.parametrize(
    ("term", "moves_features"),
    [("image", False), ("feature", True), ("feature augmentation", True), ("augmentation", False), ("area", False)],
)
def test_each_term_moves_what_it_should_and_nothing_else(term: str, moves_features: bool) -> None:
    of_generator, of_extractor = term_gradients(term)
    assert all(gradient is not None and gradient.any() for gradient in of_generator)
    if moves_features:
        assert all(gradient is not None and gradient.any() for gradient in of_extractor)
    else:
        assert all(gradient is None for gradient in of_extractor)


def test_unmarked_features_are_pulled_together_and_marked_ones_pushed_apart(rng: torch.Generator) -> None:
    pre = torch.randn((1, 2, 4, 6), generator=rng).requires_grad_(True)
    post = torch.randn((1, 2, 4, 6), generator=rng)
    p = torch.cat([torch.full((1, 1, 4, 3), 0.2), torch.full((1, 1, 4, 3), 0.9)], dim=-1)
    (gradient,) = torch.autograd.grad(feature_term(p, [pre], [post], LEVELS[:1], torch.ones(1, 1, 4, 6)), pre)
    towards_post = -gradient * (post - pre)
    assert (towards_post[..., :3] > 0).all()
    assert (towards_post[..., 3:] < 0).all()


def test_masks_have_no_gradient(rng: torch.Generator) -> None:
    """The gradient in p is -d / n, on both sides of ½ alike."""
    p, d = probabilities(rng).requires_grad_(True), distance(images(rng), images(rng))
    assert 0.2 < float((p > 0.5).double().mean()) < 0.8
    (gradient,) = torch.autograd.grad(similarity_dissimilarity(p, d, torch.ones_like(d)), p)
    torch.testing.assert_close(gradient, -d / d.numel())


# ---- the balance


def test_descent_marks_exactly_what_lies_beyond_the_balance_point(rng: torch.Generator) -> None:
    d = torch.rand((1, 1, 20, 20), generator=rng) * 2
    logits = torch.randn((1, 1, 20, 20), generator=rng, requires_grad=True)
    valid, weight = torch.ones_like(d), 0.8
    optimiser = torch.optim.Adam([logits], lr=0.3)
    for _ in range(60):
        p = torch.sigmoid(logits)
        loss = similarity_dissimilarity(p, d, valid) + weight * changed_area_term(p, valid)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert torch.equal(torch.sigmoid(logits) > 0.5, d > weight)


def test_the_loss_is_least_pixel_by_pixel_beyond_the_balance_point() -> None:
    """Every p of a fine grid tried at every distance; both readings of the documented formula."""
    weight, p = 0.8, torch.linspace(0, 1, 201, dtype=torch.float64).reshape(-1, 1, 1, 1)
    one = torch.ones(1, 1, 1, 1)

    def least(loss: Callable[[torch.Tensor], torch.Tensor]) -> float:
        return float(p[int(torch.tensor([float(loss(value[None])) for value in p]).argmin())])

    for d in np.linspace(0.05, 2.0, 13):
        beyond = least(lambda value, d=d: similarity_dissimilarity(value, one * (d - weight), one))
        assert beyond == (1.0 if d > weight else 0.0)
        literal = least(lambda value, d=d: similarity_dissimilarity(value, one * d, one) + weight * changed_area_term(value, one))
        expected = 1.0 if d > weight else 0.505 if d > weight / 3 else 0.0  # 0.505: the grid's first value above ½
        assert literal == pytest.approx(expected)


def test_both_readings_differ_by_the_unmarked_share_alone(rng: torch.Generator) -> None:
    p, d, valid, weight = probabilities(rng), distance(images(rng), images(rng)), some_valid(rng), 0.8
    whole = similarity_dissimilarity(p, d, valid) + weight * changed_area_term(p, valid)
    unmarked = slow_mean(lambda b, y, x: float(p[b, 0, y, x] <= 0.5), valid)
    torch.testing.assert_close(whole, similarity_dissimilarity(p, d - weight, valid) + weight * unmarked)


def test_optimising_a_generator_on_a_pair_marks_what_has_changed(rng: torch.Generator) -> None:
    pre = torch.randn((1, 3, 64, 64), generator=rng)
    post = pre + 0.5 * torch.randn((1, 3, 64, 64), generator=rng)
    truth = torch.zeros(1, 1, 64, 64, dtype=torch.bool)
    truth[..., 20:44, 12:30] = True
    post = torch.where(truth, torch.randn(post.shape, generator=rng), post)
    generator, valid = UGenerator(3, seed=3), torch.ones(1, 1, 64, 64)
    optimiser = torch.optim.Adam(generator.parameters(), lr=2e-3)
    difference = (pre - post).abs()
    for _ in range(40):
        p = torch.sigmoid(generator(difference))
        loss = image_term(p, pre, post, valid) + 0.8 * changed_area_term(p, valid)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    marked = generator.eval()(difference) > 0
    overlap = float((marked & truth).sum() / (marked | truth).sum())
    blind = distance(pre, post) > 0.8
    assert overlap > 0.8 > float((blind & truth).sum() / (blind | truth).sum())  # better than the pixels by themselves


# ---- another light


@pytest.mark.parametrize("bands", [1, 4, 13])
def test_photometry_varies_gain_and_offset_of_each_image_and_band(rng: torch.Generator, bands: int) -> None:
    image = torch.randn((3, bands, 16, 16), generator=rng)
    varied = vary_photometry(image, rng)
    lines = set()
    for one, other in zip(image.flatten(0, 1), varied.flatten(0, 1)):
        gain, offset = np.polyfit(one.flatten().numpy(), other.flatten().numpy(), 1)
        np.testing.assert_allclose(other, gain * one + offset, atol=1e-4)
        assert 0.3 < gain < 3.0 and abs(offset) < 1.5
        lines.add((round(gain, 4), round(offset, 4)))
    assert len(lines) == 3 * bands


def test_photometry_comes_from_its_generator_alone(rng: torch.Generator) -> None:
    image = torch.randn((2, 3, 8, 8), generator=rng)
    first, again, other = (vary_photometry(image, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other)
