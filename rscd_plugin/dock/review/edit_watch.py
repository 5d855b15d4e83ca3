"""What is edited in a layer's own edit mode during a review, whoever began it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsGeometry, QgsVectorLayer

from ...layers.review_store import ReviewStore


@dataclass(frozen=True)
class EditedShape:
    """A shape that was saved, and what it was before."""

    fid: int
    was: QgsGeometry
    now: QgsGeometry


class EditWatch:
    """Calls `over(shapes, is_stale)` when edit mode is left; is_stale: more than shapes was saved.

    Not before: while it lasts, nothing can be written past it.
    """

    def __init__(self, layer: QgsVectorLayer, store: ReviewStore, over: Callable[[list[EditedShape], bool], None]) -> None:
        self._layer = layer
        self._store = store
        self._over = over
        self._were: dict[int, QgsGeometry] = {}
        self._edited: list[EditedShape] = []
        self._stale = False
        self._connections = [
            (layer.beforeCommitChanges, self._before_commit),
            (layer.committedGeometriesChanges, self._shapes_committed),
            (layer.committedAttributeValuesChanges, self._others_committed),
            (layer.committedFeaturesAdded, self._others_committed),
            (layer.committedFeaturesRemoved, self._others_committed),
            (layer.editingStopped, self._stopped),
        ]
        for signal, slot in self._connections:
            signal.connect(slot)

    def stop(self) -> None:
        """Watch no longer."""
        for signal, slot in self._connections:
            signal.disconnect(slot)
        self._connections = []

    def _before_commit(self, *_: Any) -> None:
        buffer = self._layer.editBuffer()
        fids = [fid for fid in buffer.changedGeometries() if fid >= 0] if buffer is not None else []
        self._were = self._store.shapes_in_data(fids)

    def _shapes_committed(self, _layer_id: str, shapes: dict[int, QgsGeometry]) -> None:
        self._edited += [EditedShape(fid, self._were[fid], shape) for fid, shape in shapes.items() if fid in self._were]
        self._were = {}

    def _others_committed(self, *_: Any) -> None:
        self._stale = True

    def _stopped(self) -> None:
        edited, stale = self._edited, self._stale
        self._edited, self._stale = [], False
        self._over(edited, stale)
