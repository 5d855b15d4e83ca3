"""The report of an assessment: figures, where the result is right, curves and how true its probabilities are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from ..accuracy.assessment import RELATIVE_SCORE, Assessment
from ..accuracy.hit_map import HitMap
from ..accuracy.score_counts import Curve, Reliability
from ..jobs.accuracy_spec import AssessJob
from ..jobs.learning_spec import LabelSource
from ..jobs.provenance import plugin_version, without_credentials
from ..raster.grid import Grid
from .page import write_page
from .pictures import picture

# Of UNKNOWN, RIGHT, HIT, MISS, FALSE_ALARM; apart for the colour-blind too.
COLOURS = ("#ffffff", "#dddddd", "#222222", "#56b4e9", "#d55e00")
_TITLES = {
    "precision": "Precision",
    "recall": "Recall",
    "f1": "F1",
    "iou": "IoU",
    "kappa": "Kappa",
    "overall_accuracy": "Overall accuracy",
    "auroc": "AUROC",
    "average_precision": "Average precision",
    "calibration_error": "Expected calibration error",
    "object_precision": "Precision of objects",
    "object_recall": "Recall of objects",
    "object_f1": "F1 of objects",
}
_SIDE = 4.2  # of a square plot, inches


def write_accuracy_report(assessment: Assessment, job: AssessJob, grid: Grid, hits: HitMap, path: Path) -> None:
    """Write the page."""
    figures, scores = assessment.figures, assessment.scores
    curve = scores.curve() if scores is not None and figures["average_precision"] is not None else None
    both = curve is not None and figures["auroc"] is not None
    values = {
        "assessment": assessment,
        "confusion": assessment.confusion,
        "objects": assessment.objects,
        "rows": [(title, figures[name], assessment.reasons.get(name, "")) for name, title in _TITLES.items()],
        "job": job,
        "result": _told(job.result),
        "reference": _told(job.reference),
        "grid": grid,
        "crs": grid.crs.GetName() if grid.crs else "none",
        "version": plugin_version(),
        "colours": COLOURS,
        "map": _map(hits),
        "step": hits.step,
        "curves": _curves(curve, both, figures) if curve is not None else None,
        "both": both,
        "auroc_error": scores.auroc_error if both else None,
        "average_precision_error": scores.average_precision_error if curve is not None else None,
        "reliability": _reliability(scores.reliability(), assessment.kind) if scores is not None else None,
        "is_relative": assessment.kind == RELATIVE_SCORE,
    }
    write_page("accuracy.html", values, path)


def _told(source: LabelSource) -> str:
    return without_credentials(source.raster or source.polygons).path


def _map(hits: HitMap) -> Figure:
    kinds = hits.kinds()
    figure, axes = picture(kinds.shape)
    axes.imshow(kinds, cmap=ListedColormap(COLOURS), vmin=-0.5, vmax=len(COLOURS) - 0.5, interpolation="nearest")
    return figure


def _curves(curve: Curve, both: bool, figures: dict[str, Any]) -> Figure:
    """Precision by recall, and the ROC curve where there is one."""
    figure = Figure(figsize=(_SIDE * (1 + both), _SIDE), layout="tight")
    axes = _square(figure.add_subplot(1, 1 + both, 1), "recall", "precision")
    points = _points(curve.recall)
    recall, precision = curve.recall[points], curve.precision[points]
    axes.plot(np.append(0, recall), np.append(precision[0], precision), color="#4c78a8")
    share = curve.changed / (curve.changed + curve.unchanged)
    axes.axhline(share, color="#888888", linestyle="dashed", linewidth=1)
    if figures["recall"] is not None and figures["precision"] is not None:
        axes.plot(figures["recall"], figures["precision"], "o", color="#d55e00")
    axes.set_title(f"average precision {figures['average_precision']:.4f}", fontsize=10)
    if both:
        axes = _square(figure.add_subplot(1, 2, 2), "false positive rate", "true positive rate (recall)")
        points = _points(curve.false_positive_rate, curve.recall)
        axes.plot(np.append(0, curve.false_positive_rate[points]), np.append(0, curve.recall[points]), color="#4c78a8")
        axes.plot((0, 1), (0, 1), color="#888888", linestyle="dashed", linewidth=1)
        axes.set_title(f"AUROC {figures['auroc']:.4f}", fontsize=10)
    return figure


def _points(*rising: np.ndarray) -> np.ndarray:
    """Which of a curve's points are drawn: far fewer than there are, and none that would be seen is missing."""
    steps = np.linspace(0, 1, 1001)
    return np.unique(np.concatenate([np.minimum(np.searchsorted(values, steps), len(values) - 1) for values in rising]))


def _reliability(reliability: Reliability, kind: str) -> Figure:
    figure = Figure(figsize=(2 * _SIDE, _SIDE), layout="tight")
    axes = _square(figure.add_subplot(1, 2, 1), f"mean {kind}", "share that changed")
    axes.plot((0, 1), (0, 1), color="#888888", linestyle="dashed", linewidth=1)
    axes.plot(reliability.probability, reliability.changed_share, marker="o", color="#4c78a8")
    axes = figure.add_subplot(1, 2, 2)
    axes.bar(reliability.probability, reliability.pixels, width=0.06, color="#4c78a8")
    axes.set_xlim(0, 1)
    axes.set_yscale("log")
    axes.set_xlabel(f"mean {kind}")
    axes.set_ylabel("pixels")
    return figure


def _square(axes: Any, x: str, y: str) -> Any:
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.set_aspect("equal")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return axes
