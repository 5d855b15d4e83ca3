"""Which bands of a raster a model gets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.raster.band_names import band_names, data_bands
from rscd_plugin.core.raster.bands import choose_bands

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
