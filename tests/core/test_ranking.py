"""How well a score ranks, against the slow definitions, with ties."""

from __future__ import annotations

import numpy as np
import pytest

from rscd_plugin.core.accuracy.ranking import auroc, average_precision, best_f1, f1

SEEDS = pytest.mark.parametrize("seed", range(6))


def tied(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores of which many are the same, changed pixels somewhat higher, in no order."""
    random = np.random.default_rng(seed)
    changed = random.random(80) < 0.3
    return (random.integers(0, 12, 80) + 4 * changed).astype(np.float32), changed


@SEEDS
def test_auroc(seed: int) -> None:
    score, changed = tied(seed)
    couples = [(one > other) + 0.5 * (one == other) for one in score[changed] for other in score[~changed]]
    assert auroc(score, changed) == pytest.approx(np.mean(couples))


@SEEDS
def test_average_precision(seed: int) -> None:
    score, changed = tied(seed)
    precisions = [changed[score >= threshold].mean() for threshold in score[changed]]
    assert average_precision(score, changed) == pytest.approx(np.mean(precisions))


@SEEDS
def test_f1_and_the_best_there_is(seed: int) -> None:
    score, changed = tied(seed)

    def slow(mask: np.ndarray) -> float:
        precision, recall = changed[mask].mean(), mask[changed].mean()
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    assert f1(score >= 8, changed) == pytest.approx(slow(score >= 8))
    assert best_f1(score, changed) == pytest.approx(max(slow(score >= threshold) for threshold in score))


def test_ends_of_the_scale() -> None:
    changed = np.array([False, False, True, True])
    for rise, area, precision in ((1.0, 1.0, 1.0), (-1.0, 0.0, (1 / 3 + 2 / 4) / 2), (0.0, 0.5, 0.5)):
        score = rise * np.arange(4.0)
        assert auroc(score, changed) == area
        assert average_precision(score, changed) == pytest.approx(precision)
    assert f1(np.zeros(4, bool), np.zeros(4, bool)) == 0.0
