"""The tab "Review" with real windows: asking before a file changes, keys, both dates, shapes, copies, and leaving nothing."""

from __future__ import annotations

import re

import numpy as np
import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.gui import QgsMapToolPan, QgsRubberBand
from qgis.PyQt.QtCore import QCoreApplication, QEvent, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QTabWidget, QWidget

from rscd_plugin.dock.compare.default_pair import default_pair
from rscd_plugin.dock.review.section import ReviewSection
from rscd_plugin.layers.run_record import RunRecord, keep_record, record_of

from .conftest import write_raster
from .reviewing import PIXEL, X0, Y0, Windows, cleared, open_changes, rows, wait_for, write_changes  # noqa: F401


@pytest.fixture
def file(qgis_app, tmp_path):
    return write_changes(tmp_path / "changes.gpkg")


@pytest.fixture
def rasters(tmp_path):
    """Pre, post and a newer one, each of one value."""
    pixels = np.zeros((1, 120, 200), np.uint8)
    return [write_raster(tmp_path / f"{name}.tif", pixels + n) for n, name in enumerate(("pre", "post", "newer"))]


@pytest.fixture
def windows(qgis_app):
    made = Windows()
    made.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    yield made
    QgsProject.instance().clear()
    made.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def section(windows):
    """In a tab beside another one, in the window."""
    tabs = QTabWidget(windows.mainWindow())
    made = ReviewSection(windows)
    tabs.addTab(made, "Review")
    tabs.addTab(QWidget(), "Other")
    windows.mainWindow().centralWidget().layout().addWidget(tabs)
    made.tabs = tabs
    QApplication.processEvents()
    yield made
    made.take_down()


def load(*layers):
    """Into the project, the first one topmost."""
    for layer in reversed(layers):
        QgsProject.instance().addMapLayer(layer, False)
        QgsProject.instance().layerTreeRoot().insertLayer(0, layer)
    return layers[0]


def begin(section, layer):
    section.setup.picker.setLayer(layer)
    section.setup.start_button.click()
    if section.session is None:
        section.setup.question.yes.click()
    wait_for(lambda: not section.session.is_reading)
    return section.session


def bands(canvas):
    return [item for item in canvas.scene().items() if isinstance(item, QgsRubberBand)]


def press(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)


def test_it_asks_before_the_file_changes(section, file):
    layer = load(open_changes(file))
    before = file.read_bytes()
    section.setup.picker.setLayer(layer)
    section.setup.start_button.click()
    question = section.setup.question
    assert section.session is None and question.isVisible() and question.yes.isVisible()
    assert "adds 5 attributes to the data of 'changes' itself: review_state, review_class" in question.text()
    assert file.read_bytes() == before and layer.fields().names()[-1] == "mean_probability"
    question.yes.click()
    wait_for(lambda: not section.session.is_reading)
    assert section.steps.isVisible() and not section.setup.isVisible() and set(rows(file).values()) == {None}
    section.steps.stop_button.click()
    section.setup.start_button.click()  # the second time there is nothing to ask
    assert section.session is not None


def test_numbers_and_times_as_the_user_writes_them(section, file, in_german):
    session = begin(section, load(open_changes(file)))
    assert "0,95 · 100,0 m²" in section.steps.facts.text()
    session.accept()
    session.show("all")
    session.previous()
    assert re.search(r"by \S.*, \d\d\.\d\d\.\d\d \d\d:\d\d", section.steps.facts.text()), section.steps.facts.text()


def test_most_confident_first_and_how_far_it_is(section, file):
    session = begin(section, load(open_changes(file)))
    assert session.fid == 2 and section.steps.facts.text() == "Polygon 1 of 5: open · score 0.95 · 100.0 m²"
    for action in (section.actions.accept, section.actions.reject, section.actions.accept):
        action.trigger()
    assert section.steps.progress.text() == "3 of 5 reviewed, 2 accepted"
    assert rows(file) == {1: None, 2: "accepted", 3: None, 4: "accepted", 5: "rejected"}


def test_keys_on_the_map_and_in_the_panel(section, windows, file):
    session = begin(section, load(open_changes(file)))
    canvas = windows.mapCanvas()
    canvas.setFocus()
    press(canvas, "a", "n", "x")
    assert rows(file) == {1: None, 2: "accepted", 3: None, 4: "rejected", 5: None}
    section.steps.order_combo.setFocus()
    press(section.steps.order_combo, "p", "z")
    assert session.fid == 4 and rows(file)[4] is None
    assert all(action.shortcut().toString() in action.toolTip() for action in section.actions.all)


