"""The contact sheet: which chips it shows, in which colours, and where it draws outlines."""

from __future__ import annotations

import numpy as np
import pytest

from rscd_plugin.core.learning.chips.chips import NO_LABEL, Chips
from rscd_plugin.core.learning.chips.scaling import Scaling, find_scaling
from rscd_plugin.core.report.chip_sheet import chip_sheet

from .chip_arrays import chips_of

SIDE, GAP = 32, 4
STEP = SIDE + GAP
MAGENTA, YELLOW = (1.0, 0.0, 0.6), (1.0, 0.85, 0.0)


def sheet_of(chips: Chips, **settings: int) -> np.ndarray:
    """(height, width, 3), as drawn."""
    scaling = Scaling(100.0, (0.5,) * chips.bands, (0.25,) * chips.bands)
    (axes,) = chip_sheet(chips, scaling, **settings).axes
    (image,) = axes.get_images()
    return np.asarray(image.get_array())


def even(count: int, dates: int = 1, bands: int = 3, value: int = 50, side: int = SIDE) -> np.ndarray:
    return np.full((count, dates, bands, side, side), value, np.uint8)


def test_values_from_black_to_white() -> None:
    images = even(1)
    images[0, 0, :, :, 16:] = np.array([0, 25, 100])[:, None, None]
    sheet = sheet_of(chips_of(images))
    assert sheet.shape == (SIDE, SIDE, 3)
    np.testing.assert_allclose(sheet[5, 5], 0.5)
    np.testing.assert_allclose(sheet[5, 20], (0.0, 0.25, 1.0))


@pytest.mark.parametrize("bands", [1, 2, 4])
def test_bands(bands: int) -> None:
    images = even(1, bands=bands)
    images[0, 0, 0] = 75
    expected = (0.75, 0.5, 0.5) if bands == 4 else (0.75,) * 3
    np.testing.assert_allclose(sheet_of(chips_of(images))[5, 5], expected)


def test_outlines_lie_around_the_labels_and_unlabelled_ground_is_dark() -> None:
    labels = np.zeros((1, SIDE, SIDE), np.uint8)
    labels[0, 8:14, 8:14], labels[0, 20:26, 6:12], labels[0, :, 28:] = 1, 2, NO_LABEL
    sheet = sheet_of(chips_of(even(1), labels))
    np.testing.assert_allclose(sheet[10, 10], 0.5)
    np.testing.assert_allclose(sheet[23, 9], 0.5)
    for row, col, colour in ((7, 10, MAGENTA), (10, 14, MAGENTA), (10, 15, MAGENTA), (19, 8, YELLOW), (26, 8, YELLOW)):
        np.testing.assert_allclose(sheet[row, col], colour)
    np.testing.assert_allclose(sheet[10, 16], 0.5)
    np.testing.assert_allclose(sheet[10, 30], 0.175)


def test_pairs_lie_side_by_side() -> None:
    images = even(5, dates=2)
    images[:, 1] = 75
    labels = np.zeros((5, SIDE, SIDE), np.uint8)
    labels[:, 8:14, 8:14] = 1
    sheet = sheet_of(chips_of(images, labels))
    assert sheet.shape == (2 * SIDE + GAP, 6 * SIDE + 2 * GAP, 3)
    np.testing.assert_allclose(sheet[2, 2], 0.5)
    np.testing.assert_allclose(sheet[2, SIDE + 2], 0.75)
    for left in (0, SIDE):
        np.testing.assert_allclose(sheet[7, left + 10], MAGENTA)
    np.testing.assert_allclose(sheet[STEP + 2, 2 * (2 * SIDE + GAP) + 2], 1.0)  # no sixth chip


@pytest.mark.parametrize(
    ("with_foreground", "without", "most", "shown"), [(20, 20, 8, 4), (2, 20, 8, 2), (20, 3, 8, 5), (3, 2, 24, 3), (9, 0, 4, 4)]
)
def test_half_are_with_foreground(with_foreground: int, without: int, most: int, shown: int) -> None:
    """Told apart by their brightness."""
    labels = np.zeros((with_foreground + without, SIDE, SIDE), np.uint8)
    labels[:with_foreground, 16, 16] = 1
    images = even(len(labels))
    images[:with_foreground] = 75
    sheet = sheet_of(chips_of(images, labels), most=most)
    corners = sheet[2::STEP, 2::STEP, 0].ravel().tolist()
    count = min(most, len(labels))
    assert corners[:count] == [0.75] * shown + [0.5] * (count - shown)


def test_seeds() -> None:
    images = np.repeat(np.arange(60, dtype=np.uint8), 3 * SIDE * SIDE).reshape(60, 1, 3, SIDE, SIDE)
    first, again, other = (sheet_of(chips_of(images), seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_large_chips_are_drawn_smaller() -> None:
    images = np.random.default_rng(0).integers(0, 3000, (3, 1, 5, 192, 192)).astype(np.uint16)
    figure = chip_sheet(chips_of(images), find_scaling([chips_of(images)]))
    (image,) = figure.axes[0].get_images()
    assert image.get_array().shape == (96, 3 * 96 + 2 * GAP, 3)
    figure.canvas.draw()
