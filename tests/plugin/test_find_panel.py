"""The tab Find before a run: what it fills in, what it finds wrong, what it remembers."""

from __future__ import annotations

import os
import shutil

import numpy as np
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QComboBox

from rscd_plugin.core.errors import UserError
from rscd_plugin.dock.find import readiness
from rscd_plugin.dock.find.advanced_dialog import settings_beside_the_panel
from rscd_plugin.dock.find.area import in_crs
from rscd_plugin.dock.find.fit import grid_of
from rscd_plugin.layers.run_record import RunRecord, keep_record

from .conftest import write_raster
from .find_panel import panel  # noqa: F401
from .test_interrupted import wait_until

PRE_BOX = QgsRectangle(500_000, 5_399_900, 500_120, 5_400_000)  # of the fixture `pair`


@pytest.fixture
def loaded(panel, pair, project_layers):  # noqa: F811
    """The panel with the pair in it."""
    layers = project_layers(*pair)
    panel.form.pair.choose(*layers)
    return panel


def load(path, name):
    return QgsProject.instance().addMapLayer(QgsRasterLayer(str(path), name))


def test_nothing_chosen_is_said_and_run_waits(panel):  # noqa: F811
    assert panel.texts() == ["Choose two images of the same place: the earlier one as pre, the later one as post."]
    assert not panel.find.run_button.isEnabled()
    with pytest.raises(UserError, match="Choose two images"):
        panel.find.call()


def test_two_images_fill_the_pickers_by_their_dates(panel, pair):  # noqa: F811
    newer, older = load(pair[1], "ortho 2021"), load(pair[0], "ortho 2018")
    wait_until(lambda: panel.form.pair.pre() is not None)
    assert (panel.form.pair.pre(), panel.form.pair.post()) == (older, newer)
    assert panel.texts() == [] and panel.find.run_button.isEnabled()


def test_post_older_than_pre_is_one_click_from_right(loaded):
    pre, post = loaded.form.pair.pre(), loaded.form.pair.post()
    pre.setName("ortho 2021")
    post.setName("ortho 2018")
    assert loaded.texts() == ["Post seems to be older than pre. Swap the two?"]
    assert loaded.find.run_button.isEnabled()  # a name may be wrong
    loaded.find.problems.remedy.emit("swap")
    assert (loaded.form.pair.pre(), loaded.form.pair.post()) == (post, pre) and loaded.texts() == []


def test_results_are_not_offered_as_images(loaded, pair):
    result = QgsRasterLayer(str(pair[0]), "mask")
    keep_record(result, RunRecord("rscd:detectchanges", {}, "m", "a", "b"))
    QgsProject.instance().addMapLayer(result)
    wait_until(lambda: result in loaded.form.pair.pre_combo.exceptedLayerList())
    combo = loaded.form.pair.pre_combo
    assert [combo.layer(row).name() for row in range(1, combo.count())] == ["post", "pre"]


def test_what_cannot_be_compared_is_said_in_plain_words(loaded, pair, tmp_path):
    choose, pre = loaded.form.pair.choose, loaded.form.pair.pre()
    choose(pre, load(pair[0], "copy"))
    assert "same image" in loaded.texts()[0]
    pixels = np.ones((3, 200, 240), np.uint8)
    choose(pre, load(write_raster(tmp_path / "far.tif", pixels, x0=600_000.0), "far"))
    assert "do not overlap" in loaded.texts()[0]
    nowhere = load(write_raster(tmp_path / "nowhere.tif", pixels, epsg=None), "nowhere")
    choose(pre, nowhere)
    assert "“nowhere” has no CRS" in loaded.texts()[0]
    choose(nowhere, load(write_raster(tmp_path / "small.tif", pixels[:, :50], epsg=None), "small"))
    assert "their sizes differ: 240 × 200 and 240 × 50" in loaded.texts()[0]
    assert not loaded.find.run_button.isEnabled()
    choose(nowhere, load(write_raster(tmp_path / "other.tif", pixels, epsg=None), "other"))
    assert "pixel by pixel" in loaded.texts()[0] and loaded.find.run_button.isEnabled()
    memory = QgsProject.instance().addMapLayer(QgsRasterLayer("type=xyz&url=http://127.0.0.1:9/{x}", "tiles", "wms"))
    choose(pre, memory)
    assert "Export it to a GeoTIFF" in loaded.texts()[0]


