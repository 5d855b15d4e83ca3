"""Runs from the tab Find: real ones, in the background, one after the other, whatever happens to the project meanwhile."""

from __future__ import annotations

import time

import numpy as np
import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsSettings,
    QgsVectorLayer,
)

from rscd_plugin.dock.find.run_view import RunView
from rscd_plugin.layers.run_record import record_of

from .conftest import write_raster
from .find_panel import panel  # noqa: F401
from .test_interrupted import wait_until, workers


@pytest.fixture
def ready(panel, pair, model, project_layers, tmp_path):  # noqa: F811
    """The panel with the pair, the quick model and a folder."""
    panel.form.pair.choose(*project_layers(*pair))
    panel.form.method.model.set_model(str(model))
    panel.form.destination.choose(str(tmp_path))
    return panel


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Enough to keep the slow model busy for longer than any test here."""
    folder = tmp_path_factory.mktemp("large")
    pixels = np.random.default_rng(1).integers(0, 255, (3, 3000, 3000)).astype(np.uint8)
    return write_raster(folder / "large_pre.tif", pixels), write_raster(folder / "large_post.tif", pixels)


@pytest.fixture
def busy(ready, large, slow_model, project_layers):
    """The panel with a long run that has begun to compute."""
    ready.form.pair.choose(*project_layers(*large))
    ready.form.method.model.set_model(str(slow_model))
    ready.form.set_more({"TILE_SIZE": 256})
    ready.find.run()
    wait_until(lambda: ready.runs()[0].share > 0.03)
    return ready


def test_a_run_brings_its_results_into_the_project(ready, pair, model, tmp_path):
    ready.find.run()
    assert ready.find.queue.current is ready.runs()[0] and ready.find.cancel_button.isEnabled()
    ready.wait()
    run = ready.runs()[0]
    assert run.state.value == "done" and run.device == "cpu" and run.error == ""
    assert sorted(path.name for path in tmp_path.glob("*.*") if path.suffix in (".tif", ".gpkg")) == [
        "pre_post_difference_changes.gpkg",
        "pre_post_difference_mask.tif",
        "pre_post_difference_probability.tif",
    ]
    group = QgsProject.instance().layerTreeRoot().children()[0]
    polygons = next(layer for layer in (node.layer() for node in group.findLayers()) if isinstance(layer, QgsVectorLayer))
    assert polygons.featureCount() == 2
    record = record_of(polygons)
    assert record.parameters["PRE"] == str(pair[0]) and record.parameters["MODEL"] == str(model)
    assert record.numbers["THRESHOLD_USED"] == pytest.approx(0.3) and record.numbers["CHANGED_AREA_M2"] == 29.0
    assert "changes on" in ready.messages()[0]
    assert QgsSettings().value("rscd/recent_models", [])[0] == str(model)
    # And again from what the result says of itself.
    ready.form.method.choose("classic", "", "fast", "sfa")
    ready.find.fill(record)
    ready.find.run()
    ready.wait()
    assert ready.runs()[1].record.parameters == record.parameters
    assert (tmp_path / "pre_post_difference_2_changes.gpkg").exists()


def test_selected_polygons_limit_the_run(ready):
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633", "fields", "memory")
    feature = QgsFeature()  # a triangle that holds the square of 10 x 10 pixels and not the other
    feature.setGeometry(QgsGeometry.fromWkt("Polygon ((500005 5399999, 500060 5399999, 500005 5399960, 500005 5399999))"))
    layer.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(layer)
    ready.iface.setActiveLayer(layer)
    layer.selectAll()
    ready.form.area.choose("polygons")
    ready.find.run()
    ready.wait()
    results = ready.runs()[0].results
    assert results["CHANGED_AREA_M2"] == 25.0
    mask = QgsRasterLayer(results["MASK"], "mask")
    assert (mask.width(), mask.height()) == (110, 78)
    assert mask.dataProvider().sample(QgsPointXY(500_055, 5_399_965), 1)[1] is False  # outside the triangle: nodata


def test_runs_wait_for_each_other_and_each_can_be_cancelled(busy, tmp_path):
    busy.find.run()
    busy.find.run()
    first, second, third = busy.runs()
    assert [run.state.value for run in busy.runs()] == ["running", "waiting", "waiting"]
    assert len({file for run in busy.runs() for file in run.outputs.values()}) == 9
    assert len(workers()) == 1
    busy.find.queue.cancel(second)
    busy.find.cancel()
    assert (first.state.value, second.state.value) == ("cancelling", "cancelled")
    wait_until(lambda: third.state.value == "running")
    assert first.state.value == "cancelled"
    busy.find.cancel()
    busy.wait()
    assert not workers() and list(tmp_path.iterdir()) == []
    busy.find.queue.forget_ended()
    assert busy.runs() == []


def test_the_view_tells_of_the_run(busy):
    shown = busy.find.findChild(RunView)
    shown.show_progress()
    assert "left" in shown.doing.text() and "on cpu" in shown.doing.text() and shown.bar.value() > 0
    busy.find.run()
    assert shown.list.topLevelItemCount() == 2 and shown.list.topLevelItem(1).text(1) == "waiting"
    shown.list.topLevelItem(1).setSelected(True)
    shown.cancel_one.click()
    assert busy.runs()[1].state.value == "cancelled"


def test_layers_removed_meanwhile_do_no_harm(ready):
    ready.find.run()
    ready.find.run()
    QgsProject.instance().removeAllMapLayers()
    ready.wait()
    assert [run.state.value for run in ready.runs()] == ["done", "done"]
    assert len(QgsProject.instance().layerTreeRoot().findLayers()) == 6


def test_a_project_closed_meanwhile_leaves_files_and_a_message(ready, tmp_path):
    ready.find.run()
    ready.find.run()
    QgsProject.instance().clear()
    ready.wait()
    assert [run.state.value for run in ready.runs()] == ["done", "done"]
    assert QgsProject.instance().mapLayers() == {}
    assert str(tmp_path) in ready.messages()[0] and "project was closed" in ready.messages()[0]
    assert (tmp_path / "pre_post_difference_2_changes.gpkg").exists()


def test_what_goes_wrong_is_told_in_the_message_bar(ready, tmp_path):
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(b"no model")
    ready.form.method.model.set_model(str(bad))
    ready.find.run()
    ready.wait()
    assert ready.runs()[0].state.value == "failed" and "bad.onnx" in ready.runs()[0].error
    assert "failed" in ready.messages()[0] and "Traceback" not in ready.messages()[0]


def test_a_missing_runtime_is_told_and_nothing_is_queued(ready, monkeypatch, tmp_path):
    monkeypatch.setenv("RSCD_ENVIRONMENT", str(tmp_path / "none"))
    ready.find.run()
    assert ready.runs() == [] and "runtime is not installed" in ready.messages()[0]


def test_taken_down_while_running_nothing_is_left(busy, tmp_path):
    before = time.monotonic()
    busy.find.run()
    busy.close()
    assert time.monotonic() - before < 3
    assert not workers() and QgsApplication.taskManager().count() == 0
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
