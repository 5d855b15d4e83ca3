"""Two maps side by side: what each shows, and that they move together."""

from __future__ import annotations

import pytest
from qgis.core import QgsPointXY, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent
from qgis.PyQt.QtWidgets import QApplication

from rscd_plugin.dock.compare.comparison import Mode

from .comparing import BLUE, GREEN, RED, a_scene, colour_at, settled, wait, wait_until

GROUND = 0.1, 0.8  # a place in the map beside the polygon


@pytest.fixture
def scene(qgis_app, tmp_path):
    with a_scene(tmp_path) as made:
        yield made


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