def test_the_models_card_is_shown_and_compared(loaded, model, tmp_path):
    loaded.iface.mainWindow().centralWidget().layout().addWidget(loaded.find)
    loaded.find.show()
    loaded.form.method.model.set_model(str(model))
    wait_until(lambda: loaded.form.method.model.card is not None)
    assert "red, green, blue" in loaded.form.method.model.words.text()
    assert loaded.texts() == []
    pixels = np.ones((4, 200, 240), np.uint16)
    wide = load(write_raster(tmp_path / "wide.tif", pixels), "wide")
    loaded.form.pair.choose(loaded.form.pair.pre(), wide)
    assert "“wide” has 4 band(s)" in loaded.texts()[0]
    loaded.form.method.model.set_model("")
    wait_until(lambda: loaded.form.method.model.card is not None)
    coarse = [write_raster(tmp_path / f"{name}.tif", pixels[:3].astype(np.uint8), pixel_size=5.0) for name in "ab"]
    loaded.form.pair.choose(*(load(path, path.stem) for path in coarse))
    assert loaded.texts() == [
        "The pixels are 5 m wide; the model was trained on 0.5 m. Expect a poorer result, or resample both first."
    ]
    loaded.form.method.model.set_model(str(tmp_path / "gone.onnx"))
    assert "not there any more" in loaded.texts()[0]


def test_pixel_sizes_are_known_in_degrees_too(panel, tmp_path):  # noqa: F811
    degrees = write_raster(tmp_path / "d.tif", np.ones((1, 90, 90), np.uint8), epsg=4326, pixel_size=0.001, x0=15.0, y0=60.0)
    size_m = grid_of(load(degrees, "degrees")).pixel_size_m()
    assert size_m == pytest.approx(111_300 * 0.001 * np.sqrt(np.cos(np.radians(59.955))), rel=0.01)


def test_bands_of_both_dates_are_compared_for_methods_without_a_model(loaded, tmp_path):
    one = load(write_raster(tmp_path / "one.tif", np.ones((1, 200, 240), np.uint8)), "one")
    loaded.form.pair.choose(loaded.form.pair.pre(), one)
    loaded.form.method.combo.setCurrentIndex(2)
    assert "Pre has 3 band(s), post 1" in loaded.texts()[0]


def test_the_model_list(loaded, tmp_path, model):
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "roofs.onnx").write_bytes(model.read_bytes())
    QgsSettings().setValue("rscd/model_folder", str(folder))
    QgsSettings().setValue("rscd/recent_models", [str(model), str(tmp_path / "gone.onnx")])
    picker = loaded.form.method.model
    picker.set_model("")
    assert [picker.combo.itemText(row) for row in range(1, picker.combo.count())] == ["roofs", "difference"]


def test_the_current_view_is_taken_across_crs(loaded):
    canvas = loaded.iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    loaded.form.area.choose("view")
    transforms = QgsProject.instance().transformContext()
    shown = QgsRectangle(500_020, 5_399_950, 500_040, 5_399_960)
    box = in_crs(
        QgsRectangle(500_020, 5_399_950, 500_040, 5_399_960),
        loaded.form.pair.pre().crs(),
        canvas.mapSettings().destinationCrs(),
        transforms,
    )
    canvas.setExtent(box)
    call = loaded.find.call()
    area = loaded.find.readiness.area.rectangle
    assert area.contains(shown) and area.width() < 60
    assert call.parameters["EXTENT"].endswith("[EPSG:32633]")
    canvas.setExtent(QgsRectangle(0, 0, 100, 100))
    assert "The current view shows nothing" in loaded.texts()[0]


def test_a_drawn_rectangle(loaded):
    loaded.form.area.choose("rectangle")
    assert loaded.texts() == ["No rectangle is drawn. Press Draw, then pull one open in the map."]
    canvas = loaded.iface.mapCanvas()
    before = canvas.mapTool()
    loaded.form.area.draw.click()
    tool = canvas.mapTool()
    assert tool is not before and loaded.form.area.draw.isChecked()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    tool.extentChanged.emit(QgsRectangle(500_010, 5_399_910, 500_030, 5_399_930))
    assert canvas.mapTool() is not tool and not loaded.form.area.draw.isChecked()
    assert loaded.texts() == []
    assert loaded.find.call().parameters["EXTENT"] == "500010.0,500030.0,5399910.0,5399930.0 [EPSG:32633]"
    assert loaded.find.readiness.estimate.pixels == 40 * 40


