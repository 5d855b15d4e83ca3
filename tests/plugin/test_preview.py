"""The preview: what the current view would give, on a real canvas, from a real warm worker."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProject,
    QgsRasterLayer,
    QgsRasterRange,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

from rscd_plugin.core.errors import Cancelled, UserError
from rscd_plugin.core.jobs.spec import RasterSource
from rscd_plugin.dock.preview import PreviewControls
from rscd_plugin.dock.preview.request import PreviewRequest
from rscd_plugin.dock.preview.views import MapView, cut_views
from rscd_plugin.runtime.warm_worker import WarmWorker

from .conftest import write_raster
from .desktop import FakeInterface

UTM = QgsCoordinateReferenceSystem("EPSG:32633")
SQUARE = QgsRectangle(500020, 5399985, 500025, 5399990)  # the changed 10 x 10 pixels of the pair
AROUND_SQUARE = QgsRectangle(500000, 5399970, 500040, 5400000)


def until(condition, seconds: float = 20.0) -> None:
    """Let the event loop run until `condition` holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        QCoreApplication.processEvents()
        time.sleep(0.005)


def let_pass(seconds: float) -> None:
    """Let the event loop run."""
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() > end)


@pytest.fixture(scope="module")
def warm(qgis_app):
    """One worker for all; each test gets its own controls."""
    made = WarmWorker()
    yield made
    made.stop()


class Panel:
    """The preview in a window that shows the pair, as the panel has it."""

    def __init__(self, warm: WarmWorker, pair, model: Path):
        self.project = QgsProject.instance()
        self.layers = [self.project.addMapLayer(QgsRasterLayer(str(path), Path(path).stem)) for path in pair]
        self.project.setCrs(UTM)
        self.project.setDirty(False)
        self.iface = FakeInterface()
        self.canvas = self.iface.mapCanvas()
        self.canvas.setDestinationCrs(UTM)
        self.parameters = {"PRE": self.layers[0].id(), "POST": self.layers[1].id(), "MODEL": str(model)}
        self.algorithm = "rscd:detectchanges"
        self.items_before = len(self.canvas.scene().items())
        self.controls = PreviewControls(self.iface, warm, self.call, self.iface.mainWindow())
        self.item = self.controls._item

    def call(self):
        if self.parameters is None:
            raise UserError("Choose a layer for post.")
        return SimpleNamespace(algorithm=self.algorithm, parameters=self.parameters)

    def zoom(self, extent: QgsRectangle) -> None:
        self.canvas.setExtent(extent)

    @property
    def told(self) -> str:
        return self.controls.status.text()

    def switch_on(self) -> None:
        """And wait for the preview, or for why there is none."""
        self.controls.button.setChecked(True)
        self.wait()

    def wait(self) -> None:
        until(lambda: self.told and not self.told.startswith("Making"))

    def alpha(self, x: float, y: float) -> float:
        """Of the preview at a place on the map, 0-1; 0 where there is none."""
        image, extent = self.item.image(), self.item.extent()
        if image.isNull() or not extent.contains(x, y):
            return 0.0
        column = int((x - extent.xMinimum()) / extent.width() * image.width())
        row = int((extent.yMaximum() - y) / extent.height() * image.height())
        return QColor(image.pixelColor(column, row)).alphaF()

    def square_is_shown(self) -> bool:
        """The changed square, and only that."""
        changed = self.alpha(SQUARE.center().x(), SQUARE.center().y())
        return changed > 0.3 and self.alpha(SQUARE.xMinimum() - 2, SQUARE.yMinimum() - 2) == 0


@pytest.fixture
def panel(provider, warm, pair, model):
    """Zoomed to the changed square, the preview off."""
    QgsProject.instance().clear()
    made = Panel(warm, pair, model)
    made.zoom(AROUND_SQUARE)
    yield made
    made.controls.take_down()
    made.iface.close()
    QgsProject.instance().clear()


def test_the_change_in_view_is_shown_where_it_lies(panel):
    panel.switch_on()
    assert panel.square_is_shown() and "0.5 m a pixel" in panel.told
    assert panel.item.extent().xMaximum() < 500060  # no more than what is in view


