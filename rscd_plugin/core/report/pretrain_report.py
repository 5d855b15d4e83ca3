"""The report of pretraining an encoder: what it learnt from, how it went, and what its embeddings tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..jobs.learning_spec import PretrainJob
from ..learning.chips.gather import Gathered
from ..learning.networks import Begun
from ..learning.sadl.separation import Look
from ..learning.sadl.task import VIEWS, SadlTask
from ..learning.training.history import TrainingHistory
from ..progress import Progress
from .chip_sheet import class_colour
from .learning_pictures import BACKGROUND_COLOUR, figures_by_epoch, learning_facts, learnt_from
from .page import write_page
from .pictures import shown_colours

_COLLAPSED = 0.2  # a spread below it
_SHOWN_CHIPS = 4
_NUMBERED = 5  # points of a square
_VIEW_TITLES = ("view 1", "view 2", "view 3: on another background")
_FIGURES = {"separation": "separation", "spread": "spread"}
_OBJECTIVES = {
    "sadl": "SaDL: points of one class are brought together, points of different classes pushed apart",
    "joint": "SaDL together with what else the same labels teach: the classes themselves, and the change between made pairs",
}


@dataclass(frozen=True)
class PretrainRun:
    """A pretraining that is done. begun: its network is the trained one. sadl: SaDL's part of what was learnt. before, after: how
    embeddings lay and lie. seconds: spent.
    """

    job: PretrainJob
    gathered: Gathered
    begun: Begun
    sadl: SadlTask
    history: TrainingHistory
    before: Look
    after: Look
    device: str
    seconds: float


def write_pretrain_report(run: PretrainRun, path: Path, progress: Progress) -> None:
    """Write the page. Raises Cancelled."""
    facts = learning_facts(run.job, run.gathered, run.begun, run.history, run.device, run.seconds, progress.part(0.0, 0.4))
    progress.report(0.4)
    values = {
        **facts,
        "learnt": _learnt(run),
        "chosen": f"The weights after epoch {run.history.chosen} are used.",
        "separated": _separated(run.before.separation, run.after.separation),
        "spread": _spread(run.before.spread, run.after.spread),
        "collapsed": run.after.spread is not None and run.after.spread < _COLLAPSED,
        "before": run.before,
        "after": run.after,
        "background": BACKGROUND_COLOUR,
        "figures": figures_by_epoch(run.history, _FIGURES),
        "planes": _planes(run.before, run.after),
        "views": _views(run.sadl),
    }
    progress.report(0.6)
    write_page("pretrain.html", values, path)
    progress.report(1.0)


def _learnt(run: PretrainRun) -> str:
    count = len(run.gathered.class_names)
    classes = f"{count} class{'' if count == 1 else 'es'}"
    return (
        f"The encoder learnt from {learnt_from(run.gathered)}, with {classes} besides background, "
        f"by the objective {run.job.objective} ({_OBJECTIVES[run.job.objective]})."
    )


def _separated(before: float | None, after: float | None) -> str:
    """How well foreground can be told from background."""
    if before is None or after is None:
        return "How well its embeddings tell foreground from background is unknown: the ground kept apart does not hold both."
    verdict = (
        "better than before" if round(after, 2) > round(before, 2) else "no better than before: pretraining did not help here"
    )
    return (
        f"On ground kept apart, its embeddings tell foreground from background with a separation of {after:.2f}, {verdict} "
        f"({before:.2f}): of couples of a foreground and a background point, the share that one direction among the embeddings "
        "puts in the right order. 0.5 is chance, 1 is perfect."
    )


def _spread(before: float | None, after: float | None) -> str:
    """Whether embeddings still differ."""
    if before is None or after is None:
        return "Whether its embeddings still differ is unknown: there are too few points."
    if after < _COLLAPSED:
        return (
            f"The embeddings have collapsed: their spread is {after:.2f} (it was {before:.2f}), so nearly all points look alike "
            "to the encoder. Do not use it. Try more and more varied images, a larger BATCH_SIZE, or a lower LEARNING_RATE."
        )
    return (
        f"Its embeddings still differ from point to point: their spread is {after:.2f} (it was {before:.2f}); "
        "0 would be a collapse."
    )


def _planes(before: Look, after: Look) -> Figure:
    """Embeddings laid flat, side by side."""
    figure = Figure(figsize=(9.0, 4.3), layout="tight")
    for place, (title, look) in enumerate((("before", before), ("after", after)), start=1):
        axes = figure.add_subplot(1, 2, place)
        axes.scatter(*_both(look.plane), s=14, c=_colours(look.classes), edgecolors="#555555", linewidths=0.4)
        axes.set_title(title, fontsize=9)
        axes.set_xticks([])
        axes.set_yticks([])
    return figure


def _both(plane: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """x and y; of a single point there is but one direction."""
    return plane[:, 0], plane[:, -1]


def _colours(classes: np.ndarray) -> list[object]:
    return [class_colour(int(name)) if name else BACKGROUND_COLOUR for name in classes]


def _views(sadl: SadlTask) -> Figure:
    """What a batch holds: the three views of some squares and their points, those that the loss compares."""
    batch = sadl.draw(_SHOWN_CHIPS, torch.Generator().manual_seed(0))
    figure = Figure(figsize=(9.0, 3.2 * _SHOWN_CHIPS), layout="tight")
    classes, valid = batch["classes"].numpy(), batch["valid"].numpy()
    for chip in range(_SHOWN_CHIPS):
        for column, (number, title) in enumerate(zip(VIEWS, _VIEW_TITLES), start=1):
            axes = figure.add_subplot(_SHOWN_CHIPS, len(VIEWS), chip * len(VIEWS) + column)
            axes.imshow(shown_colours(batch[f"view_{number}"][chip].numpy()))
            shown = valid[chip] & (classes[chip] > 0) if number == VIEWS[-1] else valid[chip]
            _mark(axes, batch[f"points_{number}"][chip].numpy(), classes[chip], shown)
            axes.set_axis_off()
            if chip == 0:
                axes.set_title(title, fontsize=9)
    return figure


def _mark(axes: Axes, points: np.ndarray, classes: np.ndarray, shown: np.ndarray) -> None:
    """points: (P, 2), x and y in pixels from the outer edge. Some of the foreground are numbered, to be found in other views."""
    x, y = points[shown].T - 0.5  # the centre of the first pixel is drawn at 0
    axes.scatter(x, y, s=22, c=_colours(classes[shown]), edgecolors="black", linewidths=0.6)
    places = np.flatnonzero(shown & (classes > 0))
    for number, place in enumerate(places[:: -(-len(places) // _NUMBERED) or 1], start=1):
        outline = {"boxstyle": "circle,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.8}
        axes.annotate(str(number), points[place] - 0.5, (4, 4), textcoords="offset points", fontsize=7, bbox=outline)
