"""Layers of labels as files for the worker: what is taken as it is, what is written out, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import ogr
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsFeatureRequest,
    QgsField,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsTask,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerJoinInfo,
)
from qgis.PyQt.QtCore import QVariant

from rscd_plugin.core.errors import Cancelled, UserError
from rscd_plugin.core.jobs.learning_spec import LabelSource
from rscd_plugin.core.jobs.spec import RasterSource
from rscd_plugin.layers.label_source import label_source

from .conftest import Feedback, write_raster

UTM = "EPSG:32633"
SQUARE = "POLYGON(({0} 0, {0} 2, {1} 2, {1} 0, {0} 0))"
BOW_TIE = "POLYGON((0 0, 2 2, 2 0, 0 2, 0 0))"
# A roof each: what it is, how large, and its outline.
ROOFS = [
    (kind, size, SQUARE.format(left, left + size)) for left, kind, size in ((0, "house", 2), (5, "shed", 1), (9, "house", 4))
]


def memory_layer(features=ROOFS, kind="MultiPolygon", crs=UTM):
    layer = QgsVectorLayer(f"{kind}?crs={crs}&field=kind:string&field=size:integer", "roofs", "memory")
    for values in features:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(values[:2]))
        feature.setGeometry(QgsGeometry.fromWkt(values[2]))
        assert layer.dataProvider().addFeature(feature)
    return layer


def file_layer(path, layer=None, name="roofs"):
    """The layer as a GeoPackage."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = name
    context = QgsProject.instance().transformContext()
    error, message = QgsVectorFileWriter.writeAsVectorFormatV3(layer or memory_layer(), str(path), context, options)[:2]
    assert error == QgsVectorFileWriter.NoError, message
    return QgsVectorLayer(f"{path}|layername={name}", "roofs", "ogr")


@pytest.fixture
def source(qgis_app, qgis_processing):
    """`source(layer, …)` is the label source; `source.written(…)` has it written, too, and reads it as the worker would."""
    return Sourcing()


class Sourcing:
    def __init__(self):
        self.context = QgsProcessingContext()
        self.context.setProject(QgsProject.instance())
        self.feedback = Feedback()

    def __call__(self, layer, label_filter="", class_field=""):
        expressions = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(None)[:1])
        return label_source(layer, "LABELS", self.context, expressions, label_filter, class_field)

    def written(self, layer, label_filter="", class_field=""):
        labels, export = self(layer, label_filter, class_field)
        assert export is not None
        export.write(self.feedback)
        dataset = ogr.Open(labels.polygons.path)
        polygons = dataset.GetLayer(0)
        self.fields = [field.GetName() for field in polygons.schema]
        self.crs = polygons.GetSpatialRef()
        assert labels.class_field in ("", *self.fields)
        return sorted((feature.GetGeometryRef().GetArea(), *feature.items().values()) for feature in polygons)


def test_a_plain_file_is_taken_as_it_is(source, tmp_path):
    file_layer(tmp_path / "a.gpkg", name="other")
    layer = file_layer(tmp_path / "roofs.gpkg")
    labels, export = source(layer, class_field="KIND")
    assert export is None
    assert (labels.polygons.path, labels.polygons.layer) == (str(tmp_path / "roofs.gpkg"), "roofs")
    assert labels.class_field == "kind" and "33N" in labels.polygons.crs_wkt
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:25833"))
    assert "ETRS89" in source(layer)[0].polygons.crs_wkt


def test_memory_layers_are_written(source):
    assert source.written(memory_layer()) == [(2.0,), (4.0,), (8.0,)]
    assert source.fields == [] and source.crs.GetAuthorityCode(None) == "32633"
    assert "LABELS: 3 polygons of the layer 'roofs'" in source.feedback.lines[-1]
    assert source.written(memory_layer(), class_field="kind") == [(2.0, "shed"), (4.0, "house"), (8.0, "house")]


def test_without_a_crs(source):
    labels, _ = source(memory_layer(crs=""))
    assert labels.polygons.crs_wkt is None
    source.written(memory_layer(crs=""))
    assert source.crs is None


@pytest.mark.parametrize(
    ("label_filter", "areas"),
    [
        ("\"kind\" = 'house'", [4.0, 8.0]),
        ('$area > 3 and "size" < 4', [4.0]),
        ("attribute($currentfeature, 'kind') = 'shed'", [2.0]),
        ('"size" = maximum("size")', [8.0]),
    ],
)
def test_a_filter_holds_for_files_too(source, tmp_path, label_filter, areas):
    for layer in (memory_layer(), file_layer(tmp_path / "roofs.gpkg")):
        assert source.written(layer, label_filter, "size") == [(area, area / 2) for area in areas]


def test_a_filter_of_the_layer_itself(source, tmp_path):
    layer = file_layer(tmp_path / "roofs.gpkg")
    layer.setSubsetString("size > 1")
    assert source.written(layer) == [(4.0,), (8.0,)]
    assert source.written(layer, '"kind" = \'house\' and "size" < 3') == [(4.0,)]


def test_virtual_and_joined_fields_as_class(source, tmp_path):
    layer = file_layer(tmp_path / "roofs.gpkg")
    layer.addExpressionField('upper("kind")', QgsField("loud", QVariant.String))
    assert source.written(layer, class_field="loud") == [(2.0, "SHED"), (4.0, "HOUSE"), (8.0, "HOUSE")]
    assert source.written(layer, "\"loud\" = 'SHED'", "loud") == [(2.0, "SHED")]
    table = QgsVectorLayer("None?field=kind:string&field=number:integer", "numbers", "memory")
    for kind, number in (("house", 7), ("shed", 8)):
        row = QgsFeature(table.fields())
        row.setAttributes([kind, number])
        table.dataProvider().addFeature(row)
    QgsProject.instance().addMapLayer(table)
    join = QgsVectorLayerJoinInfo()
    join.setJoinLayer(table)
    join.setJoinFieldName("kind")
    join.setTargetFieldName("kind")
    join.setPrefix("of_")
    layer.addJoin(join)
    try:
        assert source.written(layer, class_field="of_number") == [(2.0, 8), (4.0, 7), (8.0, 7)]
        assert source.written(layer, '"of_number" = 8') == [(2.0,)]
    finally:
        QgsProject.instance().removeMapLayer(table.id())


