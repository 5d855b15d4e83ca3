"""A window of a pair as networks and statistics want it."""

from __future__ import annotations

import numpy as np

from ..classic.sampling import stacked
from ..classic.standardising import Standard
from ..raster.pair import PairWindow


def standardised(window: PairWindow, standard: Standard) -> np.ndarray:
    """Both dates' standardised bands, (pre bands + post bands, height, width) float32; 0, the mean, where not valid."""
    bands = standard(stacked(window)).astype(np.float32)
    bands[:, ~window.valid] = 0.0
    return bands
