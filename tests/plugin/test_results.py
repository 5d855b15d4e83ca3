"""What a run leaves in the project: a group of styled layers that tell how they were made, and "run again"."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsLayerTreeModel,
    QgsProject,
    QgsRasterLayer,
    QgsSingleBandPseudoColorRenderer,
    QgsVectorLayer,
)
from qgis.gui import QgsLayerTreeViewMenuProvider
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from qgis.PyQt.QtGui import QContextMenuEvent
from qgis.PyQt.QtWidgets import QApplication, QMenu

from rscd_plugin.core.errors import UserError
from rscd_plugin.dock.run_again import RunAgainAction
from rscd_plugin.layers.result_group import add_results, group_name
from rscd_plugin.layers.result_meaning import Meaning, meaning_of
from rscd_plugin.layers.run_record import RunRecord, record_of

from .conftest import Runner, write_raster
from .desktop import FakeInterface

RECORD = RunRecord(
    "rscd:detectchanges",
    {"PRE": "/images/pre.tif", "POST": "/images/post.tif", "MODEL": "/models/roofs.onnx", "THRESHOLD": 0.25, "CARD": None},
    "Trained model",
    "spring",
    "autumn 2023-10-01",
    "2023-04-01",
    "2023-10-01",
    "2024-01-02T03:04:05",
    {"THRESHOLD_USED": 0.25, "CHANGED_AREA_M2": None},
)


@pytest.fixture
def project(qgis_app):
    """An empty one, before and after."""
    QgsProject.instance().clear()
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture(scope="module")
def results(provider, pair, model, tmp_path_factory):
    """All results of a real run, as the algorithm returned them."""
    folder = tmp_path_factory.mktemp("results")
    runner = Runner()
    names = {"PROBABILITY": "p.tif", "MASK": "m.tif", "CHANGES": "c.gpkg"}
    yield runner(pair, model, **{name: str(folder / file) for name, file in names.items()})
    runner.close()


def test_one_group_on_top_with_all_layers_in_order(project, results, pair):
    project.addMapLayer(QgsRasterLayer(str(pair[0]), "pre"))
    group = add_results(project, RECORD, results)
    assert project.layerTreeRoot().children()[0] == group and len(project.layerTreeRoot().children()) == 2
    nodes = group.findLayers()
    assert [node.isVisible() for node in nodes] == [True, True, False]
    assert [node.isExpanded() for node in nodes] == [False] * 3 and group.isExpanded()
    polygons, probability, mask = (node.layer() for node in nodes)
    assert polygons.featureCount() == 2 and polygons.renderer().classAttribute() == "mean_probability"
    assert isinstance(probability.renderer(), QgsSingleBandPseudoColorRenderer)
    assert mask.renderer().type() == "paletted"
    assert "not calibrated" in probability.name() and "not calibrated" in polygons.name()


def test_the_group_is_named_by_dates_method_and_time(project, results):
    name = group_name(RECORD)
    assert name == "spring (2023-04-01) → autumn 2023-10-01 · Trained model · 2024-01-02 03:04"
    assert add_results(project, RECORD, results).name() == name
    assert group_name(RunRecord("a", {}, "cva", "a", "b")) == "a → b · cva"


def test_group_and_layers_keep_the_record_through_saving(project, results, tmp_path):
    add_results(project, RECORD, results)
    assert project.write(str(tmp_path / "saved.qgz"))
    project.clear()
    assert project.read(str(tmp_path / "saved.qgz"))
    (group,) = project.layerTreeRoot().children()
    assert record_of(group) == RECORD
    assert [record_of(node.layer()) for node in group.findLayers()] == [RECORD] * 3


def test_layer_properties_tell_how_it_was_made(project, results):
    layer = add_results(project, RECORD, {**results, "REPORT": "/reports/report.html"}).findLayers()[1].layer()
    metadata = layer.metadata()
    text = "\n".join(metadata.history())
    for told in ("Detect changes with a trained model", "spring (2023-04-01)", "roofs.onnx", "THRESHOLD = 0.25"):
        assert told in text
    assert "THRESHOLD_USED = 0.25" in text and "CARD" not in text and "None" not in text
    assert "not calibrated" in metadata.abstract() and metadata.links()[0].url == "file:///reports/report.html"
    assert "THRESHOLD_USED" in layer.htmlMetadata()  # which the Information page shows


def test_passwords_are_not_told(project, results):
    source = "dbname='gis' host=db user='me' password='secret' table=\"clouds\" (geom)"
    record = RunRecord("rscd:detectchanges", {"EXCLUDE": source}, "Trained model", "a", "b")
    layer = add_results(project, record, results).findLayers()[0].layer()
    assert "clouds" in str(layer.metadata().history()) and "secret" not in str(layer.metadata().history())


@pytest.mark.parametrize("name", ["PROBABILITY", "MASK", "CHANGES"])
def test_one_output_alone(project, results, name):
    group = add_results(project, RECORD, {name: results[name], "THRESHOLD_USED": 0.3})
    assert len(group.findLayers()) == 1


def test_numbers_alone_make_no_group(project):
    assert add_results(project, RECORD, {"THRESHOLD_USED": 0.3, "DEVICE_USED": "cpu"}) is None
    assert project.layerTreeRoot().children() == []


def test_a_memory_layer_and_a_file_of_another_format(project, provider, pair, model, tmp_path):
    runner = Runner()
    memory = runner(pair, model, CHANGES="memory:")["CHANGES"]
    assert add_results(project, RECORD, {"CHANGES": memory}).findLayers()[0].layer().featureCount() == 2
    shapefile = runner(pair, model, CHANGES=str(tmp_path / "c.shp"))["CHANGES"]
    layer = add_results(project, RECORD, {"CHANGES": shapefile}).findLayers()[0].layer()
    assert layer.renderer().type() == "graduatedSymbol" and layer.featureCount() == 2
    runner.close()


def test_a_result_that_is_gone_is_told_and_nothing_is_added(project, results, tmp_path):
    with pytest.raises(UserError, match="none.tif cannot be opened"):
        add_results(project, RECORD, {**results, "MASK": str(tmp_path / "none.tif")})
    assert project.layerTreeRoot().children() == [] and project.mapLayers() == {}


def scored(path: Path, **metadata: str) -> Path:
    """A raster of half-sure values with these rscd metadata."""
    write_raster(path, np.full((1, 8, 8), 0.5, np.float32))
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.SetMetadata({f"rscd.{name}": value for name, value in metadata.items()})
    dataset.FlushCache()
    return path


def legend(layer: QgsRasterLayer) -> str:
    """All texts of the legend, as the layer tree shows it."""
    model = QgsLayerTreeModel(QgsProject.instance().layerTreeRoot())
    nodes = model.layerLegendNodes(QgsProject.instance().layerTreeRoot().findLayer(layer.id()))
    ramp = layer.renderer().shader().rasterShaderFunction().legendSettings()
    shown = [ramp.numericFormat().formatDouble(value, ramp_context()) for value in (0.0, 0.5, 1.0)]
    return " ".join([*(str(node.data(Qt.ItemDataRole.DisplayRole)) for node in nodes), *shown])


def ramp_context():
    from qgis.core import QgsNumericFormatContext

    return QgsNumericFormatContext()


def test_per_cent_only_where_calibrated(project, tmp_path):
    kinds = {
        Meaning.CALIBRATED: scored(tmp_path / "calibrated.tif", calibrated="yes"),
        Meaning.MODEL: scored(tmp_path / "model.tif", calibrated="no"),
        Meaning.SCORE: scored(tmp_path / "score.tif", calibrated="no", score_threshold="2.5"),
        Meaning.UNKNOWN: scored(tmp_path / "unknown.tif"),
    }
    for meaning, file in kinds.items():
        assert meaning_of(str(file)) is meaning
        layer = add_results(project, RECORD, {"PROBABILITY": str(file)}).findLayers()[0].layer()
        assert ("%" in legend(layer)) is (meaning is Meaning.CALIBRATED)
        assert ("robability" in layer.name()) is (meaning in (Meaning.CALIBRATED, Meaning.MODEL))
        assert ("no probability" in layer.metadata().abstract()) is (meaning is Meaning.SCORE)
    assert meaning_of(str(tmp_path / "none.tif")) is Meaning.UNKNOWN


def test_low_values_let_the_image_show_and_none_hides_it(project, results):
    layer = add_results(project, RECORD, {"PROBABILITY": results["PROBABILITY"]}).findLayers()[0].layer()
    shader = layer.renderer().shader()
    alphas = [shader.shade(value)[4] for value in (0.05, 0.35, 0.5, 1.0)]
    assert alphas[0] == 0 and alphas == sorted(alphas) and alphas[-1] < 200


def test_the_files_say_and_show_it_themselves(project, results):
    """Opened in another project, a result has its style, and its band says what its numbers are."""
    probability = QgsRasterLayer(results["PROBABILITY"], "p")
    assert isinstance(probability.renderer(), QgsSingleBandPseudoColorRenderer)
    assert "model probability, not calibrated" in probability.bandName(1)
    assert QgsVectorLayer(results["CHANGES"], "c", "ogr").renderer().type() == "graduatedSymbol"
    assert QgsRasterLayer(results["MASK"], "m").renderer().type() == "paletted"
    assert json.loads(gdal.Open(results["PROBABILITY"]).GetMetadata()["rscd.job"])["coregister"] == "none"


def test_a_style_beside_the_raster_is_the_users(project, tmp_path):
    file = scored(tmp_path / "mine.tif", calibrated="no")
    layer = QgsRasterLayer(str(file), "mine")
    layer.setOpacity(0.25)
    layer.saveNamedStyle(str(file.with_suffix(".qml")))
    assert add_results(project, RECORD, {"PROBABILITY": str(file)}).findLayers()[0].layer().opacity() == 0.25


class Menu(QgsLayerTreeViewMenuProvider):
    """What QGIS has in the layer tree's menu."""

    def createContextMenu(self):
        self.menu = QMenu()
        self.menu.addAction("Zoom to layer")
        return self.menu


