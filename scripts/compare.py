"""A change mask against the truth: how many pixels are right, by counting them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from osgeo import gdal

NODATA = 255
ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class Counts:
    """Pixels where both say change, only the mask does, only the truth does."""

    true_positive: int
    false_positive: int
    false_negative: int

    def __add__(self, other: Counts) -> Counts:
        """Both counted as one."""
        return Counts(
            self.true_positive + other.true_positive,
            self.false_positive + other.false_positive,
            self.false_negative + other.false_negative,
        )

    @property
    def precision(self) -> float:
        """The share of what was found that is really there; 0 when nothing was found."""
        return self.true_positive / max(1, self.true_positive + self.false_positive)

    @property
    def recall(self) -> float:
        """The share of what is there that was found; 0 when nothing is there."""
        return self.true_positive / max(1, self.true_positive + self.false_negative)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.true_positive / max(1, 2 * self.true_positive + self.false_positive + self.false_negative)

    @property
    def iou(self) -> float:
        """Intersection over union of found and there."""
        return self.true_positive / max(1, self.true_positive + self.false_positive + self.false_negative)


def count(mask: Path, truth: Path, above: int = 0) -> Counts:
    """Count a change mask (0, 1, 255 nodata) against a truth (`above` that: change) of the same size. Nodata is left out."""
    found_file, true_file = gdal.Open(str(mask)), gdal.Open(str(truth))
    width, height = true_file.RasterXSize, true_file.RasterYSize
    if (found_file.RasterXSize, found_file.RasterYSize) != (width, height):
        raise ValueError(f"{mask} and {truth} differ in size")
    both = only_found = only_true = 0
    for row in range(0, height, ROWS_AT_ONCE):
        window = (0, row, width, min(ROWS_AT_ONCE, height - row))
        found = found_file.GetRasterBand(1).ReadAsArray(*window)
        there = true_file.GetRasterBand(1).ReadAsArray(*window) > above
        valid = found != NODATA
        both += int(np.count_nonzero(valid & there & (found == 1)))
        only_found += int(np.count_nonzero(valid & ~there & (found == 1)))
        only_true += int(np.count_nonzero(valid & there & (found == 0)))
    return Counts(both, only_found, only_true)
