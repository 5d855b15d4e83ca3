"""`rscd:metricchanges` on real files, in a real worker."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException, QgsVectorLayer

from .conftest import Runner, write_raster

FEW = 2  # iterations


class MetricRunner(Runner):
    """Runs rscd:metricchanges, with few iterations."""

    def __call__(self, pair, **parameters):
        import processing

        values = {"PRE": str(pair[0]), "POST": str(pair[1]), "ITERATIONS": FEW, **parameters}
        values = {name: str(value) if isinstance(value, Path) else value for name, value in values.items()}
        return processing.run("rscd:metricchanges", values, context=self.context(), feedback=self.feedback)


@pytest.fixture
def metric(provider):
    runner = MetricRunner()
    yield runner
    runner.close()


def outputs_in(folder):
    files = {"PROBABILITY": "p.tif", "MASK": "m.tif", "CHANGES": "c.gpkg", "REPORT": "r.html"}
    return {name: folder / file for name, file in files.items()}


@pytest.mark.parametrize("mode", ["optimised", "fast", "reference"])
def test_every_output(metric, pair, tmp_path, mode):
    outputs = outputs_in(tmp_path)
    results = metric(pair, MODE=mode, MIN_AREA=20, SEED=1, DEVICE="cpu", **outputs)
    assert {name: results[name].split("|")[0] for name in outputs} == {name: str(path) for name, path in outputs.items()}
    assert results["DEVICE_USED"] == "cpu" and results["THRESHOLD_USED"] > 0
    assert 0 <= results["ITERATIONS_USED"] <= FEW and {"LOSS_FIRST", "LOSS_LAST"} <= set(results)
    if mode == "fast":
        assert (results["ITERATIONS_USED"], results["LOSS_FIRST"], results["LOSS_LAST"]) == (0, None, None)
    probability, mask = (gdal.Open(str(outputs[name])) for name in ("PROBABILITY", "MASK"))
    changed = mask.ReadAsArray() == 1
    assert changed[22:28, 42:48].any() and (probability.ReadAsArray()[changed] > 0.5).all()
    metadata = probability.GetMetadata()
    told = json.loads(metadata["rscd.job"])
    assert (told["mode"], told["seed"], told["coregister"], told["iterations"]) == (mode, 1, "translation", FEW)
    assert metadata["rscd.calibrated"] == "no" and "rscd.score_threshold" in metadata
    polygons = [feature["area_m2"] for feature in QgsVectorLayer(str(outputs["CHANGES"])).getFeatures()]
    assert sum(polygons) == pytest.approx(results["CHANGED_AREA_M2"]) and min(polygons) >= 20
    page = outputs["REPORT"].read_text()
    assert page.endswith("</html>") and page.count("data:image/png;base64,") >= 2
    assert not list(tmp_path.glob(".*")) and not list(tmp_path.glob("*scratch*"))


def test_defaults_but_for_the_mode(metric, pair):
    results = metric(pair, MODE="fast", MASK="TEMPORARY_OUTPUT")
    assert 0 < results["CHANGED_SHARE"] < 0.5 and "REPORT" not in results
    assert "Mode: fast" in metric.log and "Threshold (yen, sensitivity 0)" in metric.log


def test_sensitivity_and_a_threshold_of_ones_own(metric, pair, tmp_path):
    first = metric(pair, MODE="fast", SENSITIVITY=0.25, MASK=tmp_path / "a.tif")
    settings = {"THRESHOLD_METHOD": "fixed", "THRESHOLD": first["THRESHOLD_USED"]}
    second = metric(pair, MODE="fast", MASK=tmp_path / "b.tif", **settings)
    assert second["THRESHOLD_USED"] == first["THRESHOLD_USED"]
    assert np.array_equal(*(gdal.Open(str(tmp_path / name)).ReadAsArray() for name in ("a.tif", "b.tif")))


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"ENCODER": "none.pth"}, "ENCODER: there is no file .*none.pth"),
        ({"ENCODER": "weights.txt"}, "ENCODER"),
        ({"ENCODER": "garbage.pth"}, "garbage.pth cannot be read as weights .* Expected is a .safetensors file"),
        ({"ENCODER": "garbage.safetensors"}, "garbage.safetensors cannot be read as weights"),
        ({"MODE": "magic"}, "MODE"),
        ({"SENSITIVITY": 2}, "SENSITIVITY"),
        ({"THRESHOLD_METHOD": "fixed"}, "THRESHOLD_METHOD fixed"),
        ({"DEVICE": "gpu"}, "DEVICE"),
        ({"REPORT": "report.pdf"}, "REPORT: report.pdf is no web page by its name"),
    ],
)
def test_mistakes(metric, pair, tmp_path, parameters, words):
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "weights.txt").write_text("none")
    for suffix in ("pth", "safetensors"):
        (tmp_path / f"garbage.{suffix}").write_bytes(bytes(range(256)) * 8)
    inside = {name: tmp_path / value if "." in str(value) else value for name, value in parameters.items()}
    with pytest.raises(QgsProcessingException, match=words):
        metric(pair, **{"MODE": "fast", **outputs_in(out), **inside})
    assert list(out.iterdir()) == []


def test_the_encoder_is_not_overwritten(metric, pair, tmp_path):
    weights = tmp_path / "weights.pt"
    weights.write_bytes(b"precious")
    with pytest.raises(QgsProcessingException, match="an input of this run"):
        metric(pair, ENCODER=weights, CHANGES=weights)
    assert weights.read_bytes() == b"precious"


def test_nothing_in_both_dates(metric, tmp_path):
    pixels = np.full((1, 64, 64), np.nan, np.float32)
    pair = write_raster(tmp_path / "a.tif", pixels), write_raster(tmp_path / "b.tif", pixels + 1)
    (tmp_path / "out").mkdir()
    with pytest.raises(QgsProcessingException, match="No pixel holds data in both dates"):
        metric(pair, MODE="fast", **outputs_in(tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("at", [0, 20])
def test_cancel_leaves_nothing(metric, tmp_path, at):
    pixels = np.random.default_rng(0).integers(0, 255, (3, 1200, 1200)).astype(np.uint8)
    pair = write_raster(tmp_path / "a.tif", pixels), write_raster(tmp_path / "b.tif", pixels[::-1].copy())
    (tmp_path / "out").mkdir()
    metric.feedback.progressChanged.connect(lambda share: share >= at and metric.feedback.cancel())
    metric(pair, **outputs_in(tmp_path / "out"))
    assert metric.feedback.isCanceled() and metric.feedback.progress() < 90
    assert list((tmp_path / "out").iterdir()) == []
