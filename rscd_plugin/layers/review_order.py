"""In which order the polygons of a layer are reviewed: one query for what that takes, without shapes, in any thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qgis.core import NULL, QgsFeature, QgsFeatureRequest, QgsVectorLayer, QgsVectorLayerFeatureSource

from ..core.errors import Cancelled
from .review_fields import ACCEPTED, CLASS, OPEN, REJECTED, STATE, text_of

CONFIDENCE, AREA, ID = "confidence", "area", "id"
CONFIDENCE_FIELDS = ("mean_probability", "max_probability")  # the first that the layer has
AREA_FIELDS = ("area_m2", "area_px")  # as detection wrote them; without one the shapes are asked
ALL = "all"
_GONE = "gone"
_AT_ONCE = 4096  # features between two looks at a cancel


@dataclass(frozen=True)
class Order:
    """key: CONFIDENCE, AREA or ID. falling: the highest first. Polygons without a value come last either way."""

    key: str
    falling: bool = False


def orders_of(layer: QgsVectorLayer) -> list[Order]:
    """The orders that this layer's attributes allow, the best first."""
    known = layer.fields()
    by_confidence = any(known.lookupField(name) >= 0 for name in CONFIDENCE_FIELDS)
    keys = (CONFIDENCE, AREA) if by_confidence else (AREA,)
    return [*(Order(key, falling) for key in keys for falling in (True, False)), Order(ID)]


class OrderQuery:
    """Made where the layer lives, of the layer as it is now; `read` may be called in any thread."""

    def __init__(self, layer: QgsVectorLayer, order: Order) -> None:
        self._source = QgsVectorLayerFeatureSource(layer)
        self._order = order
        known = layer.fields()
        self._state, self._class = known.lookupField(STATE), known.lookupField(CLASS)
        wanted = {CONFIDENCE: CONFIDENCE_FIELDS, AREA: AREA_FIELDS, ID: ()}[order.key]
        self._values = [known.lookupField(name) for name in wanted if known.lookupField(name) >= 0]
        columns = [index for index in (self._state, self._class, *self._values) if index >= 0]
        self._request = QgsFeatureRequest().setSubsetOfAttributes(columns)
        if order.key != AREA or self._values:
            self._request.setFlags(QgsFeatureRequest.NoGeometry)

    def read(self, is_cancelled: Callable[[], bool] = lambda: False) -> ReviewList:
        """Go through the layer once. Raises Cancelled."""
        found: list[tuple[bool, float, int, str]] = []
        classes: set[str] = set()
        for done, feature in enumerate(self._source.getFeatures(self._request)):
            if done % _AT_ONCE == 0 and is_cancelled():
                raise Cancelled
            value = self._value(feature)
            rank = 0.0 if value is None else -value if self._order.falling else value
            found.append((value is None, rank, feature.id(), self._text(feature, self._state)))
            classes.add(self._text(feature, self._class))
        found.sort()
        return ReviewList([fid for _, _, fid, _ in found], [_known(state) for *_, state in found], sorted(classes - {""}))

    def _value(self, feature: QgsFeature) -> float | None:
        if self._order.key == ID:
            return 0.0  # the feature's id, which comes next, decides
        for index in self._values:
            value = feature.attribute(index)
            if value is not None and value != NULL:
                return float(value)
        return feature.geometry().area() if feature.hasGeometry() else None

    @staticmethod
    def _text(feature: QgsFeature, index: int) -> str:
        return text_of(feature.attribute(index)) if index >= 0 else ""


def _known(state: str) -> str:
    """What somebody else has written there may be anything; it is open then."""
    return state if state in (ACCEPTED, REJECTED) else OPEN


class ReviewList:
    """Feature ids in the order of review, with the state of each. classes: those in use."""

    def __init__(self, fids: list[int], states: list[str], classes: list[str]) -> None:
        self.fids = fids
        self.classes = classes
        self._states = states
        self._places = {fid: place for place, fid in enumerate(fids)}
        self._counts = {state: states.count(state) for state in (OPEN, ACCEPTED, REJECTED)}

    def __len__(self) -> int:
        return sum(self._counts.values())

    def count(self, state: str) -> int:
        """How many polygons are in a state."""
        return self._counts[state]

    def place_of(self, fid: int) -> int | None:
        """Where a polygon comes, from 0; None where it is not in the list."""
        return self._places.get(fid)

    def set_state(self, place: int, state: str) -> None:
        """Another state of the polygon there."""
        self._counts[self._states[place]] -= 1
        self._states[place] = _known(state)
        self._counts[_known(state)] += 1

    def drop(self, place: int) -> None:
        """The polygon there is no more."""
        if self._states[place] != _GONE:
            self._counts[self._states[place]] -= 1
            self._states[place] = _GONE

    def following(self, place: int, shown: str, step: int = 1) -> int | None:
        """The next place (step 1) or the previous one (-1) whose state is `shown`, or any where that is ALL.

        Goes round at the end; `place` itself comes last. None where there is none.
        """
        count = len(self.fids)
        for distance in range(1, count + 1):
            at = (place + step * distance) % count
            if self._states[at] != _GONE and shown in (ALL, self._states[at]):
                return at
        return None
