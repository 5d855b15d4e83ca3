"""The example graph that ships, run as users run it: in QGIS, and headless from its file."""

from __future__ import annotations

import subprocess

import processing
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingModelAlgorithm, QgsVectorLayer

from .conftest import CHECKOUT

GRAPH = CHECKOUT / "resources" / "graphs" / "change_sites.model3"


def test_in_qgis(detect, pair, model, tmp_path):
    graph = QgsProcessingModelAlgorithm()
    assert graph.fromFile(str(GRAPH))
    assert graph.validate() == (True, [])
    values = {"pre": str(pair[0]), "post": str(pair[1]), "model": str(model), "min_area": 3.0, "join_distance": 1.0}
    outputs = {"describe:sites": str(tmp_path / "sites.gpkg"), "detect:change_mask": str(tmp_path / "mask.tif")}
    outputs["detect:changes"] = "TEMPORARY_OUTPUT"
    processing.run(graph, {**values, **outputs}, context=detect.context(), feedback=detect.feedback)
    sites = [feature["area_m2_sum"] for feature in QgsVectorLayer(outputs["describe:sites"], "sites", "ogr").getFeatures()]
    assert sorted(sites) == pytest.approx([4.0, 25.0])
    assert (gdal.Open(outputs["detect:change_mask"]).ReadAsArray() == 1).sum() == 116


def test_headless_from_its_file(pair, model, tmp_path):
    sites, changes = tmp_path / "sites.gpkg", tmp_path / "changes.gpkg"
    arguments = [f"pre={pair[0]}", f"post={pair[1]}", f"model={model}", "min_area=5", "join_distance=1"]
    arguments += [f"describe:sites={sites}", f"detect:changes={changes}"]
    finished = subprocess.run(
        [str(CHECKOUT / "scripts" / "rscd_process"), "run", str(GRAPH), "--", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert QgsVectorLayer(str(changes), "changes", "ogr").featureCount() == 1
    assert QgsVectorLayer(str(sites), "sites", "ogr").featureCount() == 1
