"""Jobs on a finished result: from a change probability to a mask, from a mask to polygons."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..errors import UserError
from .spec import THRESHOLD_METHODS, RasterSource, check_fixed, not_negative, one_of

MASK_THRESHOLD_METHODS = (*THRESHOLD_METHODS, "area_quota", "expected_f1")
CLEANINGS = ("none", "majority", "opening", "closing", "opening_closing")
LARGEST_CLEANING_PX = 99


@dataclass(frozen=True)
class ThresholdJob:
    """Make a change mask from a change probability, or from any raster of one band where more means more change.

    threshold: in units of the raster, for `fixed` only. area_quota: the share of the valid pixels, for `area_quota` only.
    hysteresis: a second, lower threshold; what lies above it is change where it is connected to what lies above the first.
    cleaning, cleaning_px: how the mask is cleaned, and the side of the square that it looks at. min_area_m2: smaller changes
    are left out.
    """

    probability: RasterSource
    threshold_method: str = MASK_THRESHOLD_METHODS[0]
    threshold: float | None = None
    area_quota: float | None = None
    hysteresis: float | None = None
    cleaning: str = CLEANINGS[0]
    cleaning_px: int = 3
    min_area_m2: float = 0.0

    def __post_init__(self) -> None:
        one_of("THRESHOLD_METHOD", self.threshold_method, MASK_THRESHOLD_METHODS)
        one_of("CLEANING", self.cleaning, CLEANINGS)
        check_fixed(self.threshold_method, self.threshold)
        not_negative(MIN_AREA=self.min_area_m2)
        if self.threshold_method == "area_quota" and not 0.0 < (self.area_quota or 0.0) < 1.0:
            raise UserError(
                f"AREA_QUOTA is {self.area_quota}; with THRESHOLD_METHOD area_quota it must lie between 0 and 1: the share of "
                "the pixels with data that may count as change, such as 0.05."
            )
        if self.hysteresis is not None and not math.isfinite(self.hysteresis):
            raise UserError(f"HYSTERESIS is {self.hysteresis}; it must be a number below the threshold, or be left empty.")
        if self.cleaning_px % 2 == 0 or not 3 <= self.cleaning_px <= LARGEST_CLEANING_PX:
            raise UserError(f"CLEANING_SIZE is {self.cleaning_px}; it must be an odd number from 3 to {LARGEST_CLEANING_PX}.")


@dataclass(frozen=True)
class ThresholdOutputs:
    """folder: where the worker writes; its caller makes it, takes the files out and removes it. mask: whether it is wanted."""

    folder: str
    mask: bool = True


@dataclass(frozen=True)
class PolygonsJob:
    """Make polygons of a change mask, with what the other rasters tell of each.

    mask: 0 no change, any other whole number change. probability: on the same pixels. pre, post: both or none; warped onto the
    mask's grid where that differs. kind_band: number of the band of pre whose rise is called gain and whose fall loss.
    """

    mask: RasterSource
    probability: RasterSource | None = None
    pre: RasterSource | None = None
    post: RasterSource | None = None
    kind_band: int | None = None

    def __post_init__(self) -> None:
        if (self.pre is None) != (self.post is None):
            given, missing = ("PRE", "POST") if self.post is None else ("POST", "PRE")
            raise UserError(f"{given} is given and {missing} is not: give both dates for changes of brightness, or neither.")
        if self.kind_band is not None and self.pre is None:
            raise UserError("KIND_BAND says how gain is told from loss by the values of both dates: give PRE and POST too.")


@dataclass(frozen=True)
class PolygonsOutputs:
    """folder: where the worker writes; its caller makes it, takes the file out and removes it."""

    folder: str
