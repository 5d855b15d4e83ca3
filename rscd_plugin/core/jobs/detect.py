"""Detect changes with a trained model: two rasters in; probability, mask and polygons out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnxruntime
from osgeo import gdal

from ..engines.onnx_engine import OnnxEngine
from ..engines.tile_choice import choose_tiles, memory_budget_bytes
from ..progress import Progress
from ..raster.bands import choose_bands
from ..raster.writing import ScratchRaster
from .changes import check_changes, finish_changes
from .checks import assumed_card, check_pixel_size, check_values
from .infer import infer_probability
from .pairs import normalise, open_pair
from .provenance import provenance, sha256
from .spec import ChangeOutputs, DetectJob


def detect(job: DetectJob, outputs: ChangeOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job; returns the numbers that QGIS shows, and the paths of the files written.

    Everything is written inside `outputs.folder`, which the caller owns and removes. Raises UserError and Cancelled.
    """
    budget_bytes = memory_budget_bytes(job.memory_mb)
    gdal.SetCacheMax(max(budget_bytes // 8, 16 << 20))
    pair, _ = open_pair(job, progress.part(0.0, 0.08))
    check_changes(pair.grid, job.min_area_m2, outputs)
    engine = OnnxEngine(Path(job.model), Path(job.card) if job.card else None, job.device, progress)
    engine.use_card(engine.card or assumed_card(job, pair, progress))
    pair.pre_bands = choose_bands(pair.pre, engine.card.bands, job.bands_pre, "pre", "The pre raster")
    pair.post_bands = choose_bands(pair.post, engine.card.bands, job.bands_post, "post", "The post raster")
    progress.log(f"Model: {engine.path.name}. Bands: pre {pair.pre_bands}, post {pair.post_bands}.")
    check_values(pair, engine.card)
    normalise(pair, job, progress.part(0.08, 0.1))
    check_pixel_size(pair.grid, engine.card, progress)
    tiles = choose_tiles(engine, job.tile_size, job.halo_px, job.batch_size, budget_bytes, progress)

    scratch = Path(outputs.folder) / "probability.scratch.tif"
    probability = ScratchRaster(scratch, pair.grid, "float32", nodata=float("nan"))
    inferred = infer_probability(pair, engine, tiles, probability, progress.part(0.1, 0.8))
    megapixels = pair.grid.window.size_px / 1e6
    progress.log(f"{megapixels:.2f} megapixels through the model in {inferred.seconds:.1f} s on {engine.device}.")

    threshold = engine.card.threshold if job.threshold is None else job.threshold
    metadata = {
        **provenance(job, engine.card.calibrated, threshold, onnxruntime),
        "rscd.model": engine.path.name,
        "rscd.model_sha256": sha256(engine.path),
    }
    results = finish_changes(probability, threshold, job.min_area_m2, outputs, metadata, progress.part(0.8, 1.0))
    return {**results, "device_used": engine.device, "inference_seconds": inferred.seconds}
