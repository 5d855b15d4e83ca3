"""Detect changes with a trained model: two rasters in; probability, mask and polygons out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from osgeo import gdal

from ..engines.onnx_engine import OnnxEngine
from ..engines.tile_choice import choose_tiles, memory_budget_bytes
from ..errors import UserError
from ..progress import Progress
from ..raster.bands import choose_bands
from ..raster.pair import Pair
from ..raster.writing import ScratchRaster
from ..vector.polygons import ChangePolygons
from ..vector.threshold import MASK_CLASSES, NODATA, changed_area, threshold_windows
from .checks import assumed_card, check_disk, check_pixel_size, check_values
from .infer import infer_probability
from .provenance import provenance
from .spec import DetectJob, DetectOutputs


def detect(job: DetectJob, outputs: DetectOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job; returns the numbers that QGIS shows, and the paths of the files written.

    Everything is written inside `outputs.folder`, which the caller owns and removes. Raises UserError and Cancelled.
    """
    budget_bytes = memory_budget_bytes(job.memory_mb)
    gdal.SetCacheMax(max(budget_bytes // 8, 16 << 20))
    folder = Path(outputs.folder)
    wants_polygons = outputs.changes or job.min_area_m2 > 0

    pair = Pair(job.pre, job.post, job.extent, progress)
    if job.min_area_m2 > 0 and pair.grid.crs is None:
        raise UserError("MIN_AREA is given in m², but the rasters have no CRS: give them one, or set MIN_AREA to 0.")
    check_disk(pair.grid, wants_polygons, folder)
    engine = OnnxEngine(Path(job.model), Path(job.card) if job.card else None, job.device, progress)
    engine.use_card(engine.card or assumed_card(job, pair, progress))
    pair.pre_bands = choose_bands(pair.pre, engine.card.bands, job.bands_pre, "pre", "The pre raster")
    pair.post_bands = choose_bands(pair.post, engine.card.bands, job.bands_post, "post", "The post raster")
    progress.log(f"Model: {engine.path.name}. Bands: pre {pair.pre_bands}, post {pair.post_bands}.")
    check_values(pair, engine.card)
    check_pixel_size(pair.grid, engine.card, progress)
    tiles = choose_tiles(engine, job.tile_size, job.halo_px, job.batch_size, budget_bytes, progress)

    probability = ScratchRaster(folder / "probability.scratch.tif", pair.grid, "float32", nodata=float("nan"))
    inferred = infer_probability(pair, engine, tiles, probability, progress.part(0.02, 0.8))

    threshold = engine.card.threshold if job.threshold is None else job.threshold
    mask = ScratchRaster(folder / "mask.scratch.tif", pair.grid, "uint8", NODATA, MASK_CLASSES)
    threshold_windows(probability, threshold, mask, progress.part(0.8, 0.83))
    polygons = None
    if wants_polygons:
        polygons = ChangePolygons(mask, folder, progress.part(0.83, 0.87))
        polygons.measure(probability, progress.part(0.87, 0.89))
        if job.min_area_m2 > 0:
            polygons.drop_smaller_than(job.min_area_m2, progress.part(0.89, 0.9))
    area = changed_area(mask, progress.part(0.9, 0.92))

    metadata = provenance(job, engine.sha256(), engine.card.calibrated, threshold)
    files: dict[str, str] = {}
    if outputs.probability:
        files["probability"] = str(folder / "change_probability.tif")
        probability.finish(Path(files["probability"]), "AVERAGE", metadata, progress.part(0.92, 0.96))
    if outputs.mask:
        files["mask"] = str(folder / "change_mask.tif")
        mask.finish(Path(files["mask"]), "MODE", metadata, progress.part(0.96, 0.98))
    if outputs.changes:
        files["changes"] = str(folder / "changes.gpkg")
        polygons.write(Path(files["changes"]), progress.part(0.98, 1.0))
    megapixels = pair.grid.window.size_px / 1e6
    progress.log(f"{megapixels:.2f} megapixels through the model in {inferred.seconds:.1f} s on {engine.device}.")
    return {
        "files": files,
        "changed_area_m2": area.changed_m2,
        "changed_share": area.share,
        "threshold_used": threshold,
        "device_used": engine.device,
        "inference_seconds": inferred.seconds,
    }
