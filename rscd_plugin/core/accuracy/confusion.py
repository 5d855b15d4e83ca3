"""Pixels counted by what the result and the reference say of them, and what follows from the counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Confusion:
    """Counts. Those of windows are added up. A figure that is undefined is None: nothing to divide by."""

    true_positives: int = 0
    false_positives: int = 0
    false_negatives: int = 0
    true_negatives: int = 0

    @classmethod
    def of(cls, marked: np.ndarray, changed: np.ndarray, known: np.ndarray) -> Confusion:
        """Of bool arrays of one shape; both of the first two hold nowhere outside of `known`."""
        hits, all_marked, all_changed = (int(np.count_nonzero(each)) for each in (marked & changed, marked, changed))
        return cls(hits, all_marked - hits, all_changed - hits, int(np.count_nonzero(known)) - all_marked - all_changed + hits)

    def __add__(self, other: Confusion) -> Confusion:
        return Confusion(
            self.true_positives + other.true_positives,
            self.false_positives + other.false_positives,
            self.false_negatives + other.false_negatives,
            self.true_negatives + other.true_negatives,
        )

    @property
    def marked(self) -> int:
        """What the result calls change."""
        return self.true_positives + self.false_positives

    @property
    def changed(self) -> int:
        """What the reference calls change."""
        return self.true_positives + self.false_negatives

    @property
    def total(self) -> int:
        """All of them."""
        return self.marked + self.false_negatives + self.true_negatives

    @property
    def precision(self) -> float | None:
        """Share of the marked that changed; None where nothing is marked."""
        return _ratio(self.true_positives, self.marked)

    @property
    def recall(self) -> float | None:
        """Share of the changed that is marked; None where nothing changed."""
        return _ratio(self.true_positives, self.changed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; None where nothing is marked and nothing changed."""
        return _ratio(2 * self.true_positives, self.marked + self.changed)

    @property
    def iou(self) -> float | None:
        """Marked and changed over marked or changed; None where that is nothing."""
        return _ratio(self.true_positives, self.marked + self.false_negatives)

    @property
    def overall_accuracy(self) -> float | None:
        """Share on which both agree; None where there is nothing."""
        return _ratio(self.true_positives + self.true_negatives, self.total)

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance (Cohen 1960); None where chance alone agrees everywhere, as when all is of one class.

        With whole numbers of any size: (n Σ agreeing - Σ products of margins) / (n² - Σ products of margins).
        """
        n = self.total
        by_chance = self.marked * self.changed + (n - self.marked) * (n - self.changed)
        return _ratio(n * (self.true_positives + self.true_negatives) - by_chance, n * n - by_chance)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
