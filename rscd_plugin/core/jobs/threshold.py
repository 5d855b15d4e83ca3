"""From a change probability to a change mask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import scipy

from ..errors import UserError
from ..progress import Progress
from ..raster.single_band import SingleBand
from ..raster.writing import ScratchRaster
from ..vector.cleaning import clean
from ..vector.histogram import ScoreHistogram
from ..vector.hysteresis import grow
from ..vector.polygons import ChangePolygons
from ..vector.probability_thresholds import expected_f1, quota_threshold
from ..vector.threshold import MASK_CLASSES, NODATA, changed_area, threshold_windows, windows_of
from ..vector.threshold_methods import find_threshold
from .changes import check_min_area
from .checks import check_disk
from .mask_spec import ThresholdJob, ThresholdOutputs
from .provenance import provenance


def threshold(job: ThresholdJob, outputs: ThresholdOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job: threshold, hysteresis, cleaning, smallest area, in this order; returns what `finish_changes` does.

    Everything is written inside `outputs.folder`, which the caller owns and removes. Raises UserError and Cancelled.
    """
    folder = Path(outputs.folder)
    score = SingleBand(job.probability, "PROBABILITY")
    check_min_area(score.grid, job.min_area_m2)
    check_disk(score.grid, job.min_area_m2 > 0, folder)
    calibrated = score.metadata.get("rscd.calibrated") == "yes"
    used = _threshold(job, score, calibrated, progress.part(0.0, 0.3))
    if job.hysteresis is not None and job.hysteresis >= used:
        raise UserError(
            f"HYSTERESIS is {job.hysteresis:g}, and the threshold ({job.threshold_method}) is {used:.6g}: the lower threshold "
            "must lie below it. Give a lower one, or leave it empty."
        )
    mask = ScratchRaster(folder / "mask.scratch.tif", score.grid, "uint8", NODATA, MASK_CLASSES)
    threshold_windows(score, used, mask, progress.part(0.3, 0.4))
    if job.hysteresis is not None:
        grow(mask, score, job.hysteresis, progress.part(0.4, 0.5))
    if job.cleaning != "none":
        cleaned = ScratchRaster(folder / "cleaned.scratch.tif", score.grid, "uint8", NODATA, MASK_CLASSES)
        clean(mask, cleaned, job.cleaning, job.cleaning_px, progress.part(0.5, 0.6))
        mask = cleaned
    if job.min_area_m2 > 0:
        polygons = ChangePolygons(mask, folder, progress.part(0.6, 0.7))
        polygons.measure(score, progress.part(0.7, 0.75))
        polygons.drop_smaller_than(job.min_area_m2, progress.part(0.75, 0.8))
    area = changed_area(mask, progress.part(0.8, 0.9))
    files: dict[str, str] = {}
    if outputs.mask:
        files["mask"] = str(folder / "change_mask.tif")
        metadata = provenance(job, calibrated, used, scipy)
        mask.finish(Path(files["mask"]), "MODE", metadata, progress.part(0.9, 1.0))
    progress.report(1.0)
    return {
        "files": files,
        "changed_area_m2": area.changed_m2,
        "changed_share": area.share,
        "threshold_used": used,
    }


def _threshold(job: ThresholdJob, score: SingleBand, calibrated: bool, progress: Progress) -> float:
    """The threshold, in units of the raster. Says which in the log. Raises UserError."""
    if job.threshold_method == "expected_f1" and not calibrated:
        raise UserError(
            f"THRESHOLD_METHOD is expected_f1, which takes the values of {job.probability.path} for probabilities, but the "
            f"file's metadata say rscd.calibrated={score.metadata.get('rscd.calibrated', 'nothing')}. It works on results of a "
            "model that was calibrated on labels; choose another method for others."
        )
    if job.threshold_method == "fixed":
        found = job.threshold
    elif job.threshold_method == "area_quota":
        found = quota_threshold(score, job.area_quota, progress)
    elif job.threshold_method == "expected_f1":
        found, f1 = expected_f1(_histogram(score, progress))
        progress.log(f"F1 to be expected at this threshold, if the calibration holds here: {f1:.3f}.")
    else:
        found = find_threshold(job.threshold_method, _histogram(score, progress), None)
    progress.log(f"Threshold ({job.threshold_method}): {found:.6g} in units of the raster.")
    return found


def _histogram(score: SingleBand, progress: Progress) -> ScoreHistogram:
    histogram = ScoreHistogram()
    plan = windows_of(score.grid)
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        histogram.add(score.read(tile.keep))
    return histogram
