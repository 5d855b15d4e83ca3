"""Detect changes without a trained model: two rasters in; relative change score, mask and polygons out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import scipy
from osgeo import gdal

from ..classic.methods import METHODS
from ..engines.tile_choice import memory_budget_bytes
from ..progress import Progress
from ..raster.bands import match_bands
from ..raster.writing import ScratchRaster
from ..vector.threshold_methods import find_threshold
from .changes import check_changes, finish_changes
from .pairs import normalise, open_pair
from .provenance import provenance
from .scores import MASK_EDGE, make_relative, write_score
from .spec import ChangeOutputs, ClassicJob


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
