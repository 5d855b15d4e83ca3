"""A contact sheet of what is learnt from: some chips, with the outlines of their labels."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from scipy import ndimage

from ..learning.chips.chips import NO_LABEL, Chips
from ..learning.chips.scaling import Scaling
from .pictures import picture, shown_colours

_COLUMNS = 6
_CELL_PX = 128
_GAP_PX = 4
_OUTLINES = ((1.0, 0.0, 0.6), (1.0, 0.85, 0.0), (0.0, 0.9, 1.0), (0.4, 1.0, 0.0), (1.0, 0.45, 0.0), (0.6, 0.4, 1.0))
_OUTLINE_PX = 2
_DIMMED = 0.35  # what is left of the brightness where nothing is labelled


def chip_sheet(chips: Chips, scaling: Scaling, most: int = 24, seed: int = 0) -> Figure:
    """At most `most` chips, drawn with `seed`, half of them with foreground or change where there are as many.

    The first three bands are red, green and blue; of one or two bands the first is shown in grey; two standard deviations around
    the mean go from black to white. Classes are outlined, each in a colour of its own; unlabelled ground is dark. Pairs lie side
    by side, pre on the left.
    """
    cells = [_cell(chips.images[place], chips.labels[place], scaling) for place in _drawn(chips, most, seed)]
    height, width = cells[0].shape[:2]
    columns = min(_COLUMNS // chips.dates, len(cells))
    rows = -(-len(cells) // columns)
    sheet = np.ones((rows * (height + _GAP_PX) - _GAP_PX, columns * (width + _GAP_PX) - _GAP_PX, 3))
    for place, cell in enumerate(cells):
        row, column = divmod(place, columns)
        top, left = row * (height + _GAP_PX), column * (width + _GAP_PX)
        sheet[top : top + height, left : left + width] = cell
    figure, axes = picture(sheet.shape[:2])
    axes.imshow(sheet)
    return figure


def class_colour(number: int) -> tuple[float, float, float]:
    """Of the class 1, 2, ...: red, green and blue in 0-1. They come again after the last one."""
    return _OUTLINES[(number - 1) % len(_OUTLINES)]


def _drawn(chips: Chips, most: int, seed: int) -> list[int]:
    """Places of the chips to show: those with foreground first."""
    rich = np.array([bool(((labels > 0) & (labels != NO_LABEL)).any()) for labels in chips.labels])
    rng = np.random.default_rng(seed)
    kinds = [rng.permutation(np.flatnonzero(kind)) for kind in (rich, ~rich)]
    with_foreground = min(len(kinds[0]), max(most // 2, most - len(kinds[1])))
    parts = (kinds[0][:with_foreground], kinds[1][: most - with_foreground])
    return [int(place) for part in parts for place in np.sort(part)]


def _cell(image: np.ndarray, labels: np.ndarray, scaling: Scaling) -> np.ndarray:
    """One chip, its dates side by side: (height, width, 3) in 0-1."""
    step = -(-labels.shape[0] // _CELL_PX)
    labels = labels[::step, ::step]
    dates = [_with_labels(chip_colours(date[:, ::step, ::step], scaling), labels) for date in image]
    return np.concatenate(dates, axis=1)


def chip_colours(pixels: np.ndarray, scaling: Scaling) -> np.ndarray:
    """Pixels of a date, (bands, height, width), as they are shown: (height, width, 3) in 0-1."""
    mean, std = (np.array(values)[:, None, None] for values in (scaling.mean, scaling.std))
    return shown_colours((scaling.zero_to_one(pixels.astype(np.float64)) - mean) / std)


def _with_labels(colours: np.ndarray, labels: np.ndarray) -> np.ndarray:
    colours[labels == NO_LABEL] *= _DIMMED
    for number in np.unique(labels[(labels > 0) & (labels != NO_LABEL)]):
        around = ndimage.binary_dilation(labels == number, iterations=_OUTLINE_PX) & (labels != number)
        colours[around] = class_colour(int(number))
    return colours
