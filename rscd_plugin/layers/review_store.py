"""Decisions of a review, written into the layer's data one by one: what was decided is in the file when the call returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from qgis.core import QgsApplication, QgsFeature, QgsFeatureRequest, QgsGeometry, QgsVectorDataProvider, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QDateTime, Qt

from ..core.errors import UserError
from .review_fields import Review, check_reviewable, editing_text, missing_fields, write_error

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Step:
    """One decision, so that it can be taken back. shape_was, shape: the polygon then and now, where its shape was edited."""

    fid: int
    was: Review
    now: Review
    shape_was: QgsGeometry | None = None
    shape: QgsGeometry | None = None


class ReviewStore:
    """Reads and writes the review of a layer's polygons, by feature id. The layer has the attributes already.

    Goes past the edit buffer, straight to the data provider, so it works with GeoPackage, PostGIS and others alike.
    """

    def __init__(self, layer: QgsVectorLayer) -> None:
        check_reviewable(layer)
        missing = missing_fields(layer)
        if missing:
            text = translate("Review", "'{layer}' has no attributes {names} yet. Start the review again.")
            raise UserError(text.format(layer=layer.name(), names=", ".join(missing)))
        self._layer = layer

    def feature(self, fid: int) -> QgsFeature | None:
        """A polygon with all that is known of it; None where it is gone."""
        feature = QgsFeature()
        found = self._layer.getFeatures(QgsFeatureRequest(fid)).nextFeature(feature)
        return feature if found else None

    def decide(self, fid: int, **changes: str) -> Step:
        """Write fields of Review (state, kind, note), with user and time. Raises UserError when it cannot be written."""
        was = self._review(fid)
        now = replace(was, **changes, user=_user(), time=_now())
        self._write(fid, now)
        return Step(fid, was, now)

    def sign(self, fid: int, shape_was: QgsGeometry, shape: QgsGeometry) -> Step:
        """Note who edited a shape, and when; the shape itself is written already."""
        return replace(self.decide(fid), shape_was=shape_was, shape=shape)

    def take_back(self, step: Step) -> None:
        """Make it as it was. Raises UserError where somebody else has decided since."""
        now = self._review(step.fid)
        if now != step.now:
            text = translate("Review", "This polygon was changed meanwhile by {user} at {time}; that is left as it is.")
            raise UserError(text.format(user=now.user or "?", time=now.time or "?"))
        self._write(step.fid, step.was, step.shape_was)

    def shapes_in_data(self, fids: list[int]) -> dict[int, QgsGeometry]:
        """Shapes as the data holds them, without edits that are not saved."""
        request = QgsFeatureRequest().setFilterFids(fids).setNoAttributes()
        return {feature.id(): QgsGeometry(feature.geometry()) for feature in self._layer.dataProvider().getFeatures(request)}

    def _review(self, fid: int) -> Review:
        feature = self.feature(fid)
        if feature is None:
            raise UserError(translate("Review", "This polygon is no longer in the layer."))
        return Review.of(feature)

    def _write(self, fid: int, review: Review, shape: QgsGeometry | None = None) -> None:
        layer, provider = self._layer, self._layer.dataProvider()
        if layer.isEditable():
            raise UserError(editing_text(layer))
        known = provider.fields()
        values = {known.lookupField(name): value for name, value in review.values().items()}
        written = provider.changeAttributeValues({fid: values})
        if written and shape is not None:
            written = provider.changeGeometryValues({fid: shape})
        if not written:
            raise UserError(write_error(layer))
        self._tell(fid, review, shape)

    def _tell(self, fid: int, review: Review, shape: QgsGeometry | None) -> None:
        """Attribute tables and forms that are open follow; so does a style that speaks of the review."""
        layer = self._layer
        for name, value in review.values().items():
            layer.attributeValueChanged.emit(fid, layer.fields().lookupField(name), value)
        if shape is not None:
            layer.geometryChanged.emit(fid, shape)
        layer.triggerRepaint()


def can_edit_shapes(layer: QgsVectorLayer) -> bool:
    """Whether the layer's data takes other shapes."""
    return bool(layer.dataProvider().capabilities() & QgsVectorDataProvider.ChangeGeometries)


def _user() -> str:
    return QgsApplication.userFullName() or QgsApplication.userLoginName()


def _now() -> str:
    time: Any = QDateTime.currentDateTimeUtc()
    return time.toString(Qt.DateFormat.ISODate)
