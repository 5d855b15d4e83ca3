"""A QGIS layer of labels as a file that the worker can open; layers that are more than their file are written out first."""

from __future__ import annotations

import os

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsFields,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..core.errors import UserError
from ..core.jobs.learning_spec import LabelSource
from ..core.jobs.spec import VectorSource
from .label_export import LabelExport
from .raster_source import raster_source

_PLAIN = (".gpkg", ".shp", ".geojson", ".json", ".fgb", ".gml", ".kml", ".gdb", ".sqlite")  # what OGR opens by its path alone


def label_source(
    layer: QgsMapLayer,
    name: str,
    context: QgsProcessingContext,
    expressions: QgsExpressionContext,
    label_filter: str = "",
    class_field: str = "",
) -> tuple[LabelSource, LabelExport | None]:
    """What the worker needs to see the labels as QGIS shows them, and what has to be written before it starts, if anything.

    Polygons are written out where their file alone does not hold them: filtered by `label_filter` or in the layer itself,
    edited, joined, virtual, from a database or from memory. name: of the parameter, for messages. expressions: what
    `label_filter` may refer to besides the layer. To be called where the layer lives; `LabelExport.write` may be called in any
    thread. Raises UserError for layers that are neither rasters nor polygons, wrong expressions, a filter that leaves nothing,
    and fields that are not there.
    """
    if isinstance(layer, QgsRasterLayer):
        if label_filter or class_field:
            raise UserError(
                f"{name}: the layer '{layer.name()}' is a raster, which has neither features to filter nor fields. Leave filter "
                "and class field empty; a raster's own values are its classes."
            )
        return LabelSource(raster=raster_source(layer, name)), None
    if not isinstance(layer, QgsVectorLayer) or not layer.isValid():
        raise UserError(f"{name}: the layer '{layer.name()}' cannot be read as polygons or raster. Is its source still there?")
    if layer.geometryType() != QgsWkbTypes.PolygonGeometry:
        kind = QgsWkbTypes.displayString(layer.wkbType()) or "no"
        raise UserError(
            f"{name}: the layer '{layer.name()}' holds {kind} geometries. Polygons are needed: buffer or convert them first, or "
            "choose another layer."
        )
    class_field = _field(layer, name, class_field)
    request = _request(layer, name, expressions, label_filter, class_field)
    skip_invalid = context.invalidGeometryCheck() == QgsFeatureRequest.GeometrySkipInvalid
    crs_wkt = layer.crs().toWkt() if layer.crs().isValid() else None
    plain = None if label_filter or skip_invalid else _plain_file(layer, class_field)
    if plain is not None:
        return LabelSource(polygons=VectorSource(*plain, crs_wkt), class_field=class_field), None
    file = os.path.abspath(QgsProcessingUtils.generateTempFilename(f"labels.{LabelExport.ENDING}"))
    export = LabelExport(layer, name, request, class_field, skip_invalid, file, context.transformContext())
    return LabelSource(polygons=VectorSource(file, crs_wkt=crs_wkt), class_field=class_field), export


def _field(layer: QgsVectorLayer, name: str, class_field: str) -> str:
    """The field's name as the layer spells it. Raises UserError that lists the fields."""
    index = layer.fields().lookupField(class_field) if class_field else -1
    if class_field and index < 0:
        known = ", ".join(field.name() for field in layer.fields()) or "none at all"
        raise UserError(
            f"{name}: the layer '{layer.name()}' has no field '{class_field}'. It has: {known}. Choose one of them as class "
            "field, or leave it empty, and all polygons are of one class."
        )
    return layer.fields()[index].name() if class_field else ""


def _request(
    layer: QgsVectorLayer, name: str, context: QgsExpressionContext, label_filter: str, class_field: str
) -> QgsFeatureRequest:
    """The features that are labels. Raises UserError for an expression that is wrong or that no feature fits."""
    wanted = [class_field] if class_field else []
    if not label_filter:
        return QgsFeatureRequest().setSubsetOfAttributes(wanted, layer.fields())
    expression = QgsExpression(label_filter)
    if expression.hasParserError():
        raise UserError(f"{name}: the filter {label_filter} is no expression: {expression.parserErrorString().strip()}.")
    unknown = _unknown_columns(expression, layer.fields())
    if unknown:
        known = ", ".join(field.name() for field in layer.fields()) or "none at all"
        raise UserError(
            f"{name}: the filter {label_filter} speaks of {', '.join(unknown)}, and the layer '{layer.name()}' has no such "
            f"field. It has: {known}. Texts stand in single quotes, fields in double ones."
        )
    context = QgsExpressionContext(context)
    context.appendScope(QgsExpressionContextUtils.layerScope(layer))
    context.setFields(layer.fields())
    request = QgsFeatureRequest().setFilterExpression(label_filter).setExpressionContext(context)
    first = QgsFeatureRequest(request).setLimit(1).setFlags(QgsFeatureRequest.NoGeometry)
    if expression.needsGeometry():
        first.setFlags(QgsFeatureRequest.NoFlags)
    if not any(True for _ in layer.getFeatures(first)):
        why = _mistake(layer, expression, context)
        raise UserError(
            f"{name}: no feature of the layer '{layer.name()}' fits the filter {label_filter}{why}. Correct it, or leave it "
            "empty to take all features."
        )
    columns = expression.referencedColumns()
    if QgsFeatureRequest.ALL_ATTRIBUTES in columns:
        return request
    return request.setSubsetOfAttributes([*wanted, *columns], layer.fields())


def _unknown_columns(expression: QgsExpression, fields: QgsFields) -> list[str]:
    columns = expression.referencedColumns() - {QgsFeatureRequest.ALL_ATTRIBUTES}
    return sorted(column for column in columns if fields.lookupField(column) < 0)


def _mistake(layer: QgsVectorLayer, expression: QgsExpression, context: QgsExpressionContext) -> str:
    """What goes wrong with the expression at the first feature, as the end of a sentence; empty where nothing does."""
    for feature in layer.getFeatures(QgsFeatureRequest().setLimit(1)):
        context.setFeature(feature)
        expression.evaluate(context)
    return f": {expression.evalErrorString().strip()}" if expression.hasEvalError() else ""


def _plain_file(layer: QgsVectorLayer, class_field: str) -> tuple[str, str] | None:
    """File and layer name, where OGR alone sees there all that QGIS does; else None."""
    if layer.dataProvider().name() != "ogr" or layer.subsetString() or layer.isModified():
        return None
    if QgsWkbTypes.isCurvedType(layer.wkbType()):  # GDAL burns straight edges only
        return None
    fields, index = layer.fields(), layer.fields().lookupField(class_field)
    if class_field and (fields.fieldOrigin(index) != QgsFields.OriginProvider or index in layer.primaryKeyAttributes()):
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path, layer_name = parts.pop("path", None) or "", parts.pop("layerName", None) or ""
    if any(parts.values()) or not path.lower().endswith(_PLAIN) or not os.path.exists(path):
        return None
    return os.path.abspath(path), layer_name
