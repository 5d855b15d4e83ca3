"""Figures from counts of logits, against those from the pixels themselves."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from rscd_plugin.core.accuracy.ranking import average_precision, best_f1, f1
from rscd_plugin.core.errors import Cancelled
from rscd_plugin.core.learning.chips.chips import NO_LABEL, Chips
from rscd_plugin.core.learning.detector.validation import (
    BIN_WIDTH,
    block_figures,
    change_logits,
    count_logits,
    pooled_figures,
    precision_recall,
)

from .rasters import Listener

BLOCKS, SAMPLES = (7, 3, 7, 9), (1, 0, 1, 2)


def answers(seed: int = 0) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Four squares in two batches; the last is unchanged, the second half unlabelled."""
    rng = np.random.default_rng(seed)
    labels = (rng.random((4, 24, 20)) < 0.2).astype(np.uint8)
    logits = (rng.normal(0, 3, labels.shape) + 4 * labels - 2).astype(np.float32)
    labels[1, :12] = NO_LABEL
    labels[3] = 0
    tensors = torch.from_numpy(logits[:, None]), torch.from_numpy(labels)
    return [tuple(tensor[rows] for tensor in tensors) for rows in (slice(0, 3), slice(3, 4))]


def pixels(rows: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Logit and change of all labelled pixels of the squares."""
    logits, labels = (np.concatenate([answer[part].numpy() for answer in answers()]) for part in (0, 1))
    known = labels[rows] != NO_LABEL
    return logits[rows, 0][known], labels[rows][known] == 1


def slow(logits: np.ndarray, changed: np.ndarray, threshold: float = 0.0) -> tuple[float, float, float]:
    mask = logits >= threshold
    hits = (mask & changed).sum()
    return f1(mask, changed), hits / max(mask.sum(), 1), hits / max(changed.sum(), 1)


def test_pooled_figures_are_those_of_the_pixels() -> None:
    figures = pooled_figures(count_logits(answers(), BLOCKS, SAMPLES))
    logits, changed = pixels([0, 1, 2, 3])
    assert (figures["f1"], figures["precision"], figures["recall"]) == pytest.approx(slow(logits, changed), rel=1e-12)
    assert figures["pixels"] == len(logits) == 4 * 24 * 20 - 12 * 20
    assert figures["changed_share"] == pytest.approx(changed.mean())
    assert figures["average_precision"] == pytest.approx(average_precision(logits, changed), abs=2e-3)
    assert figures["best_f1"] == pytest.approx(best_f1(logits, changed), abs=2e-3)
    assert figures["f1"] < figures["best_f1"] < 1


def test_every_block_by_itself() -> None:
    rows = block_figures(count_logits(answers(), BLOCKS, SAMPLES))
    assert [(row.block, row.sample) for row in rows] == [(3, 0), (7, 1), (9, 2)]
    for row, squares in zip(rows, ([1], [0, 2], [3])):
        logits, changed = pixels(squares)
        assert (row.pixels, row.changed_share) == (len(logits), pytest.approx(changed.mean()))
        assert row.marked_share == pytest.approx((logits >= 0).mean())
        assert (row.f1, row.precision, row.recall) == pytest.approx(slow(logits, changed), rel=1e-12)
    assert rows[2].changed_share == rows[2].f1 == rows[2].recall == 0.0


@pytest.mark.parametrize("threshold", [-100 * BIN_WIDTH, 200 * BIN_WIDTH, -99.0, 99.0])
def test_blocks_at_another_threshold(threshold: float) -> None:
    row = block_figures(count_logits(answers(), BLOCKS, SAMPLES), threshold)[1]
    assert (row.f1, row.precision, row.recall) == pytest.approx(slow(*pixels([0, 2]), threshold), rel=1e-12)


def test_broken_and_endless_logits_are_counted() -> None:
    logits = torch.tensor([torch.nan, torch.inf, -torch.inf, 1e30]).reshape(1, 1, 2, 2)
    counts = count_logits([(logits, torch.ones(1, 2, 2, dtype=torch.uint8))], [0], [0]).counts
    assert counts[0, 1, 0] == 2 and counts[0, 1, -1] == 2 and counts.sum() == 4


def test_the_curve_goes_through_every_threshold() -> None:
    counts = count_logits(answers(), BLOCKS, SAMPLES)
    precision, recall, thresholds = precision_recall(counts)
    logits, changed = pixels([0, 1, 2, 3])
    for place in range(0, len(thresholds), 40):
        found = slow(logits, changed, thresholds[place])
        assert (precision[place], recall[place]) == pytest.approx(found[1:], rel=1e-12)
    assert recall[-1] == 1.0 and (np.diff(recall) >= 0).all() and (np.diff(thresholds) < 0).all()
    empty = count_logits([(torch.zeros(1, 1, 2, 2), torch.zeros(1, 2, 2, dtype=torch.uint8))], [0], [0])
    assert all(len(part) == 0 for part in precision_recall(empty))


def test_without_change_the_figures_are_nothing() -> None:
    counts = count_logits([(torch.zeros(1, 1, 2, 2) - 1, torch.zeros(1, 2, 2, dtype=torch.uint8))], [0], [0])
    figures = pooled_figures(counts)
    assert figures["f1"] == figures["average_precision"] == figures["best_f1"] == 0.0 and figures["pixels"] == 4


class Brighter(nn.Module):
    """How much brighter the later date is; says what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.tensor(2.0))
        self.asked: list[tuple[int, bool, bool]] = []

    def forward(self, pre: torch.Tensor, post: torch.Tensor) -> torch.Tensor:
        self.asked.append((len(pre), self.training, torch.is_grad_enabled()))
        return self.gain * (post - pre).mean(dim=1, keepdim=True)


def pairs() -> Chips:
    rng = np.random.default_rng(1)
    images = rng.integers(0, 200, (5, 2, 3, 8, 8)).astype(np.uint16)
    labels = rng.integers(0, 2, (5, 8, 8)).astype(np.uint8)
    return Chips(images, labels, np.zeros(5, np.int64), np.zeros((5, 2), np.int64), np.arange(5))


def test_squares_are_answered_in_small_batches_in_eval_mode() -> None:
    network, chips, listener = Brighter().train(), pairs(), Listener()
    index = [4, 0, 2]
    found = list(change_logits(network, chips, index, lambda raw: raw / 100 - 1, listener, batch=2))
    assert network.asked == [(2, False, False), (1, False, False)] and network.training
    logits, labels = (torch.cat([answer[part] for answer in found]).numpy() for part in (0, 1))
    images = chips.images[index].astype(np.float64)
    np.testing.assert_allclose(logits[:, 0], 2 * (images[:, 1] - images[:, 0]).mean(axis=1) / 100, atol=1e-5)
    assert (labels == chips.labels[index]).all() and logits.dtype == np.float32
    assert listener.shares == [0.0, 2 / 3]


def test_a_cancel_is_seen_between_batches() -> None:
    network, listener = Brighter().train(), Listener()
    listener._is_cancelled = lambda: len(network.asked) == 1
    with pytest.raises(Cancelled):
        list(change_logits(network, pairs(), range(5), lambda raw: raw, listener, batch=1))
    assert len(network.asked) == 1 and network.training