def test_the_project_knows_nothing_of_it(panel):
    panel.switch_on()
    assert panel.square_is_shown()
    assert len(panel.project.mapLayers()) == 2 and not panel.project.isDirty()
    assert len(panel.project.layerTreeRoot().findLayers()) == 2


def test_it_is_drawn_on_the_canvas_and_marked(panel):
    panel.canvas.waitWhileRendering()
    panel.switch_on()
    let_pass(0.1)
    at = panel.canvas.getCoordinateTransform().transform(SQUARE.center().x(), SQUARE.center().y())
    colour = panel.canvas.grab().toImage().pixelColor(int(at.x()), int(at.y()))
    assert colour.red() > colour.blue() + 60


def test_switched_off_nothing_is_left(panel):
    panel.switch_on()
    folder = panel.controls._folder
    assert folder.is_dir() and not list(folder.rglob("*.tif"))  # what was drawn is not kept either
    panel.controls.button.setChecked(False)
    assert panel.item.image().isNull() and not folder.exists() and panel.told == ""


def test_switched_off_while_it_is_made(panel):
    panel.controls.button.setChecked(True)
    folder = panel.controls._folder
    panel.controls.button.setChecked(False)
    let_pass(1.5)
    assert panel.item.image().isNull() and panel.told == "" and not folder.exists()


def test_it_stays_unless_asked_to_follow(panel):
    panel.switch_on()
    shown = panel.item.extent()
    panel.zoom(QgsRectangle(500080, 5399930, 500120, 5399960))
    let_pass(1.0)
    assert panel.item.extent() == shown
    panel.controls.follow.setChecked(True)
    until(lambda: panel.item.extent() != shown)
    assert panel.item.extent().xMinimum() >= 500070
    panel.zoom(AROUND_SQUARE)
    until(panel.square_is_shown)


def test_many_moves_are_one_preview(panel):
    panel.switch_on()
    panel.controls.follow.setChecked(True)
    let_pass(1.0)
    asked = panel.controls._asked
    for step in range(6):
        panel.zoom(QgsRectangle(500000 + step, 5399970, 500040 + step, 5400000))
        let_pass(0.02)
    let_pass(1.0)
    assert panel.controls._asked == asked + 1


def test_from_afar_it_is_coarse_and_says_what_the_model_wants(panel, tmp_path):
    card = {"scale": 255, "halo_px": 0, "threshold": 0.3, "size_multiple": 1, "pixel_size_m": 0.5}
    (tmp_path / "card.json").write_text(json.dumps(card))
    panel.parameters["CARD"] = str(tmp_path / "card.json")
    panel.zoom(QgsRectangle(499700, 5399700, 500500, 5400300))
    panel.switch_on()
    assert "2 m a pixel" in panel.told and "wants 0.5 m: zoom in" in panel.told
    assert panel.item.extent().width() == pytest.approx(120)
    panel.zoom(AROUND_SQUARE)
    panel.controls.refresh()
    panel.wait()
    assert "zoom in" not in panel.told


def test_what_is_missing_is_told_and_a_choice_mends_it(panel):
    parameters, panel.parameters = panel.parameters, None
    panel.switch_on()
    assert panel.told == "Choose a layer for post."
    panel.parameters = parameters
    panel.controls.refresh()
    until(panel.square_is_shown)


def test_beside_the_images_it_says_where_to_go(panel):
    panel.switch_on()
    panel.controls.follow.setChecked(True)
    panel.zoom(QgsRectangle(600000, 5399000, 600040, 5399030))
    until(lambda: "nothing of pre" in panel.told)
    assert panel.item.image().isNull()
    panel.zoom(AROUND_SQUARE)
    until(panel.square_is_shown)


