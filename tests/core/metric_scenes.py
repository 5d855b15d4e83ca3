"""Pairs with a planted change, runs of the job `metric` on them, and a mode whose score is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter

from rscd_plugin.core.accuracy.ranking import auroc
from rscd_plugin.core.classic.methods import Detector
from rscd_plugin.core.jobs.metric import metric
from rscd_plugin.core.jobs.spec import MetricJob, MetricOutputs
from rscd_plugin.core.metric.history import History
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.raster.pair import Pair, PairWindow

from .rasters import Listener, source, write_raster

NODATA = -9999.0
FEW = 4  # iterations: enough to go the whole way


def planted(bands: int = 3, shape: tuple[int, int] = (90, 110)) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Smooth ground, at post in other light; a square of a quarter of the shorter side is new. (bands, height, width) float32
    twice, and which pixels changed: (height, width) bool.
    """
    random = np.random.default_rng(5)
    ground, other = gaussian_filter(random.normal(size=(2, bands, *shape)), (0, 0, 3, 3)) * 500
    pre = 300 + ground + random.normal(0, 4, ground.shape)
    post = 1.1 * pre + 20 + random.normal(0, 4, ground.shape)
    side = min(shape) // 4
    changed = np.zeros(shape, bool)
    changed[side : 2 * side, side : 2 * side] = True
    signs = (-1.0) ** np.arange(bands)[:, None, None]
    post = np.where(changed, 300 + other + 200 * signs, post)
    return pre.astype(np.float32), post.astype(np.float32), changed


def run(
    folder: Path, pre: np.ndarray, post: np.ndarray, progress: Progress | None = None, report: bool = False, **settings: Any
) -> dict[str, Any]:
    """Write the dates and run the job, with few iterations; the results lie in `folder`/out."""
    (folder / "out").mkdir(parents=True, exist_ok=True)
    paths = [
        write_raster(folder / f"{name}.tif", pixels, nodata=[None if pixels.dtype == np.uint8 else NODATA] * len(pixels))
        for name, pixels in (("pre", pre), ("post", post))
    ]
    settings = {"iterations": FEW, "memory_mb": 256, **settings}
    job = MetricJob(source(paths[0]), source(paths[1]), **settings)
    return metric(job, MetricOutputs(str(folder / "out"), report=report), progress or Listener())


def ranked(score: np.ndarray, changed: np.ndarray) -> float:
    """Area under the ROC curve, over valid pixels."""
    valid = ~np.isnan(score)
    return auroc(score[valid], changed[valid])


class Difference:
    """A detector whose score is |pre - post| of the first band."""

    halo_px = 0
    align_px = 1

    def score(self, window: PairWindow) -> np.ndarray:
        return np.where(window.valid, np.abs(window.pre[0] - window.post[0]), np.nan).astype(np.float32)


def difference_mode(history: History) -> Any:
    """A mode that finds the difference, and tells of `history`."""

    def mode(pair: Pair, job: MetricJob, device: str, progress: Progress) -> tuple[Detector, History]:
        return Difference(), history

    return mode