def test_selected_polygons_leave_out_the_rest_of_their_rectangle(loaded):
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326", "fields", "memory")
    to_degrees = QgsCoordinateTransform(loaded.form.pair.pre().crs(), layer.crs(), QgsProject.instance())
    triangle = QgsGeometry.fromWkt("Polygon ((500010 5399910, 500050 5399910, 500050 5399950, 500010 5399910))")
    triangle.transform(to_degrees)
    feature = QgsFeature()
    feature.setGeometry(triangle)
    layer.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(layer)
    loaded.form.area.choose("polygons")
    assert "No polygon is selected" in loaded.texts()[0]
    loaded.iface.setActiveLayer(layer)
    layer.selectAll()
    assert loaded.texts() == []
    parameters = loaded.find.call().parameters
    box = loaded.find.readiness.area.rectangle
    assert box.width() == pytest.approx(40, abs=0.1) and box.xMinimum() == pytest.approx(500_010, abs=0.1)
    outside = QgsVectorLayer(parameters["EXCLUDE"], "outside", "ogr")
    geometry = next(outside.getFeatures()).geometry()
    assert outside.crs().authid() == "EPSG:32633"
    assert geometry.contains(QgsGeometry.fromWkt("Point (500015 5399940)"))
    assert not geometry.intersects(QgsGeometry.fromWkt("Point (500045 5399915)"))
    assert loaded.find.call().parameters["EXCLUDE"] == parameters["EXCLUDE"]  # written once
    QgsProject.instance().removeMapLayer(layer.id())
    assert "No polygon is selected" in loaded.texts()[0]


def test_a_layer_with_settings_of_its_own_goes_by_its_id(loaded):
    pre = loaded.form.pair.pre()
    assert loaded.find.call().parameters["PRE"] == pre.source()
    pre.setCrs(QgsCoordinateReferenceSystem("EPSG:25833"))
    assert loaded.find.call().parameters["PRE"] == pre.id()


def test_gigapixels_and_a_full_disk_are_told_beforehand(loaded, tmp_path, monkeypatch):
    monkeypatch.setattr(readiness, "LARGE_PIXELS", 40_000)
    assert "This is a lot." in loaded.texts()[0] and "megapixels" in loaded.texts()[0] and loaded.find.run_button.isEnabled()
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda folder: usage._replace(free=1000))
    assert any("of disk" in text and "free" in text for text in loaded.texts())
    assert not loaded.find.run_button.isEnabled()
    loaded.find.call()  # a preview needs no disk


def test_the_folder_for_results(loaded, tmp_path):
    loaded.form.destination.combo.setCurrentIndex(1)
    assert loaded.texts() == ["Choose the folder for the results."]
    loaded.form.destination.choose(str(tmp_path / "gone"))
    assert "does not exist" in loaded.texts()[0]
    loaded.form.destination.choose(str(tmp_path))
    assert loaded.texts() == []


def test_choices_are_remembered_with_the_project_and_do_not_make_it_dirty(loaded, tmp_path):
    project = QgsProject.instance()
    file = str(tmp_path / "project.qgz")
    project.write(file)
    loaded.form.pair.swap()
    loaded.form.method.choose("classic", "", "fast", "sfa")
    loaded.form.area.choose("rectangle", (500_010.0, 5_399_910.0, 500_030.0, 5_399_930.0), "EPSG:32633")
    loaded.form.destination.choose(str(tmp_path))
    loaded.form.set_more({"MIN_AREA": 12.5})
    loaded.find.look()
    chosen = loaded.form.choices()
    names = [loaded.form.pair.pre().name(), loaded.form.pair.post().name()]
    assert not project.isDirty()
    project.write(file)
    assert not project.isDirty()
    project.clear()
    QCoreApplication.processEvents()
    assert loaded.form.choices().method == "model" and loaded.form.pair.pre() is None
    project.read(file)
    assert loaded.form.choices() == chosen
    assert [loaded.form.pair.pre().name(), loaded.form.pair.post().name()] == names
    loaded.find.look()
    assert not project.isDirty()


def test_an_unused_panel_leaves_nothing_in_a_project(panel, tmp_path):  # noqa: F811
    QgsProject.instance().write(str(tmp_path / "empty.qgs"))
    assert "rscd" not in (tmp_path / "empty.qgs").read_text()