def test_in_another_crs_and_turned_it_lies_where_it_belongs(panel):
    web = QgsCoordinateReferenceSystem("EPSG:3857")
    to_web = QgsCoordinateTransform(UTM, web, panel.project)
    panel.canvas.setDestinationCrs(web)
    panel.canvas.setRotation(30)
    panel.zoom(to_web.transformBoundingBox(AROUND_SQUARE))
    panel.switch_on()
    centre = to_web.transform(SQUARE.center())
    assert panel.alpha(centre.x(), centre.y()) > 0.3
    panel.canvas.waitWhileRendering()
    at = panel.canvas.getCoordinateTransform().transform(centre.x(), centre.y())
    colour = panel.canvas.grab().toImage().pixelColor(int(at.x()), int(at.y()))
    assert colour.red() > colour.blue() + 60


def test_what_the_layer_says_beyond_its_file_counts(panel):
    bright = int(gdal.Open(panel.layers[1].source()).ReadAsArray()[0, 25, 45])
    for layer in panel.layers:
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32634"))
    panel.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32634"))
    panel.zoom(AROUND_SQUARE)
    panel.switch_on()
    assert panel.square_is_shown()
    for band in (1, 2, 3):
        panel.layers[1].dataProvider().setUserNoDataValue(band, [QgsRasterRange(bright, bright)])
    panel.controls.refresh()
    panel.wait()
    assert panel.alpha(500000.25 + 45 * 0.5, 5399999.75 - 25 * 0.5) == 0


def test_a_classic_method_says_that_it_is_relative(panel):
    panel.algorithm = "rscd:classicchanges"
    panel.parameters = {"PRE": panel.layers[0].id(), "POST": panel.layers[1].id(), "METHOD": "cva", "SMOOTHING": 0.0}
    panel.switch_on()
    assert "relative to what is in view" in panel.told
    assert panel.alpha(SQUARE.center().x(), SQUARE.center().y()) > 0.6


def test_metric_is_quickened(panel, tmp_path):
    parameters = {"PRE": panel.layers[0].id(), "POST": panel.layers[1].id(), "MIN_AREA": 50}
    settings = panel.canvas.mapSettings()
    request = PreviewRequest("rscd:metricchanges", {**parameters, "MODE": "optimised"}, settings, tmp_path / "a")
    assert request.quickened and request.make_job().mode == "fast" and request.tier == "learn"
    assert request.job.min_area_m2 == 0 and not request.outputs.report and request.outputs.probability
    assert not PreviewRequest("rscd:metricchanges", {**parameters, "MODE": "fast"}, settings, tmp_path / "b").quickened


def test_a_project_that_closes_switches_it_off(panel):
    panel.switch_on()
    panel.project.clear()
    assert not panel.controls.button.isChecked() and panel.item.image().isNull()


def test_layers_removed_while_it_is_made_do_no_harm(panel):
    panel.controls.button.setChecked(True)
    panel.project.removeAllMapLayers()
    panel.wait()
    panel.controls.refresh()
    assert "PRE" in panel.told and panel.item.image().isNull()


def test_without_a_runtime_the_way_to_it_is_told(panel, monkeypatch, tmp_path):
    monkeypatch.setenv("RSCD_ENVIRONMENT", str(tmp_path / "nowhere"))
    panel.switch_on()
    assert "The runtime is not installed" in panel.told


def test_taken_down_it_leaves_nothing(provider, warm, pair, model):
    QgsProject.instance().clear()
    panel = Panel(warm, pair, model)
    panel.zoom(AROUND_SQUARE)
    panel.switch_on()
    folder, asked = panel.controls._folder, panel.controls._asked
    panel.controls.follow.setChecked(True)
    panel.controls.take_down()
    panel.zoom(QgsRectangle(500000, 5399900, 500040, 5399930))
    let_pass(0.6)
    assert len(panel.canvas.scene().items()) == panel.items_before
    assert panel.controls._asked <= asked + 1 and not folder.exists()
    panel.iface.close()
    QgsProject.instance().clear()


def never() -> bool:
    return False


def pixels(source: RasterSource) -> np.ndarray:
    return gdal.Open(source.path).ReadAsArray()


def test_near_by_views_are_the_images_own_pixels(pair, tmp_path):
    sources = [RasterSource(str(path)) for path in pair]
    bounds = (500010.2, 5399980.0, 500030.0, 5399990.0)
    views = cut_views(*sources, MapView(bounds, bounds, 0.1), 10**6, tmp_path, never)
    for source, view in zip(sources, (views.pre, views.post)):
        assert np.array_equal(pixels(view), pixels(source)[:, 20:40, 20:60])
    assert gdal.Open(views.pre.path).GetGeoTransform()[0] == 500010.0 and not views.shrunk and views.pixel_size_m == 0.5