def test_no_key_decides_while_a_text_is_typed(section, file):
    begin(section, load(open_changes(file)))
    section.setFocus()
    press(section, "w")
    note = section.steps.note_edit
    assert note.hasFocus()
    QTest.keyClicks(note, "axnpzecw")
    assert set(rows(file).values()) == set(rows(file, "review_note").values()) == {None} and section.session.fid == 2
    press(note, Qt.Key.Key_Return)
    assert rows(file, "review_note")[2] == "axnpzecw" and section.hasFocus()
    press(section, "c")
    QTest.keyClicks(QApplication.focusWidget(), "new roof")
    press(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert rows(file, "review_class")[2] == "new roof" and section.steps.class_combo.itemText(0) == "new roof"
    press(section, "a")
    assert rows(file)[2] == "accepted" and section.steps.class_combo.currentText() == note.text() == ""


def test_what_was_typed_is_kept_with_the_decision(section, file):
    begin(section, load(open_changes(file)))
    section.steps.class_combo.setEditText("shed")
    section.steps.note_edit.setText("sure")
    section.actions.reject.trigger()
    assert rows(file, "review_state || review_class || review_note")[2] == "rejectedshedsure"
    section.steps.note_edit.setText("later")
    section.stop()
    assert rows(file, "review_note")[5] == "later"


def test_keys_do_nothing_while_another_tab_is_open(section, windows, file):
    begin(section, load(open_changes(file)))
    (band,) = bands(windows.mapCanvas())
    assert band.isVisible()
    section.tabs.setCurrentIndex(1)
    press(windows.mapCanvas(), "a")
    section.session.next()
    press(windows.mapCanvas(), "x")
    assert set(rows(file).values()) == {None} and not band.isVisible()
    section.tabs.setCurrentIndex(0)
    press(windows.mapCanvas(), "a")
    assert band.isVisible() and rows(file)[5] == "accepted"


def test_the_map_goes_there_and_so_do_both_dates(section, windows, file, rasters):
    pre, post = (QgsRasterLayer(str(path), path.stem) for path in rasters[:2])
    load(layer := open_changes(file), post, pre)
    session = begin(section, layer)
    strip = section.steps.strip
    assert (strip.pre.name(), strip.post.name()) == ("pre", "post")
    for _ in range(3):
        canvases = [windows.mapCanvas(), *(view.canvas for view in strip._views)]
        if session.feature.hasGeometry():
            box = session.feature.geometry().boundingBox()
            for canvas in canvases:
                assert canvas.extent().contains(box) and canvas.extent().center().distance(box.center()) < 0.1
                assert (
                    min(canvas.extent().width(), canvas.extent().height()) < 31
                    and len([b for b in bands(canvas) if b.isVisible()]) == 1
                )
        else:
            assert not any(b.isVisible() for canvas in canvases for b in bands(canvas))
            assert "it has no shape" in section.steps.facts.text()
        session.next()
    strip._views[0].canvas.zoomIn()
    assert strip._views[1].canvas.extent().width() == pytest.approx(strip._views[0].canvas.extent().width(), rel=0.01)


def test_dates_of_another_height_show_the_polygon_as_large(section, windows, file, rasters):
    pre, post = (QgsRasterLayer(str(path), path.stem) for path in rasters[:2])
    load(layer := open_changes(file), post, pre)
    begin(section, layer)
    canvases = [view.canvas for view in section.steps.strip._views]
    for height in (900, 400, 160):
        for canvas in canvases:
            canvas.setFixedSize(160, height)
        wait_for(lambda: all(min(c.extent().width(), c.extent().height()) < 31 for c in canvases))
        assert all(canvas.size().height() == height for canvas in canvases)


def test_the_map_in_another_crs(section, windows, file):
    windows.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    begin(section, load(open_changes(file)))
    (band,) = bands(windows.mapCanvas())
    assert windows.mapCanvas().extent().contains(band.asGeometry().boundingBox())
    assert 14.99 < band.asGeometry().boundingBox().center().x() < 15.01
    windows.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    assert band.asGeometry().boundingBox().center().x() == pytest.approx(X0 + 70 * PIXEL)


def record(pre, post):
    parameters = {"PRE": str(pre), "POST": str(post)}
    return RunRecord(algorithm="rscd:detectchanges", parameters=parameters, method="a model", pre="pre", post="post")


def test_the_dates_are_those_of_the_run(section, file, rasters):
    newer, post, pre = (QgsRasterLayer(str(path), path.stem) for path in reversed(rasters))
    layer = open_changes(file)
    keep_record(layer, record(*rasters[:2]))
    load(layer, newer, post, pre)
    begin(section, layer)
    assert (section.steps.strip.pre.name(), section.steps.strip.post.name()) == ("pre", "post")


def test_results_are_no_dates(section, file, rasters, tmp_path):
    newer, post, pre = (QgsRasterLayer(str(path), path.stem) for path in reversed(rasters))
    keep_record(newer, record(*rasters[:2]))
    layer = load(open_changes(file), newer, post, pre)
    begin(section, layer)
    assert (section.steps.strip.pre.name(), section.steps.strip.post.name()) == ("pre", "post")


def test_the_earlier_date_is_pre_whichever_lies_above(section, file, rasters):
    above, below = (QgsRasterLayer(str(path), name) for path, name in zip(rasters, ("town 2018-07-14", "town 2023-09-30")))
    layer = load(open_changes(file), above, below)
    begin(section, layer)
    assert (section.steps.strip.pre.name(), section.steps.strip.post.name()) == ("town 2018-07-14", "town 2023-09-30")
    assert default_pair(QgsProject.instance()) == (above, below)


def test_editing_a_shape_with_the_key(section, windows, file):
    session = begin(section, load(layer := open_changes(file)))
    canvas, triggered = windows.mapCanvas(), []
    tool = QgsMapToolPan(canvas)
    canvas.setMapTool(tool)
    windows.vertex_tool.triggered.connect(lambda: triggered.append(canvas.unsetMapTool(tool)))
    press(canvas, "e")
    assert layer.isEditable() and triggered and windows.active is layer and canvas.mapTool() is not tool
    assert not section.actions.accept.isEnabled() and section.actions.edit.text() == "Save shape (E)"
    press(canvas, "a")
    shape = QgsGeometry(session.feature.geometry())
    shape.translate(3, 0)
    layer.changeGeometry(2, shape)
    press(canvas, "e")
    assert not layer.isEditable() and canvas.mapTool() is tool and set(rows(file).values()) == {None}
    assert next(f.geometry() for f in open_changes(file).getFeatures() if f.id() == 2).equals(shape)
    (band,) = bands(canvas)
    assert band.asGeometry().boundingBox() == shape.boundingBox()
    press(canvas, "z")
    assert not next(f.geometry() for f in open_changes(file).getFeatures() if f.id() == 2).equals(shape)


def scratch_layer():
    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:32633&field=mean_probability:double&field=seen:time&field=kinds:string[]", "found it", "memory"
    )
    from qgis.core import QgsFeature
    from qgis.PyQt.QtCore import QTime

    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt(f"POLYGON(({X0} {Y0},{X0 + 5} {Y0},{X0 + 5} {Y0 - 5},{X0} {Y0}))"))
    feature.setAttributes([0.8, QTime(10, 30), ["a", "b"]])
    layer.dataProvider().addFeatures([feature, QgsFeature(layer.fields())])
    return layer


