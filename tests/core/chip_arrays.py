"""Chips in memory, for what needs no rasters."""

from __future__ import annotations

import numpy as np

from rscd_plugin.core.learning.chips.chips import Chips


def chips_of(images: np.ndarray, labels: np.ndarray | None = None) -> Chips:
    """Chips of (N, dates, bands, side, side) images, side by side; labels of 0 where none are given."""
    count, side = len(images), images.shape[-1]
    labels = np.zeros((count, side, side), np.uint8) if labels is None else labels
    windows = np.stack([side * np.arange(count), np.zeros(count, np.int64)], axis=1)
    return Chips(images, labels, np.zeros(count, np.int64), windows, np.arange(count))
