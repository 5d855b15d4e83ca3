"""A review as labels to train on: what the raster says of each pixel, and that the training learns from it."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer

from rscd_plugin.core.errors import Cancelled, UserError
from rscd_plugin.core.jobs.learning_spec import LabelSource
from rscd_plugin.core.jobs.spec import RasterSource, VectorSource
from rscd_plugin.core.learning.chips.chips import NO_LABEL
from rscd_plugin.core.learning.chips.labels import Labels
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.layers import label_raster
from rscd_plugin.layers.review_fields import add_fields
from rscd_plugin.layers.review_labels import UNCHANGED, UNKNOWN, VIEW, LabelsExport
from rscd_plugin.layers.review_store import ReviewStore

from .conftest import write_raster
from .learning import LearningRunner
from .reviewing import PIXEL, X0, Y0, cleared, open_changes, write_changes  # noqa: F401

HEIGHT, WIDTH = 120, 200


@pytest.fixture
def pre(qgis_app, tmp_path):
    pixels = np.random.default_rng(0).integers(0, 255, (3, HEIGHT, WIDTH)).astype(np.uint8)
    return QgsProject.instance().addMapLayer(QgsRasterLayer(str(write_raster(tmp_path / "pre.tif", pixels)), "pre"), False)


@pytest.fixture
def changes(qgis_app, tmp_path):
    """1 and 4 accepted, 2 rejected, 3 open, 5 accepted without a shape."""
    layer = open_changes(write_changes(tmp_path / "changes.gpkg"))
    add_fields(layer)
    store = ReviewStore(layer)
    for fid, state in ((1, "accepted"), (2, "rejected"), (4, "accepted"), (5, "accepted")):
        store.decide(fid, state=state, kind="roof" if fid == 4 else "")
    return layer


def export(changes, pre, path, outside=UNCHANGED, view=None, is_cancelled=lambda: False):
    shares = []
    made = LabelsExport(changes, pre, path, outside, view, QgsProject.instance()).write(is_cancelled, shares.append)
    assert shares == sorted(shares) and shares[-1] == 100
    return made


def pixels_of(path):
    dataset = gdal.Open(str(path))
    values = np.empty((dataset.RasterYSize, dataset.RasterXSize), np.uint8)
    dataset.GetRasterBand(1).ReadRaster(buf_obj=values)
    return dataset, values


def expected(background):
    values = np.full((HEIGHT, WIDTH), background, np.uint8)
    for (col, row, side), value in (((20, 20, 10), 1), ((60, 20, 20), 0), ((100, 20, 4), NO_LABEL), ((140, 20, 16), 1)):
        values[row : row + side, col : col + side] = value
    return values


@pytest.mark.parametrize("window", [2048, 64])
def test_every_pixel(changes, pre, tmp_path, monkeypatch, window):
    monkeypatch.setattr(label_raster, "_WINDOW_PX", window)
    made = export(changes, pre, tmp_path / "labels.tif")
    dataset, values = pixels_of(made.raster)
    assert (values == expected(0)).all()
    assert dataset.GetRasterBand(1).GetNoDataValue() == NO_LABEL and Grid.of(dataset) == Grid.of(gdal.Open(pre.source()))
    assert (made.accepted_count, made.rejected_count, made.open_count) == (2, 1, 1)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_ground_outside_that_is_not_known(changes, pre, tmp_path):
    assert (pixels_of(export(changes, pre, tmp_path / "l.tif", UNKNOWN).raster)[1] == expected(NO_LABEL)).all()


def test_ground_known_in_the_view_only(changes, pre, tmp_path):
    view = QgsRectangle(X0, Y0 - 50 * PIXEL, X0 + 80 * PIXEL, Y0), QgsCoordinateReferenceSystem("EPSG:32633")
    wanted = expected(NO_LABEL)
    inside = wanted[:50, :80]
    inside[inside == NO_LABEL] = 0
    assert (pixels_of(export(changes, pre, tmp_path / "l.tif", VIEW, view).raster)[1] == wanted).all()


def test_the_accepted_ones_as_polygons(changes, pre, tmp_path):
    made = export(changes, pre, tmp_path / "labels.tif")
    layer = QgsVectorLayer(str(made.accepted), "accepted", "ogr")
    assert made.accepted == tmp_path / "labels_accepted.gpkg" and layer.crs().authid() == "EPSG:32633"
    found = {f["class"] or "": f.geometry().area() for f in layer.getFeatures()}
    assert found == {"": pytest.approx(25), "roof": pytest.approx(64)} and all(f["time"] for f in layer.getFeatures())


def test_polygons_in_another_crs(qgis_app, pre, tmp_path):
    source = write_changes(tmp_path / "utm.gpkg")
    there = str(tmp_path / "degrees.gpkg")
    assert gdal.VectorTranslate(there, str(source), format="GPKG", dstSRS="EPSG:4326", layerName="changes", reproject=True)
    layer = open_changes(there)
    assert layer.crs().authid() == "EPSG:4326"
    add_fields(layer)
    for fid, state in ((1, "accepted"), (2, "rejected"), (4, "accepted")):
        ReviewStore(layer).decide(fid, state=state)
    values = pixels_of(export(layer, pre, tmp_path / "labels.tif").raster)[1]
    assert (values == expected(0)).mean() > 0.999 and (values == 1).sum() == pytest.approx(10 * 10 + 16 * 16, abs=3)


def test_the_training_reads_the_same(changes, pre, tmp_path):
    made = export(changes, pre, tmp_path / "labels.tif")
    grid = Grid.of(gdal.Open(pre.source()))
    raster = Labels(LabelSource(raster=RasterSource(str(made.raster))), grid, two_dates=True)
    assert (raster.read(grid.window) == expected(0)).all()
    polygons = Labels(LabelSource(polygons=VectorSource(str(made.accepted))), grid, two_dates=True)
    assert (polygons.read(grid.window) == (expected(0) == 1)).all()


def test_nothing_reviewed_yet(pre, tmp_path):
    layer = open_changes(write_changes(tmp_path / "open.gpkg"))
    add_fields(layer)
    with pytest.raises(UserError, match="No polygon is accepted or rejected yet"):
        export(layer, pre, tmp_path / "labels.tif")
    assert not list(tmp_path.glob("labels*")) and not list(tmp_path.glob(".rscd*"))


def test_a_cancel_leaves_what_was_there(changes, pre, tmp_path):
    (tmp_path / "labels.tif").write_text("older")
    with pytest.raises(Cancelled):
        export(changes, pre, tmp_path / "labels.tif", is_cancelled=lambda: True)
    assert (tmp_path / "labels.tif").read_text() == "older" and not list(tmp_path.glob("labels_*"))


def test_one_without_a_crs(changes, tmp_path):
    bare = QgsRasterLayer(str(write_raster(tmp_path / "bare.tif", np.zeros((1, 9, 9), np.uint8), epsg=None)), "bare")
    bare.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(UserError, match="'changes' and 'bare' must both have a CRS"):
        export(changes, bare, tmp_path / "labels.tif")


def test_a_raster_that_is_gone(changes, pre, tmp_path):
    writer = LabelsExport(changes, pre, tmp_path / "labels.tif", UNCHANGED, None, QgsProject.instance())
    (tmp_path / "pre.tif").unlink()
    with pytest.raises(UserError, match="pre.tif cannot be opened as a raster"):
        writer.write(lambda: False, lambda share: None)


def test_a_detector_is_trained_on_a_review(provider, tmp_path):
    """From found polygons, half of them wrong, by their review to a model: the two algorithms meet in the label raster."""
    side, rng = 192, np.random.default_rng(1)
    pre = rng.integers(60, 90, (3, side, side)).astype(np.uint8)
    post, found = pre.copy(), []
    for number, (row, col) in enumerate((r, c) for r in range(8, side - 24, 40) for c in range(8, side - 24, 40)):
        if number % 2:
            post[:, row : row + 16, col : col + 16] += 120
        found.append((number, 0.5, None, (col, row, 16)))
    dates = [write_raster(tmp_path / f"{name}.tif", pixels) for name, pixels in (("pre", pre), ("post", post))]
    layer = open_changes(write_changes(tmp_path / "found.gpkg", found))
    add_fields(layer)
    store = ReviewStore(layer)
    for feature in list(layer.getFeatures()):
        store.decide(feature.id(), state="accepted" if feature["id"] % 2 else "rejected")
    made = export(layer, QgsRasterLayer(str(dates[0]), "pre"), tmp_path / "labels.tif")
    runner = LearningRunner(provider, "traindetector")
    runner.outputs = {"MODEL": tmp_path / "model.onnx"}
    given = {"PRE_IMAGES": [dates[0]], "POST_IMAGES": [dates[1]], "CHANGE_LABELS": [made.raster], "START": ""}
    results = runner(**given, CHIP_SIZE=64, EPOCHS=1, BATCH_SIZE=2, DEVICE="cpu")
    runner.close()
    assert (tmp_path / "model.onnx").is_file() and results["EPOCHS_USED"] == 1 and 0 < results["F1_VALIDATION"] <= 1
