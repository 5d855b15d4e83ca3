"""Flicker, and that nothing is left after any comparison."""

from __future__ import annotations

import pytest
from osgeo import gdal
from qgis.core import QgsProject
from qgis.gui import QgsGui, QgsMapToolEmitPoint
from qgis.PyQt.QtCore import QEvent, QPoint, Qt
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from rscd_plugin.dock.compare import flicker_key
from rscd_plugin.dock.compare import picture as picture_module
from rscd_plugin.dock.compare.comparison import Mode
from rscd_plugin.dock.compare.second_map import SecondMap

from .comparing import GREEN, RED, a_scene, colour_at, delete_later, settled, wait, wait_until

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
