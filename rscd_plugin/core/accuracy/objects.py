"""Objects of a result matched with those of its reference, gathered window by window.

An object is a polygon of a layer, or pixels of a raster that are connected by edges, also across windows. Only pixels
that are known in both count. Memory grows with the number of objects, not with the raster.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage, sparse
from scipy.sparse.csgraph import connected_components, maximum_bipartite_matching

from ..tiling.window import Window


@dataclass(frozen=True)
class ObjectScores:
    """found: objects of the result, there: of the reference, matched: couples. A figure that is undefined is None."""

    found: int
    there: int
    matched: int

    @property
    def precision(self) -> float | None:
        """Share of the found that is there; None where nothing is found."""
        return self.matched / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of what is there that is found; None where there is nothing."""
        return self.matched / self.there if self.there else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; None where there are no objects at all."""
        return 2 * self.matched / (self.found + self.there) if self.found + self.there else None


class _Side:
    """Objects of one of the two, numbered as windows come; those that turn out to be one are joined at the end."""

    def __init__(self, width: int) -> None:
        self._above = np.zeros(width, np.int64)  # numbers in the last row above the windows that come
        self._left: tuple[Window, np.ndarray] | None = None
        self._count = 1  # 0 is no object
        self._joined: list[np.ndarray] = []
        self._areas: list[tuple[np.ndarray, np.ndarray]] = []

    def add(self, window: Window, changed: np.ndarray, objects: np.ndarray | None) -> np.ndarray:
        """Numbers of a window's pixels: (height, width) int64, 0 outside of objects."""
        if objects is not None:
            numbers = np.where(changed, objects, 0).astype(np.int64)
            self._count = max(self._count, int(numbers.max()) + 1)
        else:
            labels, found = ndimage.label(changed)
            numbers = np.where(labels > 0, labels + (self._count - 1), 0).astype(np.int64)
            self._count += found
            self._join(window, numbers)
        self._areas.append(np.unique(numbers[numbers > 0], return_counts=True))
        return numbers

    def _join(self, window: Window, numbers: np.ndarray) -> None:
        """With the windows above and to the left."""
        across = self._above[window.col : window.col_end]
        self._joined.append(_couples(across, numbers[0]))
        self._above[window.col : window.col_end] = numbers[-1]
        if self._left is not None and (self._left[0].col_end, self._left[0].row) == (window.col, window.row):
            self._joined.append(_couples(self._left[1], numbers[:, 0]))
        self._left = window, numbers[:, -1].copy()

    def finished(self) -> tuple[np.ndarray, np.ndarray]:
        """Number given → object (from 0), and area of each object in pixels."""
        joined = np.concatenate([*self._joined, np.zeros((0, 2), np.int64)])
        links = sparse.coo_matrix((np.ones(len(joined), bool), joined.T), shape=(self._count, self._count))
        _, component = connected_components(links, directed=False)
        areas = np.zeros(self._count, np.int64)
        for numbers, counts in self._areas:
            np.add.at(areas, component[numbers], counts)
        present = np.flatnonzero(areas)
        renumbered = np.zeros(self._count, np.int64)
        renumbered[present] = np.arange(len(present))
        return renumbered[component], areas[present]


class ObjectCounts:
    """Windows must come from left to right, then from top to bottom, as in a TilePlan. width: of the grid, in pixels."""

    def __init__(self, width: int) -> None:
        self._result, self._reference = _Side(width), _Side(width)
        self._shared: list[tuple[np.ndarray, np.ndarray]] = []

    def add(
        self,
        window: Window,
        marked: np.ndarray,
        changed: np.ndarray,
        result_objects: np.ndarray | None = None,
        reference_objects: np.ndarray | None = None,
    ) -> None:
        """marked, changed: (height, width) bool. objects: their numbers, from 1, where polygons give them."""
        found = self._result.add(window, marked, result_objects)
        there = self._reference.add(window, changed, reference_objects)
        both = (found > 0) & (there > 0)
        if both.any():
            self._shared.append(np.unique(np.stack([found[both], there[both]]), axis=1, return_counts=True))

    def scores(self, match_iou: float) -> ObjectScores:
        """With as many couples as there can be of intersection over union >= `match_iou`, each object in one at most."""
        (found, found_px), (there, there_px) = self._result.finished(), self._reference.finished()
        if not self._shared:
            return ObjectScores(len(found_px), len(there_px), 0)
        rows, cols = (np.concatenate([numbers[side] for numbers, _ in self._shared]) for side in (0, 1))
        counts = np.concatenate([count for _, count in self._shared])
        shared = sparse.coo_matrix((counts, (found[rows], there[cols])), shape=(len(found_px), len(there_px)))
        shared.sum_duplicates()
        iou = shared.data / (found_px[shared.row] + there_px[shared.col] - shared.data)
        fit = iou >= match_iou
        graph = sparse.csr_matrix((fit[fit], (shared.row[fit], shared.col[fit])), shape=shared.shape)
        partners = maximum_bipartite_matching(graph, perm_type="column")
        return ObjectScores(len(found_px), len(there_px), int((partners >= 0).sum()))


def _couples(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(n, 2) numbers that touch across a border."""
    touch = (one > 0) & (other > 0)
    return np.unique(np.stack([one[touch], other[touch]], axis=1), axis=0)
