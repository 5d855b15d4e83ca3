"""Judge a result by a reference: every figure, a report and a table."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from osgeo import gdal

from ..accuracy.assessment import MASK, POLYGONS, PROBABILITY, RELATIVE_SCORE, Assessment
from ..accuracy.common_pixels import common_pixels
from ..accuracy.confusion import Confusion
from ..accuracy.ground import OpenRaster, Place, PolygonGround, RasterGround
from ..accuracy.hit_map import HitMap
from ..accuracy.objects import ObjectCounts
from ..accuracy.score_counts import ScoreCounts
from ..accuracy.table import write_table
from ..engines.tile_choice import memory_budget_bytes
from ..errors import UserError
from ..progress import Progress
from ..report.accuracy_report import write_accuracy_report
from ..vector.threshold import windows_of
from .accuracy_spec import AssessJob, AssessOutputs
from .spec import VectorSource

_THRESHOLD = 0.5  # of a probability whose file names none


def assess(job: AssessJob, outputs: AssessOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job; returns `files` (kind → path), every figure by its name, None where it is undefined, and `reasons` for these.

    Everything is written inside `outputs.folder`, which the caller owns and removes. Raises UserError and Cancelled.
    """
    gdal.SetCacheMax(max(memory_budget_bytes(0) // 8, 16 << 20))
    result = OpenRaster(job.result.raster, "RESULT") if job.result.raster else None
    reference = OpenRaster(job.reference.raster, "REFERENCE") if job.reference.raster else None
    place = common_pixels(job, result and result.grid, reference and reference.grid)
    kind, threshold = _meaning(job, result, progress)
    if job.reference_value is not None and reference is None:
        progress.log("REFERENCE_VALUE is not used: it is for a raster, and the reference is polygons.")
    judged = _ground(job.result.polygons, result, place, "RESULT", threshold, None)
    truth = _ground(job.reference.polygons, reference, place, "REFERENCE", None, job.reference_value)
    area = PolygonGround(job.area, place, "AREA_OF_INTEREST") if job.area else None
    progress.log(f"Compared on {place.grid.width} x {place.grid.height} pixels. The result is read as: {kind}.")

    confusion = Confusion()
    scores = None if threshold is None else ScoreCounts()
    objects, hits = ObjectCounts(place.grid.width), HitMap(place.grid)
    plan = windows_of(place.grid)
    for index, tile in enumerate(plan):
        progress.report(0.9 * index / len(plan))
        found, there = judged.read(tile.keep), truth.read(tile.keep)
        known = found.known & there.known
        if area is not None:
            known &= area.read(tile.keep).changed
        marked, changed = found.changed & known, there.changed & known
        confusion += Confusion.of(marked, changed, known)
        objects.add(tile.keep, marked, changed, found.objects, there.objects)
        hits.add(tile.keep, marked, changed, known)
        if scores is not None:
            scores.add(found.score[known], changed[known])
    if not confusion.total:
        raise UserError(
            "There is no pixel where result and reference both hold data, inside EXTENT and AREA_OF_INTEREST. Check that they "
            "show the same place, and which values count as nodata."
        )

    assessment = Assessment(kind, confusion, objects.scores(job.match_iou), job.match_iou, scores, threshold)
    for name, reason in assessment.reasons.items():
        progress.log(f"{name.upper()} is empty. {reason}")
    files: dict[str, str] = {}
    if outputs.table:
        files["table"] = str(Path(outputs.folder) / "table.csv")
        write_table(assessment, Path(files["table"]))
    if outputs.report:
        files["report"] = str(Path(outputs.folder) / "report.html")
        write_accuracy_report(assessment, job, place.grid, hits, Path(files["report"]))
    progress.report(1.0)
    return {"files": files, **assessment.figures, "reasons": assessment.reasons}


def _meaning(job: AssessJob, result: OpenRaster | None, progress: Progress) -> tuple[str, float | None]:
    """What the result is, and above what its numbers are change; None where they are classes."""
    if result is None or not result.is_probability:
        if job.threshold is not None:
            progress.log("THRESHOLD is not used: it is for a probability, and the result is none.")
        return (POLYGONS if result is None else MASK), None
    kind = PROBABILITY if result.metadata("rscd.score_threshold") is None else RELATIVE_SCORE
    if job.threshold is not None:
        return kind, job.threshold
    try:
        own = float(result.metadata("rscd.threshold") or "nan")
    except ValueError:
        own = math.nan
    threshold = own if 0.0 <= own <= 1.0 else _THRESHOLD
    progress.log(f"Threshold {threshold:g}, {'as the file says' if threshold == own else 'as the file names none'}.")
    return kind, threshold


def _ground(
    polygons: VectorSource | None,
    raster: OpenRaster | None,
    place: Place,
    title: str,
    threshold: float | None,
    value: float | None,
) -> RasterGround | PolygonGround:
    if raster is not None:
        return RasterGround(raster, place, threshold, value)
    return PolygonGround(polygons, place, title)
