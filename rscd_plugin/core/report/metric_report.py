"""The report of a run of Metric-CD: what was done, how the optimisation went, and what came out."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from osgeo import gdal

from ..jobs.spec import MetricJob
from ..metric.history import TOTAL, Check, History
from ..progress import Progress
from ..raster.coregistration import Coregistration
from ..raster.pair import Pair
from ..raster.writing import ScratchRaster
from ..vector.histogram import ScoreHistogram
from .page import write_page
from .pictures import date_views, gallery, loss_plot, pair_facts, plot

_VIEW_PX = 512
_BINS = 100
_MOST_CHECKS = 12
_SCORE_COLOURS = "magma"


@dataclass(frozen=True)
class MetricRun:
    """A run that is done. found: how post lay, None where that was not asked for. relative: the relative score, 0-1, NaN where
    there is no data. histogram: of the score. results: what the job returns. seconds: spent.
    """

    job: MetricJob
    pair: Pair
    found: Coregistration | None
    relative: ScratchRaster
    histogram: ScoreHistogram
    history: History
    results: dict[str, Any]
    seconds: float


def write_metric_report(run: MetricRun, path: Path, progress: Progress) -> None:
    """Write the page."""
    views, _ = date_views(run.pair, _VIEW_PX, progress.part(0.0, 0.9))
    relative = _coarse(run.relative, views[0].shape)
    dates = [(date, view, "gray") for date, view in zip(("pre", "post"), views)]
    history = run.history
    values = {
        **pair_facts(run.pair, run.job),
        "found": run.found,
        "history": history,
        "results": run.results,
        "seconds": run.seconds,
        "peak_mb": _peak_mb(),
        "overview": gallery([*dates, ("relative score", relative, _SCORE_COLOURS)], 3),
        "histogram": _histogram(run.histogram, run.results["threshold_used"]),
        "loss": _loss(history.terms) if history.terms else None,
        "criterion": _criterion(history) if history.checks else None,
        "checks": _checks(history) if history.checks else None,
    }
    progress.report(0.95)
    write_page("metric.html", values, path)


def _coarse(raster: ScratchRaster, shape: tuple[int, int]) -> np.ndarray:
    """The raster as means, (height, width) float32; NaN where nothing holds data."""
    coarse = np.empty(shape, np.float32)
    width, height = raster.grid.width, raster.grid.height
    raster.band.ReadRaster(
        0,
        0,
        width,
        height,
        buf_xsize=shape[1],
        buf_ysize=shape[0],
        buf_type=gdal.GDT_Float32,
        resample_alg=gdal.GRIORA_Average,
        buf_obj=coarse,
    )
    return coarse


def _histogram(histogram: ScoreHistogram, threshold: float) -> Figure:
    """Pixels by relative score s / (s + t)."""
    centres, counts = histogram.filled()
    pixels, edges = np.histogram(centres / (centres + threshold), _BINS, (0.0, 1.0), weights=counts)
    figure, axes = plot("relative score", "pixels")
    axes.stairs(pixels, edges, fill=True, color="#4c78a8")
    axes.axvline(0.5, color="#e31a1c", label="threshold")
    axes.set_yscale("log")
    axes.set_ylim(bottom=0.5)
    axes.set_xlim(0, 1)
    axes.legend(frameon=False)
    return figure


def _loss(terms: dict[str, tuple[float, ...]]) -> Figure:
    """The sum, and its terms where there are several."""
    shown = terms if len(terms) > 2 else {TOTAL: terms[TOTAL]}
    return loss_plot(shown, TOTAL, "iteration")[0]


def _criterion(history: History) -> Figure:
    """The networks' as a line, and as a dashed one the start's, which a network must reach."""
    figure, axes = plot("iteration", "average precision")
    start, *looks = history.checks
    axes.axhline(start.criterion, color="black", linestyle="dashed", linewidth=1, label="what a network must exceed")
    if looks:
        axes.plot([check.iteration for check in looks], [check.criterion for check in looks], marker=".", label="network")
    chosen = [check for check in looks if check.iteration == history.chosen]
    ring = {"linestyle": "none", "marker": "o", "markersize": 12, "fillstyle": "none", "color": "#e31a1c"}
    if chosen:
        axes.plot(chosen[0].iteration, chosen[0].criterion, label="chosen", **ring)
    axes.set_xlim(0, None if looks else 1)
    axes.set_ylim(0, 1.04)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(frameon=False)
    return figure


def _checks(history: History) -> Figure:
    """At most _MOST_CHECKS of them, spread evenly, the chosen one among them."""
    checks = history.checks
    spread = np.unique(np.linspace(0, len(checks) - 1, min(len(checks), _MOST_CHECKS)).round().astype(int))
    shown = [check for index, check in enumerate(checks) if index in spread or check.iteration == history.chosen]
    return gallery([(_title(check, history), check.thumbnail, _SCORE_COLOURS) for check in shown], 4)


def _title(check: Check, history: History) -> str:
    when = f"after {check.iteration}" if check.iteration else "start"
    return f"{when}, chosen" if check.iteration == history.chosen else when


def _peak_mb() -> float | None:
    """The most memory that this process has held; None on Windows, where Python does not tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
