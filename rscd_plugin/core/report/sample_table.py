"""All figures of an interpreted sample as a CSV file, one figure a line."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from ..accuracy.sample_findings import SampleFindings
from ..accuracy.stratified import Estimate

_HEAD = ("figure", "map_class", "reference_class", "estimate", "standard_error", "low_95", "high_95", "points")


def write_sample_table(found: SampleFindings, path: Path) -> None:
    """Write it: shares 0-1, areas in m²; empty where a figure cannot be known."""
    estimates = found.estimates
    total = estimates.total_m2
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEAD)

        def row(
            figure: str, map_class: object, reference: object, estimate: Estimate, most: float = 1.0, points: object = ""
        ) -> None:
            numbers = (estimate.value, estimate.error, *estimate.interval(most))
            told = ["" if number is None or not math.isfinite(number) else f"{number:.12g}" for number in numbers]
            writer.writerow([figure, map_class, reference, *told, points])

        row("overall_accuracy", "", "", estimates.overall(), points=int(estimates.points.sum()))
        for value in estimates.classes:
            row("users_accuracy", value, "", estimates.users(value))
            row("producers_accuracy", "", value, estimates.producers(value))
            row("mapped_area_m2", value, "", estimates.mapped_share(value).times(total), total)
            row("area_m2", "", value, estimates.share(value).times(total), total)
            row("area_share", "", value, estimates.share(value))
        for place, map_class in enumerate(estimates.classes):
            for column, reference in enumerate(estimates.classes):
                points = int(estimates.counts[:, place, column].sum())
                row("proportion", map_class, reference, estimates.proportion(map_class, reference), points=points)
        for stratum in found.strata():
            known = Estimate(stratum.area_m2, None)
            row("stratum_area_m2", "" if stratum.value is None else stratum.value, "", known, points=stratum.points)
