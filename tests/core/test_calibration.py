"""Probabilities that mean what they say, from pixels whose true probability is known."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.optimize import minimize
from scipy.special import expit

from rscd_plugin.core.accuracy.ranking import best_f1, f1
from rscd_plugin.core.learning.detector.calibration import PULL, Calibration, calibrate, reliability
from rscd_plugin.core.learning.detector.validation import LogitCounts, count_logits

SIDE = 128


def pixels(temperature: float, shift: float, mean: float = -2.0, blocks: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Logits (blocks, SIDE, SIDE), and changes drawn with probability sigmoid(logit / temperature + shift)."""
    rng = np.random.default_rng(4)
    logits = rng.normal(mean, 3.0, (blocks, SIDE, SIDE)).astype(np.float32)
    return logits, (rng.random(logits.shape) < expit(logits / temperature + shift)).astype(np.uint8)


def counted(logits: np.ndarray, labels: np.ndarray) -> LogitCounts:
    answers = [(torch.from_numpy(logits[:, None]), torch.from_numpy(labels))]
    return count_logits(answers, range(len(logits)), range(len(logits)))


@pytest.mark.parametrize(("temperature", "shift"), [(1.0, 0.0), (2.5, 0.7), (0.6, -1.0)])
def test_what_made_the_labels_is_found(temperature: float, shift: float) -> None:
    logits, labels = pixels(temperature, shift)
    found = calibrate(counted(logits, labels))
    assert found.calibrated and "Calibrated on 4 validation blocks" in found.reason
    assert found.temperature == pytest.approx(temperature, rel=0.05) and found.shift == pytest.approx(shift, abs=0.08)
    assert found.after.error < 0.01
    assert (found.before.error > 0.03) == (temperature != 1.0)


def test_it_is_the_minimum_of_the_cross_entropy() -> None:
    logits, labels = pixels(2.5, 0.7, blocks=2)
    flat, changed = logits.ravel().astype(float), labels.ravel()

    def loss(at: np.ndarray) -> float:
        z = at[0] * flat + at[1]
        return (np.logaddexp(0, z) - changed * z).sum() + PULL / 8 * ((at[0] - 1) ** 2 + at[1] ** 2)

    best = minimize(loss, [1.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-8}).x
    found = calibrate(counted(logits, labels))
    assert (1 / found.temperature, found.shift) == pytest.approx(best, abs=2e-4)


def test_the_threshold_is_near_the_best_f1() -> None:
    logits, labels = pixels(2.5, 0.7)
    found = calibrate(counted(logits, labels))
    probability = expit(logits / found.temperature + found.shift)
    best = best_f1(logits.ravel(), labels.ravel() == 1)
    assert f1(probability >= found.threshold, labels == 1) >= 0.99 * best
    assert f1(logits >= found.threshold_logit, labels == 1) == pytest.approx(
        f1(probability >= found.threshold, labels == 1), abs=1e-6
    )


def test_of_thresholds_that_are_as_good_the_middle_is_taken() -> None:
    """Change at logit 2, none at -2: all between is the same."""
    labels = np.zeros((3, 32, 32), np.uint8)
    labels[:, :16] = 1
    found = calibrate(counted(np.where(labels == 1, 2.0, -2.0).astype(np.float32), labels))
    ends = expit(np.array([-2.0, 2.0]) / found.temperature + found.shift)
    assert found.threshold == pytest.approx(ends.mean(), abs=0.01)
    assert 0.05 < found.temperature < 1.0  # the pull keeps it from going to 0, where every answer is certain


def test_the_same_every_time() -> None:
    counts = counted(*pixels(2.5, 0.7))
    assert calibrate(counts) == calibrate(counts)
    assert json.loads(json.dumps(calibrate(counts).to_values()))["temperature"] == calibrate(counts).temperature


def neutral(found: Calibration) -> bool:
    return (found.temperature, found.shift, found.threshold, found.calibrated) == (1.0, 0.0, 0.5, False)


@pytest.mark.parametrize(("changed_blocks", "side", "enough"), [(4, SIDE, True), (1, SIDE, False), (4, 18, False), (4, 30, True)])
def test_too_little_is_left_as_it_is(changed_blocks: int, side: int, enough: bool) -> None:
    logits, labels = pixels(2.5, 1.5, mean=0.0)
    labels[changed_blocks:] = 0
    labels[:, side:], labels[:, :, side:] = 255, 255
    found = calibrate(counted(logits, labels))
    assert found.calibrated == enough and (enough or neutral(found))
    if not enough:
        assert "Not calibrated: validation has" in found.reason and found.before == found.after
        assert f"{changed_blocks} blocks with change" in found.reason


def test_answers_that_say_nothing_are_left_as_they_are() -> None:
    logits, labels = pixels(2.5, 0.7)
    found = calibrate(counted(-logits, labels))
    assert neutral(found) and "does not tell change" in found.reason
    assert found.threshold_logit == 0.0


def test_an_empty_validation_is_left_as_it_is() -> None:
    assert neutral(calibrate(count_logits([], [], [])))


def test_reliability_against_a_slow_loop() -> None:
    logits, labels = pixels(2.5, 0.7, blocks=1)
    found = reliability(counted(logits, labels).pooled, 1.0, 0.0)
    probability, changed = expit(logits.ravel()), labels.ravel()
    error, place = 0.0, 0
    for index in range(10):
        inside = (probability >= index / 10) & (probability < (index + 1) / 10)
        if inside.any():
            error += inside.mean() * abs(probability[inside].mean() - changed[inside].mean())
            assert found.probability[place] == pytest.approx(probability[inside].mean(), abs=2e-3)
            assert found.pixels[place] == pytest.approx(inside.sum(), rel=0.03)
            place += 1
    assert place == len(found.pixels) and sum(found.pixels) == changed.size
    assert found.error == pytest.approx(error, abs=3e-3)


def test_the_threshold_as_a_logit() -> None:
    found = calibrate(counted(*pixels(2.5, 0.7)))
    at = replace(found, temperature=2.0, shift=-1.0, threshold=0.5)
    assert at.threshold_logit == pytest.approx(2.0)
