"""rscd:assessaccuracy in a real worker: layers as QGIS has them, numbers, files, and mistakes."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingException, QgsProject, QgsRasterRange, QgsRectangle, QgsVectorLayer

from .conftest import write_raster

TRUTH = np.zeros((1, 200, 240), np.uint8)
TRUTH[0, 20:30, 40:50] = 1
FOUND = TRUTH * 0
FOUND[0, 20:30, 45:60] = 1
SHARED = {"TRUE_POSITIVES": 50, "FALSE_POSITIVES": 100, "FALSE_NEGATIVES": 50, "TRUE_NEGATIVES": 200 * 240 - 200}


@pytest.fixture
def assess(detect):
    """`assess(result, reference, **parameters)` runs rscd:assessaccuracy."""

    def run(result, reference, **parameters):
        import processing

        values = {"RESULT": result, "REFERENCE": reference, **parameters}
        values = {name: value if isinstance(value, (float, QgsVectorLayer)) else str(value) for name, value in values.items()}
        return processing.run("rscd:assessaccuracy", values, context=detect.context(), feedback=detect.feedback)

    return run


@pytest.fixture
def rasters(tmp_path):
    return write_raster(tmp_path / "found.tif", FOUND), write_raster(tmp_path / "truth.tif", TRUTH)


@pytest.fixture
def memory_layer(qgis_app):
    """Polygons that no file holds, given as rows and columns of the rasters."""

    def make(*boxes):
        layer = QgsVectorLayer("Polygon?crs=EPSG:32633", "boxes", "memory")
        for top, bottom, left, right in boxes:
            feature = QgsFeature()
            box = QgsRectangle(5e5 + left / 2, 5.4e6 - bottom / 2, 5e5 + right / 2, 5.4e6 - top / 2)
            feature.setGeometry(QgsGeometry.fromRect(box))
            layer.dataProvider().addFeatures([feature])
        return QgsProject.instance().addMapLayer(layer)

    yield make
    QgsProject.instance().clear()


def test_what_was_detected(assess, detect, pair, model, rasters, tmp_path):
    """Straight from the detection: its probability, with its own threshold, and its polygons."""
    made = detect(pair, model, PROBABILITY=tmp_path / "p.tif", CHANGES=tmp_path / "c.gpkg")
    report, table = tmp_path / "report.html", tmp_path / "table.csv"
    results = assess(made["PROBABILITY"], rasters[1], REPORT=report, TABLE=table)
    assert results["THRESHOLD_USED"] == pytest.approx(0.3)
    assert (results["TRUE_POSITIVES"], results["FALSE_POSITIVES"], results["FALSE_NEGATIVES"]) == (100, 16, 0)
    assert results["PRECISION"] == 100 / 116 and results["RECALL"] == 1.0 and results["OBJECT_PRECISION"] == 0.5
    assert results["AUROC"] > 0.99 and 0 < results["AVERAGE_PRECISION"] < 1 and results["CALIBRATION_ERROR"] > 0
    assert results["REPORT"] == str(report) and report.read_text().count("data:image/png;base64,") == 3
    with open(table, newline="") as file:
        rows = {row["figure"].upper(): row["value"] for row in csv.DictReader(file)}
    assert float(rows["F1"]) == results["F1"]
    polygons = assess(tmp_path / "c.gpkg", rasters[1])
    assert polygons["F1"] == results["F1"] and polygons["AUROC"] is None and "REPORT" not in polygons
    assert "AUROC is empty" in detect.log


def test_layers_that_no_file_holds(assess, detect, rasters, memory_layer):
    """In memory; and an area of interest."""
    truth, found = memory_layer((20, 30, 40, 50), (100, 150, 100, 150)), memory_layer((20, 30, 45, 60))
    truth.dataProvider().deleteFeatures([2])
    results = assess(rasters[0], truth)
    assert {name: results[name] for name in SHARED} == SHARED
    assert "REFERENCE: 1 polygons of the layer 'boxes' are taken" in detect.log
    results = assess(found, rasters[1], AREA_OF_INTEREST=memory_layer((20, 30, 0, 55)))
    assert (results["TRUE_POSITIVES"], results["FALSE_POSITIVES"], results["TRUE_NEGATIVES"]) == (50, 50, 550 - 150)
    both = assess(found, truth, PIXEL_SIZE=0.5)
    assert both["IOU"] == 50 / 200 and both["OBJECT_F1"] == 0 and both["TRUE_NEGATIVES"] == 0


def test_extent_and_what_the_layer_calls_nodata(assess, rasters, project_layers):
    found, truth = project_layers(*rasters)
    half = assess(found.id(), truth.id(), EXTENT="500000,500025,5399900,5400000 [EPSG:32633]")
    assert (half["TRUE_POSITIVES"], half["FALSE_POSITIVES"], half["TRUE_NEGATIVES"]) == (50, 0, 50 * 200 - 100)
    truth.dataProvider().setUserNoDataValue(1, [QgsRasterRange(0, 0)])
    known = assess(found.id(), truth.id())
    assert (known["TRUE_POSITIVES"], known["FALSE_NEGATIVES"], known["TRUE_NEGATIVES"]) == (50, 50, 0)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"REPORT": "report.pdf"}, "REPORT: report.pdf is no web page by its name"),
        ({"TABLE": "table.xlsx"}, "TABLE: table.xlsx is no CSV table by its name"),
        ({"MATCH_IOU": 0.0, "REPORT": "r.html"}, "MATCH_IOU is 0.0; it must lie above 0"),
        ({"RESULT": "nowhere.tif", "TABLE": "t.csv"}, "RESULT|Could not load"),
        ({"REFERENCE": "far.tif", "REPORT": "r.html", "TABLE": "t.csv"}, "far.tif has nothing where the comparison takes place"),
    ],
)
def test_mistakes(assess, rasters, tmp_path, parameters, words):
    write_raster(tmp_path / "far.tif", TRUTH, x0=9e5)
    out = tmp_path / "out"
    out.mkdir()
    given = {"RESULT": rasters[0], "REFERENCE": rasters[1], **parameters}
    for name in ("REPORT", "TABLE"):
        if name in given:
            given[name] = out / given[name]
    result, reference = (tmp_path / given.pop(name) for name in ("RESULT", "REFERENCE"))
    with pytest.raises(QgsProcessingException, match=words):
        assess(result, reference, **given)
    assert list(out.iterdir()) == []
