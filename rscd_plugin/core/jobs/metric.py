"""Find changes by optimising on the pair itself: two rasters in; relative change score, mask, polygons and a report out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import torch
from osgeo import gdal

from ..engines.tile_choice import memory_budget_bytes
from ..errors import UserError
from ..learning.training.device import choose_device
from ..metric.modes import METRIC_MODES
from ..progress import Progress
from ..raster.bands import match_bands
from ..raster.writing import ScratchRaster
from ..report.metric_report import MetricRun, write_metric_report
from ..vector.histogram import ScoreHistogram
from ..vector.threshold_methods import find_threshold
from .changes import check_changes, finish_changes
from .pairs import normalise, open_pair
from .provenance import provenance, sha256
from .scores import MASK_EDGE, make_relative, write_score
from .spec import MetricJob, MetricOutputs


def metric(job: MetricJob, outputs: MetricOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job; returns what `classic` does, and `iterations_used`, `loss_first` and `loss_last`, None without iterations.

    Everything is written inside `outputs.folder`, which the caller owns and removes. Raises UserError and Cancelled.
    """
    started = time.monotonic()
    gdal.SetCacheMax(max(memory_budget_bytes(job.memory_mb) // 8, 16 << 20))
    encoder = _encoder_hash(job.encoder)
    device = choose_device(job.device, progress)
    pair, found = open_pair(job, progress.part(0.0, 0.05))
    check_changes(pair.grid, job.min_area_m2, outputs)
    pair.pre_bands, pair.post_bands = match_bands(pair.pre, pair.post, job.bands_pre, job.bands_post)
    progress.log(f"Mode: {job.mode}. Bands: pre {pair.pre_bands}, post {pair.post_bands}.")
    normalise(pair, job, progress.part(0.05, 0.08))
    detector, history = METRIC_MODES[job.mode](pair, job, device, progress.part(0.08, 0.65))
    progress.log(history.sentence)

    score = ScratchRaster(Path(outputs.folder) / "probability.scratch.tif", pair.grid, "float32", nodata=float("nan"))
    histogram = write_score(pair, detector, 0.0, score, progress.part(0.65, 0.8))
    threshold = _threshold(job, histogram, progress)
    make_relative(score, threshold, progress.part(0.8, 0.83))

    metadata = {**provenance(job, False, MASK_EDGE, torch), **encoder, "rscd.score_threshold": f"{threshold:.9g}"}
    results = finish_changes(score, MASK_EDGE, job.min_area_m2, outputs, metadata, progress.part(0.83, 0.97))
    results = {**results, "threshold_used": threshold, "device_used": device}
    if outputs.report:
        results["files"]["report"] = str(Path(outputs.folder) / "report.html")
        run = MetricRun(job, pair, found, score, histogram, history, results, time.monotonic() - started)
        write_metric_report(run, Path(results["files"]["report"]), progress.part(0.97, 1.0))
    progress.report(1.0)
    numbers = {"iterations_used": history.iterations_used, "loss_first": history.loss_first, "loss_last": history.loss_last}
    return {**results, **numbers}


def _threshold(job: MetricJob, histogram: ScoreHistogram, progress: Progress) -> float:
    """The threshold found or given, moved by the sensitivity; where the score is the same everywhere it stays above it."""
    threshold = find_threshold(job.threshold_method, histogram, job.threshold)
    if histogram.is_flat:
        progress.log("The score is the same everywhere: the dates show no difference that stands out.")
        if job.threshold_method != "fixed":
            return threshold
    threshold *= 2.0 ** (-2.0 * job.sensitivity)
    progress.log(f"Threshold ({job.threshold_method}, sensitivity {job.sensitivity:g}): {threshold:.6g} in units of the score.")
    return threshold


def _encoder_hash(encoder: str | None) -> dict[str, str]:
    """What the metadata say of the user's own encoder. Raises UserError when there is no such file."""
    if encoder is None:
        return {}
    path = Path(encoder)
    if not path.is_file():
        raise UserError(f"ENCODER: there is no file {path}. Choose a .safetensors, .pth or .pt file, or leave it empty.")
    return {"rscd.encoder": path.name, "rscd.encoder_sha256": sha256(path)}
