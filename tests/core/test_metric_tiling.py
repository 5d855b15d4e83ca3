"""The size of the windows in which a raster is gone through leaves no trace in a relative score of Metric-CD."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch

from rscd_plugin.core.classic import sampling
from rscd_plugin.core.jobs.scores import write_score
from rscd_plugin.core.jobs.spec import MetricJob
from rscd_plugin.core.metric import stopping
from rscd_plugin.core.metric.modes import METRIC_MODES
from rscd_plugin.core.models.encoder import Encoder
from rscd_plugin.core.models.feature_extractor import ResNetExtractor
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.raster.pair import Pair
from rscd_plugin.core.raster.writing import ScratchRaster

from .metric_scenes import NODATA, planted, run
from .rasters import Listener, open_pair, read_raster, source, whole, write_raster

IN_ONE = 512
SIZES = (24, 37, 50)  # no multiples of 4 or 16 but the first, which is none of 16
TOLERANCE = 1e-5


@pytest.fixture(autouse=True)
def any_network_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what is scored is a network, and not the start."""
    monkeypatch.setattr(stopping, "LEAST_AGREEMENT", -1.0)


def with_holes(shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Nodata in the middle, alone, and along the left edge; none along the right and the lower one."""
    pre, post, _ = planted(2, shape)
    pre[:, 60:75, 20:50], post[0, 101, 90], post[:, 20:90, :3] = NODATA, NODATA, NODATA
    return pre, post


def scores_of(folder: Path, shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch, **settings: Any) -> list[np.ndarray]:
    """The relative score of one fitted detector, first in one window, then in each of SIZES; the published one is slow."""
    dates = [
        write_raster(folder / name, pixels, nodata=[NODATA] * 2) for name, pixels in zip(("a.tif", "b.tif"), with_holes(shape))
    ]
    job = MetricJob(source(dates[0]), source(dates[1]), memory_mb=256, **settings)
    detector = METRIC_MODES[job.mode](open_pair(*dates, bands=(1, 2)), job, "cpu", Listener())[0]
    scores = []
    for window_px in (IN_ONE, *SIZES[: 1 if job.mode == "reference" else None]):
        monkeypatch.setattr(sampling, "WINDOW_PX", window_px)
        reads = Reads(open_pair(*dates, bands=(1, 2)))
        raster = ScratchRaster(folder / f"{window_px}.tif", reads.grid, "float32", float("nan"))
        write_score(reads, detector, 0.0, raster, Progress())
        assert (reads.count == 1) == (window_px == IN_ONE)
        scores.append(raster.read(whole(reads)))
    scale = np.nanmedian(scores[0])
    return [score / (score + scale) for score in scores]


class Reads(Pair):
    """A pair that counts how often it is read."""

    def __init__(self, pair: Pair) -> None:
        self.__dict__.update(pair.__dict__)
        self.count = 0

    def read(self, window: Any) -> Any:
        self.count += 1
        return super().read(window)


def assert_alike(scores: list[np.ndarray], shape: tuple[int, int]) -> None:
    pre, post = with_holes(shape)
    invalid = (pre == NODATA).any(axis=0) | (post == NODATA).any(axis=0)
    assert np.array_equal(np.isnan(scores[0]), invalid) and np.nanstd(scores[0]) > 0.02
    for score in scores[1:]:
        np.testing.assert_allclose(score, scores[0], rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize(
    ("shape", "settings"),
    [
        ((131, 150), {"mode": "fast"}),
        ((131, 150), {"mode": "optimised", "iterations": 2}),
        ((131, 150), {"mode": "optimised", "iterations": 2, "train_features": True}),
        ((190, 203), {"mode": "reference", "iterations": 1}),
    ],
    ids=lambda value: "-".join(str(setting) for setting in value.values()) if isinstance(value, dict) else str(value),
)
def test_scoring(shape: tuple[int, int], settings: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_alike(scores_of(tmp_path, shape, monkeypatch, **settings), shape)


@pytest.mark.parametrize("mode", ["fast", "optimised"])
def test_with_an_encoder_of_stride_16(mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {name: tensor.contiguous() for name, tensor in Encoder(2, (4, 6, 8, 10), (1, 1, 1, 1)).state_dict().items()}
    safetensors.torch.save_file(weights, tmp_path / "encoder.safetensors")
    assert ResNetExtractor(2, (4, 6, 8), (1, 1, 1)).align_px == 16
    settings = {"mode": mode, "iterations": 2, "encoder": str(tmp_path / "encoder.safetensors")}
    assert_alike(scores_of(tmp_path, (190, 203), monkeypatch, **settings), (190, 203))


@pytest.mark.parametrize("mode", ["fast", "optimised"])
def test_the_whole_job(mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is learnt before scoring does not depend on the windows either."""
    found = []
    for window_px in (IN_ONE, 37):
        monkeypatch.setattr(sampling, "WINDOW_PX", window_px)
        settings = {"mode": mode, "iterations": 2, "threshold_method": "fixed", "threshold": 1.0}
        found.append(read_raster(run(tmp_path / str(window_px), *with_holes((131, 150)), **settings)["files"]["probability"]))
    assert_alike(found, (131, 150))
