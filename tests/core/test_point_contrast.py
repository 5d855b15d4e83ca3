"""The loss on points: against slow loops, finite differences, and nothing where nothing is valid."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from rscd_plugin.core.learning.sadl.point_contrast import distance, push_term, similarity_term

CHIPS, POINTS, WIDTH = 3, 7, 5


@pytest.fixture
def rng() -> torch.Generator:
    return torch.Generator().manual_seed(2)


def vectors(rng: torch.Generator, count: int) -> list[torch.Tensor]:
    return [torch.randn((CHIPS, POINTS, WIDTH), generator=rng, dtype=torch.float64) for _ in range(count)]


def some(rng: torch.Generator) -> torch.Tensor:
    return torch.rand((CHIPS, POINTS), generator=rng) < 0.6


def cosine(a: torch.Tensor, b: torch.Tensor) -> float:
    a, b = a.numpy(), b.numpy()
    return float(np.dot(a, b) / np.sqrt(np.dot(a, a) * np.dot(b, b)))


def test_distance() -> None:
    a = torch.tensor([[3.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
    b = torch.tensor([[9.0, 0.0], [-1.0, 1.0], [0.0, -1.0]])
    torch.testing.assert_close(distance(a, b), torch.tensor([0.0, 2.0, 4.0]))


def test_similarity_term(rng: torch.Generator) -> None:
    (p_1, z_1, p_2, z_2), valid = vectors(rng, 4), some(rng)
    total = []
    for index, point in itertools.product(range(CHIPS), range(POINTS)):
        if valid[index, point]:
            there = 2 - 2 * cosine(p_1[index, point], z_2[index, point])
            back = 2 - 2 * cosine(p_2[index, point], z_1[index, point])
            total.append((there + back) / 2)
    assert 0 < len(total) < CHIPS * POINTS
    assert float(similarity_term(p_1, z_1, p_2, z_2, valid)) == pytest.approx(sum(total) / len(total))
    assert float(similarity_term(p_2, z_2, p_1, z_1, valid)) == pytest.approx(sum(total) / len(total))


@pytest.mark.parametrize("across", [True, False])
@pytest.mark.parametrize("class_count", [2, 4])
def test_push_term(rng: torch.Generator, class_count: int, across: bool) -> None:
    (first, second), valid = vectors(rng, 2), some(rng)
    classes = torch.randint(class_count, (CHIPS, POINTS), generator=rng)
    slow = 0.0
    for view in (first, second):
        costs = []
        for one, other in itertools.combinations(itertools.product(range(CHIPS), range(POINTS)), 2):
            if valid[one] and valid[other] and classes[one] != classes[other] and (across or one[0] == other[0]):
                costs.append(1 + cosine(view[one], view[other]))
        slow += 0.5 * sum(costs) / len(costs)
    assert float(push_term((first, second), classes, valid, across)) == pytest.approx(slow)


def test_push_is_of_foreground_against_background_alone(rng: torch.Generator) -> None:
    """Points of one class, however alike or unlike, cost nothing."""
    (view,) = vectors(rng, 1)
    view.requires_grad_(True)
    everywhere = torch.ones(CHIPS, POINTS, dtype=torch.bool)
    term = push_term((view, view), everywhere.long(), everywhere, True)
    (gradient,) = torch.autograd.grad(term, view)
    assert float(term.detach()) == 0.0 and not gradient.any()


def test_finite_differences(rng: torch.Generator) -> None:
    p_1, z_1, p_2, z_2 = (values.requires_grad_(True) for values in vectors(rng, 4))
    valid, classes = some(rng), torch.randint(3, (CHIPS, POINTS), generator=rng)
    assert torch.autograd.gradcheck(lambda a, b: similarity_term(a, z_1, b, z_2, valid), (p_1, p_2))
    assert torch.autograd.gradcheck(lambda a, b: push_term((a, b), classes, valid, True), (p_1, p_2))


def test_the_targets_have_no_gradient(rng: torch.Generator) -> None:
    p_1, z_1, p_2, z_2 = (values.requires_grad_(True) for values in vectors(rng, 4))
    valid = some(rng)
    found = torch.autograd.grad(similarity_term(p_1, z_1, p_2, z_2, valid), (p_1, z_1, p_2, z_2), allow_unused=True)
    assert found[1] is None and found[3] is None
    for gradient in (found[0], found[2]):
        assert torch.equal(gradient.abs().sum(dim=-1) > 0, valid)  # and none where a point is not valid


def test_descent_pulls_together_and_pushes_apart(rng: torch.Generator) -> None:
    p_1, z_1, p_2, z_2 = (values.requires_grad_(True) for values in vectors(rng, 4))
    everywhere, classes = torch.ones(CHIPS, POINTS, dtype=torch.bool), (torch.arange(POINTS) < 3).long().expand(CHIPS, -1)

    def pull() -> torch.Tensor:
        return similarity_term(p_1, z_1, p_2, z_2, everywhere)

    def push() -> torch.Tensor:
        return push_term((p_1, p_2), classes, everywhere, True)

    for term in (pull, push):
        before = term()
        gradients = torch.autograd.grad(before, (p_1, p_2))
        with torch.no_grad():
            for values, gradient in zip((p_1, p_2), gradients):
                values -= 0.5 * gradient
        assert float(term().detach()) < float(before.detach())


def test_nothing_valid_is_no_loss_and_moves_nothing(rng: torch.Generator) -> None:
    p_1, z_1, p_2, z_2 = (values.requires_grad_(True) for values in vectors(rng, 4))
    nothing, classes = torch.zeros(CHIPS, POINTS, dtype=torch.bool), torch.arange(POINTS).expand(CHIPS, -1) % 2
    for term in (similarity_term(p_1, z_1, p_2, z_2, nothing), push_term((p_1, p_2), classes, nothing, True)):
        assert float(term.detach()) == 0.0
        for gradient in torch.autograd.grad(term, (p_1, p_2)):
            assert not gradient.any() and gradient.isfinite().all()


def test_what_is_not_valid_does_not_count(rng: torch.Generator) -> None:
    (p_1, z_1, p_2, z_2), valid = vectors(rng, 4), some(rng)
    classes = torch.arange(POINTS).expand(CHIPS, -1) % 2
    zeros = [torch.where(valid[..., None], values, torch.zeros(())) for values in (p_1, z_1, p_2, z_2)]
    assert torch.equal(similarity_term(p_1, z_1, p_2, z_2, valid), similarity_term(*zeros, valid))
    assert torch.equal(push_term((p_1, p_2), classes, valid, True), push_term((zeros[0], zeros[2]), classes, valid, True))
    zeros[0].requires_grad_(True)
    for term in (similarity_term(*zeros, valid), push_term((zeros[0], zeros[2]), classes, valid, True)):
        assert torch.autograd.grad(term, zeros[0])[0].isfinite().all()


def test_cosines_are_exact_under_autocast(rng: torch.Generator) -> None:
    views = [values.float() for values in vectors(rng, 2)]
    classes, valid = torch.arange(POINTS).expand(CHIPS, -1) % 2, some(rng)
    with torch.autocast("cpu", torch.bfloat16):
        rounded = push_term(views, classes, valid, True)
    assert torch.equal(rounded, push_term(views, classes, valid, True))
