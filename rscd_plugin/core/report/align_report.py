"""The report of an alignment: what was done, a checkerboard of both dates, and where tiles were found again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from ..jobs.spec import AlignJob
from ..progress import Progress
from ..raster.coregistration import Coregistration
from ..raster.pair import Pair
from ..raster.sampling import coarse_view
from .page import write_page

_VIEW_PX = 900
_SQUARES = 8


def write_align_report(pair: Pair, found: Coregistration | None, job: AlignJob, path: Path, progress: Progress) -> None:
    """Write the page."""
    step = max(1, -(-max(pair.grid.width, pair.grid.height) // _VIEW_PX))
    views = []
    for done, (date, bands) in enumerate((("pre", pair.pre_bands), ("post", pair.post_bands))):
        pixels, valid = coarse_view(pair, date, bands, step, progress.part(done / 2, (done + 1) / 2))
        views.append(_grey(pixels.mean(axis=0), valid))
    values = {
        "sentence": found.sentence() if found else "Co-registration was not asked for.",
        "found": found,
        "job": job,
        "grid": pair.grid,
        "crs": pair.grid.crs.GetName() if pair.grid.crs else "none",
        "bands": list(zip(pair.pre_bands, pair.post_bands)),
        "checkerboard": _checkerboard(*views),
        "vectors": _vectors(views[0], found, step) if found and found.points else None,
    }
    write_page("align.html", values, path)


def _grey(values: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """0-1 between the 2nd and the 98th percentile, NaN where there is no data."""
    if not valid.any():
        return np.full(values.shape, np.nan)
    low, high = np.percentile(values[valid], (2, 98))
    return np.where(valid, np.clip((values - low) / max(high - low, 1e-12), 0, 1), np.nan)


def _checkerboard(pre: np.ndarray, post: np.ndarray) -> Figure:
    side = max(1, -(-max(pre.shape) // _SQUARES))
    rows, cols = np.indices(pre.shape) // side
    figure, axes = _picture(pre.shape)
    axes.imshow(np.where((rows + cols) % 2 == 0, pre, post), cmap="gray", vmin=0, vmax=1)
    return figure


def _vectors(pre: np.ndarray, found: Coregistration, step: int) -> Figure:
    """Arrows from where pre has a tile to where post has it, made long enough to be seen."""
    points = np.array(found.points)
    longest = np.linalg.norm(points[:, 2:], axis=1).max()
    stretch = max(pre.shape) / 12 / max(longest, 1e-9)
    figure, axes = _picture(pre.shape)
    axes.imshow(pre, cmap="gray", vmin=0, vmax=1, alpha=0.6)
    axes.quiver(
        *(points[:, :2].T / step - 0.5),
        *(points[:, 2:].T * stretch),
        angles="xy",
        scale_units="xy",
        scale=1,
        color="#d95f02",
        width=0.003,
    )
    axes.set_title(f"longest arrow: {longest:.2f} pixels", fontsize=9)
    return figure


def _picture(shape: tuple[int, int]) -> tuple[Figure, object]:
    width = 8.0
    figure = Figure(figsize=(width, min(max(width * shape[0] / shape[1], 2.0), 16.0) + 0.3), layout="tight")
    axes = figure.add_subplot()
    axes.set_axis_off()
    return figure, axes
