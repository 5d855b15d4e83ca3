"""From a detector to a relative change score on disk: the steps that all methods without labels share."""

from __future__ import annotations

import numpy as np

from ..classic.methods import Score
from ..classic.sampling import windows_with_halo
from ..classic.smoothing import smooth, smoothing_halo_px
from ..progress import Progress
from ..raster.pair import Pair
from ..raster.writing import ScratchRaster
from ..vector.histogram import ScoreHistogram
from ..vector.threshold import windows_of

MASK_EDGE = 0.5  # of the relative score: where the score is the threshold


def write_score(pair: Pair, detector: Score, smoothing_px: float, score: ScratchRaster, progress: Progress) -> ScoreHistogram:
    """Write the smoothed, unsaturated score of the whole pair (0 or more, NaN where invalid), and count it."""
    histogram = ScoreHistogram()
    plan = windows_with_halo(pair, detector.halo_px + smoothing_halo_px(smoothing_px), detector.align_px)
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        smoothed = smooth(detector.score(pair.read(tile.read)), smoothing_px)[tile.keep.slices_in(tile.read)]
        score.write(tile.keep, smoothed)
        histogram.add(smoothed)
    score.flush()
    return histogram


def make_relative(score: ScratchRaster, threshold: float, progress: Progress) -> None:
    """Replace a score s by s / (s + threshold): 0-1, in the same order, 0.5 at the threshold."""
    plan = windows_of(score.grid)
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        values = score.read(tile.keep).astype(np.float64)
        score.write(tile.keep, values / (values + threshold))
    score.flush()