def test_views_are_no_larger_than_allowed(pair, tmp_path):
    sources = [RasterSource(str(path)) for path in pair]
    everything = (499000.0, 5399000.0, 501000.0, 5401000.0)
    views = cut_views(*sources, MapView(everything, everything, 0.1), 3000, tmp_path, never)
    assert pixels(views.pre).shape == pixels(views.post).shape == (3, 50, 60) and views.shrunk
    assert views.pixel_size_m == pytest.approx(2.0)
    assert pixels(views.pre)[0, 0, 0] == round(pixels(sources[0])[0, :4, :4].mean())


def test_post_of_another_grid_is_cut_with_room_to_warp(pair, tmp_path):
    fine = gdal.Translate(str(tmp_path / "fine.tif"), str(pair[1]), width=480, height=400)
    fine.FlushCache()
    bounds = (500020.0, 5399980.0, 500030.0, 5399990.0)
    sources = RasterSource(str(pair[0])), RasterSource(str(tmp_path / "fine.tif"))
    views = cut_views(*sources, MapView(bounds, bounds, 0.1), 10**6, tmp_path, never)
    assert pixels(views.pre).shape == (3, 20, 20)
    assert gdal.Open(views.post.path).GetGeoTransform()[:2] == pytest.approx((500012.0, 0.5))


def test_without_a_crs_both_are_cut_alike(tmp_path):
    image = np.arange(3 * 40 * 50, dtype=np.uint16).reshape(3, 40, 50)
    paths = [write_raster(tmp_path / f"{name}.tif", image, epsg=None) for name in ("a", "b")]
    bounds = (10.0, -20.0, 30.0, -5.0)  # QGIS lets such images hang below zero
    views = cut_views(*(RasterSource(str(path)) for path in paths), MapView(bounds, bounds, 1.0), 10**6, tmp_path, never)
    assert np.array_equal(pixels(views.pre), image[:, 5:20, 10:30]) and np.array_equal(pixels(views.post), pixels(views.pre))
    assert views.pixel_size_m is None


def test_cutting_ends_when_nobody_wants_it(pair, tmp_path):
    everything = MapView((499000.0, 5399000.0, 501000.0, 5401000.0), (499000.0, 5399000.0, 501000.0, 5401000.0), 0.1)
    with pytest.raises(Cancelled):
        cut_views(*(RasterSource(str(path)) for path in pair), everything, 10**6, tmp_path, lambda: True)


def test_an_image_that_is_gone_is_named(pair, tmp_path):
    bounds = (500010.0, 5399980.0, 500030.0, 5399990.0)
    gone = RasterSource(str(tmp_path / "gone.tif"))
    with pytest.raises(UserError, match="gone.tif cannot be opened"):
        cut_views(RasterSource(str(pair[0])), gone, MapView(bounds, bounds, 0.1), 10**6, tmp_path, never)


def test_views_have_the_bands_names_and_nodata_of_the_images(tmp_path):
    paths = [write_raster(tmp_path / f"{name}.tif", np.ones((2, 20, 20), np.uint16)) for name in ("a", "b")]
    for path in paths:
        image = gdal.Open(str(path), gdal.GA_Update)
        image.GetRasterBand(2).SetMetadataItem("CENTRAL_WAVELENGTH_UM", "0.66", "IMAGERY")
        image.GetRasterBand(1).SetNoDataValue(7)
        image.FlushCache()
    bounds = (500000.0, 5399990.0, 500010.0, 5400000.0)
    folder = tmp_path / "views"
    folder.mkdir()
    views = cut_views(*(RasterSource(str(path)) for path in paths), MapView(bounds, bounds, 1.0), 10**6, folder, never)
    view = gdal.Open(views.pre.path)
    assert view.GetRasterBand(2).GetDescription() == "red" and view.GetRasterBand(1).GetNoDataValue() == 7
