"""Accuracy and area from a stratified random sample.

The estimators are those of Stehman (2014), whose strata need not be the classes of the map. Where they are, they are the ones of
Olofsson et al. (2014), eq. 1 to 11. Everything is a ratio of two means of indicators, so one formula does. Sampling fractions
count as small: where much of a stratum was drawn, standard errors come out too large rather than too small.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Z_95 = 1.959963984540054
FEWEST_FOR_INTERVAL = 2


@dataclass(frozen=True)
class Estimate:
    """value: None where it cannot be known. error: its standard error, None where there is none."""

    value: float | None
    error: float | None

    def times(self, factor: float) -> Estimate:
        """In another unit."""
        return Estimate(*(None if part is None else part * factor for part in (self.value, self.error)))

    @property
    def margin(self) -> float | None:
        """Half the width of the 95 % interval."""
        return None if self.error is None else Z_95 * self.error

    def interval(self, most: float = math.inf) -> tuple[float | None, float | None]:
        """The 95 % interval, cut at 0 and `most`."""
        if self.value is None or self.margin is None:
            return None, None
        return max(self.value - self.margin, 0.0), min(self.value + self.margin, most)


UNKNOWN = Estimate(None, None)


@dataclass(frozen=True)
class StratifiedSample:
    """Points counted. `of` makes it.

    strata: values; areas_m2 (H,): theirs. classes: of map and reference together. counts (H, C + 1, C) int: points by stratum,
    map class and reference class; the last row of map classes is for points where the map has none. own_map: whether strata are
    the classes of the map that is assessed.
    """

    strata: tuple[int | None, ...]
    areas_m2: np.ndarray
    classes: tuple[int, ...]
    counts: np.ndarray
    own_map: bool

    @classmethod
    def of(
        cls,
        strata: Sequence[int | None],
        areas_m2: Sequence[float],
        stratum_of: Sequence[int],
        map_class_of: Sequence[int | None],
        reference_of: Sequence[int],
    ) -> StratifiedSample:
        """From points: the stratum, the map's class (None: it has none there) and the reference class of each."""
        occurring = {value for value in map_class_of if value is not None} | set(reference_of)
        own_map = list(stratum_of) == list(map_class_of)
        if own_map:
            occurring |= {value for value in strata if value is not None}
        classes = tuple(sorted(occurring))
        number = {value: place for place, value in enumerate(classes)}
        number_of_stratum = {value: place for place, value in enumerate(strata)}
        counts = np.zeros((len(strata), len(classes) + 1, len(classes)), np.int64)
        for stratum, map_class, reference in zip(stratum_of, map_class_of, reference_of):
            row = len(classes) if map_class is None else number[map_class]
            counts[number_of_stratum[stratum], row, number[reference]] += 1
        return cls(tuple(strata), np.asarray(areas_m2, np.float64), classes, counts, own_map)

    @property
    def points(self) -> np.ndarray:
        """In each stratum: (H,)."""
        return self.counts.sum(axis=(1, 2))

    @property
    def total_m2(self) -> float:
        """Area of all strata."""
        return float(self.areas_m2.sum())

    def overall(self) -> Estimate:
        """Overall accuracy, of the ground where the map has a class: Olofsson eq. 1 and 5."""
        right = self._cells()
        right[:-1][np.diag_indices(len(self.classes))] = 1.0
        return self._ratio(right, self._covered())

    def users(self, value: int) -> Estimate:
        """User's accuracy of a class: Olofsson eq. 2 and 6."""
        marked, right = self._cells(), self._cells()
        place = self.classes.index(value)
        marked[place] = 1.0
        right[place, place] = 1.0
        # Where strata are the map's classes no other stratum holds a pixel that the map marks so.
        return self._ratio(right, marked, [stratum == value for stratum in self.strata] if self.own_map else None)

    def producers(self, value: int) -> Estimate:
        """Producer's accuracy of a class, of the ground where the map has a class: Olofsson eq. 3 and 7."""
        true, right = self._cells(), self._cells()
        place = self.classes.index(value)
        true[:-1, place] = 1.0
        right[place, place] = 1.0
        return self._ratio(right, true)

    def share(self, value: int) -> Estimate:
        """Share of all strata's area that is of a class by the reference: Olofsson eq. 9 and 10."""
        true = self._cells()
        true[:, self.classes.index(value)] = 1.0
        return self._ratio(true, np.ones_like(true))

    def mapped_share(self, value: int) -> Estimate:
        """Share of all strata's area that is of a class by the map; known, and not estimated, where strata are its classes."""
        if self.own_map:
            area = sum(area for stratum, area in zip(self.strata, self.areas_m2) if stratum == value)
            return Estimate(float(area) / self.total_m2, 0.0)
        marked = self._cells()
        marked[self.classes.index(value)] = 1.0
        return self._ratio(marked, np.ones_like(marked))

    def proportion(self, map_class: int, reference: int) -> Estimate:
        """A cell of the error matrix, in shares of the ground where the map has a class: Olofsson eq. 4."""
        cell = self._cells()
        cell[self.classes.index(map_class), self.classes.index(reference)] = 1.0
        return self._ratio(cell, self._covered())

    def _cells(self) -> np.ndarray:
        return np.zeros((len(self.classes) + 1, len(self.classes)))

    def _covered(self) -> np.ndarray:
        covered = self._cells()
        covered[:-1] = 1.0
        return covered

    def _ratio(self, y: np.ndarray, x: np.ndarray, where: list[bool] | None = None) -> Estimate:
        """Mean of `y` over mean of `x` (the combined ratio estimator of Stehman 2014), both given for every cell (C + 1, C).

        where: strata that can hold anything of x; all by default. The rest counts as 0, however little is known of it.
        """
        used = np.ones(len(self.strata), bool) if where is None else np.array(where, bool)
        counts, areas = self.counts[used], self.areas_m2[used]
        points = counts.sum(axis=(1, 2))
        if not used.any() or not points.all():
            return UNKNOWN
        means_y, means_x = ((counts * values).sum(axis=(1, 2)) / points for values in (y, x))
        total_y, total_x = float(areas @ means_y), float(areas @ means_x)
        if total_x <= 0:
            return UNKNOWN
        value = total_y / total_x
        if (points < FEWEST_FOR_INTERVAL).any():
            return Estimate(value, None)
        residual = y - value * x
        means = (counts * residual).sum(axis=(1, 2)) / points
        squares = (counts * np.square(residual - means[:, np.newaxis, np.newaxis])).sum(axis=(1, 2))
        variance = float(np.square(areas) @ (squares / (points - 1) / points)) / total_x**2
        return Estimate(value, math.sqrt(variance))
