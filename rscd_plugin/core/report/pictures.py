"""What reports show of a pair, and the pictures they show it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..jobs.spec import PairJob
from ..progress import Progress
from ..raster.pair import Pair
from ..raster.sampling import coarse_view

_VIEW_BANDS = 3  # enough to see what is there, however many bands are compared
_STANDARD_DEVIATIONS = 2.0  # around the mean, from black to white


def pair_facts(pair: Pair, job: PairJob) -> dict[str, Any]:
    """What `pair_rows.html` shows."""
    return {
        "job": job,
        "grid": pair.grid,
        "crs": pair.grid.crs.GetName() if pair.grid.crs else "none",
        "bands": list(zip(pair.pre_bands, pair.post_bands)),
    }


def date_views(pair: Pair, most_px: int, progress: Progress) -> tuple[list[np.ndarray], int]:
    """Pre and post in grey, (height, width) float64 each, see `_grey`; and how many pixels of the grid go into one of theirs.

    most_px: of the longer side.
    """
    step = max(1, -(-max(pair.grid.width, pair.grid.height) // most_px))
    views = []
    for done, (date, bands) in enumerate((("pre", pair.pre_bands), ("post", pair.post_bands))):
        pixels, valid = coarse_view(pair, date, bands[:_VIEW_BANDS], step, progress.part(done / 2, (done + 1) / 2))
        views.append(_grey(pixels.mean(axis=0), valid))
    return views, step


def _grey(values: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """0-1 between the 2nd and the 98th percentile, NaN where there is no data."""
    if not valid.any():
        return np.full(values.shape, np.nan)
    low, high = np.percentile(values[valid], (2, 98))
    return np.where(valid, np.clip((values - low) / max(high - low, 1e-12), 0, 1), np.nan)


def picture(shape: tuple[int, int]) -> tuple[Figure, Axes]:
    """A figure for an image of that shape, and its axes, which do not show."""
    width = 8.0
    figure = Figure(figsize=(width, min(max(width * shape[0] / shape[1], 2.0), 16.0) + 0.3), layout="tight")
    axes = figure.add_subplot()
    axes.set_axis_off()
    return figure, axes


def gallery(images: list[tuple[str, np.ndarray, str]], columns: int) -> Figure:
    """Images of one shape side by side, `columns` in a row.

    Each: title, values 0-1, colour map. Values: (height, width), where NaN is left blank, or (height, width, 3), red, green and
    blue, for which the colour map says nothing.
    """
    rows = -(-len(images) // columns)
    height, width = images[0][1].shape[:2]
    side = 9.0 / columns
    figure = Figure(figsize=(9.0, rows * (min(max(side * height / width, 1.0), 12.0) + 0.3)), layout="tight")
    for index, (title, values, colours) in enumerate(images, start=1):
        axes = figure.add_subplot(rows, columns, index)
        axes.imshow(values, cmap=colours, vmin=0, vmax=1)
        axes.set_title(title, fontsize=9)
        axes.set_axis_off()
    return figure


def shown_colours(normalised: np.ndarray) -> np.ndarray:
    """Pixels with mean 0 and standard deviation 1 in each band, (bands, height, width), as (height, width, 3) in 0-1.

    The first three bands are red, green and blue; of one or two bands the first is shown in grey.
    """
    shown = [0, 1, 2] if len(normalised) >= 3 else [0, 0, 0]
    return np.clip(np.moveaxis(normalised[shown], 0, -1) / (2 * _STANDARD_DEVIATIONS) + 0.5, 0, 1)


def plot(x: str, y: str) -> tuple[Figure, Axes]:
    """A figure for curves, and its axes, with their names."""
    figure = Figure(figsize=(8.0, 3.0), layout="tight")
    axes = figure.add_subplot()
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return figure, axes


def loss_plot(terms: Mapping[str, Sequence[float]], total: str, x: str) -> tuple[Figure, Axes]:
    """Terms of a loss over 1, 2, ... of `x`, and its axes. total: which of them is the sum."""
    figure, axes = plot(x, "loss")
    for name, values in terms.items():
        style = {"color": "black", "linewidth": 2} if name == total else {"linewidth": 1}
        # A single value would make no line.
        axes.plot(range(1, len(values) + 1), values, label=name, marker="." if len(values) == 1 else "", **style)
    if len(terms) > 1:
        axes.legend(frameon=False)
    axes.xaxis.get_major_locator().set_params(integer=True)
    return figure, axes


def legend_beside(axes: Axes) -> None:
    """A legend that hides no curve."""
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
