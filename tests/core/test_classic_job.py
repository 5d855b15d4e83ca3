"""The job `classic`: from two rasters to a relative score, a mask and polygons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.classic import classic
from rscd_plugin.core.jobs.registry import JOBS, from_dict, to_dict
from rscd_plugin.core.jobs.scores import make_relative, write_score
from rscd_plugin.core.jobs.spec import CLASSIC_METHODS, THRESHOLD_METHODS, ChangeOutputs, ClassicJob
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.raster.writing import ScratchRaster

from .detecting import read_polygons
from .rasters import Listener, open_pair, read_raster, source, whole, write_raster
from .test_classic_methods import METHODS, SQUARE, scene


@pytest.fixture
def rasters(tmp_path: Path) -> tuple[Path, Path]:
    pre, post = scene()
    return write_raster(tmp_path / "pre.tif", pre), write_raster(tmp_path / "post.tif", post)


def run(rasters: tuple[Path, Path], folder: Path, **settings: Any) -> tuple[dict[str, Any], Listener]:
    folder.mkdir(exist_ok=True)
    listener = Listener()
    job = ClassicJob(source(rasters[0]), source(rasters[1]), memory_mb=256, **settings)
    return classic(job, ChangeOutputs(str(folder)), listener), listener


@pytest.mark.parametrize("method", CLASSIC_METHODS)
def test_score_mask_and_polygons(method: str, rasters: tuple[Path, Path], tmp_path: Path) -> None:
    values, listener = run(rasters, tmp_path / "out", method=method, smoothing_px=1.0, threshold_method="otsu")
    probability, mask = read_raster(values["files"]["probability"]), read_raster(values["files"]["mask"])
    assert probability.dtype == np.float32 and probability.min() >= 0.0 and probability.max() < 1.0
    assert np.array_equal(mask == 1, probability > 0.5)
    assert (mask[SQUARE] == 1).mean() > 0.8 and (mask == 1).sum() < 500
    polygons = read_polygons(values["files"]["changes"])
    assert sum(polygon["area_px"] for polygon in polygons) == (mask == 1).sum()
    assert values["device_used"] == "cpu" and values["threshold_used"] > 0.0
    assert listener.shares == sorted(listener.shares) and listener.shares[-1] == 1.0


def test_half_is_the_threshold(rasters: tuple[Path, Path], tmp_path: Path) -> None:
    """PROBABILITY is s / (s + t), and THRESHOLD_USED is t; the file says that it is no probability."""
    values, _ = run(rasters, tmp_path / "out", smoothing_px=0.0, threshold_method="fixed", threshold=2.0)
    pair = open_pair(*rasters, bands=(1, 2, 3))
    score = METHODS["cva"].fit(pair, 0, Listener()).score(pair.read(whole(pair))).astype(np.float64)
    np.testing.assert_allclose(read_raster(values["files"]["probability"]), score / (score + 2.0), rtol=1e-6)
    metadata = gdal.Open(values["files"]["probability"]).GetMetadata()
    assert values["threshold_used"] == 2.0
    assert (metadata["rscd.calibrated"], metadata["rscd.threshold"], metadata["rscd.score_threshold"]) == ("no", "0.5", "2")
    assert from_dict(ClassicJob, json.loads(metadata["rscd.job"])).threshold == 2.0
    assert "rscd.model" not in metadata and "scipy" in json.loads(metadata["rscd.versions"])


def test_no_saturation_and_no_new_ties(tmp_path: Path) -> None:
    """Scores from a thousandth to a thousand thresholds stay apart, in the same order."""
    score = np.geomspace(1e-3, 1e3, 10_000).astype(np.float32).reshape(100, 100)
    raster = ScratchRaster(tmp_path / "score.tif", Grid("", (0, 1, 0, 0, 0, -1), 100, 100), "float32")
    raster.write(raster.grid.window, score)
    make_relative(raster, 1.0, Listener())
    relative = raster.read(raster.grid.window).ravel()
    assert (np.diff(relative) > 0).all() and relative.max() < 1.0


@pytest.mark.parametrize("method", CLASSIC_METHODS)
@pytest.mark.parametrize("threshold_method", ["otsu", "log_otsu", "yen"])
def test_as_many_values_as_the_raw_score(method: str, threshold_method: str, rasters: tuple[Path, Path], tmp_path: Path) -> None:
    """But for the rounding to float32, which near 0.5 is twice as coarse as the score's."""
    settings = {"method": method, "smoothing_px": 0.0, "threshold_method": threshold_method}
    values, _ = run(rasters, tmp_path / "out", **settings)
    relative = read_raster(values["files"]["probability"])
    pair = open_pair(*rasters, bands=(1, 2, 3))
    raw = ScratchRaster(tmp_path / "raw.tif", pair.grid, "float32")
    write_score(pair, METHODS[method].fit(pair, 0, Listener()), 0.0, raw, Listener())
    score = raw.read(whole(pair))
    assert len(np.unique(relative)) >= len(np.unique(score)) * 0.998
    in_order = relative.ravel()[np.argsort(score, axis=None)]
    assert (np.diff(in_order) >= 0).all()


