"""Small chips for tests of learning."""

from __future__ import annotations

import numpy as np

from rscd_plugin.core.learning.chips.chips import Chips
from rscd_plugin.core.learning.chips.scaling import Scaling

BYTES = Scaling(255.0, (0.3, 0.3, 0.3), (0.2, 0.2, 0.2))


def square_chips(count: int = 12, dates: int = 2, side: int = 96, bands: int = 3, empty: int = 2, seed: int = 5) -> Chips:
    """Noise with a bright square, at the later date where there are two; the last `empty` chips have none."""
    rng = np.random.default_rng(seed)
    images = rng.integers(70, 90, (count, dates, bands, side, side), dtype=np.uint8)
    labels = np.zeros((count, side, side), np.uint8)
    for index in range(count - empty):
        y, x = rng.integers(8, side - 36, 2)
        labels[index, y : y + 24, x : x + 24] = 1
        images[index, -1, :, y : y + 24, x : x + 24] += 110
    rows = np.arange(count)
    return Chips(images, labels, rows, np.zeros((count, 2), np.int64), rows)
