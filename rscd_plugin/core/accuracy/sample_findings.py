"""What an interpreted sample tells, and what must be said along with it."""

from __future__ import annotations

from dataclasses import dataclass

from .sample_file import SampleFile
from .stratified import FEWEST_FOR_INTERVAL, StratifiedSample


@dataclass(frozen=True)
class StratumRow:
    """value: None for strata of which the sample holds no point. points: those used; the others are told apart."""

    value: int | None
    area_m2: float
    weight: float
    points: int
    without_reference: int
    trained: int


@dataclass(frozen=True)
class SampleFindings:
    """estimates: of the points used. sample: all points. own_map: whether the map assessed is the one that was sampled."""

    estimates: StratifiedSample
    sample: SampleFile
    own_map: bool

    @property
    def trained(self) -> int:
        """Points refused since a model was trained on them."""
        return sum(point.trained for point in self.sample.points)

    @property
    def without_reference(self) -> int:
        """Points that nobody has interpreted, those refused aside."""
        return sum(point.reference is None and not point.trained for point in self.sample.points)

    @property
    def without_class(self) -> int:
        """Points used at which the map assessed has no data."""
        return int(self.estimates.counts[:, -1].sum())

    def strata(self) -> list[StratumRow]:
        """One by one."""
        rows = []
        for value, area, used in zip(self.estimates.strata, self.estimates.areas_m2, self.estimates.points):
            points = [point for point in self.sample.points if point.stratum == value]
            rows.append(
                StratumRow(
                    value,
                    float(area),
                    float(area) / self.estimates.total_m2,
                    int(used),
                    sum(point.reference is None and not point.trained for point in points),
                    sum(point.trained for point in points),
                )
            )
        return rows


def notes_of(found: SampleFindings) -> list[str]:
    """Sentences that a reader of the figures must know; empty where there is nothing to say."""
    notes = []
    total = len(found.sample.points)
    if found.without_reference:
        notes.append(
            f"Warning: {found.without_reference} of {total} points have no reference and are left out. If those are the hard "
            "ones, the figures are biased, mostly to the good: interpret them too, and give doubt as 'confidence'."
        )
    if found.trained:
        notes.append(
            f"Warning: {found.trained} of {total} points lie where a model was trained and are refused. The weights are still "
            "those of whole strata, so the figures take the rest of each stratum for all of it. Better: draw the sample with "
            "TRAINING_AREAS."
        )
    if found.without_class:
        notes.append(
            f"Warning: MAP has no data at {found.without_class} of the points used. Its accuracies are of the ground "
            "where it has some; areas are of all ground sampled."
        )
    notes += _few_points(found)
    agreeing = [
        (row.value, row.points)
        for row, counts in zip(found.strata(), found.estimates.counts)
        if row.points >= FEWEST_FOR_INTERVAL and counts.sum(axis=0).max() == row.points
    ]
    for value, points in agreeing:
        notes.append(
            f"All {points} points of stratum {value} have one reference class, so it adds nothing to the standard errors. "
            f"That is no proof: up to {100 * (1 - 0.05 ** (1 / points)):.1f} % of it may still be of another one (at 95 %)."
        )
    return notes


def _few_points(found: SampleFindings) -> list[str]:
    notes = []
    for row in found.strata():
        name = f"Stratum {row.value}" if row.value is not None else "What no point of the sample stands for"
        size = f"{name} ({100 * row.weight:.3g} % of the area)"
        if not row.points:
            notes.append(f"{size} has no point with a reference: figures that depend on it are not known.")
        elif row.points < FEWEST_FOR_INTERVAL:
            notes.append(f"{size} has 1 point with a reference: figures that depend on it have no standard error or interval.")
    return notes
