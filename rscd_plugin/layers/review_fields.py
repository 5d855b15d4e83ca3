"""The attributes that a review keeps with a polygon layer, and which layers can hold them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from qgis.core import NULL, QgsFeature, QgsField, QgsVectorDataProvider, QgsVectorLayer, QgsWkbTypes
from qgis.PyQt.QtCore import QCoreApplication, QVariant

from ..core.errors import UserError

STATE, CLASS, NOTE, USER, TIME = "review_state", "review_class", "review_note", "review_user", "review_time"
REVIEW_FIELDS = (STATE, CLASS, NOTE, USER, TIME)
OPEN, ACCEPTED, REJECTED = "", "accepted", "rejected"
_SAFE_FILES = ("GPKG", "SQLite")  # databases: a write is done at once or not at all, and names may be long

_ANY_TEXT = ("text", "string")

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Review:
    """What is said of one polygon. Empty texts are NULL in the layer; time is ISO 8601, UTC."""

    state: str = OPEN
    kind: str = ""
    note: str = ""
    user: str = ""
    time: str = ""

    @classmethod
    def of(cls, feature: QgsFeature) -> Review:
        """As a feature's attributes say."""
        names = feature.fields().names()
        return cls(*(text_of(feature[name]) if name in names else "" for name in REVIEW_FIELDS))

    def values(self) -> dict[str, str | None]:
        """As attributes: field name → value."""
        return {name: getattr(self, item.name) or None for name, item in zip(REVIEW_FIELDS, fields(self))}


def text_of(value: Any) -> str:
    """An attribute as text; empty where it is NULL."""
    return "" if value is None or value == NULL else str(value)


def missing_fields(layer: QgsVectorLayer) -> list[str]:
    """Attributes that a review of this layer has to add first."""
    return [name for name in REVIEW_FIELDS if layer.dataProvider().fields().lookupField(name) < 0]


def check_reviewable(layer: QgsVectorLayer) -> None:
    """Raise UserError where decisions cannot be kept with this layer, saying what to do instead."""
    if not layer.isValid() or layer.geometryType() != QgsWkbTypes.PolygonGeometry:
        raise UserError(
            translate("Review", "'{layer}' is no polygon layer. Choose one with polygons.").format(layer=layer.name())
        )
    if layer.isEditable():
        raise UserError(editing_text(layer))
    provider = layer.dataProvider()
    copy = translate("Review", "Save a copy to review: it is a GeoPackage, and each decision is in it at once.")
    if provider.name() == "memory":
        found = translate("Review", "'{layer}' lies in memory only and is lost when QGIS closes.")
    elif provider.name() == "ogr" and layer.storageType() not in _SAFE_FILES:
        found = translate("Review", "'{layer}' is a file of the format {format}, which cannot keep decisions one by one.")
    elif layer.readOnly() or not _can_write(layer):
        found = translate("Review", "'{layer}' cannot be written to.")
    else:
        _refuse_other_kinds(layer)
        return
    raise UserError(f"{found.format(layer=layer.name(), format=layer.storageType())} {copy}")


def add_fields(layer: QgsVectorLayer) -> None:
    """Add what is missing to the layer itself. Raises UserError when that fails."""
    missing = missing_fields(layer)
    provider = layer.dataProvider()
    kind = _text_type(provider)
    if missing and not provider.addAttributes([QgsField(name, QVariant.String, kind) for name in missing]):
        raise UserError(write_error(layer))
    layer.updateFields()


def editing_text(layer: QgsVectorLayer) -> str:
    """That the layer is being edited, and what to do."""
    text = translate("Review", "'{layer}' is being edited. Save or discard the edits (Layer > Toggle Editing), then go on.")
    return text.format(layer=layer.name())


def write_error(layer: QgsVectorLayer) -> str:
    """That writing failed, and why as far as the provider tells."""
    provider = layer.dataProvider()
    reasons = " ".join(provider.errors()) if provider.hasErrors() else ""
    provider.clearErrors()
    text = translate("Review", "'{layer}' could not be written; nothing was changed. Is it open in another program? {reasons}")
    return text.format(layer=layer.name(), reasons=reasons).strip()


def _text_type(provider: QgsVectorDataProvider) -> str:
    """What the provider calls a text of any length; a database takes no column without a type."""
    names = [kind.mTypeName for kind in provider.nativeTypes() if kind.mType == QVariant.String]
    return next((name for name in names if name.lower() in _ANY_TEXT), names[0] if names else "")


def _can_write(layer: QgsVectorLayer) -> bool:
    able = layer.dataProvider().capabilities()
    adds = bool(able & QgsVectorDataProvider.AddAttributes) or not missing_fields(layer)
    return adds and bool(able & QgsVectorDataProvider.ChangeAttributeValues)


def _refuse_other_kinds(layer: QgsVectorLayer) -> None:
    """A field of one of the names that holds no text is somebody else's."""
    known = layer.dataProvider().fields()
    for name in REVIEW_FIELDS:
        index = known.lookupField(name)
        if index >= 0 and known[index].type() != QVariant.String:
            text = translate("Review", "'{layer}' has a field {field} that holds no text. Rename it, or save a copy to review.")
            raise UserError(text.format(layer=layer.name(), field=name))
