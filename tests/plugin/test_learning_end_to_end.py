"""From an orthophoto and a layer of footprints to changes: the three algorithms in a row, each in a real worker."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import processing
import pytest
from osgeo import gdal
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer

from scripts.rscd_call import read_results
from tests.core.labelled import PIXEL, box_wkt, scene, write_polygons
from tests.core.rasters import read_raster, write_raster

from .conftest import CHECKOUT, Feedback, Runner

SIDE = 192
RGB = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)
ROOFS = [(col, row, col + 20, row + 16) for row in range(12, SIDE - 16, 64) for col in range(8, SIDE - 20, 56)]
LAWNS = [(col + 24, row + 20, col + 50, row + 44) for col, row, _, _ in ROOFS[::2]]  # polygons that look like nothing
NEW = [(col + 24, row + 24, col + 44, row + 44) for col, row, _, _ in ROOFS]
QUICK = {"CHIP_SIZE": 64, "EPOCHS": 1, "BATCH_SIZE": 2, "DEVICE": "cpu"}
FILTER = "\"kind\" = 'roof' AND $area > 1"


class AnyRunner(Runner):
    """Runs any algorithm of the provider."""

    def __call__(self, name, **parameters):
        values = {name: str(value) if isinstance(value, Path) else value for name, value in parameters.items()}
        return processing.run(f"rscd:{name}", values, context=self.context(), feedback=self.feedback)


@pytest.fixture
def user(tmp_path):
    """What the user has: an orthophoto of two dates and the footprints of the first. It stays as it is, byte by byte."""
    folder = tmp_path / "user"
    folder.mkdir()
    for name, boxes, seed in (("ortho", ROOFS, 0), ("later", ROOFS + NEW, 1)):
        write_raster(folder / f"{name}.tif", scene(SIDE, SIDE, boxes, seed=seed)[0], pixel=PIXEL, colours=RGB)
    shapes, kinds = [box_wkt(box) for box in ROOFS + LAWNS], ["roof"] * len(ROOFS) + ["lawn"] * len(LAWNS)
    write_polygons(folder / "footprints.shp", shapes, kinds)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    yield folder
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.fixture
def run(provider):
    """`run(algorithm, **parameters)` as the desktop does; `run.log` is what was said."""
    runner = AnyRunner()
    yield runner
    QgsProject.instance().clear()
    runner.close()


@pytest.fixture
def out(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def names(folder: Path) -> set[str]:
    """What lies in a folder, hidden files too."""
    return {path.name for path in folder.iterdir()}


def found_by(mask: Path) -> tuple[float, float]:
    """Shares of what is new, and of what is not, that are marked."""
    new = scene(SIDE, SIDE, NEW)[1] == 1
    marked = read_raster(mask) == 1
    return float(marked[new].mean()), float(marked[~new].mean())


def test_from_footprints_to_changes(run, user, out):
    layers = [QgsRasterLayer(str(user / "ortho.tif"), "ortho"), QgsVectorLayer(str(user / "footprints.shp"), "footprints", "ogr")]
    QgsProject.instance().addMapLayers(layers)
    labels = {"IMAGES": [layers[0].id()], "LABELS": layers[1].id(), "LABEL_FILTER": FILTER}
    encoder, report = out / "encoder.safetensors", out / "pretraining.html"
    first = run("pretrainencoder", **labels, **QUICK, OBJECTIVE="joint", ENCODER_OUT=encoder, REPORT=report)
    assert f"LABELS: {len(ROOFS)} polygons of the layer 'footprints' are taken." in run.log and "Epoch 1 of 1" in run.log
    assert names(out) == {"encoder.safetensors", "pretraining.html"} and "<html" in report.read_text()
    assert first["EPOCHS_USED"] == 1 and 0 < first["LOSS_FIRST"] == first["LOSS_LAST"] < 20
    assert 0.5 < first["SEPARATION_BEFORE"] <= 1 and 0.9 < first["SEPARATION_AFTER"] <= 1

    outputs = {"MODEL": out / "roofs.onnx", "WEIGHTS": out / "roofs.safetensors", "REPORT": out / "training.html"}
    second = run("traindetector", **labels, **QUICK, START=encoder, **outputs, LICENCE="CC0")
    assert "Starts from encoder.safetensors" in run.log and "Taken from it besides the encoder: pyramid, head" in run.log
    assert {Path(second[name]) for name in outputs} == set(outputs.values())
    assert second["EPOCHS_USED"] == 1 and second["CALIBRATED"] == 0 and second["BATCH_SIZE_USED"] == 2
    assert 0.6 < second["F1_VALIDATION"] <= 1 and 0.6 < second["AVERAGE_PRECISION_VALIDATION"] <= 1  # .91 and .97 were measured
    assert "<html" in outputs["REPORT"].read_text()

    places = {"MASK": out / "mask.tif", "PROBABILITY": out / "probability.tif", "CHANGES": out / "changes.gpkg"}
    third = run("detectchanges", PRE=layers[0].id(), POST=user / "later.tif", MODEL=outputs["MODEL"], **places)
    assert third["THRESHOLD_USED"] == pytest.approx(second["THRESHOLD_USED"], abs=1e-6)
    probability = read_raster(places["PROBABILITY"])
    assert probability.shape == (SIDE, SIDE) and 0 <= probability.min() < probability.max() <= 1
    marked_new, marked_else = found_by(places["MASK"])
    assert marked_new > 0.6 and marked_else < 0.1  # .92 and .001 were measured
    assert third["CHANGED_SHARE"] == pytest.approx((read_raster(places["MASK"]) == 1).mean())
    styles = {"mask.qml", "probability.qml", "changes.qml", "mask.tif.aux.xml"}  # the last with the names of its classes
    made = {path.name for path in (encoder, report, *outputs.values(), *places.values())}
    assert made <= names(out) <= made | styles


def test_a_cancelled_training_leaves_a_model_and_goes_on(run, user, out):
    given = {"IMAGES": [str(user / "ortho.tif")], "LABELS": user / "footprints.shp", "LABEL_FILTER": FILTER, "START": "", **QUICK}
    given.update(EPOCHS=2, MODEL=out / "roofs.onnx")
    say = run.feedback.pushInfo

    def cancel_after_an_epoch(text):
        say(text)
        if text.startswith("Epoch 1 of 2"):
            run.feedback.cancel()

    run.feedback.pushInfo = cancel_after_an_epoch
    assert run("traindetector", **given) == {"MODEL": str(out / "roofs.onnx")}
    checkpoint = out / "roofs.checkpoint.pt"
    assert names(out) == {"roofs.onnx", checkpoint.name}
    assert "The best so far (epoch 1, F1 0." in run.log and f"RESUME={checkpoint}" in run.log
    pair = {"PRE": user / "ortho.tif", "POST": user / "later.tif"}

    run.feedback = Feedback()
    assert 0 < run("detectchanges", **pair, MODEL=given["MODEL"])["CHANGED_SHARE"] < 1
    results = run("traindetector", **{**given, "RESUME": checkpoint})
    assert "Goes on after epoch 1 of 2, from roofs.checkpoint.pt." in run.log
    assert "Epoch 1 of 2" not in run.log and "Epoch 2 of 2" in run.log
    assert results["EPOCHS_USED"] in (1, 2) and names(out) == {"roofs.onnx"}


def test_headless(user, out):
    """With labels as a raster, and the plugin's own defaults but for what takes long."""
    write_raster(out / "labels.tif", scene(SIDE, SIDE, ROOFS)[1], pixel=PIXEL)
    values = {**QUICK, "IMAGES": user / "ortho.tif", "LABELS": out / "labels.tif", "START": "", "MODEL": out / "model.onnx"}
    finished = subprocess.run(
        [str(CHECKOUT / "scripts" / "rscd_process"), "run", "rscd:traindetector", "--"]
        + [f"{name}={value}" for name, value in values.items()],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "GDAL_PAM_ENABLED": "NO"},  # else QGIS itself leaves statistics beside every raster that it opens
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    results = read_results(finished.stdout)
    assert Path(results["MODEL"]) == out / "model.onnx" and float(results["F1_VALIDATION"]) > 0.1
    assert names(out) == {"labels.tif", "model.onnx"} and "Epoch 1 of 1" in finished.stdout