def test_run_again_fills_the_panel(loaded, pair, tmp_path):
    extent = "500010.0,500030.0,5399910.0,5399930.0 [EPSG:32633]"
    parameters = {
        "PRE": str(pair[0]),
        "POST": str(pair[1]),
        "EXTENT": extent,
        "MODE": "fast",
        "SENSITIVITY": 0.5,
        "GRID": "overlap",
    }

    def record(**changed):
        return RunRecord("rscd:metricchanges", {**parameters, **changed}, "fast", "pre", "post")

    QgsProject.instance().removeMapLayer(loaded.form.pair.post().id())
    loaded.find.fill(record())
    assert loaded.find.call().parameters == parameters and loaded.find.call().algorithm == "rscd:metricchanges"
    assert loaded.form.pair.post().name() == "post"  # loaded anew
    loaded.find.fill(record(EXCLUDE=str(tmp_path / "gone.gpkg")))
    assert "EXCLUDE" not in loaded.find.call().parameters and "are gone" in loaded.messages()[0]
    loaded.find.fill(record(PRE="/nowhere.tif"))
    assert "cannot be found" in loaded.messages()[0]
    loaded.find.fill(RunRecord("rscd:alignpair", parameters, "", "pre", "post"))
    assert "does not run" in loaded.messages()[0]


def test_settings_without_a_widget_are_shown_and_leave_with_the_method(loaded):
    loaded.form.method.choose("classic", "", "fast", "cva")
    loaded.find._on_advanced("rscd:classicchanges", {"THRESHOLD": 3.0, "MIN_AREA": 20.0})
    assert loaded.find.call().parameters["THRESHOLD"] == 3.0
    assert "Smallest change to keep (m²): 20" in loaded.form._more_words.text()
    loaded.form.method.combo.setCurrentIndex(0)
    assert loaded.form.choices().more == {"MIN_AREA": 20.0}
    loaded.form._reset.click()
    assert "MIN_AREA" not in loaded.find.call().parameters


def test_only_settings_of_note_come_back_from_the_dialog(loaded):
    parameters = {"PRE": "a", "MODEL": "m", "MASK": "x", "MIN_AREA": 20.0, "TILE_SIZE": 0, "THRESHOLD": None}
    parameters["BANDS_PRE"] = [3, 2]
    assert settings_beside_the_panel("rscd:detectchanges", parameters) == {"MIN_AREA": 20.0, "BANDS_PRE": [3, 2]}


def test_the_dialog_of_the_algorithm_comes_filled_in_and_gives_back_what_was_set(loaded, monkeypatch):
    for module, iface in (("tools.general", loaded.iface), ("gui.AlgorithmDialog", loaded.iface), ("gui.ParametersPanel", None)):
        monkeypatch.setattr(f"processing.{module}.iface", iface)
    loaded.form.method.choose("classic", "", "fast", "irmad")
    loaded.form.set_more({"MIN_AREA": 10.0})
    assert loaded.texts() == []
    loaded.find._open_advanced()
    dialog = loaded.find._advanced.dialog
    assert dialog.isVisible() and not dialog.isModal()
    shown = dialog.createProcessingParameters()
    assert (shown["METHOD"], shown["GRID"], shown["MIN_AREA"]) == ("irmad", "overlap", 10.0)
    dialog.mainWidget().setParameters({"MIN_AREA": 33.0, "SEED": 7})
    dialog.close()
    assert loaded.form.choices().more == {"MIN_AREA": 33.0, "SEED": 7} and loaded.find._advanced.dialog is None


def test_layers_go_at_any_moment(loaded):
    loaded.form.area.choose("polygons")
    QgsProject.instance().removeAllMapLayers()
    assert "Choose two images" in loaded.texts()[0]
    assert loaded.form.pair.pre() is None


def test_the_panel_is_narrow_and_speaks_to_screen_readers(loaded):
    for area in ("overlap", "rectangle"):
        for method in range(3):
            loaded.form.area.choose(area)
            loaded.form.method.combo.setCurrentIndex(method)
            loaded.form.destination.choose(os.sep)
            loaded.find.look()
            assert loaded.find.minimumSizeHint().width() <= 300
    for combo in loaded.find.findChildren(QComboBox):
        assert combo.accessibleName() or combo.toolTip(), combo
