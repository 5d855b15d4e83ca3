"""The modes by their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..classic.cva import Cva
from ..classic.irmad import IrMad
from ..classic.methods import Detector
from ..classic.sampling import sample_pair
from ..classic.smoothing import smooth, smoothing_halo_px
from ..jobs.spec import MetricJob
from ..progress import Progress
from ..raster.pair import Pair, PairWindow
from .history import History

_SIGMA_PX = 2.0


@dataclass(frozen=True)
class Fused:
    """Geometric mean of smoothed scores, each over its mean."""

    parts: tuple[Detector, ...]
    means: np.ndarray
    halo_px = smoothing_halo_px(_SIGMA_PX)

    @classmethod
    def fit(cls, pair: Pair, seed: int, progress: Progress) -> Fused:
        """Raises UserError when no pixel is valid in both dates."""
        parts = (Cva.fit(pair, seed, progress.part(0.0, 0.3)), IrMad.fit(pair, seed, progress.part(0.3, 0.7)))
        made = cls(parts, np.ones(len(parts)))
        sample = sample_pair(pair, len(parts), made.scores, cls.halo_px, seed, progress.part(0.7, 1.0))
        return cls(parts, np.maximum(sample.mean(axis=1, dtype=np.float64), 1e-12))

    def scores(self, window: PairWindow) -> np.ndarray:
        """Each smoothed score over its mean: (parts, height, width) float64."""
        smoothed = np.stack([smooth(part.score(window), _SIGMA_PX) for part in self.parts])
        return smoothed / self.means[:, None, None]

    def score(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0 or more; NaN where invalid."""
        return np.sqrt(self.scores(window).prod(axis=0)).astype(np.float32)


def fast(pair: Pair, job: MetricJob, device: str, progress: Progress) -> tuple[Detector, History]:
    """One pass, nothing is optimised. Raises UserError when no pixel is valid in both dates, and Cancelled."""
    return Fused.fit(pair, job.seed, progress), History()


Mode = Callable[[Pair, MetricJob, str, Progress], "tuple[Detector, History]"]
METRIC_MODES: dict[str, Mode] = {"optimised": fast, "fast": fast, "reference": fast}
