"""Flicker, maps side by side, the choice of the pair, and that nothing is left afterwards."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsPointXY, QgsProject, QgsVectorLayer
from qgis.gui import QgsGui, QgsMapCanvas, QgsMapToolEmitPoint
from qgis.PyQt.QtCore import QEvent, QPoint, Qt
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from rscd_plugin.dock.compare import flicker_key
from rscd_plugin.dock.compare import picture as picture_module
from rscd_plugin.dock.compare.comparison import Mode
from rscd_plugin.dock.compare.default_pair import default_pair
from rscd_plugin.dock.compare.second_map import SecondMap
from rscd_plugin.layers.run_record import RunRecord, keep_record

from .comparing import BLUE, GREEN, RED, WHITE, a_scene, colour_at, delete_later, polygon, raster, settled, wait, wait_until
from .conftest import write_raster

GROUND = 0.1, 0.8  # a place in the map beside the polygon


@pytest.fixture
def scene(qgis_app, tmp_path):
    with a_scene(tmp_path) as made:
        yield made


def press(scene):
    """The key goes down, as QGIS tells its action."""
    scene.section._key.action.trigger()


def release(scene):
    key = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(scene.iface.mainWindow(), key)


def test_the_key_changes_over_and_starts_the_flicker(scene):
    assert scene.section.comparison is None
    press(scene)
    release(scene)
    settled(scene.section)
    assert scene.section.mode_choice.mode() == Mode.FLICKER
    assert colour_at(scene.canvas, *GROUND) == RED and colour_at(scene.canvas, 0.9, 0.8) == RED
    press(scene)
    release(scene)
    assert colour_at(scene.canvas, *GROUND) == GREEN and colour_at(scene.canvas, 0.9, 0.8) == GREEN


def test_the_key_held_shows_the_other_layer_for_as_long(scene, monkeypatch):
    monkeypatch.setattr(flicker_key, "LONG_PRESS_MS", 20)
    scene.start(Mode.FLICKER)
    assert colour_at(scene.canvas, *GROUND) == GREEN
    press(scene)
    wait(30)
    assert colour_at(scene.canvas, *GROUND) == RED
    release(scene)
    assert colour_at(scene.canvas, *GROUND) == GREEN
    release(scene)  # of some other key, later
    assert colour_at(scene.canvas, *GROUND) == GREEN


def test_while_swiping_the_key_swaps_the_sides(scene):
    scene.start(Mode.SWIPE)
    press(scene)
    release(scene)
    assert colour_at(scene.canvas, *GROUND) == GREEN and colour_at(scene.canvas, 0.9, 0.8) == RED


def test_it_flickers_by_itself(scene):
    scene.start(Mode.FLICKER)
    scene.section.mode_choice.interval.setValue(2)
    scene.section.mode_choice.by_itself.setChecked(True)
    for colour in (RED, GREEN, RED):
        wait_until(lambda colour=colour: colour_at(scene.canvas, *GROUND) == colour, 1000)
    scene.section.mode_choice.by_itself.setChecked(False)
    wait(300)
    assert colour_at(scene.canvas, *GROUND) == RED


def test_the_key_is_in_the_list_of_shortcuts_for_the_user_to_change(scene):
    action = QgsGui.shortcutsManager().actionByName(scene.section._key.action.text())
    assert action is scene.section._key.action and action.shortcut().toString() == "F8"


def second_canvas(scene) -> QgsMapCanvas:
    return scene.section.comparison.second_map.canvas


def same_place(scene) -> bool:
    main, second = scene.canvas, second_canvas(scene)
    near = pytest.approx
    return (
        (second.center().x(), second.center().y()) == near((main.center().x(), main.center().y()), abs=1e-6)
        and second.mapUnitsPerPixel() == near(main.mapUnitsPerPixel(), rel=1e-9)
        and second.rotation() == main.rotation()
        and second.mapSettings().destinationCrs() == main.mapSettings().destinationCrs()
    )


def test_side_by_side_each_map_shows_its_layer(scene):
    scene.start(Mode.SIDE_BY_SIDE)
    wait(50)
    wait_until(lambda: not second_canvas(scene).isDrawing())
    assert colour_at(scene.canvas, *GROUND) == GREEN and colour_at(second_canvas(scene), *GROUND) == RED
    assert colour_at(scene.canvas, 0.5, 0.5) == BLUE and colour_at(second_canvas(scene), 0.5, 0.5) == BLUE
    scene.section.pair_choice.with_above.setChecked(False)
    settled(scene.section)
    wait_until(lambda: colour_at(second_canvas(scene), 0.5, 0.5) == RED)


def test_both_maps_move_together_whichever_is_moved(scene):
    scene.start(Mode.SIDE_BY_SIDE)
    wait(50)
    changes = []
    for canvas in (scene.canvas, second_canvas(scene)):
        canvas.extentsChanged.connect(lambda: changes.append(1))
    assert same_place(scene)
    scene.canvas.setCenter(QgsPointXY(500020, 5_399_985))
    assert same_place(scene)
    second_canvas(scene).zoomByFactor(0.5)
    assert same_place(scene)
    second_canvas(scene).setRotation(30)
    assert same_place(scene) and scene.canvas.rotation() == 30
    scene.canvas.setRotation(0)
    assert same_place(scene)
    wait(50)
    assert len(changes) < 20  # and they come to rest
    scene.canvas.setDestinationCrs(QgsVectorLayer("Point?crs=EPSG:3857", "", "memory").crs())
    assert same_place(scene)


def test_another_size_of_the_second_map_moves_no_map(scene):
    scene.start(Mode.SIDE_BY_SIDE)
    wait(50)
    centre, scale = scene.canvas.center(), scene.canvas.mapUnitsPerPixel()
    second_canvas(scene).setFixedSize(170, 120)
    wait(50)
    assert (scene.canvas.center(), scene.canvas.mapUnitsPerPixel()) == (centre, scale)
    assert same_place(scene)


def test_a_cross_marks_the_mouse_in_the_other_map(scene):
    scene.start(Mode.SIDE_BY_SIDE)
    main_cross, second_cross = scene.section.comparison.second_map.link._crosses.values()
    place = QgsPointXY(500020, 5_399_985)
    scene.canvas.xyCoordinates.emit(place)
    assert second_cross[0].isVisible() and not main_cross[0].isVisible()
    shown = second_canvas(scene).getCoordinateTransform().transform(place)
    assert (second_cross[0].pos().x(), second_cross[0].pos().y()) == pytest.approx((shown.x(), shown.y()), abs=1)
    second_canvas(scene).xyCoordinates.emit(place)
    assert main_cross[0].isVisible() and not second_cross[0].isVisible()
    QApplication.sendEvent(second_canvas(scene).viewport(), QEvent(QEvent.Type.Leave))
    assert not main_cross[0].isVisible()


def test_closing_the_second_map_ends_the_comparison(scene):
    scene.start(Mode.SIDE_BY_SIDE)
    scene.section.comparison.second_map.close()
    assert scene.section.comparison is None and scene.section.mode_choice.mode() == Mode.OFF


@pytest.mark.parametrize("mode", [Mode.SWIPE, Mode.FLICKER, Mode.SIDE_BY_SIDE])
@pytest.mark.parametrize("whole_project", [False, True])
def test_a_layer_that_goes_ends_it_even_while_it_is_drawn(scene, mode, whole_project):
    items = len(scene.canvas.scene().items())
    scene.section.compare(*scene.layers[:2], mode)  # drawing has begun
    project = QgsProject.instance()
    project.clear() if whole_project else project.removeMapLayer(scene.layers[0].id())
    delete_later()
    assert scene.section.comparison is None and scene.section.mode_choice.mode() == Mode.OFF
    assert len(scene.canvas.scene().items()) == items
    assert not scene.iface.mainWindow().findChildren(SecondMap)
    wait(50)
    if not whole_project:
        wait_until(lambda: not scene.canvas.isDrawing())
        assert colour_at(scene.canvas, *GROUND) == GREEN


@pytest.mark.parametrize("mode", [Mode.SWIPE, Mode.FLICKER, Mode.SIDE_BY_SIDE])
def test_take_down_leaves_nothing(scene, mode):
    clicks = []
    tool = QgsMapToolEmitPoint(scene.canvas)
    tool.canvasClicked.connect(lambda place, button: clicks.append(place))
    scene.canvas.setMapTool(tool)
    items, children = len(scene.canvas.scene().items()), len(scene.iface.mainWindow().children())
    scene.section.compare(*scene.layers[:2], mode)
    pictures = scene.section.comparison.pictures.pictures
    press(scene)  # and the key is down
    action = scene.section._key.action
    scene.section.take_down()
    delete_later()
    assert len(scene.canvas.scene().items()) == items
    assert len(scene.iface.mainWindow().children()) == children
    assert action not in scene.iface.mainWindow().actions() and action not in QgsGui.shortcutsManager().listActions()
    assert not any(picture.is_drawing() for picture in pictures) and not picture_module._ending
    middle = scene.canvas.viewport().width() // 2
    QTest.mouseClick(scene.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle, 100))
    assert len(clicks) == 1  # nobody keeps the mouse from the map tool
    scene.canvas.zoomByFactor(0.9)
    release(scene)
    QgsProject.instance().removeMapLayer(scene.layers[0].id())
    wait(50)
    scene.canvas.unsetMapTool(tool)
    scene.section.take_down = lambda: None  # it is done


def test_pictures_that_are_given_up_end(scene):
    scene.section.compare(*scene.layers[:2], Mode.SWIPE)
    for _ in range(5):
        scene.section.comparison.pictures._draw()
    settled(scene.section)
    wait_until(lambda: not picture_module._ending)
    assert colour_at(scene.canvas, *GROUND) == RED


def test_reloading_the_map_reads_a_changed_file(scene):
    scene.start(Mode.SWIPE)
    delete_later()  # what has been drawn gives the file back to QGIS, which would go on with it
    dataset = gdal.Open(scene.layers[0].source(), gdal.GA_Update)
    for number in (1, 2, 3):
        dataset.GetRasterBand(number).Fill(0)
    dataset = None
    scene.canvas.refreshAllLayers()
    settled(scene.section)
    assert colour_at(scene.canvas, *GROUND) == "#000000"


def test_the_pair_on_offer_is_that_of_the_last_run(scene, tmp_path):
    pre, post, changes = scene.layers
    project = QgsProject.instance()
    assert default_pair(project) == (pre, post)
    other = raster(write_raster(tmp_path / "other.tif", np.zeros((3, 20, 20), np.uint8)))
    assert default_pair(project) == (post, other)
    parameters = {"PRE": pre.source(), "POST": "moved/elsewhere.tif"}
    keep_record(changes, RunRecord("rscd:detectchanges", parameters, "", "any name", "post", finished="2024-05-01T10:00:00"))
    assert default_pair(project) == (pre, post)  # one by its source, one by its name
    result = raster(write_raster(tmp_path / "result.tif", np.zeros((3, 20, 20), np.uint8)))
    again = {"PRE": other.source(), "POST": pre.source()}
    keep_record(result, RunRecord("rscd:detectchanges", again, "", "other", "pre", finished="2024-05-02T10:00:00"))
    assert default_pair(project) == (other, pre)
    project.removeMapLayer(other.id())
    assert default_pair(project) == (pre, post)


def test_results_without_a_record_are_not_offered_where_there_are_images(scene, tmp_path):
    raster(write_raster(tmp_path / "change_mask.tif", np.zeros((1, 20, 20), np.uint8)))
    assert default_pair(QgsProject.instance()) == tuple(scene.layers[:2])


def test_an_offer_never_replaces_a_choice(scene, tmp_path):
    choice = scene.section.pair_choice
    assert choice.pair() == tuple(scene.layers[:2])
    newer = raster(write_raster(tmp_path / "newer.tif", np.zeros((3, 20, 20), np.uint8)))
    wait(10)
    assert choice.pair() == (scene.layers[1], newer)
    scene.section.compare(scene.layers[2], scene.layers[0])
    assert scene.section.comparison is None  # nobody said how
    raster(write_raster(tmp_path / "newest.tif", np.zeros((3, 20, 20), np.uint8)))
    wait(10)
    assert choice.pair() == (scene.layers[2], scene.layers[0])
    QgsProject.instance().removeMapLayer(scene.layers[0].id())
    wait(10)
    assert choice.pair()[1].name() == "newest"


def pick(picker, layer):
    picker.setLayer(layer)
    picker.activated.emit(picker.currentIndex())


def test_picking_the_other_sides_layer_swaps_them(scene):
    choice = scene.section.pair_choice
    scene.start(Mode.SWIPE)
    pick(choice.left, scene.layers[1])
    assert choice.pair() == (scene.layers[1], scene.layers[0])
    settled(scene.section)
    assert colour_at(scene.canvas, *GROUND) == GREEN
    choice.swap.click()
    settled(scene.section)
    assert colour_at(scene.canvas, *GROUND) == RED


def test_without_two_layers_the_message_bar_says_so(scene):
    scene.section.pair_choice.left.setLayer(None)
    press(scene)
    assert scene.section.comparison is None and scene.section.mode_choice.mode() == Mode.OFF
    assert "Two layers are needed" in scene.iface.messageBar().currentItem().text()


def test_two_vector_layers_are_compared_as_well(scene):
    second = polygon()
    second.setName("other")
    second.renderer().symbol().setColor(scene.layers[2].renderer().symbol().color().lighter())
    scene.section.compare(scene.layers[2], second, Mode.SWIPE)
    settled(scene.section)
    lighter = second.renderer().symbol().color().name()
    assert colour_at(scene.canvas, 0.3, 0.5) == BLUE and colour_at(scene.canvas, 0.7, 0.5) == lighter
    assert colour_at(scene.canvas, *GROUND) == GREEN  # what lies below both
    assert colour_at(scene.canvas, *GROUND) != WHITE