def test_the_number_of_a_feature_as_class(source, tmp_path):
    assert source.written(file_layer(tmp_path / "roofs.gpkg"), class_field="fid") == [(2.0, 2), (4.0, 1), (8.0, 3)]


def test_edits_that_are_not_saved(source, tmp_path):
    layer = file_layer(tmp_path / "roofs.gpkg")
    layer.startEditing()
    layer.deleteFeature(1)
    assert source.written(layer) == [(2.0,), (8.0,)]
    layer.rollBack()
    assert source(layer)[1] is None


def test_what_is_written_is_the_layer_as_it_was(source):
    layer = memory_layer()
    labels, export = source(layer)
    del layer
    export.write(source.feedback)
    assert ogr.Open(labels.polygons.path).GetLayer(0).GetFeatureCount() == 3


def test_heights_and_arcs_are_made_plain(source, tmp_path):
    layer = memory_layer([("a", 1, "PolygonZ((0 0 5, 0 2 5, 2 2 5, 2 0 5, 0 0 5))")], "PolygonZ")
    assert source.written(layer) == [(4.0,)]
    circle = "CURVEPOLYGON(CIRCULARSTRING(0 1, 1 2, 2 1, 1 0, 0 1))"
    layer = file_layer(tmp_path / "round.gpkg", memory_layer([("a", 1, circle)], "CurvePolygon"))
    ((area,),) = source.written(layer)
    assert area == pytest.approx(np.pi, rel=1e-3)


@pytest.mark.parametrize("setting", ["GeometryNoCheck", "GeometryAbortOnInvalid", "GeometrySkipInvalid"])
def test_polygons_that_are_not_valid_or_empty(source, tmp_path, setting):
    source.context.setInvalidGeometryCheck(getattr(QgsFeatureRequest, setting))
    layer = memory_layer([*ROOFS, ("bow", 9, BOW_TIE), ("none", 9, "")])
    kinds = [kind for _, kind in source.written(layer, class_field="kind")]
    skips = setting == "GeometrySkipInvalid"
    assert ("bow" in kinds) != skips and "none" not in kinds and len(kinds) == (3 if skips else 4)
    assert any("1 polygons are not valid and were left out" in line for line in source.feedback.lines) == skips
    assert (source(file_layer(tmp_path / "bow.gpkg", layer))[1] is not None) == skips


def test_written_in_the_background(source):
    """As Processing does it: chosen on the main thread, written on another."""
    layer = QgsProject.instance().addMapLayer(memory_layer())
    layer.addExpressionField("$area", QgsField("area", QVariant.Double))
    labels, export = source(layer, "\"kind\" = 'house'", "area")
    task = QgsTask.fromFunction("write", lambda _task: export.write(source.feedback))
    QgsApplication.taskManager().addTask(task)
    assert task.waitForFinished(10000)
    QgsProject.instance().removeMapLayer(layer.id())
    dataset = ogr.Open(labels.polygons.path)
    assert sorted(feature["area"] for feature in dataset.GetLayer(0)) == [4.0, 8.0]


def test_cancel(source):
    _, export = source(memory_layer())
    feedback = QgsProcessingFeedback(False)
    feedback.cancel()
    with pytest.raises(Cancelled):
        export.write(feedback)


def test_rasters(source, tmp_path):
    path = write_raster(tmp_path / "mask.tif", np.zeros((1, 8, 8), np.uint8))
    layer = QgsRasterLayer(str(path), "mask")
    assert source(layer) == (LabelSource(raster=RasterSource(str(path))), None)
    for choice in ({"label_filter": "true"}, {"class_field": "kind"}):
        with pytest.raises(UserError, match="LABELS: the layer 'mask' is a raster, which has neither"):
            source(layer, **choice)


@pytest.mark.parametrize(
    ("label_filter", "class_field", "words"),
    [
        ('"kind" = ', "", 'the filter "kind" = +is no expression: .*syntax error'),
        ("\"sort\" = 'house'", "", "speaks of sort, and the layer 'roofs' has no such field. It has: kind, size"),
        ('"size" > 100', "", "no feature of the layer 'roofs' fits the filter \"size\" > 100. Correct it"),
        ('to_int("kind") > 1', "", "no feature .* fits the filter .*: .*[Cc]annot convert"),
        ("", "sort", "has no field 'sort'. It has: kind, size"),
    ],
)
def test_mistakes(source, label_filter, class_field, words):
    with pytest.raises(UserError, match=f"LABELS: .*{words}"):
        source(memory_layer(), label_filter, class_field)


def test_only_polygons(source):
    points = QgsVectorLayer(f"Point?crs={UTM}", "trees", "memory")
    with pytest.raises(UserError, match="LABELS: the layer 'trees' holds Point geometries. Polygons are needed"):
        source(points)
    table = QgsVectorLayer("None?field=a:integer", "table", "memory")
    with pytest.raises(UserError, match="holds NoGeometry geometries"):
        source(table)
    with pytest.raises(UserError, match="cannot be read"):
        source(QgsVectorLayer("/none.gpkg", "gone", "ogr"))


def test_no_polygons_are_no_mistake(source):
    assert source.written(memory_layer([])) == [], "nothing changed, or nothing is there"
