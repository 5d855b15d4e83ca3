"""Normalisation against NumPy on whole arrays; outliers, nodata, whole numbers and flat bands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.pairs import normalise, open_pair
from rscd_plugin.core.jobs.spec import AlignJob
from rscd_plugin.core.raster.radiometry import fit_normaliser
from rscd_plugin.core.raster.sampling import coarse_view, sample_blocks

from .rasters import Listener, source, write_raster

GENERATOR = np.random.default_rng(0)
PRE = np.stack([GENERATOR.gamma(4, 200, (150, 200)), GENERATOR.normal(3000, 400, (150, 200))]).clip(1).astype(np.uint16)


def ready(folder: Path, pre: np.ndarray, post: np.ndarray, method: str, **settings: object):
    paths = [write_raster(folder / f"{name}.tif", pixels, **settings) for name, pixels in (("pre", pre), ("post", post))]
    job = AlignJob(*map(source, paths), normalise=method)
    pair, _ = open_pair(job, Listener())
    pair.pre_bands = pair.post_bands = tuple(range(1, len(pre) + 1))
    normalise(pair, job, Listener())
    return pair.read(pair.grid.window)


@pytest.mark.parametrize("method", ["mean_std", "histogram", "pif"])
def test_a_linear_difference_is_taken_back(tmp_path: Path, method: str) -> None:
    read = ready(tmp_path, PRE, (PRE * 2 + 500).astype(np.uint16), method)
    inner = (read.pre > np.percentile(PRE, 1)) & (read.pre < np.percentile(PRE, 99))
    np.testing.assert_allclose(read.post[inner], read.pre[inner], atol=2)


def test_mean_and_standard_deviation_are_those_of_numpy(tmp_path: Path) -> None:
    post = GENERATOR.normal(90, 7, PRE.shape).astype(np.float32)
    pre = GENERATOR.normal(500, 60, PRE.shape).astype(np.float32)
    read = ready(tmp_path, pre, post, "mean_std")
    for plane, wanted in zip(read.post, pre):
        assert plane.mean() == pytest.approx(wanted.mean(), rel=1e-3)
        assert plane.std() == pytest.approx(wanted.std(), rel=1e-2)


def test_quantiles_are_those_of_pre(tmp_path: Path) -> None:
    read = ready(tmp_path, PRE, (np.sqrt(PRE.astype(float)) * 40).astype(np.uint16), "histogram")
    percent = [1, 10, 50, 90, 99]
    np.testing.assert_allclose(
        np.percentile(read.post, percent, axis=(1, 2)), np.percentile(PRE, percent, axis=(1, 2)), rtol=0.01, atol=2
    )


@pytest.mark.parametrize("method", ["mean_std", "histogram"])
def test_outliers_of_16_bit_data_do_not_decide(tmp_path: Path, method: str) -> None:
    post = (PRE // 2 + 100).astype(np.uint16)
    clean = ready(tmp_path, PRE, post, method)
    dirty = post.copy()
    dirty[:, ::50, ::50] = 65535
    read = ready(tmp_path, PRE, dirty, method)
    kept = (dirty != 65535) & (post < np.percentile(post, 99, axis=(1, 2), keepdims=True))
    np.testing.assert_allclose(read.post[kept], clean.post[kept], rtol=0.02, atol=15)


def test_nodata_takes_no_part(tmp_path: Path) -> None:
    post = (PRE // 2 + 100).astype(np.uint16)
    holed = [date.copy() for date in (PRE, post)]
    holed[0][:, :60], holed[1][:, :, :90] = 0, 0
    read = ready(tmp_path, *holed, "mean_std", nodata=[0, 0])
    assert not read.valid[:60].any() and not read.valid[:, :90].any() and read.valid[60:, 90:].all()
    np.testing.assert_allclose(read.post[:, 60:, 90:].mean(axis=(1, 2)), PRE[:, 60:, 90:].mean(axis=(1, 2)), rtol=0.01)


@pytest.mark.parametrize("method", ["mean_std", "histogram"])
@pytest.mark.parametrize("flat", ["pre", "post"])
def test_a_flat_band_gives_numbers(method: str, flat: str) -> None:
    values = {"pre": np.arange(1000.0)[None], "post": np.arange(1000.0)[None]}
    values[flat] = np.full((1, 1000), 7.0)
    mapped = fit_normaliser(method, values["pre"], values["post"]).apply(values["post"].reshape(1, 10, 100))
    assert np.isfinite(mapped).all()


def test_invariant_pixels_decide_though_a_third_has_changed(tmp_path: Path) -> None:
    common = GENERATOR.normal(1000, 150, (150, 200))
    pre = np.stack([common + GENERATOR.normal(0, 15, common.shape) + 100 * band for band in range(3)]).astype(np.float32)
    post = (0.6 * (pre - 200) + GENERATOR.normal(0, 5, pre.shape)).astype(np.float32)
    post[:, :50] = GENERATOR.normal(2500, 300, (3, 50, 200))
    read = ready(tmp_path, pre, post, "pif")
    assert abs(float((read.post - read.pre)[:, 50:].mean())) < 15
    off = ready(tmp_path, pre, post, "mean_std")
    assert abs(float((off.post - off.pre)[:, 50:].mean())) > 100, "which mean and standard deviation do not see"


def test_values_beyond_the_sample_go_on() -> None:
    values = np.linspace(0, 100, 10001)[None]
    mapped = fit_normaliser("histogram", 3 * values, values).apply(np.array([[[200.0]]]))
    assert mapped[0, 0, 0] == pytest.approx(600, rel=0.01)


def test_too_little_in_common() -> None:
    with pytest.raises(UserError, match="NORMALISE mean_std.*the sample holds 1"):
        fit_normaliser("mean_std", np.ones((1, 1)), np.ones((1, 1)))


def test_a_sample_is_seeded_and_a_small_raster_is_in_it_as_a_whole(tmp_path: Path) -> None:
    paths = [write_raster(tmp_path / f"{name}.tif", PRE) for name in ("pre", "post")]
    pair, _ = open_pair(AlignJob(*map(source, paths)), Listener())
    pair.pre_bands, pair.post_bands = (1, 2), (2, 1)
    pre, post = sample_blocks(pair, Listener())
    assert pre.shape == post.shape == (2, 150 * 200)
    np.testing.assert_array_equal(pre, post[::-1])
    np.testing.assert_array_equal(np.sort(pre[0]), np.sort(PRE[0].ravel()))


@pytest.mark.parametrize("step", [1, 3, 7, 160])
def test_a_coarse_view_holds_means(tmp_path: Path, step: int) -> None:
    path = write_raster(tmp_path / "pre.tif", PRE)
    pair, _ = open_pair(AlignJob(source(path), source(path)), Listener())
    view, valid = coarse_view(pair, "pre", (1,), step, Listener())
    height, width = max(150 // step, 1), max(200 // step, 1)
    rows, cols = min(height * step, 150), min(width * step, 200)
    whole = PRE[0, :rows, :cols].astype(float).reshape(height, rows // height, width, cols // width)
    np.testing.assert_allclose(view[0], whole.mean(axis=(1, 3)))
    assert valid.all()
