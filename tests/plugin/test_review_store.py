"""Decisions of a review in the layer's own data: written at once, by whom and when, and taken back."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import zipfile

import pytest
from osgeo import gdal, ogr
from qgis.core import QgsFeature, QgsField, QgsGeometry, QgsVectorLayer
from qgis.PyQt.QtCore import QVariant

from rscd_plugin.core.errors import UserError
from rscd_plugin.layers.review_fields import REVIEW_FIELDS, Review, add_fields, check_reviewable, missing_fields
from rscd_plugin.layers.review_store import ReviewStore

from .conftest import CHECKOUT
from .reviewing import cleared, open_changes, reviewed, rows, write_changes  # noqa: F401

STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")


@pytest.fixture
def file(qgis_app, tmp_path):
    return write_changes(tmp_path / "changes.gpkg")


@pytest.fixture
def store(file):
    layer = open_changes(file)
    add_fields(layer)
    made = ReviewStore(layer)
    made.layer = layer
    return made


def test_the_attributes_are_added_once_and_the_rest_stays(file):
    layer = open_changes(file)
    before = {f.id(): (f.attributes(), f.geometry().asWkt()) for f in layer.getFeatures()}
    assert missing_fields(layer) == list(REVIEW_FIELDS)
    for _ in range(2):
        add_fields(layer)
        names = layer.fields().names()
        assert names == ["fid", "id", "area_m2", "mean_probability", *REVIEW_FIELDS]
    after = {f.id(): (f.attributes()[:4], f.geometry().asWkt()) for f in open_changes(file).getFeatures()}
    assert after == before and set(rows(file).values()) == {None}


def test_a_decision_is_read_by_another_program_at_once(store, file):
    store.decide(2, state="accepted")
    assert rows(file) == {1: None, 2: "accepted", 3: None, 4: None, 5: None}
    store.decide(2, kind="new roof", note="sure")
    assert rows(file, "review_state || '|' || review_class || '|' || review_note")[2] == "accepted|new roof|sure"
    assert rows(file, "review_user")[2] and STAMP.match(rows(file, "review_time")[2])
    assert rows(file, "review_user")[1] is None
    dataset = ogr.Open(str(file))
    seen = dataset.GetLayer(0).GetFeature(2)
    assert (seen.GetField("review_state"), seen.GetField("mean_probability")) == ("accepted", 0.95)


def test_open_layers_and_tables_hear_of_it(store):
    heard = []
    store.layer.attributeValueChanged.connect(lambda fid, index, value: heard.append((fid, index, value)))
    store.decide(4, state="rejected")
    assert (4, store.layer.fields().lookupField("review_state"), "rejected") in heard


def test_taking_back_restores_what_was(store, file):
    first = store.decide(1, state="accepted", note="first")
    second = store.decide(1, state="rejected", note="")
    assert rows(file)[1] == "rejected" and rows(file, "review_note")[1] is None
    store.take_back(second)
    assert Review.of(store.feature(1)) == first.now
    store.take_back(first)
    assert [rows(file, name)[1] for name in REVIEW_FIELDS] == [None] * 5


def test_what_somebody_else_decided_since_is_not_taken_back(store, file):
    step = store.decide(1, state="accepted")
    other = open_changes(file)
    index = other.fields().lookupField("review_user")
    assert other.dataProvider().changeAttributeValues({1: {index: "Ada"}})
    with pytest.raises(UserError, match="changed meanwhile by Ada"):
        store.take_back(step)
    assert rows(file)[1] == "accepted"


def test_a_polygon_that_is_gone(store):
    store.layer.dataProvider().deleteFeatures([3])
    with pytest.raises(UserError, match="no longer in the layer"):
        store.decide(3, state="accepted")


def test_nothing_is_written_while_the_layer_is_being_edited(store, file):
    store.layer.startEditing()
    with pytest.raises(UserError, match="being edited. Save or discard"):
        store.decide(1, state="accepted")
    store.layer.rollBack()
    store.decide(1, state="accepted")
    assert rows(file)[1] == "accepted"


def test_a_file_locked_by_another_program(store, file):
    gdal.SetConfigOption("SQLITE_BUSY_TIMEOUT", "1")
    store.layer.setDataSource(f"{file}|layername=changes", "changes", "ogr")  # opened anew, so that it counts
    import sqlite3

    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(UserError, match="nothing was changed. Is it open in another program"):
            store.decide(1, state="accepted")
    finally:
        other.execute("ROLLBACK")
        other.close()
        gdal.SetConfigOption("SQLITE_BUSY_TIMEOUT", None)
    assert rows(file)[1] is None
    store.decide(1, state="accepted")
    assert rows(file)[1] == "accepted"


def test_the_same_in_another_database(file, tmp_path):
    """SpatiaLite by its own provider: nothing here knows of GeoPackages alone."""
    there = str(tmp_path / "changes.sqlite")
    gdal.VectorTranslate(there, str(file), format="SQLite", datasetCreationOptions=["SPATIALITE=YES"])
    layer = QgsVectorLayer(f"dbname='{there}' table=\"changes\" (geom)", "changes", "spatialite")
    check_reviewable(layer)
    add_fields(layer)
    store = ReviewStore(layer)
    step = store.decide(2, state="accepted", note="seen")
    assert rows(there) == {1: None, 2: "accepted", 3: None, 4: None, 5: None}
    store.take_back(step)
    assert rows(there, "review_note")[2] is None


def test_a_state_that_somebody_else_thought_of(store):
    index = store.layer.fields().lookupField("review_state")
    store.layer.dataProvider().changeAttributeValues({1: {index: "perhaps"}})
    session = reviewed(store.layer)
    session.accept()
    session.undo()
    assert session.review.state == "perhaps" and session.list.count("") == 5
    session.end()


def memory(tmp_path):
    return QgsVectorLayer("Polygon?crs=EPSG:32633&field=id:integer", "scratch", "memory")


def geojson(tmp_path):
    return QgsVectorLayer(str(write_changes(tmp_path / "c.geojson", driver="GeoJSON")), "text", "ogr")


def shapefile(tmp_path):
    (tmp_path / "shp").mkdir()
    write_changes(tmp_path / "shp", driver="ESRI Shapefile")
    return QgsVectorLayer(str(tmp_path / "shp" / "changes.shp"), "shape", "ogr")


def zipped(tmp_path):
    file = write_changes(tmp_path / "zipped.gpkg")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.write(file, "zipped.gpkg")
    return open_changes(f"/vsizip/{tmp_path}/z.zip/zipped.gpkg", "zipped")


def switched(tmp_path):
    layer = open_changes(write_changes(tmp_path / "s.gpkg"), "switched")
    layer.setReadOnly(True)
    return layer


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (memory, "'scratch' lies in memory only .* Save a copy to review"),
        (geojson, "'text' is a file of the format GeoJSON, which cannot keep decisions one by one. Save a copy"),
        (shapefile, "'shape' is a file of the format ESRI Shapefile"),
        (zipped, "'zipped' cannot be written to. Save a copy to review"),
        (switched, "'switched' cannot be written to. Save a copy to review"),
    ],
)
def test_layers_that_cannot_keep_decisions(qgis_app, tmp_path, make, words):
    with pytest.raises(UserError, match=words):
        check_reviewable(make(tmp_path))


def test_a_field_of_the_same_name_that_is_no_text(file):
    layer = open_changes(file)
    layer.dataProvider().addAttributes([QgsField("review_class", QVariant.Int)])
    layer.updateFields()
    with pytest.raises(UserError, match="a field review_class that holds no text"):
        check_reviewable(layer)


def test_lines_are_no_polygons(qgis_app):
    with pytest.raises(UserError, match="no polygon layer"):
        check_reviewable(QgsVectorLayer("LineString?crs=EPSG:32633", "ways", "memory"))


def test_shape_and_decision_are_taken_back_together(store, file):
    was = store.feature(1).geometry()
    shape = QgsGeometry(was)
    shape.translate(5, 0)
    store.layer.dataProvider().changeGeometryValues({1: shape})
    step = store.sign(1, was, shape)
    assert rows(file, "review_user")[1] and rows(file)[1] is None
    store.take_back(step)
    seen = QgsFeature(next(f for f in open_changes(file).getFeatures() if f.id() == 1))
    assert seen.geometry().equals(was) and rows(file, "review_user")[1] is None


_REVIEWER = """
import sys, time
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
from rscd_plugin.layers.review_fields import add_fields
from rscd_plugin.layers.review_store import ReviewStore
layer = QgsVectorLayer(sys.argv[2] + "|layername=changes", "changes", "ogr")
add_fields(layer)
store = ReviewStore(layer)
for fid, state in ((1, "accepted"), (2, "rejected"), (4, "accepted")):
    store.decide(fid, state=state, note=f"of {fid}")
print("decided", flush=True)
time.sleep(60)
"""


def test_a_killed_qgis_loses_no_decision(file):
    command = [sys.executable, "-c", _REVIEWER, str(CHECKOUT), str(file)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    try:
        assert child.stdout.readline() == "decided\n"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert rows(file) == {1: "accepted", 2: "rejected", 3: None, 4: "accepted", 5: None}
    layer = open_changes(file)
    assert [f["review_note"] for f in layer.getFeatures() if f["review_state"] == "rejected"] == ["of 2"]
    ReviewStore(layer).decide(3, state="rejected")  # and it goes on
    assert rows(file)[3] == "rejected"
