"""The methods by their names, and what they have in common."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..progress import Progress
from ..raster.pair import Pair, PairWindow
from .cva import Cva
from .irmad import IrMad
from .pca_kmeans import PcaKmeans
from .sfa import SlowFeatures


class Detector(Protocol):
    """Finds change in a pair without having been trained.

    halo_px: how many pixels around a pixel its score looks at.
    """

    halo_px: int

    @classmethod
    def fit(cls, pair: Pair, seed: int, progress: Progress) -> Detector:
        """Learn what is usual in this pair. Raises UserError when no pixel is valid in both dates."""

    def score(self, window: PairWindow) -> np.ndarray:
        """How changed each pixel is: (height, width) float32, 0 or more without an upper end, NaN where invalid."""


METHODS: dict[str, type[Detector]] = {"cva": Cva, "pca_kmeans": PcaKmeans, "irmad": IrMad, "sfa": SlowFeatures}
