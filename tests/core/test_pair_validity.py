"""What counts as data: nodata values, masks, alpha and NaN, in every pixel type, on pre's grid and through the warp."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rscd_plugin.core.raster.source import open_raster, read_sample
from rscd_plugin.core.tiling.window import Window

from .rasters import UTM, X0, Y0, Listener, open_pair, source, whole, wkt_of, write_raster

TYPES = ["uint8", "uint16", "int16", "float32", "float64"]
HOLE = (slice(4, 9), slice(10, 16))
SHIFTED = (X0 - 2.25, Y0 + 2.25)  # post's pixels lie half a pixel off, four and a half further out
ALL = Window(0, 0, 24, 20)


def flat(dtype: str, bands: int = 1, value: float = 100, size: tuple[int, int] = (20, 24)) -> np.ndarray:
    return np.full((bands, *size), value, dtype)


def holed(array: np.ndarray, hole: float, bands: slice = slice(None)) -> np.ndarray:
    array[(bands, *HOLE)] = hole
    return array


def expected_valid() -> np.ndarray:
    valid = np.ones((20, 24), bool)
    valid[HOLE] = False
    return valid


@pytest.fixture
def pre(tmp_path: Path) -> Path:
    return write_raster(tmp_path / "pre.tif", flat("uint8", 4))


@pytest.mark.parametrize("dtype", TYPES)
def test_a_nodata_value_of_either_date(tmp_path: Path, pre: Path, dtype: str) -> None:
    other = write_raster(tmp_path / "other.tif", holed(flat(dtype), 7), nodata=[7])
    for pair in (open_pair(pre, other), open_pair(other, pre)):
        np.testing.assert_array_equal(pair.read(ALL).valid, expected_valid())


def test_the_holes_of_both_dates_count(tmp_path: Path) -> None:
    first, second = flat("uint8"), flat("uint8")
    first[:, :3], second[:, :, :2] = 0, 0
    paths = [write_raster(tmp_path / f"{n}.tif", pixels, nodata=[0]) for n, pixels in enumerate((first, second))]
    valid = open_pair(*paths).read(ALL).valid
    assert not valid[:3].any() and not valid[:, :2].any() and valid[3:, 2:].all()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("nodata", [None, [np.nan]])
def test_what_is_no_number_is_no_data(tmp_path: Path, pre: Path, value: float, nodata: list[float] | None) -> None:
    post = write_raster(tmp_path / "post.tif", holed(flat("float32"), value), nodata=nodata)
    np.testing.assert_array_equal(open_pair(pre, post).read(ALL).valid, expected_valid())


def test_only_the_bands_that_are_used_count(tmp_path: Path, pre: Path) -> None:
    pixels = holed(flat("uint8", 4), 7, slice(1, 2))
    post = write_raster(tmp_path / "post.tif", pixels, nodata=None, driver="GTiff")
    vrt = open_raster(source(post, extra_nodata=((2, 7.0), (3, 9.0))))
    assert vrt.GetRasterBand(1).GetNoDataValue() is None
    post = source(post, extra_nodata=((2, 7.0), (3, 9.0)))
    assert open_pair(pre, post, bands=(1, 3, 4)).read(ALL).valid.all()
    np.testing.assert_array_equal(open_pair(pre, post, bands=(1, 2)).read(ALL).valid, expected_valid())


@pytest.mark.parametrize("bands", [2, 3, 4, 5])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("origin", [(X0, Y0), SHIFTED])
def test_an_alpha_band_in_any_company(tmp_path: Path, pre: Path, dtype: str, bands: int, origin: tuple[float, float]) -> None:
    size = (20, 24) if origin == (X0, Y0) else (30, 34)
    pixels = flat(dtype, bands, size=size)
    pixels[-1] = 255 if dtype == "uint8" else 65535
    pixels[-1, 12:, 12:] = 0
    post = write_raster(tmp_path / "post.tif", pixels, alpha=True, origin=origin)
    window = open_pair(pre, post, bands=(1,)).read(ALL)
    assert not window.valid[13:, 13:].any()
    assert window.valid[:7].all() and window.valid[:, :7].all()
    assert (window.post[0][window.valid] == 100).all()


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("bands", [1, 3, 4])
@pytest.mark.parametrize("origin", [(X0, Y0), SHIFTED])
def test_a_mask_band(tmp_path: Path, pre: Path, dtype: str, bands: int, origin: tuple[float, float]) -> None:
    size = (20, 24) if origin == (X0, Y0) else (30, 34)
    mask = np.full(size, 255, np.uint8)
    mask[12:, 12:] = 0
    pixels = flat(dtype, bands, size=size)
    pixels[:, 12:, 12:] = 200
    post = write_raster(tmp_path / "post.tif", pixels, mask=mask, origin=origin)
    window = open_pair(pre, post, bands=(1,)).read(ALL)
    assert not window.valid[13:, 13:].any()
    assert window.valid[:7].all() and window.valid[:, :7].all()
    assert (window.post[0][window.valid] == 100).all()


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("bands", [1, 3, 4])
def test_nodata_does_not_leak_through_the_warp(tmp_path: Path, pre: Path, dtype: str, bands: int) -> None:
    """Bilinear weights of a neighbour without data must go to those that have it, in every type."""
    pixels = flat(dtype, bands, size=(30, 34))
    pixels[:, 12:18, 12:20] = 0
    post = write_raster(tmp_path / "post.tif", pixels, nodata=[0] * bands, origin=SHIFTED)
    pair = open_pair(pre, post, bands=range(1, bands + 1))
    window = pair.read(whole(pair))
    assert not window.valid[9:12, 9:14].any()
    assert window.valid[:7].all() and window.valid[:, :7].all()
    assert (window.post[:, window.valid] == 100).all()


def test_nan_does_not_leak_through_the_warp(tmp_path: Path, pre: Path) -> None:
    pixels = flat("float32", size=(30, 34))
    pixels[:, 12:18, 12:20] = np.nan
    post = write_raster(tmp_path / "post.tif", pixels, nodata=[np.nan], origin=SHIFTED)
    window = open_pair(pre, post).read(ALL)
    assert not window.valid[9:12, 9:14].any()
    assert window.valid[:7].all()
    assert (window.post[0][window.valid] == 100).all()


def test_nodata_of_one_band_only_through_the_warp(tmp_path: Path, pre: Path) -> None:
    pixels = flat("uint8", 3, size=(30, 34))
    pixels[1, 12:18, 12:20] = 7
    path = write_raster(tmp_path / "post.tif", pixels, origin=SHIFTED)
    post = source(path, extra_nodata=((2, 7.0),))
    assert open_pair(pre, post, bands=(1, 3)).read(ALL).valid.all()
    window = open_pair(pre, post, bands=(1, 2)).read(ALL)
    assert not window.valid[9:12, 9:14].any()
    assert window.valid[:7].all()
    assert (window.post[:, window.valid] == 100).all()


@pytest.mark.parametrize("value", [0, 255])
def test_the_values_0_and_255_are_data_where_nobody_said_otherwise(tmp_path: Path, pre: Path, value: int) -> None:
    for origin, size in (((X0, Y0), (20, 24)), (SHIFTED, (30, 34))):
        post = write_raster(tmp_path / "post.tif", flat("uint8", 3, value, size), origin=origin)
        window = open_pair(pre, post, bands=(1, 2, 3)).read(ALL)
        assert window.valid.all() and (window.post == value).all()


def test_a_sample_holds_valid_pixels_only(tmp_path: Path) -> None:
    pixels = holed(flat("float32", 4), 9999)
    pixels[3] = 255
    pixels[(3, *HOLE)] = 0
    path = write_raster(tmp_path / "alpha.tif", pixels, alpha=True)
    dataset = open_raster(source(path, crs_wkt=wkt_of(UTM)))
    assert read_sample(dataset, (1, 2)).shape == (2, int(expected_valid().sum()))
    assert read_sample(dataset, (1, 2)).max() == 100
    small = read_sample(dataset, (1,), size_px=5)
    assert small.shape[0] == 1 and 0 < small.shape[1] <= 25


def test_progress_says_nothing_on_one_grid(tmp_path: Path, pre: Path) -> None:
    listener = Listener()
    open_pair(pre, pre, progress=listener)
    assert listener.lines == []
