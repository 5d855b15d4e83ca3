"""Going through squares to find those to learn from: enough valid and labelled ground, with and without foreground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from ...progress import Progress
from ...tiling.window import Window
from .chips import NO_LABEL
from .labelled_image import ImageFacts, OpenImages
from .squares import Squares

_LEAST_KNOWN = 0.5  # of a square's pixels must be valid and labelled
_MOST_VISITS = 20  # for each square wanted
_POLYGONS_AT_ONCE = 2000


@dataclass(frozen=True)
class FoundSquare:
    """A square to learn from. image: its number in the job. block: no number is shared by two images of one survey."""

    image: int
    window: Window
    block: int
    foreground_px: int
    background_px: int


@dataclass
class Survey:
    """The squares found, how many were looked at, and how many of these held too little valid and labelled ground."""

    side_px: int
    squares: list[FoundSquare] = field(default_factory=list)
    visited: int = 0
    dropped: int = 0


def survey(
    images: OpenImages, facts: Sequence[ImageFacts], side_px: int, dtype: str, most: int, seed: int, progress: Progress
) -> Survey:
    """At most `most` squares of these images, in order of image and place.

    All there are where these are not more. Else drawn: about half with foreground and half without, or more of one kind where
    the other lacks. Of polygons their bounds tell where to look for foreground; a label raster is looked at in random order. No
    more than 20 squares are looked at for each one wanted.
    """
    cut = [Squares(fact.grid.width, fact.grid.height, side_px) for fact in facts]
    visits = _Visits(images, facts, cut, dtype, most, progress.part(0.1, 1.0))
    total = sum(map(len, cut))
    if total <= most:
        visits.seek(True, iter(range(total)), most, most)
    else:
        likely = _likely(images, facts, cut, progress.part(0.0, 0.1))
        rng = np.random.default_rng(seed)
        there, elsewhere = (iter(rng.permutation(np.flatnonzero(kind))) for kind in (likely, ~likely))
        half = most // 2
        visits.seek(True, there, half, most - half)
        visits.seek(False, elsewhere, most, most - half)
        for rest in (there, elsewhere):
            visits.seek(True, rest, most, most)
    visits.found.squares.sort(key=lambda square: (square.image, square.window.row, square.window.col))
    return visits.found


class _Visits:
    """Looks at squares, counted through over all images, and keeps those that are wanted."""

    def __init__(
        self, images: OpenImages, facts: Sequence[ImageFacts], cut: Sequence[Squares], dtype: str, most: int, progress: Progress
    ) -> None:
        self._images, self._facts, self._cut, self._dtype, self._most = images, facts, cut, dtype, most
        self._progress = progress
        self._starts = np.cumsum([0, *map(len, cut)])
        self._first_blocks = np.cumsum([0, *(squares.blocks for squares in cut)])
        self._most_visits = min(int(self._starts[-1]), most * _MOST_VISITS)
        self._counts = {True: 0, False: 0}
        self.found = Survey(cut[0].side_px)

    def seek(self, kind: bool, indices: Iterator[int], most_foreground: int, most_background: int) -> None:
        """Look at squares until there are as many with (`kind`) or without foreground as may be, or enough of both."""
        most = {True: most_foreground, False: most_background}
        while self._counts[kind] < most[kind] and len(self.found.squares) < self._most and self.found.visited < self._most_visits:
            index = next(indices, None)
            if index is None:
                return
            self._progress.report(self.found.visited / self._most_visits)
            self.found.visited += 1
            self._look(int(index), most)

    def _look(self, index: int, most: dict[bool, int]) -> None:
        place = int(np.searchsorted(self._starts, index, side="right")) - 1
        within = index - int(self._starts[place])
        window = self._cut[place].window(within)
        image = self._images[self._facts[place].number]
        labels = image.labels.read(window)
        known = labels != NO_LABEL
        if not self._is_wanted(labels, known, most):
            return  # before its pixels are read, which takes longer
        _, valid = image.read(window, self._dtype)
        known &= valid.all(axis=0)
        if known.mean() < _LEAST_KNOWN:
            self.found.dropped += 1
        elif self._is_wanted(labels, known, most):
            block = int(self._first_blocks[place]) + self._cut[place].block(within)
            foreground_px = int((labels[known] > 0).sum())
            background_px = int(known.sum()) - foreground_px
            self._counts[foreground_px > 0] += 1
            self.found.squares.append(FoundSquare(image.facts.number, window, block, foreground_px, background_px))

    def _is_wanted(self, labels: np.ndarray, known: np.ndarray, most: dict[bool, int]) -> bool:
        kind = bool((labels[known] > 0).any())
        return self._counts[kind] < most[kind]


def _likely(images: OpenImages, facts: Sequence[ImageFacts], cut: Sequence[Squares], progress: Progress) -> np.ndarray:
    """Which squares, counted through over all images, may hold foreground: bool."""
    kinds = []
    for done, (fact, squares) in enumerate(zip(facts, cut)):
        progress.report(done / len(facts))
        windows = images[fact.number].labels.windows()
        touched = np.full((squares.rows, squares.columns), windows is None)
        for count, window in enumerate(windows or ()):
            if count % _POLYGONS_AT_ONCE == 0:
                progress.report(done / len(facts))
            touched[squares.touched_by(window)] = True
        kinds.append(touched.ravel())
    return np.concatenate(kinds)
