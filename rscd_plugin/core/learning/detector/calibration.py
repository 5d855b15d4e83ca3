"""From logits to probabilities that mean what they say, and to a threshold: fitted on validation pixels, never on training's.

probability = sigmoid(logit / temperature + shift): Platt 1999, "Probabilistic outputs for support vector machines", equation 1;
with the temperature alone Guo et al. 2017, "On calibration of modern neural networks", equation 9.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from .validation import BIN_WIDTH, BINS, LARGEST_LOGIT, LOGITS, LogitCounts, by_threshold

# Less than this says more about the few squares at hand than about the detector.
LEAST_BLOCKS, LEAST_PIXELS = 8, 500  # blocks with change; changed and unchanged pixels
PULL = 10.0  # towards temperature 1 and shift 0, in pixels that are quite unsure: nothing against LEAST_PIXELS
LOWEST_GAIN = 0.05  # of 1 / temperature: below, a higher logit hardly means more change
NEAR_BEST = 0.99  # of the best F1: thresholds that are as good, as far as validation can tell
RELIABILITY_BINS = 10


@dataclass(frozen=True)
class Reliability:
    """Equal bins of the probability, those that hold pixels. error: expected calibration error, 0-1.

    probability, changed_share: means of each bin. pixels: in it.
    """

    probability: tuple[float, ...]
    changed_share: tuple[float, ...]
    pixels: tuple[int, ...]
    error: float


@dataclass(frozen=True)
class Calibration:
    """threshold: of the calibrated probability. calibrated: whether there was enough to fit. reason: a sentence for the user.

    before, after: what the probabilities are worth without and with it.
    """

    temperature: float
    shift: float
    threshold: float
    calibrated: bool
    reason: str
    before: Reliability
    after: Reliability

    @property
    def threshold_logit(self) -> float:
        """The threshold as the network's logit."""
        return self.temperature * (float(np.log(self.threshold / (1.0 - self.threshold))) - self.shift)

    def to_values(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)


def calibrate(counts: LogitCounts, real: bool = True) -> Calibration:
    """Fit temperature, shift and threshold; 1, 0 and 0.5 where there is too little to fit them to. The same every time.

    real: whether real pairs were answered. Of pairs made of single dates far more has changed than of real ones, so nothing is
    fitted to those.
    """
    pooled = counts.pooled
    before = reliability(pooled, 1.0, 0.0)
    if not real:
        return _as_it_is("Not calibrated: no real pair was labelled, only single dates. The threshold is 0.5.", before)
    if too_little(counts):
        return _as_it_is(f"Not calibrated: validation has {too_little(counts)}. The threshold is 0.5.", before)
    gain, shift = _fit(pooled)
    if gain < LOWEST_GAIN:
        return _as_it_is("Not calibrated: on the validation blocks the network does not tell change from no change.", before)
    threshold = _threshold(pooled, gain, shift)
    after = reliability(pooled, 1.0 / gain, shift)
    reason = (
        f"Calibrated on {_with_change(counts)} validation blocks with change: temperature {1.0 / gain:.2f}, shift {shift:.2f}, "
        f"threshold {threshold:.2f}; expected calibration error {before.error:.3f} before, {after.error:.3f} after."
    )
    return Calibration(1.0 / gain, shift, threshold, True, reason, before, after)


def too_little(counts: LogitCounts) -> str:
    """What validation has and what would be needed to judge by it; empty where it has enough."""
    unchanged, changed = (int(count) for count in counts.pooled.sum(axis=1))
    if _with_change(counts) >= LEAST_BLOCKS and min(changed, unchanged) >= LEAST_PIXELS:
        return ""
    found = f"{_with_change(counts)} blocks with change, {changed} changed and {unchanged} unchanged pixels"
    return f"{found}; at least {LEAST_BLOCKS} blocks and {LEAST_PIXELS} pixels of each are needed"


def _with_change(counts: LogitCounts) -> int:
    return int((counts.counts[:, 1].sum(axis=1) > 0).sum())


def reliability(pooled: np.ndarray, temperature: float, shift: float) -> Reliability:
    """How often change is where the probability says so. pooled: (2, BINS) as LogitCounts has it."""
    probability = expit(LOGITS / temperature + shift)
    bins = np.minimum((probability * RELIABILITY_BINS).astype(int), RELIABILITY_BINS - 1)
    count = np.bincount(bins, pooled.sum(axis=0), RELIABILITY_BINS)
    full = count > 0
    mean = np.bincount(bins, pooled.sum(axis=0) * probability, RELIABILITY_BINS)[full] / count[full]
    share = np.bincount(bins, pooled[1], RELIABILITY_BINS)[full] / count[full]
    error = float((np.abs(mean - share) * count[full]).sum() / max(count.sum(), 1))
    return Reliability(tuple(mean.tolist()), tuple(share.tolist()), tuple(count[full].astype(int).tolist()), error)


def _as_it_is(reason: str, before: Reliability) -> Calibration:
    return Calibration(1.0, 0.0, 0.5, False, reason, before, before)


def _fit(pooled: np.ndarray) -> tuple[float, float]:
    """1 / temperature and shift that minimise the cross-entropy of all pixels, by Newton's method with halved steps.

    The sum over pixels and the pull, PULL / 8 [(gain - 1)² + shift²], are convex: there is one minimum.
    """
    inputs, weights = np.stack([LOGITS, np.ones(BINS)]), pooled.sum(axis=0)
    neutral = np.array([1.0, 0.0])

    def loss(at: np.ndarray) -> float:
        z = at @ inputs
        entropy = pooled[1] @ np.logaddexp(0.0, -z) + pooled[0] @ np.logaddexp(0.0, z)
        return float(entropy + PULL / 8 * ((at - neutral) ** 2).sum())

    at, value = neutral, loss(neutral)
    for _ in range(100):
        p = expit(at @ inputs)
        gradient = inputs @ (weights * p - pooled[1]) + PULL / 4 * (at - neutral)
        curvature = (inputs * (weights * p * (1.0 - p))) @ inputs.T + PULL / 4 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        while (lower := loss(at - step)) > value and np.abs(step).max() > 1e-9:
            step = step / 2
        if lower > value or np.abs(step).max() < 1e-7:
            break
        at, value = at - step, lower
    return float(at[0]), float(at[1])


def _threshold(pooled: np.ndarray, gain: float, shift: float) -> float:
    """The middle, as a probability, of the thresholds around the best one whose F1 is nearly as good: less left to chance."""
    marked, hits = by_threshold(pooled)
    f1 = 2 * hits / (marked + hits[-1])
    good = f1 >= NEAR_BEST * f1.max()
    low = high = int(f1.argmax())
    while low > 0 and good[low - 1]:
        low -= 1
    while high < BINS - 1 and good[high + 1]:
        high += 1
    edges = LARGEST_LOGIT - BIN_WIDTH * (np.array([low, high]) + 1)  # lower ends of the bins
    ends = expit(gain * edges + shift)
    return round(float(np.clip(ends.mean(), 0.01, 0.99)), 3)
