"""The job `metric`: from two rasters to a relative score, a mask, polygons and a report, in every mode."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from osgeo import gdal

from rscd_plugin.core.errors import Cancelled, UserError
from rscd_plugin.core.jobs.registry import JOBS, from_dict, to_dict
from rscd_plugin.core.jobs.spec import METRIC_MODES, THRESHOLD_METHODS, MetricJob, MetricOutputs
from rscd_plugin.core.metric import modes
from rscd_plugin.core.metric.history import History
from rscd_plugin.core.progress import Progress

from .detecting import read_polygons
from .metric_scenes import FINISHED, NODATA, difference_mode, planted, ranked, relative, run
from .rasters import Listener, read_raster, source

every_mode = pytest.mark.parametrize("mode", METRIC_MODES)


@pytest.fixture
def known_score(monkeypatch: pytest.MonkeyPatch) -> None:
    """The score of the mode `fast` is |pre - post|."""
    monkeypatch.setitem(modes.METRIC_MODES, "fast", difference_mode(History()))


def test_every_mode_of_the_job_is_there() -> None:
    assert set(modes.METRIC_MODES) == set(METRIC_MODES)


@every_mode
def test_planted_change_is_found(mode: str, tmp_path: Path) -> None:
    """With nodata in the middle and at the edge."""
    pre, post, changed = planted()
    pre[:, 40:50, 20:40] = NODATA
    post[0, :, 75:] = NODATA
    listener = Listener()
    values = run(tmp_path, pre, post, listener, report=True, mode=mode, device="cpu")
    probability, mask = relative(values), read_raster(values["files"]["mask"])
    invalid = (pre == NODATA).any(axis=0) | (post == NODATA).any(axis=0)
    assert np.array_equal(np.isnan(probability), invalid) and np.array_equal(mask == 255, invalid)
    assert ranked(probability, changed) > 0.9
    assert probability.dtype == np.float32 and np.nanmin(probability) >= 0 and np.nanmax(probability) < 1
    assert np.array_equal(mask == 1, probability > 0.5) and (mask == 1).any()
    polygons = read_polygons(values["files"]["changes"])
    assert sum(polygon["area_px"] for polygon in polygons) == (mask == 1).sum()
    assert values["device_used"] == "cpu" and values["threshold_used"] > 0
    assert listener.shares == sorted(listener.shares) and listener.shares[-1] == 1.0
    assert Path(values["files"]["report"]).read_text(encoding="utf-8").endswith("</html>")


def test_nothing_is_optimised_in_the_fast_mode(tmp_path: Path) -> None:
    values = run(tmp_path, *planted()[:2], mode="fast")
    assert (values["iterations_used"], values["loss_first"], values["loss_last"]) == (0, None, None)


@every_mode
def test_the_same_seed_gives_the_same_pixels(mode: str, tmp_path: Path) -> None:
    runs = [run(tmp_path / name, *planted()[:2], mode=mode, seed=3, device="cpu") for name in ("one", "two")]
    assert relative(runs[0]).tobytes() == relative(runs[1]).tobytes()
    assert runs[0]["threshold_used"] == runs[1]["threshold_used"]


@every_mode
@pytest.mark.parametrize("cancelled_at", [0.0, 0.2, 0.6])
def test_cancelled_on_the_way(mode: str, cancelled_at: float, tmp_path: Path) -> None:
    shares: list[float] = []
    progress = Progress(shares.append, is_cancelled=lambda: bool(shares) and shares[-1] >= cancelled_at)
    with pytest.raises(Cancelled):
        run(tmp_path, *planted()[:2], progress, mode=mode)
    assert shares[-1] < 0.8
    assert not FINISHED & {path.name for path in (tmp_path / "out").iterdir()}


def test_half_is_the_threshold(tmp_path: Path, known_score: None) -> None:
    """PROBABILITY is s / (s + t), and THRESHOLD_USED is t; the file says that it is no probability."""
    pre, post, _ = planted()
    values = run(tmp_path, pre, post, mode="fast", threshold_method="fixed", threshold=30.0)
    score = np.abs(pre[0] - post[0]).astype(np.float64)
    np.testing.assert_allclose(relative(values), score / (score + 30.0), rtol=1e-6)
    assert values["threshold_used"] == 30.0
    metadata = gdal.Open(values["files"]["probability"]).GetMetadata()
    assert (metadata["rscd.calibrated"], metadata["rscd.threshold"], metadata["rscd.score_threshold"]) == ("no", "0.5", "30")
    assert from_dict(MetricJob, json.loads(metadata["rscd.job"])).threshold == 30.0
    assert "rscd.encoder" not in metadata and json.loads(metadata["rscd.versions"])["torch"] == torch.__version__


@pytest.mark.parametrize("threshold_method", ["yen", "fixed"])
def test_sensitivity_moves_the_threshold_only(threshold_method: str, tmp_path: Path, known_score: None) -> None:
    pre, post, _ = planted()
    scores, thresholds, masks = [], [], []
    for sensitivity in (-1.0, -0.3, 0.0, 0.5, 1.0):
        settings = {"sensitivity": sensitivity, "threshold_method": threshold_method, "threshold": 100.0}
        values = run(tmp_path, pre, post, mode="fast", **settings)
        probability, mask = relative(values).astype(np.float64), read_raster(values["files"]["mask"])
        assert np.array_equal(mask == 1, probability > 0.5)
        scores.append(values["threshold_used"] * probability / (1 - probability))
        thresholds.append(values["threshold_used"])
        masks.append(mask == 1)
    np.testing.assert_allclose(np.array(thresholds) / thresholds[2], 2.0 ** np.array([2.0, 0.6, 0.0, -1.0, -2.0]))
    assert all((more | less == more).all() and more.sum() > less.sum() for less, more in zip(masks, masks[1:]))
    np.testing.assert_allclose(scores[0], scores[-1], rtol=1e-5, atol=1e-3)


@pytest.mark.parametrize("threshold_method", THRESHOLD_METHODS)
def test_a_score_of_zero_everywhere(threshold_method: str, tmp_path: Path, known_score: None) -> None:
    pre, listener = planted()[0], Listener()
    values = run(tmp_path, pre, pre, listener, mode="fast", threshold_method=threshold_method, threshold=1.0)
    assert values["changed_share"] == 0.0 and not relative(values).any() and not read_raster(values["files"]["mask"]).any()
    assert "no difference that stands out" in listener.text


def test_an_encoder_of_ones_own_is_named_in_the_result(tmp_path: Path, known_score: None) -> None:
    weights = tmp_path / "weights.pth"
    weights.write_bytes(b"some weights")
    values = run(tmp_path, *planted()[:2], mode="fast", encoder=str(weights))
    metadata = gdal.Open(values["files"]["mask"]).GetMetadata()
    assert metadata["rscd.encoder"] == "weights.pth"
    assert metadata["rscd.encoder_sha256"] == hashlib.sha256(b"some weights").hexdigest()
    with pytest.raises(UserError, match="ENCODER: there is no file .*none.pth. Choose a .safetensors"):
        run(tmp_path, *planted()[:2], mode="fast", encoder=str(tmp_path / "none.pth"))


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_cuda_without_cuda_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="DEVICE is cuda, but the installed PyTorch .* Choose auto or cpu"):
        run(tmp_path, *planted()[:2], mode="fast", device="cuda")


def test_no_report_where_none_is_wanted(tmp_path: Path, known_score: None) -> None:
    values = run(tmp_path, *planted()[:2], report=False, mode="fast")
    assert set(values["files"]) == {"probability", "mask", "changes"}
    assert not (tmp_path / "out" / "report.html").exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"mode": "magic"}, "MODE is 'magic'; it must be one of optimised"),
        ({"device": "gpu"}, "DEVICE is 'gpu'"),
        ({"iterations": -1}, "ITERATIONS is -1"),
        ({"sensitivity": 1.1}, "SENSITIVITY is 1.1; it must lie between -1 and 1"),
        ({"sensitivity": float("nan")}, "SENSITIVITY is nan"),
        ({"threshold_method": "magic"}, "THRESHOLD_METHOD is 'magic'"),
        ({"threshold_method": "fixed"}, "THRESHOLD is None; with THRESHOLD_METHOD fixed"),
        ({"seed": -1}, "SEED is -1"),
    ],
)
def test_what_is_wrong_is_said(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        MetricJob(source("a"), source("b"), **settings)


def test_there_and_back_as_json() -> None:
    job = MetricJob(source("a"), source("b"), bands_pre=(1, 2), mode="fast", encoder="e.pt", sensitivity=-0.5)
    assert JOBS["metric"] == (MetricJob, MetricOutputs)
    assert from_dict(MetricJob, json.loads(json.dumps(to_dict(job)))) == job
