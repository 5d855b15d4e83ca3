"""Losses on change and classes against slow loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from rscd_plugin.core.learning.chips.chips import NO_LABEL
from rscd_plugin.core.learning.detector.losses import bce_loss, change_loss, class_loss, dice_loss


def slow_losses(logits: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    entropy = overlap = total_p = total_t = 0.0
    count = 0
    for logit, t in zip(logits.ravel(), target.ravel()):
        if t == NO_LABEL:
            continue
        p = 1.0 / (1.0 + math.exp(-logit))
        entropy -= t * math.log(p) + (1.0 - t) * math.log(1.0 - p)
        overlap += p * t
        total_p += p
        total_t += t
        count += 1
    return entropy / max(count, 1), 1.0 - (2 * overlap + 1) / (total_p + total_t + 1)


def some_labels(rng: np.random.Generator, share: float, unknown: float, most: int = 1) -> np.ndarray:
    labels = np.where(rng.random((2, 7, 5)) < share, rng.integers(1, most + 1, (2, 7, 5)), 0).astype(np.uint8)
    labels[rng.random(labels.shape) < unknown] = NO_LABEL
    return labels


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("unknown", [0.0, 0.4, 1.0])
def test_change_losses_equal_slow_loops(share: float, unknown: float) -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 3, (2, 1, 7, 5))
    target = some_labels(rng, share, unknown)
    entropy, dice = slow_losses(logits, target)
    tensors = torch.from_numpy(logits), torch.from_numpy(target)
    assert float(bce_loss(*tensors)) == pytest.approx(entropy, rel=1e-6)
    assert float(dice_loss(*tensors)) == pytest.approx(dice, rel=1e-6, abs=1e-12)
    assert float(change_loss(*tensors)) == pytest.approx(entropy + dice, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("unknown", [0.0, 0.4, 1.0])
def test_class_loss_equals_a_slow_loop(unknown: float) -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 3, (2, 4, 7, 5))
    classes = some_labels(rng, 0.5, unknown, most=3)
    terms = []
    for place in np.ndindex(classes.shape):
        if classes[place] != NO_LABEL:
            one = logits[place[0], :, place[1], place[2]]
            terms.append(math.log(sum(math.exp(value) for value in one)) - one[classes[place]])
    expected = sum(terms) / max(len(terms), 1)
    assert float(class_loss(torch.from_numpy(logits), torch.from_numpy(classes))) == pytest.approx(expected, rel=1e-9)


def test_what_is_not_known_has_no_gradient() -> None:
    logits = torch.randn(1, 1, 2, 4, dtype=torch.float64, requires_grad=True)
    target = torch.tensor([[[1, 0, NO_LABEL, 1], [0, NO_LABEL, 0, 0]]], dtype=torch.uint8)
    change_loss(logits, target).backward()
    assert torch.equal(logits.grad[0, 0] != 0, target[0] != NO_LABEL)
