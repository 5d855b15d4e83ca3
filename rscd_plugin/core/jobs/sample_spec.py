"""Samples of a map as plain values: drawing one, assessing with one, and the fields by which a sample explains itself."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ..errors import UserError
from .spec import RasterSource, VectorSource, not_negative, one_of

ALLOCATIONS = ("proportional", "equal", "neyman")
SAMPLE_LAYER = "points"
# Name → kind. What a point of a sample says of itself, its stratum and its map, so that the layer alone suffices.
SAMPLE_FIELDS = {
    "id": "integer",
    "stratum": "integer",
    "map_class": "integer",
    "stratum_m2": "real",
    "weight": "real",
    "pixel_size": "real",
    "map_hash": "text",
    "seed": "integer",
    "reference": "integer",
    "note": "text",
    "confidence": "text",
}
NEEDED_FIELDS = ("stratum", "map_class", "stratum_m2", "weight", "pixel_size", "map_hash", "reference")
_ACCURACY = re.compile(r"(?:(?P<value>[-+]?\d+)\s*:)?\s*(?P<accuracy>\d*\.?\d+)")


@dataclass(frozen=True)
class SamplePointsJob:
    """Draw a stratified random sample of a map.

    map: a raster of classes, whose first band's values are the strata. extent: (x_min, y_min, x_max, y_max) in its CRS, None for
    all. exclude: polygons that are no part of it. training: polygons, lines or points of which a model learnt. sample_size: 0 is
    planned from `expected`, user's accuracies as (class or None for all others, 0-1), and `target`, the standard error that
    overall accuracy shall have. min_per_stratum: points that every stratum gets at least.
    """

    map: RasterSource
    extent: tuple[float, float, float, float] | None = None
    exclude: VectorSource | None = None
    training: VectorSource | None = None
    sample_size: int = 0
    expected: tuple[tuple[int | None, float], ...] = ((None, 0.9),)
    target: float = 0.015
    allocation: str = ALLOCATIONS[0]
    min_per_stratum: int = 50
    seed: int = 0

    def __post_init__(self) -> None:
        one_of("ALLOCATION", self.allocation, ALLOCATIONS)
        not_negative(SAMPLE_SIZE=self.sample_size, MIN_PER_STRATUM=self.min_per_stratum, SEED=self.seed)
        if not 0.0 < self.target < 1.0:
            raise UserError(f"TARGET is {self.target}; as a standard error of overall accuracy it must lie between 0 and 1.")
        for _, accuracy in self.expected:
            if not 0.0 <= accuracy <= 1.0:
                raise UserError(f"EXPECTED holds {accuracy}; accuracies lie between 0 and 1.")


@dataclass(frozen=True)
class SamplePointsOutputs:
    """folder: where the worker writes; its caller makes it, takes the file out and removes it."""

    folder: str


@dataclass(frozen=True)
class AssessSampleJob:
    """Assess a map with an interpreted sample.

    sample: points with `reference` filled in. map: the map to assess, None for the one that was sampled. training: polygons,
    lines or points of which a model learnt. focus: the class whose figures are told as numbers.
    """

    sample: VectorSource
    map: RasterSource | None = None
    training: VectorSource | None = None
    focus: int = 1


@dataclass(frozen=True)
class AssessSampleOutputs:
    """folder: where the worker writes; its caller makes it, takes the files out and removes it. The rest: what is wanted."""

    folder: str
    report: bool = True
    table: bool = True


def expected_accuracies(text: str) -> tuple[tuple[int | None, float], ...]:
    """User's accuracies (0-1) from text such as `0.95, 1: 0.7`: by class, and the one without a class for all others.

    Raises UserError that says how to write them.
    """
    found: dict[int | None, float] = {}
    for part in filter(None, (item.strip() for item in re.split(r"[,;]", text))):
        match = _ACCURACY.fullmatch(part)
        value = None if match is None or match["value"] is None else int(match["value"])
        if match is None or value in found or not math.isfinite(float(match["accuracy"])):
            raise UserError(
                f"EXPECTED: '{part}' is not understood. Write one accuracy between 0 and 1 for all classes, as 0.9, and those of "
                "single classes with their number, as 0.95, 1: 0.7; each class once."
            )
        found[value] = float(match["accuracy"])
    return tuple(found.items())
