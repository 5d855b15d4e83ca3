"""Jobs that judge results, as plain values: standard library only, validated on creation."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..errors import UserError
from .learning_spec import LabelSource
from .spec import VectorSource


@dataclass(frozen=True)
class AssessJob:
    """Judge a result by a reference.

    result: a change mask, a change probability, or polygons of change. reference: what really changed. They are compared on the
    pixels of the first of the two that is a raster; of two polygon layers on pixels of `pixel_size`, in units of the result's
    CRS, None for a 4096th of the longer side. extent: (x_min, y_min, x_max, y_max) in the CRS of these pixels, None for all.
    area: polygons outside of which nothing counts. threshold: above it a probability counts as change, None for the file's own,
    else 0.5. reference_value: the one value of a reference raster that is change, None for all but 0. match_iou: from which
    intersection over union on two objects are the same.
    """

    result: LabelSource
    reference: LabelSource
    extent: tuple[float, float, float, float] | None = None
    area: VectorSource | None = None
    threshold: float | None = None
    reference_value: float | None = None
    match_iou: float = 0.5
    pixel_size: float | None = None

    def __post_init__(self) -> None:
        if self.threshold is not None and not 0.0 <= self.threshold <= 1.0:
            raise UserError(f"THRESHOLD is {self.threshold}; it must lie between 0 and 1, or be left empty.")
        if not 0.0 < self.match_iou <= 1.0:
            raise UserError(f"MATCH_IOU is {self.match_iou}; it must lie above 0 and be at most 1.")
        if self.pixel_size is not None and not 0.0 < self.pixel_size < math.inf:
            raise UserError(f"PIXEL_SIZE is {self.pixel_size}; it must be above 0, or be left empty.")
        if self.extent is not None and not (self.extent[0] < self.extent[2] and self.extent[1] < self.extent[3]):
            raise UserError(f"EXTENT {self.extent} is empty: give x_min < x_max and y_min < y_max.")


@dataclass(frozen=True)
class AssessOutputs:
    """folder: where the worker writes; its caller makes it, takes the files out and removes it. The rest: what is wanted."""

    folder: str
    report: bool = True
    table: bool = True
