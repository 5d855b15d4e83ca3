"""Accuracy of a map and areas of its classes, from an interpreted sample."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ..accuracy.sample_file import SampleFile, classes_at, read_sample, trained_at
from ..accuracy.sample_findings import SampleFindings, notes_of
from ..accuracy.stratified import UNKNOWN, StratifiedSample
from ..errors import UserError
from ..progress import Progress
from ..raster.class_map import ClassMap, fingerprint
from ..report.sample_report import write_sample_report
from ..report.sample_table import write_sample_table
from .sample_spec import AssessSampleJob, AssessSampleOutputs


def assess_sample(job: AssessSampleJob, outputs: AssessSampleOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job; returns `files` (kind → path) and the numbers that QGIS shows, None where they cannot be known.

    Everything is written inside `outputs.folder`, which the caller owns and removes. Raises UserError and Cancelled.
    """
    sample = read_sample(job.sample)
    sample, own_map = _with_classes(sample, job, progress.part(0.0, 0.8))
    if job.training is not None:
        trained = trained_at(sample, job.training)
        sample = replace(sample, points=[replace(point, trained=flag) for point, flag in zip(sample.points, trained)])
    used = [point for point in sample.points if point.reference is not None and not point.trained]
    if not used:
        raise UserError(_nothing_to_use(sample))
    found = SampleFindings(
        StratifiedSample.of(
            list(sample.strata),
            list(sample.strata.values()),
            [point.stratum for point in used],
            [point.map_class for point in used],
            [point.reference for point in used],
        ),
        sample,
        own_map,
    )
    notes = notes_of(found)
    for note in notes:
        progress.log(note)

    files: dict[str, str] = {}
    if outputs.table:
        files["table"] = str(Path(outputs.folder) / "table.csv")
        write_sample_table(found, Path(files["table"]))
    if outputs.report:
        files["report"] = str(Path(outputs.folder) / "report.html")
        write_sample_report(found, notes, job, Path(files["report"]))
    progress.report(1.0)
    return {"files": files, **_numbers(found, job.focus, progress)}


def _with_classes(sample: SampleFile, job: AssessSampleJob, progress: Progress) -> tuple[SampleFile, bool]:
    """The sample with the classes of the map that is assessed, and whether that is the one that was sampled."""
    if job.map is None:
        return sample, True
    classes = ClassMap(job.map, "MAP")
    if fingerprint(classes, progress) == sample.map_hash:
        progress.log("MAP is the map that was sampled.")
        return replace(sample, points=[replace(point, map_class=point.stratum) for point in sample.points]), True
    progress.log("MAP is not the map that was sampled: its own classes count, and strata are those of the other one.")
    found = classes_at(sample, classes, progress)
    return replace(sample, points=[replace(point, map_class=value) for point, value in zip(sample.points, found)]), False


def _nothing_to_use(sample: SampleFile) -> str:
    if all(point.reference is None for point in sample.points):
        return (
            f"None of the {len(sample.points)} points of SAMPLE has a reference. Look at each of them in imagery first, write "
            "the class that you see into its field 'reference' (0 no change, 1 change), and save."
        )
    return "All points of SAMPLE with a reference lie where a model was trained (TRAINING_AREAS). Draw a sample elsewhere."


def _numbers(found: SampleFindings, focus: int, progress: Progress) -> dict[str, Any]:
    estimates = found.estimates
    known = focus in estimates.classes
    if not known:
        progress.log(f"CLASS {focus} occurs in neither map nor reference, so its figures are empty.")
    overall = estimates.overall()
    users, producers, share = (
        (estimates.users(focus), estimates.producers(focus), estimates.share(focus)) if known else (UNKNOWN,) * 3
    )
    area = share.times(estimates.total_m2)
    low, high = area.interval(estimates.total_m2)
    return {
        "overall_accuracy": overall.value,
        "overall_accuracy_se": overall.error,
        "users_accuracy": users.value,
        "users_accuracy_se": users.error,
        "producers_accuracy": producers.value,
        "producers_accuracy_se": producers.error,
        "area_m2": area.value,
        "area_low_m2": low,
        "area_high_m2": high,
        "points_used": int(estimates.points.sum()),
        "points_without_reference": found.without_reference,
        "points_trained": found.trained,
    }
