"""The swipe line: what is to be seen on both sides of it, whatever the map does, and who gets the mouse."""

from __future__ import annotations

import numpy as np
import pytest
from qgis.core import QgsMapRendererSequentialJob, QgsMapSettings, QgsProject, QgsRectangle
from qgis.gui import QgsMapToolEmitPoint
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QImage, QMouseEvent, QPainter
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from rscd_plugin.dock.compare.comparison import Mode

from .comparing import BLUE, GREEN, RED, WHITE, a_scene, colour_at, colours, pixels, polygons, settled


@pytest.fixture
def scene(qgis_app, tmp_path):
    with a_scene(tmp_path) as made:
        yield made


def test_left_and_right_of_the_line(scene):
    scene.start(Mode.SWIPE)
    assert colour_at(scene.canvas, 0.1, 0.8) == RED and colour_at(scene.canvas, 0.9, 0.8) == GREEN
    middle = scene.canvas.viewport().width() // 2
    row = colours(scene.canvas)[int(scene.canvas.viewport().height() * 0.8)]
    assert (row[middle - 5], row[middle + 5]) == (RED, GREEN)  # up to the line itself


def test_layers_need_not_be_visible_and_the_project_stays_as_it_is(scene):
    for layer in scene.layers[:2]:
        QgsProject.instance().layerTreeRoot().findLayer(layer).setItemVisibilityChecked(False)
    QgsProject.instance().setDirty(False)
    scene.start(Mode.SWIPE)
    assert colour_at(scene.canvas, 0.1, 0.8) == RED and colour_at(scene.canvas, 0.9, 0.8) == GREEN
    scene.section.mode_choice.set_split(0.8)
    settled(scene.section)
    assert not QgsProject.instance().isDirty()
    assert [layer.name() for layer in scene.canvas.layers()] == ["changes"]


def test_the_line_moves_and_lies_down(scene):
    scene.start(Mode.SWIPE)
    scene.section.mode_choice.set_split(0.25)
    assert colour_at(scene.canvas, 0.2, 0.8) == RED and colour_at(scene.canvas, 0.3, 0.8) == GREEN
    scene.section.mode_choice.horizontal.setChecked(True)
    assert colour_at(scene.canvas, 0.9, 0.2) == RED and colour_at(scene.canvas, 0.9, 0.3) == GREEN


def test_layers_above_both_are_drawn_on_both_sides_or_on_none(scene):
    scene.start(Mode.SWIPE)
    assert colour_at(scene.canvas, 0.3, 0.5) == BLUE and colour_at(scene.canvas, 0.7, 0.5) == BLUE
    scene.section.pair_choice.with_above.setChecked(False)
    settled(scene.section)
    assert colour_at(scene.canvas, 0.3, 0.5) == RED and colour_at(scene.canvas, 0.7, 0.5) == GREEN


def test_layers_between_the_two_are_drawn_on_neither_side(scene):
    pre, post, changes = scene.layers
    scene.section.compare(pre, changes, Mode.SWIPE)  # post lies between
    settled(scene.section)
    assert colour_at(scene.canvas, 0.1, 0.8) == RED
    assert colour_at(scene.canvas, 0.7, 0.5) == BLUE and colour_at(scene.canvas, 0.9, 0.9) == WHITE


@pytest.mark.parametrize("rotation", [0, 30])
def test_both_pictures_lie_where_the_map_lies(scene, rotation):
    scene.canvas.setRotation(rotation)
    scene.start(Mode.SWIPE)
    for split, layer in ((1.0, scene.layers[0]), (0.0, scene.layers[1])):
        scene.section.mode_choice.set_split(split)
        wanted = QgsMapSettings(scene.canvas.mapSettings())
        wanted.setLayers([scene.layers[2], layer])
        job = QgsMapRendererSequentialJob(wanted)
        job.start()
        job.waitForFinished()
        expected, seen = pixels(job.renderedImage()), pixels(scene.canvas.grab().toImage())
        frame = (seen.shape[0] - expected.shape[0]) // 2
        inside = (slice(60, -20), slice(20, -20))  # without line and names
        seen = seen[frame : frame + expected.shape[0], frame : frame + expected.shape[1]]
        assert np.array_equal(seen[inside], expected[inside])
        assert len(np.unique(seen[inside].reshape(-1, 4), axis=0)) >= 2  # polygon and ground


