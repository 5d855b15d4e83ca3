"""The loss of mode optimised: against a slow loop, where its gradient points, and that it does not go flat."""

from __future__ import annotations

import math

import pytest
import torch

from rscd_plugin.core.learning.similarity_dissimilarity import (
    LARGEST_WEIGHT,
    balanced_term,
    changed_area_term,
    similarity_dissimilarity,
)

SIZE = (2, 1, 7, 9)


@pytest.fixture
def rng() -> torch.Generator:
    return torch.Generator().manual_seed(4)


def distances(rng: torch.Generator) -> torch.Tensor:
    """On both sides of the balance point at 1, some so large that their weight is bounded."""
    return torch.exp(2 * torch.randn(SIZE, generator=rng, dtype=torch.float64))


def test_against_a_slow_loop(rng: torch.Generator) -> None:
    logits, d = 3 * torch.randn(SIZE, generator=rng, dtype=torch.float64), distances(rng)
    valid = torch.rand(SIZE, generator=rng) < 0.7
    total, count = 0.0, 0
    for z, at, holds in zip(logits.flatten().tolist(), d.flatten().tolist(), valid.flatten().tolist()):
        if holds:
            p = 1 / (1 + math.exp(-z))
            total -= min(abs(at - 1), 10.0) * math.log(p if at > 1 else 1 - p)
            count += 1
    assert float((d > 1 + LARGEST_WEIGHT).double().mean()) > 0.05
    assert float(balanced_term(logits, d, valid)) == pytest.approx(total / count)
    assert float(balanced_term(logits, d, torch.zeros_like(valid))) == 0.0


@pytest.mark.parametrize("everywhere", [-12.0, 0.0, 12.0], ids=["p near 0", "p at a half", "p near 1"])
def test_the_gradient_draws_each_pixel_to_its_side_of_the_balance(everywhere: float, rng: torch.Generator) -> None:
    d = distances(rng)
    logits = torch.full(SIZE, everywhere, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(balanced_term(logits, d, torch.ones(SIZE)), logits)
    changed = d > 1
    assert (gradient[changed] < 0).all() and (gradient[~changed] > 0).all()
    weight = (d - 1).abs().clamp_max(LARGEST_WEIGHT)
    torch.testing.assert_close(gradient, weight * (torch.sigmoid(logits.detach()) - changed.double()) / d.numel())


def test_it_does_not_go_flat_where_the_linear_loss_does(rng: torch.Generator) -> None:
    """Once p is near 0 everywhere, what has changed still draws."""
    d, valid = distances(rng), torch.ones(SIZE)
    logits = torch.full(SIZE, -12.0, dtype=torch.float64, requires_grad=True)
    p = torch.sigmoid(logits)
    (linear,) = torch.autograd.grad(similarity_dissimilarity(p, d, valid) + changed_area_term(p, valid), logits)
    (gradient,) = torch.autograd.grad(balanced_term(logits, d, valid), logits)
    glaring = d > 2
    assert (gradient[glaring].abs() * d.numel() > 0.99).all()
    assert (linear[glaring].abs() < 1e-3 * gradient[glaring].abs()).all()


def test_a_glaring_pixel_does_not_decide_alone() -> None:
    logits, valid = torch.zeros(1, 1, 1, 3, requires_grad=True), torch.ones(1, 1, 1, 3)
    d = torch.tensor([1e6, 1 + LARGEST_WEIGHT, 0.5]).reshape(1, 1, 1, 3)
    (gradient,) = torch.autograd.grad(balanced_term(logits, d, valid), logits)
    assert gradient.flatten().tolist() == pytest.approx([-LARGEST_WEIGHT / 6, -LARGEST_WEIGHT / 6, 0.5 / 6])


@pytest.mark.parametrize("sign", [-1, 1])
def test_certain_and_wrong_is_still_a_number(sign: int) -> None:
    logits = torch.full((1, 1, 2, 2), 1e4 * sign, requires_grad=True)
    loss = balanced_term(logits, torch.full((1, 1, 2, 2), 2.0 if sign < 0 else 0.0), torch.ones(1, 1, 2, 2))
    loss.backward()
    assert float(loss.detach()) == pytest.approx(1e4) and torch.isfinite(logits.grad).all()
