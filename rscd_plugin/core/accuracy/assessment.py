"""What came out of comparing a result with a reference: figures, and why one of them is undefined."""

from __future__ import annotations

from dataclasses import dataclass

from .confusion import Confusion
from .objects import ObjectScores
from .score_counts import ScoreCounts

MASK, PROBABILITY, RELATIVE_SCORE, POLYGONS = "mask", "probability", "relative score", "polygons"
_NO_RANKING = "The result is a {kind}, which does not rank pixels; only a probability or a score does."
_UNDEFINED = {
    "precision": "The result marks no pixel as change.",
    "recall": "The reference has no change here.",
    "f1": "Neither the result nor the reference has any change here.",
    "iou": "Neither the result nor the reference has any change here.",
    "kappa": "Result and reference both hold the same single class, so chance alone would agree everywhere.",
    "auroc": "The reference is of one class here: all change, or no change.",
    "average_precision": "The reference has no change here.",
    "calibration_error": "A relative score is no probability: 0.8 does not claim that 80 in 100 changed.",
    "object_precision": "The result has no object here.",
    "object_recall": "The reference has no object here.",
    "object_f1": "Neither the result nor the reference has an object here.",
}
_OF_SCORES = ("auroc", "average_precision", "calibration_error", "threshold_used")


@dataclass(frozen=True)
class Assessment:
    """kind: of the result, MASK, PROBABILITY, RELATIVE_SCORE or POLYGONS. scores, threshold: None where it is neither of the
    second and third. objects: matched at `match_iou`.
    """

    kind: str
    confusion: Confusion
    objects: ObjectScores
    match_iou: float
    scores: ScoreCounts | None
    threshold: float | None

    @property
    def figures(self) -> dict[str, float | int | None]:
        """All by name, None for what is undefined."""
        scores = self.scores
        return {
            **{name: getattr(self.confusion, name) for name in ("precision", "recall", "f1", "iou", "kappa", "overall_accuracy")},
            "auroc": scores.auroc if scores else None,
            "average_precision": scores.average_precision if scores else None,
            "calibration_error": scores.reliability().error if scores and self.kind == PROBABILITY else None,
            **{f"object_{name}": getattr(self.objects, name) for name in ("precision", "recall", "f1")},
            **{f"{name}s": getattr(self.confusion, f"{name}s") for name in _COUNTS},
            "threshold_used": self.threshold,
        }

    @property
    def reasons(self) -> dict[str, str]:
        """Why a figure is undefined, a sentence, for each that is."""
        undefined = [name for name, value in self.figures.items() if value is None]
        without = self.scores is None
        return {
            name: _NO_RANKING.format(kind=_SINGULAR[self.kind]) if without and name in _OF_SCORES else _UNDEFINED[name]
            for name in undefined
        }


_COUNTS = ("true_positive", "false_positive", "false_negative", "true_negative")
_SINGULAR = {MASK: "mask", POLYGONS: "layer of polygons"}
