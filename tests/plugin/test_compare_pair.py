"""Which two layers are compared."""

from __future__ import annotations

import numpy as np
import pytest
from qgis.core import QgsProject

from rscd_plugin.dock.compare.comparison import Mode
from rscd_plugin.dock.compare.default_pair import default_pair
from rscd_plugin.layers.run_record import RunRecord, keep_record

from .comparing import BLUE, GREEN, RED, WHITE, a_scene, colour_at, polygon, raster, settled, wait
from .conftest import write_raster

GROUND = 0.1, 0.8  # a place in the map beside the polygon


@pytest.fixture
def scene(qgis_app, tmp_path):
    with a_scene(tmp_path) as made:
        yield made


def press(scene):
    """The key goes down, as QGIS tells its action."""
    scene.section._key.action.trigger()


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