@pytest.fixture
def desktop(project):
    """A window with a layer tree that has a menu."""
    made = FakeInterface()
    made.provider = Menu()
    made.layerTreeView().setMenuProvider(made.provider)
    yield made
    made.close()


def menu_texts(desktop, node) -> list[str]:
    """Open the context menu on a node of the layer tree, as a right click does; triggers what is ours."""
    view, found = desktop.layerTreeView(), []

    def look():
        menu = QApplication.activePopupWidget()
        found.extend(action.text() for action in menu.actions() if action.text())
        ours = [action for action in menu.actions() if action.objectName() == "RscdRunAgain"]
        menu.close()
        for action in ours:
            action.trigger()

    QTimer.singleShot(50, look)
    view.setCurrentIndex(view.node2index(node))
    at = QPoint(20, 10)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    return found


def test_run_again_is_offered_on_results_and_their_group_only(project, desktop, results, pair):
    plain = project.addMapLayer(QgsRasterLayer(str(pair[0]), "pre"))
    group = add_results(project, RECORD, results)
    filled: list[RunRecord] = []
    action = RunAgainAction(desktop, filled.append)
    assert menu_texts(desktop, project.layerTreeRoot().findLayer(plain.id())) == ["Zoom to layer"]
    assert filled == []
    assert menu_texts(desktop, group) == ["Zoom to layer", "Run &again…"]
    assert menu_texts(desktop, group.findLayers()[0]) == ["Zoom to layer", "Run &again…"]
    assert filled == [RECORD, RECORD]
    action.take_down()
    QCoreApplication.sendPostedEvents(action, QEvent.Type.DeferredDelete)
    assert menu_texts(desktop, group) == ["Zoom to layer"]


def test_the_algorithm_that_is_gone_is_named_by_its_id(project, results):
    assert QgsApplication.processingRegistry().algorithmById("rscd:gone") is None
    layer = add_results(project, RunRecord("rscd:gone", {}, "m", "a", "b"), results).findLayers()[0].layer()
    assert "rscd:gone" in layer.metadata().history()[0]
