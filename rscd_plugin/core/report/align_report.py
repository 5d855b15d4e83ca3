"""The report of an alignment: what was done, a checkerboard of both dates, and where tiles were found again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from ..jobs.spec import AlignJob
from ..progress import Progress
from ..raster.coregistration import Coregistration
from ..raster.pair import Pair
from .page import write_page
from .pictures import date_views, pair_facts, picture

_VIEW_PX = 900
_SQUARES = 8


def write_align_report(pair: Pair, found: Coregistration | None, job: AlignJob, path: Path, progress: Progress) -> None:
    """Write the page."""
    views, step = date_views(pair, _VIEW_PX, progress)
    values = {
        **pair_facts(pair, job),
        "sentence": found.sentence() if found else "Co-registration was not asked for.",
        "found": found,
        "checkerboard": _checkerboard(*views),
        "vectors": _vectors(views[0], found, step) if found and found.points else None,
    }
    write_page("align.html", values, path)


def _checkerboard(pre: np.ndarray, post: np.ndarray) -> Figure:
    side = max(1, -(-max(pre.shape) // _SQUARES))
    rows, cols = np.indices(pre.shape) // side
    figure, axes = picture(pre.shape)
    axes.imshow(np.where((rows + cols) % 2 == 0, pre, post), cmap="gray", vmin=0, vmax=1)
    return figure


def _vectors(pre: np.ndarray, found: Coregistration, step: int) -> Figure:
    """Arrows from where pre has a tile to where post has it, made long enough to be seen."""
    points = np.array(found.points)
    longest = np.linalg.norm(points[:, 2:], axis=1).max()
    stretch = max(pre.shape) / 12 / max(longest, 1e-9)
    figure, axes = picture(pre.shape)
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
