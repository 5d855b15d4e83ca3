"""The report of a sample-based assessment: accuracies, areas with intervals, error matrix, strata."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..accuracy.sample_findings import SampleFindings
from ..accuracy.stratified import Estimate
from ..jobs.sample_spec import AssessSampleJob
from .page import write_page

_HECTARE_M2 = 10_000.0


def write_sample_report(found: SampleFindings, notes: list[str], job: AssessSampleJob, path: Path) -> None:
    """Write the page."""
    estimates = found.estimates
    rows = [_class_row(found, value) for value in estimates.classes]
    matrix = [
        (
            value,
            [
                (f"{_number(estimates.proportion(value, reference), '.4f')}", int(estimates.counts[:, place, column].sum()))
                for column, reference in enumerate(estimates.classes)
            ],
        )
        for place, value in enumerate(estimates.classes)
    ]
    values = {
        "overall": _with_error(estimates.overall()),
        "classes": estimates.classes,
        "rows": rows,
        "matrix": matrix,
        "strata": [
            (row, f"{row.area_m2 / _HECTARE_M2:,.2f}", "the rest" if row.value is None else row.value) for row in found.strata()
        ],
        "notes": notes,
        "own_map": found.own_map,
        "used": int(estimates.points.sum()),
        "total": len(found.sample.points),
        "total_ha": f"{estimates.total_m2 / _HECTARE_M2:,.2f}",
        "map_hash": found.sample.map_hash,
        "areas": _areas(found),
        "job": job,
    }
    write_page("sample.html", values, path)


def _class_row(found: SampleFindings, value: int) -> dict[str, Any]:
    estimates = found.estimates
    area = estimates.share(value).times(estimates.total_m2 / _HECTARE_M2)
    low, high = area.interval(estimates.total_m2 / _HECTARE_M2)
    return {
        "value": value,
        "users": _with_error(estimates.users(value)),
        "producers": _with_error(estimates.producers(value)),
        "mapped": _number(estimates.mapped_share(value).times(estimates.total_m2 / _HECTARE_M2), ",.2f"),
        "area": _number(area, ",.2f"),
        "margin": "–" if area.margin is None else f"± {area.margin:,.2f}",
        "interval": "–" if low is None else f"{low:,.2f} to {high:,.2f}",
    }


def _number(estimate: Estimate, form: str) -> str:
    return "–" if estimate.value is None else format(estimate.value, form)


def _with_error(estimate: Estimate) -> str:
    if estimate.value is None:
        return "–"
    if estimate.error is None:
        return f"{estimate.value:.3f}, no standard error"
    return f"{estimate.value:.3f} (standard error {estimate.error:.3f})"


def _areas(found: SampleFindings) -> Figure:
    """Area by the map and by the sample, with its interval, of each class."""
    estimates = found.estimates
    figure = Figure(figsize=(8.0, 0.6 + 0.5 * max(len(estimates.classes), 2)), layout="tight")
    axes = figure.add_subplot()
    labels = []
    for place, value in enumerate(estimates.classes):
        scale = estimates.total_m2 / _HECTARE_M2
        mapped, share = estimates.mapped_share(value).times(scale), estimates.share(value).times(scale)
        if mapped.value is not None:
            axes.plot(mapped.value, place, "s", color="#888888", label=None if "map" in labels else "map")
            labels.append("map")
        if share.value is not None:
            error = None if share.margin is None else [[min(share.margin, share.value)], [share.margin]]
            name = None if "sample" in labels else "sample, with its 95 % interval"
            axes.errorbar(share.value, place, xerr=error, fmt="o", color="#1f77b4", capsize=4, label=name)
            labels.append("sample")
    axes.set_yticks(range(len(estimates.classes)), [f"class {value}" for value in estimates.classes])
    axes.set_ylim(len(estimates.classes) - 0.5, -0.5)
    axes.set_xlabel("area in hectares")
    axes.set_xlim(left=0)
    if labels:
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure
