"""Detect changes without a trained model: two rasters in; relative change score, mask and polygons out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import scipy
from osgeo import gdal

from ..classic.methods import METHODS, Detector
from ..classic.sampling import windows_with_halo
from ..classic.smoothing import smooth, smoothing_halo_px
from ..engines.tile_choice import memory_budget_bytes
from ..progress import Progress
from ..raster.bands import match_bands
from ..raster.pair import Pair
from ..raster.writing import ScratchRaster
from ..vector.histogram import ScoreHistogram
from ..vector.threshold import windows_of
from ..vector.threshold_methods import find_threshold
from .changes import check_changes, finish_changes
from .pairs import normalise, open_pair
from .provenance import provenance
from .spec import ChangeOutputs, ClassicJob

MASK_EDGE = 0.5


def classic(job: ClassicJob, outputs: ChangeOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job; returns what `detect` does, `threshold_used` in units of the score.

    Everything is written inside `outputs.folder`, which the caller owns and removes. Raises UserError and Cancelled.
    """
    gdal.SetCacheMax(max(memory_budget_bytes(job.memory_mb) // 8, 16 << 20))
    pair, _ = open_pair(job, progress.part(0.0, 0.1))
    check_changes(pair.grid, job.min_area_m2, outputs)
    pair.pre_bands, pair.post_bands = match_bands(pair.pre, pair.post, job.bands_pre, job.bands_post)
    progress.log(f"Method: {job.method}. Bands: pre {pair.pre_bands}, post {pair.post_bands}.")
    normalise(pair, job, progress.part(0.1, 0.15))
    detector = METHODS[job.method].fit(pair, job.seed, progress.part(0.15, 0.4))

    score = ScratchRaster(Path(outputs.folder) / "probability.scratch.tif", pair.grid, "float32", nodata=float("nan"))
    histogram = write_score(pair, detector, job.smoothing_px, score, progress.part(0.4, 0.75))
    threshold = find_threshold(job.threshold_method, histogram, job.threshold)
    progress.log(f"Threshold ({job.threshold_method}): {threshold:.6g} in units of the score.")
    make_relative(score, threshold, progress.part(0.75, 0.8))

    metadata = {**provenance(job, False, MASK_EDGE, scipy), "rscd.score_threshold": f"{threshold:.9g}"}
    results = finish_changes(score, MASK_EDGE, job.min_area_m2, outputs, metadata, progress.part(0.8, 1.0))
    return {**results, "threshold_used": threshold, "device_used": "cpu"}


def write_score(pair: Pair, detector: Detector, smoothing_px: float, score: ScratchRaster, progress: Progress) -> ScoreHistogram:
    """Write the smoothed, unsaturated score of the whole pair (0 or more, NaN where invalid), and count it."""
    histogram = ScoreHistogram()
    plan = windows_with_halo(pair.grid, detector.halo_px + smoothing_halo_px(smoothing_px))
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
