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


class Score(Protocol):
    """Tells how changed the pixels of a pair are.

    halo_px: how many pixels around a pixel its score looks at. align_px: windows must begin at multiples of this.
    """

    @property
    def halo_px(self) -> int: ...

    @property
    def align_px(self) -> int: ...

    def score(self, window: PairWindow) -> np.ndarray:
        """How changed each pixel is: (height, width) float32, 0 or more without an upper end, NaN where invalid."""


class Detector(Score, Protocol):
    """Finds change in a pair without having been trained."""

    @classmethod
    def fit(cls, pair: Pair, seed: int, progress: Progress) -> Detector:
        """Learn what is usual in this pair. Raises UserError when no pixel is valid in both dates."""


METHODS: dict[str, type[Detector]] = {"cva": Cva, "pca_kmeans": PcaKmeans, "irmad": IrMad, "sfa": SlowFeatures}
