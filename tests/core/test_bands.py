"""Which bands of a raster a model gets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.raster.band_names import band_names, data_bands
from rscd_plugin.core.raster.bands import choose_bands, match_bands

from .rasters import write_raster

RGB = ("red", "green", "blue")
GRAY, RED, GREEN, BLUE = gdal.GCI_GrayIndex, gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand


def raster(folder: Path, bands: int, **settings: object) -> gdal.Dataset:
    return gdal.Open(str(write_raster(folder / "a.tif", np.zeros((bands, 4, 4), np.uint8), **settings)))


def choose(dataset: gdal.Dataset, wanted: Sequence[str] = RGB, chosen: Sequence[int] = ()) -> tuple[int, ...]:
    return choose_bands(dataset, wanted, chosen, "post", "The post raster")


def test_by_number_whatever_the_bands_are_called(tmp_path: Path) -> None:
    dataset = raster(tmp_path, 4, names=["blue", "green", "red", "nir"])
    assert choose(dataset, chosen=(4, 1, 1)) == (4, 1, 1)


@pytest.mark.parametrize(
    ("names", "wanted", "numbers"),
    [
        (["Blue", "GREEN", " red ", "nir"], RGB, (3, 2, 1)),
        (["B02", "B03", "B04", "B08"], (*RGB, "nir"), (3, 2, 1, 4)),
        (["SR_B2", "SR_B3", "SR_B4", "SR_B5"], ("red", "blue"), (3, 1)),
        (["vv", "vh", "angle"], ("VH", "vv"), (2, 1)),
        (["near-infrared", "swir"], ("NIR",), (1,)),
        (["nir", "red", "red"], ("red",), (2,)),
    ],
)
def test_by_name(tmp_path: Path, names: list[str], wanted: tuple[str, ...], numbers: tuple[int, ...]) -> None:
    assert choose(raster(tmp_path, len(names), names=names), wanted) == numbers


def test_by_colour(tmp_path: Path) -> None:
    assert choose(raster(tmp_path, 4, colours=[GRAY, BLUE, GREEN, RED])) == (4, 3, 2)


def test_a_known_name_counts_more_than_a_colour(tmp_path: Path) -> None:
    dataset = raster(tmp_path, 3, names=["blue", "green", "red"], colours=[RED, GREEN, BLUE])
    assert choose(dataset) == (3, 2, 1)


def test_by_order_where_nothing_has_a_name(tmp_path: Path) -> None:
    assert choose(raster(tmp_path, 3)) == (1, 2, 3)
    assert choose(raster(tmp_path, 2), ("vv", "vh")) == (1, 2)


def test_alpha_is_no_band(tmp_path: Path) -> None:
    dataset = raster(tmp_path, 4, alpha=True)
    assert data_bands(dataset) == [1, 2, 3]
    assert choose(dataset) == (1, 2, 3)
    with pytest.raises(UserError, match=r"has 3 band\(s\)"):
        choose(dataset, ("a", "b", "c", "d"))


def test_names_of_bands(tmp_path: Path) -> None:
    dataset = raster(tmp_path, 4, names=["B04", "Height", "", ""], colours=[GRAY, GRAY, GRAY, RED])
    assert band_names(dataset) == {"red": 1, "height": 2}


def test_too_many_bands_without_names(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        choose(raster(tmp_path, 4))
    for part in ("The post raster has 4 band(s)", "takes 3: red, green, blue", "BANDS_POST"):
        assert part in str(caught.value)


def test_too_few_bands(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"has 1 band\(s\).*the model takes 3"):
        choose(raster(tmp_path, 1))


@pytest.mark.parametrize("number", [0, 5, -1])
def test_a_number_that_is_not_there(tmp_path: Path, number: int) -> None:
    with pytest.raises(UserError, match=rf"BANDS_POST asks for band {number}, but The post raster has 4 band"):
        choose(raster(tmp_path, 4), chosen=(1, 2, number))


def test_the_wrong_count_of_numbers(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="BANDS_POST names 2 .* takes 3: red, green, blue"):
        choose(raster(tmp_path, 4), chosen=(1, 2))


def with_metadata(path: Path, items: list[dict[str, str]], domain: str = "") -> gdal.Dataset:
    dataset = gdal.Open(str(write_raster(path, np.zeros((len(items), 4, 4), np.uint8))), gdal.GA_Update)
    for number, values in enumerate(items, start=1):
        dataset.GetRasterBand(number).SetMetadata(values, domain)
    return dataset


@pytest.mark.parametrize(
    ("values", "domain"),
    [
        ([{"wavelength": "0.66"}, {"wavelength": "0.83"}, {"wavelength": "0.49"}], ""),
        ([{"wavelength": text, "wavelength_units": "Nanometers"} for text in ("660", "830", "490")], ""),
        ([{"CENTRAL_WAVELENGTH_UM": text} for text in ("0.66", "0.83", "0.49")], "IMAGERY"),
    ],
)
def test_bands_of_two_dates_meet_by_wavelength(tmp_path: Path, values: list[dict[str, str]], domain: str) -> None:
    pre = with_metadata(tmp_path / "pre.tif", values, domain)
    post = gdal.Open(str(write_raster(tmp_path / "post.tif", np.zeros((4, 4, 4), np.uint8), names=["B02", "B03", "B04", "B08"])))
    assert match_bands(pre, post, (), ()) == ((1, 2, 3), (3, 4, 1))
    assert match_bands(post, pre, (), ()) == ((1, 3, 4), (3, 1, 2))


@pytest.mark.parametrize(
    ("pre", "post", "expected"),
    [
        (["B02", "B03"], ["B03", "B02"], ((1, 2), (2, 1))),
        (["blue", "green", "red"], ["SR_B2", "SR_B3", "SR_B4"], ((1, 2, 3), (1, 2, 3))),
        (["B8A", "B12"], ["B12", "B08", "B8A"], ((1, 2), (3, 1))),
        (["B02", "B03", "B11"], ["B03", "B02", "B12"], ((1, 2), (2, 1))),
        (["", ""], ["", ""], ((1, 2), (1, 2))),
        (["B02", ""], ["", "B02"], ((1, 2), (1, 2))),
    ],
)
def test_bands_of_two_dates(tmp_path: Path, pre: list[str], post: list[str], expected: tuple[tuple[int, ...], ...]) -> None:
    dates = [
        gdal.Open(str(write_raster(tmp_path / f"{date}.tif", np.zeros((len(names), 4, 4), np.uint8), names=names)))
        for date, names in (("pre", pre), ("post", post))
    ]
    assert match_bands(*dates, (), ()) == expected
    assert match_bands(*dates, (2,), (1,)) == ((2,), (1,))


def test_bands_that_do_not_fit(tmp_path: Path) -> None:
    dates = [gdal.Open(str(write_raster(tmp_path / f"{n}.tif", np.zeros((n, 4, 4), np.uint8)))) for n in (2, 5)]
    with pytest.raises(UserError, match="2 band.s. of the pre raster cannot be compared with 5.*BANDS_PRE and BANDS_POST"):
        match_bands(*dates, (), ())
    with pytest.raises(UserError, match="BANDS_POST asks for band 6, but The post raster has 5"):
        match_bands(*dates, (1,), (6,))
