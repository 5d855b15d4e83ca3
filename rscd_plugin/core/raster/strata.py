"""The classes of a map as strata: how large they are, and which of their pixels are drawn. By window, twice through the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import UserError
from ..progress import Progress
from ..tiling.window import Window
from .class_map import NO_CLASS, ClassMap, Fingerprint, class_windows
from .exclusion import Exclusion
from .grid import Grid
from .pixel_areas import PixelAreas

MOST_STRATA = 64


@dataclass(frozen=True)
class Stratum:
    """Pixels of one class that may be drawn: their number and their area in m², by row of the map: (height,) each."""

    value: int
    pixels: np.ndarray
    areas_m2: np.ndarray

    @property
    def size_px(self) -> int:
        """Pixels in all."""
        return int(self.pixels.sum())

    @property
    def area_m2(self) -> float:
        """On the ellipsoid."""
        return float(self.areas_m2.sum())


@dataclass(frozen=True)
class Survey:
    """strata: by rising value, none empty. training_m2: area of all classes where training took place, part of no stratum."""

    strata: tuple[Stratum, ...]
    training_m2: float
    fingerprint: str


class SampledGround:
    """Which pixels of a map belong to the strata: with a class, inside `window`, outside of `exclude` and of `training`."""

    def __init__(self, classes: ClassMap, window: Window, exclude: Exclusion | None, training: Exclusion | None) -> None:
        self.classes = classes
        self._window = window
        self._exclude = exclude
        self._training = training

    @property
    def grid(self) -> Grid:
        """Of the whole map."""
        return self.classes.grid

    def survey(self, progress: Progress) -> Survey:
        """Measure all strata. Raises UserError when there are more than MOST_STRATA, or none."""
        areas = PixelAreas(self.grid)
        mark = Fingerprint(self.grid)
        pixels: dict[int, np.ndarray] = {}
        sums: dict[int, np.ndarray] = {}
        training_m2 = 0.0
        plan = class_windows(self.grid)
        for index, tile in enumerate(plan):
            progress.report(index / len(plan))
            window = tile.keep
            classes = self.classes.read(window)
            mark.add(classes)
            if self._window.intersection(window) is None:
                continue
            area = areas.of(window)
            trained = self._restrict(classes, window)
            training_m2 += float(area[trained].sum())
            values, numbers = _numbered(classes)
            if len(set(pixels) | {int(value) for value in values}) > MOST_STRATA:
                raise UserError(
                    f"MAP holds more than {MOST_STRATA} different values, too many for strata. Give a mask or a raster of few "
                    "classes: reclassify it first."
                )
            height, count = window.height, len(values)
            places = (numbers + np.arange(height)[:, np.newaxis] * (count + 1)).ravel()
            found = np.bincount(places, minlength=height * (count + 1)).reshape(height, count + 1)
            covered = np.bincount(places, area.ravel(), minlength=height * (count + 1)).reshape(height, count + 1)
            for place, value in enumerate(map(int, values)):
                if value not in pixels:
                    pixels[value] = np.zeros(self.grid.height, np.int64)
                    sums[value] = np.zeros(self.grid.height)
                pixels[value][window.row : window.row_end] += found[:, place]
                sums[value][window.row : window.row_end] += covered[:, place]
        if not pixels:
            raise UserError(
                "There is nothing to sample: inside EXTENT, outside EXCLUDE and TRAINING_AREAS, MAP has no pixel with a class."
            )
        strata = tuple(Stratum(value, pixels[value], sums[value]) for value in sorted(pixels))
        return Survey(strata, training_m2, mark.text())

    def columns(self, values: np.ndarray, rows: np.ndarray, places: np.ndarray, progress: Progress) -> np.ndarray:
        """Columns of the pixels that are, of class `values`, the `places`-th (from 0) from the left in row `rows`; (n,) each."""
        columns = np.full(len(rows), -1, np.int64)
        left = places.astype(np.int64).copy()  # pixels of the class still to pass by
        plan = class_windows(self.grid)
        for index, tile in enumerate(plan):
            progress.report(index / len(plan))
            window = tile.keep
            here = np.flatnonzero((columns < 0) & (rows >= window.row) & (rows < window.row_end))
            if not len(here) or self._window.intersection(window) is None:
                continue
            classes = self.classes.read(window)
            self._restrict(classes, window)
            for point in here:
                found = np.flatnonzero(classes[rows[point] - window.row] == values[point])
                if left[point] < len(found):
                    columns[point] = window.col + found[left[point]]
                else:
                    left[point] -= len(found)
        return columns

    def _restrict(self, classes: np.ndarray, window: Window) -> np.ndarray:
        """Take the class of all pixels that are not to be sampled; returns where that is for the sake of training alone."""
        inside = np.zeros(classes.shape, bool)
        shared = self._window.intersection(window)
        if shared is not None:
            inside[shared.slices_in(window)] = True
        if self._exclude is not None:
            inside &= self._exclude.included(window)
        classes[~inside] = NO_CLASS
        if self._training is None:
            return np.zeros(classes.shape, bool)
        trained = (classes != NO_CLASS) & ~self._training.included(window)
        classes[trained] = NO_CLASS
        return trained


def draw(stratum: Stratum, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw `count` different pixels of a stratum, or all where it has no more; as rows, and places among the row's own from 0.

    A pixel comes with a probability in proportion to its area, which is taken as the mean of those in its row. The draws are the
    stratum's own: they do not change with what is drawn of others.
    """
    generator = np.random.default_rng((seed, stratum.value % 2**32))
    filled = np.flatnonzero(stratum.pixels)
    pixels = stratum.pixels[filled]
    if 2 * count > stratum.size_px:
        rows = np.repeat(filled, pixels)
        places = np.arange(len(rows)) - np.repeat(np.cumsum(pixels) - pixels, pixels)
        if count >= len(rows):
            return rows, places
        # Successive draws in one go: the smallest of exponential times (Efraimidis and Spirakis 2006).
        times = generator.exponential(size=len(rows)) / np.repeat(stratum.areas_m2[filled] / pixels, pixels)
        chosen = np.argsort(times, kind="stable")[:count]
        return rows[chosen], places[chosen]
    below = np.cumsum(stratum.areas_m2[filled])
    drawn: dict[tuple[int, int], None] = {}  # in the order of drawing
    while len(drawn) < count:
        row = min(int(np.searchsorted(below, generator.random() * below[-1], side="right")), len(filled) - 1)
        drawn.setdefault((int(filled[row]), int(generator.integers(pixels[row]))))
    rows, places = np.array(list(drawn), np.int64).reshape(-1, 2).T
    return rows, places


def _numbered(classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The classes that occur, and for each pixel the number of its own among them; NO_CLASS has the number behind the last."""
    valid = classes != NO_CLASS
    if not valid.any():
        return np.empty(0, np.int32), np.zeros(classes.shape, np.int64)
    low, high = int(classes[valid].min()), int(classes[valid].max())
    if high - low < 1 << 16:  # quicker than sorting by far
        shifted = np.where(valid, classes - np.int64(low), high - low + 1)
        filled = np.bincount(shifted.ravel(), minlength=high - low + 2)[:-1] > 0
        numbers = np.append(np.cumsum(filled) - 1, filled.sum())
        return np.flatnonzero(filled) + low, numbers[shifted]
    values = np.unique(classes[valid])
    return values, np.where(valid, np.searchsorted(values, classes), len(values))