def test_a_memory_layer_is_copied_by_one_click(section, tmp_path):
    QgsProject.instance().setFileName(str(tmp_path / "project.qgz"))
    load(layer := scratch_layer())
    keep_record(layer, record("a.tif", "b.tif"))
    section.setup.picker.setLayer(layer)
    section.setup.start_button.click()
    question = section.setup.question
    assert "lies in memory only" in question.text() and not question.yes.isVisible() and section.session is None
    question.copy.click()
    wait_for(lambda: section.session is not None and not section.session.is_reading)
    copy = section.session.layer
    assert copy.source() == f"{tmp_path / 'found it_review.gpkg'}|layername=changes" and record_of(copy) == record_of(layer)
    section.actions.accept.trigger()
    assert (
        rows(tmp_path / "found it_review.gpkg", "review_state || mean_probability || seen || kinds")[1]
        == "accepted0.810:30:00.000a, b"
    )
    assert [node.name() for node in QgsProject.instance().layerTreeRoot().findLayers()] == ["found it_review", "found it"]
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".gpkg") == ["found it_review.gpkg"]
    assert layer.featureCount() == copy.featureCount() == 2 and "review_state" not in layer.fields().names()


def test_a_source_that_is_longer_than_any_path(section, tmp_path):
    columns = "".join(f"&field=a_name_of_some_length_{n}:double" for n in range(400))
    load(layer := QgsVectorLayer(f"Polygon?crs=EPSG:32633{columns}", "wide", "memory"))
    QgsProject.instance().setFileName(str(tmp_path / "project.qgz"))
    section.copy(layer)
    wait_for(lambda: section.session is not None)
    assert len(section.session.layer.fields()) == 1 + 400 + 5


