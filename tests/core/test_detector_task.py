"""What a detector learns from: real pairs, made pairs, or both."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rscd_plugin.core.learning.chips.chips import NO_LABEL
from rscd_plugin.core.learning.detector.losses import change_loss, class_loss
from rscd_plugin.core.learning.detector.task import CLASS_WEIGHT, DetectorTask
from rscd_plugin.core.models.detector import ChangeDetector
from rscd_plugin.core.models.encoder import Encoder
from rscd_plugin.core.models.initialising import seeded

from .learning_chips import BYTES, square_chips

KINDS = {"pairs": {"pairs"}, "single": {"single"}, "both": {"pairs", "single"}}


def small_detector(classes: int = 2) -> ChangeDetector:
    with seeded(0):
        return ChangeDetector(Encoder(3, (8, 12, 16, 24), (1, 1, 1, 1)), width=16, classes=classes)


def some_task(kind: str, classes: int = 2) -> DetectorTask:
    chips = {name: square_chips(dates=2 if name == "pairs" else 1) for name in KINDS[kind]}
    return DetectorTask(small_detector(classes), BYTES, 64, **chips)


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [1, 5])
def test_a_batch_can_be_cut_and_says_what_it_knows(kind: str, count: int) -> None:
    batch = some_task(kind).draw(count, rng())
    assert {len(values) for values in batch.values()} == {count}
    assert batch["pre"].shape == batch["post"].shape == (count, 3, 64, 64) and batch["pre"].dtype == torch.float32
    assert batch["change"].shape == (count, 64, 64) and batch["classes"].shape == (count, 2, 64, 64)
    from_pairs = {"pairs": count, "single": 0, "both": count - count // 2}[kind]
    assert (batch["classes"][:from_pairs] == NO_LABEL).all() and (batch["classes"][from_pairs:] != NO_LABEL).all()


def test_terms_are_the_losses_and_reach_every_weight() -> None:
    task = some_task("both")
    batch = task.draw(6, rng())
    terms = task.terms(batch)
    size = (64, 64)
    features = task.network.features(batch["pre"], batch["post"])
    assert terms["change"].item() == pytest.approx(change_loss(task.network.change(*features, size), batch["change"]).item())
    classes = torch.cat([batch["classes"][:, 0], batch["classes"][:, 1]])
    read_out = task.network.classes(torch.cat(features), size)
    assert terms["classes"].item() == pytest.approx(CLASS_WEIGHT * class_loss(read_out, classes).item(), rel=1e-5)
    sum(terms.values()).backward()
    assert all(weight.grad is not None and weight.grad.abs().sum() > 0 for weight in task.network.parameters())


def test_real_pairs_teach_no_classes() -> None:
    task = some_task("pairs")
    terms = task.terms(task.draw(4, rng()))
    assert terms["classes"].item() == 0.0
    assert set(some_task("pairs", classes=0).terms(task.draw(4, rng()))) == {"change"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_few_steps_lower_the_loss(kind: str) -> None:
    task = some_task(kind)
    optimiser = torch.optim.AdamW(task.network.parameters(), lr=3e-3)
    draws, losses = rng(1), []
    for _ in range(60):
        loss = sum(task.terms(task.draw(4, draws)).values())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert np.mean(losses[-8:]) < 0.85 * np.mean(losses[:8])


def test_date_order_does_not_matter() -> None:
    task = some_task("pairs")
    batch = task.draw(2, rng())
    network = task.network.eval()
    with torch.inference_mode():
        assert torch.equal(network(batch["pre"], batch["post"]), network(batch["post"], batch["pre"]))
