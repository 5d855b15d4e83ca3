"""rscd:samplepoints and rscd:assesssample as Processing runs them: sample, interpret, assess."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import NULL, QgsProcessingException, QgsVectorLayer

from .conftest import Runner, write_raster


class Sampling(Runner):
    """`sampling("samplepoints", MAP=…)`."""

    def __call__(self, algorithm, **parameters):
        import processing

        values = {name: str(value) if isinstance(value, Path) else value for name, value in parameters.items()}
        return processing.run(f"rscd:{algorithm}", values, context=self.context(), feedback=self.feedback)


@pytest.fixture
def sampling(provider):
    runner = Sampling()
    yield runner
    runner.close()


@pytest.fixture(scope="module")
def mask(tmp_path_factory):
    """100 x 120 pixels of 0.5 m, of which 20 x 20 changed."""
    pixels = np.zeros((1, 100, 120), np.uint8)
    pixels[0, 40:60, 40:60] = 1
    return write_raster(tmp_path_factory.mktemp("mask") / "mask.tif", pixels)


def interpret(layer: QgsVectorLayer) -> None:
    """As a person does, and without a mistake of the map's."""
    field = layer.fields().lookupField("reference")
    stratum = layer.fields().lookupField("stratum")
    references = {feature.id(): {field: feature[stratum]} for feature in layer.getFeatures()}
    assert layer.dataProvider().changeAttributeValues(references)


def test_sample_interpret_assess(sampling, mask, tmp_path):
    drawn = sampling("samplepoints", MAP=mask, SAMPLE_SIZE=120, POINTS=tmp_path / "points.gpkg")
    assert drawn["POINT_COUNT"] == 120 and drawn["STRATA_COUNT"] == 2 and len(drawn["MAP_HASH"]) == 32
    layer = QgsVectorLayer(drawn["POINTS"], "points", "ogr")
    assert layer.featureCount() == 120 and layer.crs().authid() == "EPSG:32633"
    first = next(layer.getFeatures())
    assert first["reference"] == NULL and first["map_hash"] == drawn["MAP_HASH"] and 0 < first["weight"] < 1
    dataset = gdal.OpenEx(str(tmp_path / "points.gpkg"), gdal.OF_VECTOR)
    metadata = dataset.GetLayer(0).GetMetadata()
    del dataset
    assert [row["class"] for row in json.loads(metadata["rscd.strata"])] == [0, 1]
    assert metadata["rscd.map_hash"] == drawn["MAP_HASH"] and json.loads(metadata["rscd.job"])["sample_size"] == 120

    with pytest.raises(QgsProcessingException, match="None of the 120 points"):
        sampling("assesssample", SAMPLE=tmp_path / "points.gpkg", REPORT=tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()
    interpret(layer)
    outputs = {"REPORT": tmp_path / "report.html", "TABLE": tmp_path / "table.csv"}
    found = sampling("assesssample", SAMPLE=tmp_path / "points.gpkg", MAP=mask, **outputs)
    assert "MAP is the map that was sampled" in sampling.log
    assert found["OVERALL_ACCURACY"] == pytest.approx(1.0) and found["POINTS_USED"] == 120
    assert found["AREA_M2"] == pytest.approx(100.0 / 0.9996**2, rel=1e-4)
    assert "Error matrix" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "table.csv").read_text(encoding="utf-8").startswith("figure,map_class,reference_class,estimate")


def test_a_memory_layer_suffices(sampling, mask, project_layers):
    drawn = sampling("samplepoints", MAP=mask, SAMPLE_SIZE=100, POINTS="memory:")
    layer = drawn["POINTS"]
    assert json.loads(layer.customProperty("rscd.strata"))[1]["points"] == 50
    interpret(layer)
    found = sampling("assesssample", SAMPLE=layer)
    assert found["POINTS_USED"] == 100 and "REPORT" not in found
    layer.startEditing()
    layer.deleteFeature(next(layer.getFeatures()).id())
    with pytest.raises(QgsProcessingException, match="has edits that are not saved"):
        sampling("assesssample", SAMPLE=layer)
    layer.rollBack()


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"EXPECTED": "good"}, "EXPECTED: 'good' is not understood"),
        ({"SAMPLE_SIZE": 20}, "MIN_PER_STRATUM 50 in 2 strata takes 100 points"),
        ({"EXTENT": "0,1,0,1 [EPSG:32633]"}, "EXTENT does not overlap MAP"),
        ({"POINTS": "nowhere/points.gpkg"}, "the folder .*nowhere does not exist"),
    ],
)
def test_mistakes(sampling, mask, tmp_path, parameters, words):
    parameters = {"MAP": mask, "POINTS": tmp_path / "points.gpkg", **parameters}
    if "nowhere" in str(parameters["POINTS"]):
        parameters["POINTS"] = tmp_path / parameters["POINTS"]
    with pytest.raises(QgsProcessingException, match=words):
        sampling("samplepoints", **parameters)
    assert list(tmp_path.iterdir()) == []