def test_a_second_copy_has_another_name(section, file, tmp_path):
    load(layer := open_changes(file))
    (tmp_path / "changes_review.gpkg").write_text("precious")
    section.copy(layer)
    wait_for(lambda: section.session is not None)
    assert section.session.layer.name() == "changes_review_2"
    assert (tmp_path / "changes_review.gpkg").read_text() == "precious"


def test_the_layer_goes_while_reviewing(section, windows, file):
    layer = load(open_changes(file))
    begin(section, layer)
    section.steps.note_edit.setText("half a")
    QgsProject.instance().removeMapLayer(layer.id())
    assert section.session is None and section.setup.isVisible() and not bands(windows.mapCanvas())[0].isVisible()
    press(windows.mapCanvas(), "a")
    assert not section.setup.start_button.isEnabled()


def test_a_raster_goes_while_reviewing(section, file, rasters):
    pre, post = (QgsRasterLayer(str(path), path.stem) for path in rasters[:2])
    session = begin(section, load(open_changes(file), post, pre))
    QgsProject.instance().removeMapLayers([pre.id(), post.id()])
    session.next()
    assert section.steps.strip.pre is None and section.steps.strip._views[0].canvas.layers() == []


def test_it_fits_a_narrow_panel(section, file):
    begin(section, load(open_changes(file)))
    section.labels.setCollapsed(False)
    assert section.minimumSizeHint().width() <= 320


def test_nothing_stays_behind(windows, file):
    canvas = windows.mapCanvas()
    actions, items = list(canvas.actions()), len(canvas.scene().items())
    layer = load(open_changes(file))
    signals = (layer.willBeDeleted, layer.editingStarted, layer.editingStopped, layer.beforeCommitChanges)
    before = [layer.receivers(signal) for signal in signals]
    for _ in range(3):
        section = ReviewSection(windows)
        section.setParent(windows.mainWindow())
        section.show()
        begin(section, layer)
        assert len(canvas.actions()) == len(actions) + 8 and len(canvas.scene().items()) > items
        section.take_down()
        section.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert list(canvas.actions()) == actions and len(canvas.scene().items()) == items
    assert [layer.receivers(signal) for signal in signals] == before
    assert QgsApplication.taskManager().countActiveTasks() == 0


def test_labels_are_exported_from_the_panel(section, windows, file, rasters, tmp_path):
    pre, post = (QgsRasterLayer(str(path), path.stem) for path in rasters[:2])
    load(layer := open_changes(file), post, pre)
    begin(section, layer)
    box, said = section.labels, []
    box.said.connect(said.append)
    box.failed.connect(said.append)
    assert box.file.filePath() == str(tmp_path / "changes_labels.tif")
    box.export_button.click()
    wait_for(lambda: said)
    assert said.pop().startswith("No polygon is accepted or rejected yet") and not box.train_button.isEnabled()
    section.actions.accept.trigger()
    section.actions.reject.trigger()
    box.export_button.click()
    wait_for(lambda: said)
    assert "Change: 1 (accepted). No change: 0 (rejected). Not known: 3 (open)." in said.pop() and box.train_button.isEnabled()
    assert (tmp_path / "changes_labels.tif").is_file() and (tmp_path / "changes_labels_accepted.gpkg").is_file()
    for path, words in ((rasters[0], "open in this project"), (tmp_path / "labels.png", "is no GeoTIFF"), ("", "Choose a file")):
        box.file.setFilePath(str(path))
        box.export_button.click()
        assert words in said.pop()


def test_an_export_is_dropped_when_the_panel_goes(windows, file, rasters, tmp_path):
    pre = QgsRasterLayer(str(rasters[0]), "pre")
    load(layer := open_changes(file), pre)
    section = ReviewSection(windows)
    section.setParent(windows.mainWindow())
    section.show()
    begin(section, layer)
    section.steps.strip._views[0].picker.setLayer(pre)
    section.actions.accept.trigger()
    section.labels.export_button.click()
    section.take_down()
    section.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    assert not list(tmp_path.glob(".rscd*"))
