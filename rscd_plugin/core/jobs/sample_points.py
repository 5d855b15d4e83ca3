"""Draw a stratified random sample of a map's classes, to be interpreted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from osgeo import ogr

from ..accuracy.sample_plan import allocate, expected_error, planned_size, shares
from ..errors import UserError
from ..progress import Progress
from ..raster.class_map import ClassMap
from ..raster.exclusion import Exclusion
from ..raster.strata import SampledGround, Survey, draw
from ..raster.target_grid import describe
from ..raster.writing import explained
from .provenance import job_provenance
from .sample_spec import SAMPLE_FIELDS, SAMPLE_LAYER, SamplePointsJob, SamplePointsOutputs

_KINDS = {"integer": ogr.OFTInteger64, "real": ogr.OFTReal, "text": ogr.OFTString}


def sample_points(job: SamplePointsJob, outputs: SamplePointsOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job; returns `files` (kind → path), `metadata` for the layer, and the numbers that QGIS shows.

    Everything is written inside `outputs.folder`, which the caller owns and removes. Raises UserError and Cancelled.
    """
    ground = _ground(job, progress)
    survey = ground.survey(progress.part(0.0, 0.6))
    weights = np.array([stratum.area_m2 for stratum in survey.strata])
    total_m2 = float(weights.sum())
    weights /= total_m2
    accuracies = _accuracies(job, survey)
    counts = _allocated(job, survey, weights, accuracies, progress)

    drawn = [draw(stratum, count, job.seed) for stratum, count in zip(survey.strata, map(int, counts))]
    values = np.repeat([stratum.value for stratum in survey.strata], counts)
    rows = np.concatenate([rows for rows, _ in drawn])
    places = np.concatenate([places for _, places in drawn])
    columns = ground.columns(values, rows, places, progress.part(0.6, 0.95))

    error = expected_error(weights, accuracies, counts)
    _tell(survey, counts, weights, error, progress)
    file = Path(outputs.folder) / "points.gpkg"
    metadata = {
        **job_provenance(job, scipy),
        "rscd.map_hash": survey.fingerprint,
        "rscd.strata": json.dumps(
            [
                {"class": stratum.value, "area_m2": stratum.area_m2, "weight": float(weight), "points": int(count)}
                for stratum, weight, count in zip(survey.strata, weights, counts)
            ]
        ),
        "rscd.training_m2": f"{survey.training_m2:.9g}",
    }
    _write(file, ground, survey, values, rows, columns, job.seed)
    progress.report(1.0)
    return {
        "files": {"points": str(file)},
        "metadata": metadata,
        "point_count": len(values),
        "strata_count": len(survey.strata),
        "expected_standard_error": error,
        "map_hash": survey.fingerprint,
        "sampled_area_m2": total_m2,
    }


def _ground(job: SamplePointsJob, progress: Progress) -> SampledGround:
    classes = ClassMap(job.map, "MAP")
    grid = classes.grid
    if grid.crs is None:
        raise UserError(
            "MAP has no CRS, so the areas of its classes are not known. Give it one (layer properties, or Assign projection)."
        )
    if classes.bands > 1:
        progress.log(f"MAP has {classes.bands} bands: the first one's values are the classes.")
    window = grid.window if job.extent is None else grid.window_of(job.extent)
    if window is None:
        raise UserError(f"EXTENT does not overlap MAP. MAP: {describe(grid)}.")
    exclude = Exclusion(job.exclude, grid) if job.exclude else None
    training = Exclusion(job.training, grid, "TRAINING_AREAS", any_shape=True) if job.training else None
    return SampledGround(classes, window, exclude, training)


def _accuracies(job: SamplePointsJob, survey: Survey) -> np.ndarray:
    """User's accuracy that is expected of each stratum: (H,). Raises UserError where EXPECTED and the map do not fit."""
    given = dict(job.expected)
    values = [stratum.value for stratum in survey.strata]
    strange = [value for value in given if value is not None and value not in values]
    missing = [value for value in values if value not in given and None not in given]
    if strange or missing:
        what = f"names {_listed(strange)}, which MAP does not hold" if strange else f"says nothing of {_listed(missing)}"
        raise UserError(
            f"EXPECTED {what}. The classes of MAP are {_listed(values)}: give one accuracy for all, as 0.9, and single ones with "
            "their class, as 0.95, 1: 0.7."
        )
    return np.array([given.get(value, given.get(None)) for value in values], np.float64)


