"""Bring two dates together and write them: the same pixels, bands and, where asked for, values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import scipy
from osgeo import gdal

from ..engines.tile_choice import memory_budget_bytes
from ..progress import Progress
from ..raster.aligned import write_date
from ..raster.bands import match_bands
from ..report.align_report import write_align_report
from .checks import check_aligned_disk
from .pairs import normalise, open_pair
from .provenance import job_provenance
from .spec import AlignJob, AlignOutputs


def align(job: AlignJob, outputs: AlignOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job; returns `files` (kind → path) and the numbers that QGIS shows, None where nothing was found reliably.

    Everything is written inside `outputs.folder`, which the caller owns and removes. Raises UserError and Cancelled.
    """
    gdal.SetCacheMax(max(memory_budget_bytes(job.memory_mb) // 8, 16 << 20))
    folder = Path(outputs.folder)
    pair, found = open_pair(job, progress.part(0.0, 0.35))
    pair.pre_bands, pair.post_bands = match_bands(pair.pre, pair.post, job.bands_pre, job.bands_post)
    progress.log(f"Bands: pre {pair.pre_bands}, post {pair.post_bands}.")
    check_aligned_disk(pair, outputs.aligned_pre + outputs.aligned_post, folder)
    normalise(pair, job, progress.part(0.35, 0.4))

    files: dict[str, str] = {}
    metadata = job_provenance(job, scipy)
    for date, wanted, start in (("pre", outputs.aligned_pre, 0.4), ("post", outputs.aligned_post, 0.65)):
        if wanted:
            files[date] = str(folder / f"aligned_{date}.tif")
            write_date(pair, date, Path(files[date]), metadata, progress.part(start, start + 0.25))
    if outputs.report:
        files["report"] = str(folder / "report.html")
        write_align_report(pair, found, job, Path(files["report"]), progress.part(0.9, 1.0))
    sure = found is not None and found.reliable
    shift_m = found.shift_m if sure else None
    progress.report(1.0)
    return {
        "files": files,
        "shift_x_m": shift_m[0] if shift_m else None,
        "shift_y_m": shift_m[1] if shift_m else None,
        "residual_px": found.residual_px if sure else None,
        "tie_points": len(found.points) if sure else 0,
    }
