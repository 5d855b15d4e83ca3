"""The threshold job, in windows of a few pixels, against scipy on the whole image."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from scipy import ndimage

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.mask_spec import CLEANINGS, MASK_THRESHOLD_METHODS, ThresholdJob, ThresholdOutputs
from rscd_plugin.core.jobs.registry import JOBS, from_dict, to_dict
from rscd_plugin.core.jobs.spec import THRESHOLD_METHODS
from rscd_plugin.core.jobs.threshold import threshold
from rscd_plugin.core.vector import threshold as windows
from rscd_plugin.core.vector.histogram import ScoreHistogram
from rscd_plugin.core.vector.threshold_methods import find_threshold

from .rasters import Listener, read_raster, source, write_raster


@dataclass
class Masked:
    mask: np.ndarray
    values: dict
    log: str
    metadata: dict


def run(folder: Path, score: np.ndarray, calibrated: str | None = None, **settings: object) -> Masked:
    folder.mkdir(exist_ok=True)
    raster = {name: settings.pop(name) for name in ("epsg", "nodata", "pixel") if name in settings}
    path = write_raster(folder / "score.tif", score, **raster)
    if calibrated:
        dataset = gdal.Open(str(path), gdal.GA_Update)
        dataset.SetMetadataItem("rscd.calibrated", calibrated)
        del dataset
    progress = Listener()
    values = threshold(ThresholdJob(source(path), **settings), ThresholdOutputs(str(folder)), progress)
    mask = values["files"]["mask"]
    return Masked(read_raster(mask), values, progress.text, gdal.Open(mask).GetMetadata())


def smooth_noise(seed: int, shape: tuple[int, int] = (67, 91)) -> np.ndarray:
    """0-1, with blobs that wind through many windows, and a patch without data."""
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=shape), 1.5)
    score = ((noise - noise.min()) / np.ptp(noise)).astype(np.float32)
    score[10:14, 20:33] = np.nan
    return score


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "WINDOW_PX", 13)


@pytest.mark.usefixtures("small_windows")
@pytest.mark.parametrize("seed", range(4))
def test_hysteresis_is_that_of_the_whole_image(tmp_path: Path, seed: int) -> None:
    score = smooth_noise(seed)
    found = run(tmp_path, score, threshold_method="fixed", threshold=0.75, hysteresis=0.5)
    with np.errstate(invalid="ignore"):
        weak, strong = score > np.float32(0.5), score > np.float32(0.75)
    labels, _ = ndimage.label(weak)
    expected = weak & np.isin(labels, np.unique(labels[strong]))
    assert strong.sum() < expected.sum() < weak.sum()
    np.testing.assert_array_equal(found.mask == 1, expected)
    np.testing.assert_array_equal(found.mask == 255, np.isnan(score))


@pytest.mark.usefixtures("small_windows")
def test_hysteresis_follows_a_spiral_through_all_windows(tmp_path: Path) -> None:
    """Grown from its inner end, back through windows that were looked at before."""
    score = np.zeros((61, 61), np.float32)
    row, col, step = 0, 0, (0, 1)
    while True:
        score[row, col] = 0.5
        ahead = row + 2 * step[0], col + 2 * step[1]
        beside = row + step[0], col + step[1]
        blocked = not all(0 <= value < 61 for value in beside) or (all(0 <= value < 61 for value in ahead) and score[ahead])
        if blocked:
            step = step[1], -step[0]
            beside = row + step[0], col + step[1]
            if score[beside] or score[row + 2 * step[0], col + 2 * step[1]]:
                break
        row, col = beside
    score[row, col] = 0.9
    found = run(tmp_path, score, threshold_method="fixed", threshold=0.8, hysteresis=0.3)
    assert score.astype(bool).sum() > 1500
    np.testing.assert_array_equal(found.mask == 1, score > 0)


def cleaned_whole(changed: np.ndarray, valid: np.ndarray, method: str, size: int) -> np.ndarray:
    """By loops over the definition."""
    half = size // 2
    around = {}
    for row, col in np.argwhere(valid):
        around[row, col] = (slice(max(row - half, 0), row + half + 1), slice(max(col - half, 0), col + half + 1))

    def majority(pixels: np.ndarray) -> np.ndarray:
        result = pixels.copy()
        for place, square in around.items():
            twice, voters = 2 * pixels[square][valid[square]].sum(), valid[square].sum()
            result[place] = twice > voters or (twice == voters and pixels[place])
        return result

    def opening(pixels: np.ndarray) -> np.ndarray:
        result = np.zeros_like(pixels)
        for square in around.values():
            if pixels[square][valid[square]].all():
                result[square] = True
        return result & valid

    def closing(pixels: np.ndarray) -> np.ndarray:
        return valid & ~opening(valid & ~pixels)

    return {"majority": majority, "opening": opening, "closing": closing, "opening_closing": lambda p: closing(opening(p))}[
        method
    ](changed)


@pytest.mark.usefixtures("small_windows")
@pytest.mark.parametrize("method", CLEANINGS[1:])
@pytest.mark.parametrize("size", [3, 5])
def test_cleaning_is_that_of_the_whole_image(tmp_path: Path, method: str, size: int) -> None:
    score = smooth_noise(7)
    plain = run(tmp_path / "plain", score, threshold_method="fixed", threshold=0.5).mask
    found = run(tmp_path / "clean", score, threshold_method="fixed", threshold=0.5, cleaning=method, cleaning_px=size)
    expected = cleaned_whole(plain == 1, plain != 255, method, size)
    assert (expected != (plain == 1)).any()
    np.testing.assert_array_equal(found.mask == 1, expected)
    np.testing.assert_array_equal(found.mask == 255, plain == 255)


@pytest.mark.usefixtures("small_windows")
def test_the_smallest_area_comes_last_and_joins_windows(tmp_path: Path) -> None:
    score = smooth_noise(3)
    settings = {"threshold_method": "fixed", "threshold": 0.6, "cleaning": "opening"}
    plain = run(tmp_path / "plain", score, **settings)
    found = run(tmp_path / "area", score, min_area_m2=5.0, **settings)
    labels, count = ndimage.label(plain.mask == 1)
    sizes = np.bincount(labels.ravel())
    expected = (labels > 0) & (sizes[labels] >= 20)  # pixels of 0.25 m²
    assert 0 < expected.sum() < (plain.mask == 1).sum()
    np.testing.assert_array_equal(found.mask == 1, expected)
    assert found.values["changed_area_m2"] == expected.sum() * 0.25
    assert found.values["changed_share"] == expected.sum() / np.isfinite(score).sum()


@pytest.mark.usefixtures("small_windows")
@pytest.mark.parametrize("method", [name for name in THRESHOLD_METHODS if name != "fixed"])
def test_methods_are_those_of_every_algorithm(tmp_path: Path, method: str) -> None:
    score = smooth_noise(1)
    histogram = ScoreHistogram()
    histogram.add(score)
    found = run(tmp_path, score, threshold_method=method)
    assert found.values["threshold_used"] == find_threshold(method, histogram, None)
    np.testing.assert_array_equal(found.mask == 1, np.nan_to_num(score) > np.float32(found.values["threshold_used"]))
    assert found.metadata["rscd.calibrated"] == "no"
    assert json.loads(found.metadata["rscd.job"])["threshold_method"] == method


@pytest.mark.usefixtures("small_windows")
@pytest.mark.parametrize("quota", [0.0001, 0.01, 0.37, 0.999])
@pytest.mark.parametrize("offset", [0.0, -0.6])
def test_an_area_quota_is_met_exactly(tmp_path: Path, quota: float, offset: float) -> None:
    score = smooth_noise(2) + np.float32(offset)
    found = run(tmp_path, score, threshold_method="area_quota", area_quota=quota)
    valid = np.sort(score[np.isfinite(score)])
    keep = int(quota * valid.size)
    assert found.values["threshold_used"] == valid[valid.size - keep - 1]
    assert len(np.unique(valid[-keep - 2 :])) == keep + 2 or quota > 0.3, "no ties here"
    assert (found.mask == 1).sum() == (valid > valid[valid.size - keep - 1]).sum() <= keep


def test_ties_do_not_break_the_quota(tmp_path: Path) -> None:
    score = np.zeros((10, 10), np.float32)
    score[:3] = 1.0
    assert run(tmp_path / "a", score, threshold_method="area_quota", area_quota=0.29).values["changed_share"] == 0.0
    assert run(tmp_path / "b", score, threshold_method="area_quota", area_quota=0.3).values["changed_share"] == 0.3


def test_expected_f1_is_the_best_that_one_can_expect(tmp_path: Path) -> None:
    probability = np.random.default_rng(0).beta(0.3, 1.5, (60, 60)).astype(np.float32)
    found = run(tmp_path, probability, calibrated="yes", threshold_method="expected_f1")
    cuts = np.linspace(0.01, 0.9, 400)
    f1 = [2 * probability[probability > cut].sum() / ((probability > cut).sum() + probability.sum()) for cut in cuts]
    assert found.values["threshold_used"] == pytest.approx(max(f1) / 2, rel=0.01), "half of the best F1 is where it pays no more"
    used = probability > found.values["threshold_used"]
    assert 2 * probability[used].sum() / (used.sum() + probability.sum()) >= max(f1) - 1e-5
    assert "to be expected" in found.log and found.metadata["rscd.calibrated"] == "yes"


@pytest.mark.parametrize(("value", "share"), [(0.0, 0.0), (0.9, 1.0)])
def test_expected_f1_where_all_is_the_same(tmp_path: Path, value: float, share: float) -> None:
    found = run(tmp_path, np.full((8, 8), value, np.float32), calibrated="yes", threshold_method="expected_f1")
    assert found.values["changed_share"] == share


@pytest.mark.parametrize("calibrated", [None, "no"])
def test_expected_f1_wants_calibrated_probabilities(tmp_path: Path, calibrated: str | None) -> None:
    with pytest.raises(UserError, match="expected_f1.*rscd.calibrated=(no|nothing)"):
        run(tmp_path, smooth_noise(0), calibrated=calibrated, threshold_method="expected_f1")


@pytest.mark.parametrize("method", [name for name in MASK_THRESHOLD_METHODS if name not in ("fixed", "expected_f1")])
def test_nothing_but_nodata_is_a_mask_of_nodata(tmp_path: Path, method: str) -> None:
    found = run(tmp_path, np.full((5, 6), np.nan, np.float32), threshold_method=method, area_quota=0.1, hysteresis=0.1)
    assert (found.mask == 255).all() and found.values["changed_share"] == 0.0 and found.values["changed_area_m2"] == 0.0


def test_nodata_of_whole_numbers(tmp_path: Path) -> None:
    score = np.array([[0, 10, 200, 255]], np.uint8)
    found = run(tmp_path, score, nodata=[255], threshold_method="fixed", threshold=50.0)
    assert found.mask.tolist() == [[0, 0, 1, 255]]


def test_bad_input_is_said(tmp_path: Path) -> None:
    score = smooth_noise(0)
    for match, settings in (
        ("must lie below it", {"threshold_method": "fixed", "threshold": 0.5, "hysteresis": 0.5}),
        ("AREA_QUOTA is None", {"threshold_method": "area_quota"}),
        ("AREA_QUOTA is 1.0", {"threshold_method": "area_quota", "area_quota": 1.0}),
        ("with THRESHOLD_METHOD fixed", {"threshold_method": "fixed"}),
        ("CLEANING_SIZE is 4", {"cleaning": "majority", "cleaning_px": 4}),
        ("CLEANING is 'soap'", {"cleaning": "soap"}),
        ("HYSTERESIS is nan", {"hysteresis": float("nan")}),
        ("MIN_AREA is given in m²", {"min_area_m2": 1.0, "epsg": None}),
    ):
        with pytest.raises(UserError, match=match):
            run(tmp_path, score, **settings)
    with pytest.raises(UserError, match="holds 3 bands"):
        run(tmp_path, np.zeros((3, 4, 4), np.float32))


def test_the_job_travels_as_json(tmp_path: Path) -> None:
    job = ThresholdJob(source("p.tif"), area_quota=0.1, hysteresis=0.2)
    assert from_dict(JOBS["threshold"][0], json.loads(json.dumps(to_dict(job)))) == job
