"""What reports of learning show in common: what was learnt from, how it went, and the curves of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from ..jobs.learning_spec import LearningJob
from ..jobs.provenance import without_credentials
from ..jobs.spec import RasterSource
from ..learning.chips.gather import Gathered, Split
from ..learning.networks import Begun
from ..learning.recipes import learning_rate
from ..learning.training.history import TrainingHistory, duration
from ..learning.training.loop import ITERATIONS_PER_EPOCH
from ..progress import Progress
from .chip_sheet import chip_sheet, class_colour
from .pictures import legend_beside, loss_plot, plot

BACKGROUND_COLOUR = "#ffffff"
_KINDS = {"pairs": "Labelled pairs", "single": "Labelled single dates"}
MOST_NAMED = 12  # classes in a legend
_TOTAL = "sum"
_STOPPED = {
    "patience": "it had not become better for a while",
    "nan": "the loss became not a number; a lower LEARNING_RATE may help",
}


def learning_facts(
    job: LearningJob, gathered: Gathered, begun: Begun, history: TrainingHistory, device: str, seconds: float, progress: Progress
) -> dict[str, Any]:
    """What `learning_rows.html` and `learning_chips.html` show."""
    splits = {"pairs": gathered.pairs, "single": gathered.single}
    sheets = {}
    for done, (kind, split) in enumerate(splits.items()):
        progress.report(done / len(splits))
        sheets[f"sheet_{kind}"] = chip_sheet(split.training, gathered.scaling) if split else None
    return {
        **sheets,
        "job": job,
        "gathered": gathered,
        "begun": begun,
        "history": history,
        "course": _course(history, job.epochs),
        "grounds": [(_KINDS[kind], _ground(split)) for kind, split in splits.items() if split],
        "classes": class_legend(gathered.class_names) if gathered.single else [],
        "device": device,
        "resumed": Path(job.resume).name if job.resume else "",
        "time": duration(seconds),
        "iterations": ITERATIONS_PER_EPOCH,
        "learning_rate": learning_rate(job),
        "parts_of": -(-job.batch_size // 2**history.batch_halvings),
        "loss": _loss(history),
    }


def class_legend(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Colour, as CSS has it, and name of the first classes."""
    legend = [(to_hex(class_colour(number)), name) for number, name in enumerate(names, start=1)]
    return legend if len(legend) <= MOST_NAMED else [*legend[:MOST_NAMED], ("#ffffff", f"and {len(legend) - MOST_NAMED} more")]


def shown_name(source: RasterSource) -> str:
    """What an image is called: neither its folder nor anything secret."""
    return re.split(r"[/\\]", without_credentials(source).path.rstrip("/\\"))[-1]


def figures_by_epoch(history: TrainingHistory, shown: Mapping[str, str]) -> Figure | None:
    """Figures of the checks, all of them 0-1, and the epoch that was chosen. shown: their names, and what they are called.

    None where no check gave any of them.
    """
    figure, axes = plot("epoch", "on ground kept apart")
    for name, title in shown.items():
        looks = [(epoch.number, epoch.figures[name]) for epoch in history.epochs if name in epoch.figures]
        if looks:
            axes.plot(*zip(*looks), marker=".", label=title)
    if not axes.lines:
        return None
    _mark_chosen(axes, history)
    axes.set_ylim(0, 1.04)
    axes.xaxis.get_major_locator().set_params(integer=True)
    legend_beside(axes)
    return figure


def _loss(history: TrainingHistory) -> Figure:
    """The terms' means over each epoch, and their sum where there are several."""
    names = list(dict.fromkeys(name for epoch in history.epochs for name in epoch.terms))
    terms = {name: [epoch.terms.get(name, 0.0) for epoch in history.epochs] for name in names}
    if len(terms) > 1:
        terms[_TOTAL] = [epoch.loss for epoch in history.epochs]
    figure, axes = loss_plot(terms, _TOTAL, "epoch")
    _mark_chosen(axes, history)
    legend_beside(axes)
    return figure


def _mark_chosen(axes: Axes, history: TrainingHistory) -> None:
    axes.axvline(history.chosen, color="#e31a1c", linestyle="dashed", linewidth=1, label="epoch chosen")


def _course(history: TrainingHistory, planned: int) -> str:
    """How many epochs there were, why not more, and which one counts."""
    done = len(history.epochs)
    if history.stopped:
        return f"It ended after {done} of {planned} epochs: {_STOPPED[history.stopped]}."
    return f"It went through all of its {planned} epochs." if planned > 1 else "It went through its one epoch."


def _ground(split: Split) -> str:
    learnt, kept = (_count(len(chips), "square", len(set(chips.blocks.tolist()))) for chips in (split.training, split.validation))
    side = split.training.side_px
    return f"{learnt} to learn from, {kept} kept apart to judge by; {side} x {side} pixels each"


def _count(count: int, what: str, blocks: int) -> str:
    return f"{plural(count, what)} in {plural(blocks, 'block')}"


def plural(count: int, what: str) -> str:
    """1 block, 2 blocks."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def learnt_from(gathered: Gathered) -> str:
    """How much there was, in words."""
    parts = []
    if gathered.pairs:
        parts.append(plural(len(gathered.pairs.training), "labelled pair"))
    if gathered.single:
        parts.append(plural(len(gathered.single.training), "labelled square") + " of single dates")
    return f"{' and '.join(parts)}, from {plural(gathered.images_used, 'image')}"