def test_on_a_screen_of_high_density_there_is_twice_the_detail(scene, monkeypatch):
    """Stripes of half a logical pixel, which an ordinary screen cannot show."""
    half, corner = scene.canvas.mapUnitsPerPixel() / 2, scene.canvas.getCoordinateTransform().toMapCoordinates(100, 100)
    wests = [corner.x() + 2 * step * half for step in range(10)]
    striped = polygons("stripes", [QgsRectangle(west, corner.y() - 20 * half, west + half, corner.y()) for west in wests])
    scene.section.compare(striped, scene.layers[0], Mode.SWIPE)
    settled(scene.section)
    dense = QgsMapSettings(scene.canvas.mapSettings())
    dense.setDevicePixelRatio(2)
    monkeypatch.setattr(scene.canvas, "mapSettings", lambda: dense)  # the window was moved to the other screen
    scene.canvas.refresh()
    settled(scene.section)
    size = scene.canvas.viewport().size() * 2
    assert scene.section.comparison.pictures.pictures[0].image().size() == size
    screen = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    screen.setDevicePixelRatio(2)
    painter = QPainter(screen)
    scene.section.comparison.cover.paint(painter)
    painter.end()
    assert [screen.pixelColor(204 + step, 210).name() for step in range(8)] == [BLUE, WHITE] * 4


def test_the_old_picture_stands_in_scaled_and_turned_until_the_new_one_is_there(scene):
    scene.section.mode_choice.set_split(1.0)
    scene.start(Mode.SWIPE)
    assert colour_at(scene.canvas, 0.15, 0.5) == BLUE
    scene.canvas.zoomByFactor(2)  # nothing has been drawn since
    assert colour_at(scene.canvas, 0.33, 0.5) == BLUE
    assert colour_at(scene.canvas, 0.27, 0.5) == RED and colour_at(scene.canvas, 0.2, 0.5) == WHITE  # it reaches no further
    settled(scene.section)
    assert colour_at(scene.canvas, 0.2, 0.5) == RED
    scene.canvas.zoomByFactor(0.5)
    scene.canvas.setRotation(90)
    assert colour_at(scene.canvas, 0.15, 0.5) == RED and colour_at(scene.canvas, 0.5, 0.1) == BLUE


def test_a_change_of_a_layer_that_the_map_does_not_show_is_drawn(scene):
    QgsProject.instance().layerTreeRoot().findLayer(scene.layers[0]).setItemVisibilityChecked(False)
    scene.start(Mode.SWIPE)
    scene.layers[0].renderer().setOpacity(0.0)
    scene.layers[0].triggerRepaint()
    settled(scene.section)
    assert colour_at(scene.canvas, 0.1, 0.8) == WHITE and colour_at(scene.canvas, 0.9, 0.8) == GREEN


def test_the_line_takes_the_mouse_and_map_tools_have_it_elsewhere(scene):
    clicks = []
    tool = QgsMapToolEmitPoint(scene.canvas)
    tool.canvasClicked.connect(lambda place, button: clicks.append(place))
    scene.canvas.setMapTool(tool)
    scene.start(Mode.SWIPE)
    viewport, middle = scene.canvas.viewport(), scene.canvas.viewport().width() // 2
    QTest.mouseMove(viewport, QPoint(middle + 3, 100))
    assert viewport.cursor().shape() == Qt.CursorShape.SplitHCursor
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(middle + 3, 100))
    drag_to(viewport, QPoint(middle + 90, 120))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(middle + 90, 120))
    assert scene.section.mode_choice.split() == pytest.approx((middle + 90) / viewport.width(), abs=0.001)
    assert not clicks
    QTest.mouseMove(viewport, QPoint(40, 100))
    assert viewport.cursor().shape() != Qt.CursorShape.SplitHCursor
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(40, 100))
    assert len(clicks) == 1
    scene.canvas.unsetMapTool(tool)


def test_alt_and_an_arrow_move_the_line_and_arrows_alone_the_map(scene):
    scene.start(Mode.SWIPE)
    centre = scene.canvas.center()
    QTest.keyClick(scene.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert scene.section.mode_choice.split() == pytest.approx(0.52) and scene.canvas.center() == centre
    QTest.keyClick(scene.canvas, Qt.Key.Key_Right)
    assert scene.section.mode_choice.split() == pytest.approx(0.52) and scene.canvas.center() != centre


def drag_to(widget, place: QPoint) -> None:
    """As the mouse does while its left button is down."""
    button, none, modifiers = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    where = QPointF(place), QPointF(widget.mapToGlobal(place))
    QApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, *where, none, button, modifiers))