def _allocated(
    job: SamplePointsJob, survey: Survey, weights: np.ndarray, accuracies: np.ndarray, progress: Progress
) -> np.ndarray:
    """Points of each stratum: (H,). Raises UserError when SAMPLE_SIZE is too small."""
    least = job.min_per_stratum * len(weights)
    size = job.sample_size
    if 0 < size < least:
        raise UserError(
            f"SAMPLE_SIZE is {size}, but MIN_PER_STRATUM {job.min_per_stratum} in {len(weights)} strata takes {least} points. "
            "Raise the first or lower the second."
        )
    if not size:
        units = sum(stratum.size_px for stratum in survey.strata)
        planned = planned_size(weights, accuracies, job.target, units)
        progress.log(f"Planned: {planned} points for a standard error of overall accuracy of {job.target:g}.")
        size = max(planned, least, 1)
        if size > planned:
            progress.log(f"The minimum of {job.min_per_stratum} in each stratum makes it {size}.")
    counts = allocate(size, shares(job.allocation, weights, accuracies), job.min_per_stratum)
    for place, stratum in enumerate(survey.strata):
        if counts[place] > stratum.size_px:
            progress.log(
                f"Class {stratum.value} has {stratum.size_px} pixels only, fewer than its {counts[place]} points: all are taken."
            )
            counts[place] = stratum.size_px
    return counts


def _tell(survey: Survey, counts: np.ndarray, weights: np.ndarray, error: float | None, progress: Progress) -> None:
    for stratum, count, weight in zip(survey.strata, counts, weights):
        progress.log(f"Class {stratum.value}: {stratum.area_m2:.6g} m² on the ellipsoid, weight {weight:.4g}, {count} points.")
        if count < 2:
            progress.log(f"Warning: {count} point(s) in class {stratum.value} will give no interval. Raise MIN_PER_STRATUM.")
    if survey.training_m2:
        progress.log(
            f"{survey.training_m2:.6g} m² are ground of TRAINING_AREAS and not sampled: the strata, and every figure made of "
            "this sample, are of the rest."
        )
    if error is not None:
        progress.log(f"With the accuracies of EXPECTED, overall accuracy will have a standard error of about {error:.4f}.")


def _write(
    file: Path, ground: SampledGround, survey: Survey, values: np.ndarray, rows: np.ndarray, columns: np.ndarray, seed: int
) -> None:
    """The points in an order by chance, so that neither the order nor an early stop tells or favours a class."""
    grid = ground.grid
    areas = {stratum.value: stratum.area_m2 for stratum in survey.strata}
    total_m2 = sum(areas.values())
    size = grid.pixel_side
    with explained(file):
        dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(file))
        layer = dataset.CreateLayer(SAMPLE_LAYER, grid.crs, ogr.wkbPoint)
        for name, kind in SAMPLE_FIELDS.items():
            layer.CreateField(ogr.FieldDefn(name, _KINDS[kind]))
        layer.StartTransaction()
        for number, place in enumerate(np.random.default_rng(seed).permutation(len(values)), start=1):
            value = int(values[place])
            feature = ogr.Feature(layer.GetLayerDefn())
            known = {
                "id": number,
                "stratum": value,
                "map_class": value,
                "stratum_m2": areas[value],
                "weight": areas[value] / total_m2,
                "pixel_size": size,
                "map_hash": survey.fingerprint,
                "seed": seed,
            }
            for name, item in known.items():
                feature.SetField(name, item)
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(*grid.xy(columns[place] + 0.5, rows[place] + 0.5))
            feature.SetGeometryDirectly(point)
            layer.CreateFeature(feature)
        layer.CommitTransaction()
        dataset.FlushCache()


def _listed(values: list[int]) -> str:
    return ", ".join(map(str, values))