@pytest.mark.parametrize("threshold_method", THRESHOLD_METHODS)
def test_the_same_date_twice_has_no_change(threshold_method: str, rasters: tuple[Path, Path], tmp_path: Path) -> None:
    settings = {"threshold_method": threshold_method, "threshold": 1.0}
    values, _ = run((rasters[0], rasters[0]), tmp_path / "out", **settings)
    assert values["changed_share"] == 0.0
    assert not read_raster(values["files"]["probability"]).any()


def test_the_same_job_twice(rasters: tuple[Path, Path], tmp_path: Path) -> None:
    runs = [run(rasters, tmp_path / name, method="irmad")[0] for name in ("one", "two")]
    assert np.array_equal(*(read_raster(values["files"]["probability"]) for values in runs))
    assert runs[0]["threshold_used"] == runs[1]["threshold_used"]


def test_bands_are_matched_by_name(tmp_path: Path) -> None:
    """Post's bands in another order, then chosen by number; as many of each are needed."""
    pre, post = scene()
    names = ["blue", "green", "red"]
    straight = write_raster(tmp_path / "pre.tif", pre, names=names), write_raster(tmp_path / "post.tif", post, names=names)
    turned = straight[0], write_raster(tmp_path / "turned.tif", post[::-1].copy(), names=names[::-1])
    expected, listener = run(straight, tmp_path / "straight")
    found, _ = run(turned, tmp_path / "turned")
    assert np.array_equal(*(read_raster(values["files"]["probability"]) for values in (expected, found)))
    assert "Bands: pre (1, 2, 3), post (1, 2, 3)" in listener.text
    with pytest.raises(UserError, match="3 band.* cannot be compared with 2 .* BANDS_PRE"):
        run(straight, tmp_path / "out", bands_post=(1, 2))
    with pytest.raises(UserError, match="BANDS_POST asks for band 7"):
        run(straight, tmp_path / "out", bands_pre=(1, 2), bands_post=(1, 7))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"method": "magic"}, "METHOD is 'magic'; it must be one of cva"),
        ({"threshold_method": "magic"}, "THRESHOLD_METHOD is 'magic'"),
        ({"threshold_method": "fixed"}, "THRESHOLD is None; with THRESHOLD_METHOD fixed"),
        ({"threshold_method": "fixed", "threshold": float("nan")}, "THRESHOLD is nan"),
        ({"smoothing_px": -1.0}, "SMOOTHING is -1.0"),
        ({"smoothing_px": 101.0}, "SMOOTHING is 101.0"),
        ({"seed": -1}, "SEED is -1"),
        ({"min_area_m2": -1.0}, "MIN_AREA is -1.0"),
    ],
)
def test_what_is_wrong_is_said(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        ClassicJob(source("a"), source("b"), **settings)


def test_there_and_back_as_json() -> None:
    job = ClassicJob(source("a"), source("b"), bands_pre=(1, 2), method="sfa", extent=(0.0, 0.0, 1.0, 1.0))
    assert JOBS["classic"][0] is ClassicJob
    assert from_dict(ClassicJob, json.loads(json.dumps(to_dict(job)))) == job
