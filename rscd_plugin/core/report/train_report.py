"""The report of training a change detector: what it learnt from, how it went, and how good it is on ground kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import expit

from ..jobs.learning_spec import LabelledImage, TrainJob
from ..learning.chips.chips import NO_LABEL, Chips
from ..learning.chips.gather import Gathered
from ..learning.detector.calibration import Calibration, Reliability
from ..learning.detector.training import Trained
from ..learning.detector.validation import (
    BlockFigures,
    block_figures,
    change_logits,
    figures_at,
    pooled_figures,
    precision_recall,
)
from ..learning.networks import Begun
from ..learning.training.task import SCORE
from ..progress import Progress
from .chip_sheet import chip_colours
from .learning_pictures import figures_by_epoch, learning_facts, learnt_from, plural, shown_name
from .page import write_page
from .pictures import gallery, legend_beside, plot

_MOST_SAMPLES = 6
_MOST_BLOCKS = 30
_MOST_VIEW_PX = 256
_SCORE_COLOURS = "magma"
_SCORES = {"best_f1": "F1", "average_precision": "average precision"}


@dataclass(frozen=True)
class TrainRun:
    """A training that is done. begun: its network is the trained detector, on whatever device. validation: pairs of
    ground kept apart, real or made. seconds: spent.
    """

    job: TrainJob
    gathered: Gathered
    begun: Begun
    trained: Trained
    validation: Chips
    device: str
    seconds: float

    @property
    def made(self) -> bool:
        """Whether no real pair was there to judge by."""
        return self.gathered.pairs is None


def write_train_report(run: TrainRun, path: Path, progress: Progress) -> None:
    """Write the page. Raises Cancelled."""
    facts = learning_facts(
        run.job, run.gathered, run.begun, run.trained.history, run.device, run.seconds, progress.part(0.0, 0.3)
    )
    pooled, figures = _at_threshold(run), pooled_figures(run.trained.counts)
    rows, told = _worst_blocks(run)
    progress.report(0.3)
    values = {
        **facts,
        "learnt": f"The detector learnt from {learnt_from(run.gathered)}.",
        "chosen": _chosen(run),
        "judged": _judged(run, pooled),
        "made": run.made,
        "figures": pooled if pooled.changed_share else None,
        "average_precision": figures["average_precision"],
        "calibration": run.trained.calibration,
        "scores": figures_by_epoch(run.trained.history, _SCORES),
        "curve": _curve(run, pooled, figures["average_precision"]) if pooled.changed_share else None,
        "reliability": _reliability(run.trained.calibration),
        "rows": rows,
        "told": told,
        "samples": _samples(run, progress.part(0.4, 0.6)),
    }
    progress.report(0.7)
    write_page("train.html", values, path)
    progress.report(1.0)


def _chosen(run: TrainRun) -> str:
    chosen = run.trained.history.chosen
    if any(SCORE in epoch.figures for epoch in run.trained.history.epochs):
        return f"Epoch {chosen} did best {'on made pairs' if run.made else 'on ground kept apart'} and is used."
    return f"There was too little ground kept apart to choose by, so the last epoch, {chosen}, is used."


def _judged(run: TrainRun, pooled: BlockFigures) -> str:
    """What the figures are of, and what they mean."""
    pairs = plural(len(run.validation), "made pair" if run.made else "labelled pair")
    ground = pairs if run.made else f"{pairs} in {plural(len(run.trained.counts.blocks), 'block')}"
    if not pooled.changed_share:
        return f"It was judged on {ground} of ground kept apart, where no pixel is changed: how much change it finds is unknown."
    return (
        f"On {ground} of ground kept apart, with the threshold chosen, it finds {100 * pooled.recall:.0f} per cent of the "
        f"changed pixels, and {100 * pooled.precision:.0f} per cent of the pixels that it marks are changed: "
        f"F1 {pooled.f1:.2f}, average precision {pooled_figures(run.trained.counts)['average_precision']:.2f}."
    )


def _at_threshold(run: TrainRun) -> BlockFigures:
    """All pixels, as if they were one block."""
    return figures_at(run.trained.counts, run.trained.calibration.threshold_logit)


def _worst_blocks(run: TrainRun) -> tuple[list[tuple[BlockFigures, str]], str]:
    """The worst blocks, each with its image, and what the table holds.

    F1 means nothing where nothing is changed: such blocks follow, the one with the most marked first.
    """
    found = block_figures(run.trained.counts, run.trained.calibration.threshold_logit)
    found.sort(key=lambda row: (not row.changed_share, row.f1 if row.changed_share else -row.marked_share, row.block))
    without = sum(not row.changed_share for row in found)
    shown = found[:_MOST_BLOCKS]
    told = plural(len(found), "made pair" if run.made else "block") + (
        f", of which the {len(shown)} worst are shown" if len(shown) < len(found) else ""
    )
    told += ", the worst first." if len(found) > 1 else "."
    if without:
        told += f" {without} hold{'s' if without == 1 else ''} no change and come{'s' if without == 1 else ''} last: "
        told += "all that is marked there is wrong."
    return [(row, "" if run.made else _image_name(run.job.samples[row.sample])) for row in shown], told


def _image_name(sample: LabelledImage) -> str:
    return " and ".join(dict.fromkeys(shown_name(date) for date in sample.dates))


def _curve(run: TrainRun, pooled: BlockFigures, average_precision: float) -> Figure:
    """Precision by recall at all thresholds, and at the one chosen."""
    precision, recall, _ = precision_recall(run.trained.counts)
    figure, axes = plot("recall", "precision")
    axes.plot(recall, precision, label=f"average precision {average_precision:.2f}")
    axes.axhline(pooled.changed_share, color="grey", linestyle="dashed", linewidth=1, label="by chance")
    ring = {"linestyle": "none", "marker": "o", "markersize": 10, "fillstyle": "none", "color": "#e31a1c"}
    title = f"threshold {run.trained.calibration.threshold:.2f}: F1 {pooled.f1:.2f}"
    axes.plot(pooled.recall, pooled.precision, label=title, clip_on=False, **ring)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.04)
    legend_beside(axes)
    return figure


def _reliability(calibration: Calibration) -> Figure:
    """How often change is where the probability says so."""
    figure = Figure(figsize=(8.0, 4.0), layout="tight")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="grey", linestyle="dashed", linewidth=1, label="as it should be")
    if calibration.calibrated:
        _line(axes, calibration.before, "before calibration", {"color": "#f28e2b", "marker": "s"})
        _line(axes, calibration.after, "after calibration", {"color": "#1f77b4", "marker": "o"})
    else:
        _line(axes, calibration.before, "not calibrated", {"color": "#f28e2b", "marker": "s"})
    axes.set_xlabel("probability")
    axes.set_ylabel("share of changed pixels")
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.set_aspect("equal")
    legend_beside(axes)
    return figure


def _line(axes: Axes, found: Reliability, title: str, style: dict[str, str]) -> None:
    label = f"{title}: error {found.error:.3f}"
    axes.plot(found.probability, found.changed_share, label=label, markersize=4, **style)


def _samples(run: TrainRun, progress: Progress) -> Figure:
    """Some pairs: pre, post, label, probability."""
    chips, calibration, scaling = run.validation, run.trained.calibration, run.gathered.scaling
    chosen = _chosen_samples(chips)
    answers = change_logits(
        run.begun.network, chips, chosen, lambda values: scaling.normalised(scaling.zero_to_one(values)), progress, batch=1
    )
    step = -(-chips.side_px // _MOST_VIEW_PX)
    images = []
    for place, (logits, labels) in zip(chosen, answers):
        titles = [
            f"{'pair' if run.made else 'block'} {chips.blocks[place]}: {name}" for name in ("pre", "post", "label", "probability")
        ]
        dates = [chip_colours(np.asarray(date)[:, ::step, ::step], scaling) for date in chips.images[place]]
        truth = labels[0].numpy()[::step, ::step]
        label = np.where(truth == NO_LABEL, np.nan, truth != 0)
        probability = expit(logits[0, 0].numpy()[::step, ::step] / calibration.temperature + calibration.shift)
        images += list(zip(titles, [*dates, label, probability], [_SCORE_COLOURS] * 4))
    return gallery(images, 4)


def _chosen_samples(chips: Chips) -> list[int]:
    """At most _MOST_SAMPLES, spread over those with change, and over the others where these do not suffice."""
    changed = np.array([bool((labels == 1).any()) for labels in chips.labels])
    chosen: list[int] = []
    for places in (np.flatnonzero(changed), np.flatnonzero(~changed)):
        count = min(len(places), _MOST_SAMPLES - len(chosen))
        chosen += [int(places[place * len(places) // count]) for place in range(count)]
    return chosen
