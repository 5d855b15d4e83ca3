"""Opening rasters: what the QGIS layer says beyond its file, EXTENT, and files that cannot be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.spec import RasterSource
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.raster.source import open_raster, read_bands, read_valid
from rscd_plugin.core.tiling.window import Window

from .rasters import UTM, X0, Y0, open_pair, source, wkt_of, write_raster

ALL = Window(0, 0, 20, 10)


@pytest.fixture
def ramp(tmp_path: Path) -> Path:
    """Values 0 to 199 in reading order; 7 is nodata."""
    pixels = np.arange(200, dtype=np.uint8).reshape(1, 10, 20)
    return write_raster(tmp_path / "ramp.tif", pixels, nodata=[7])


def invalid_of(raster: RasterSource) -> list[int]:
    dataset = open_raster(raster)
    return np.flatnonzero(~read_valid(dataset, (1,), ALL)).tolist()


def test_the_file_as_it_is(ramp: Path) -> None:
    dataset = open_raster(source(ramp))
    assert read_bands(dataset, (1,), Window(3, 2, 2, 2)).tolist() == [[[43, 44], [63, 64]]]
    assert invalid_of(source(ramp)) == [7]


def test_the_crs_of_the_layer_counts(ramp: Path) -> None:
    grid = Grid.of(open_raster(source(ramp, crs_wkt=wkt_of(32634))))
    assert grid.same_as(replace(Grid.of(open_raster(source(ramp))), crs_wkt=wkt_of(32634)))


def test_nodata_switched_off_in_the_layer(ramp: Path) -> None:
    assert invalid_of(source(ramp, ignore_nodata=(1,))) == []


def test_nodata_replaced_in_the_layer(ramp: Path) -> None:
    assert invalid_of(source(ramp, ignore_nodata=(1,), extra_nodata=((1, 99.0),))) == [99]
    assert invalid_of(source(ramp, extra_nodata=((1, 7.0),))) == [7]


def test_nodata_added_in_the_layer(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif", np.arange(200, dtype=np.uint8).reshape(1, 10, 20))
    assert invalid_of(source(path, extra_nodata=((1, 12.0),))) == [12]


def test_two_nodata_values_of_one_band(ramp: Path) -> None:
    with pytest.raises(UserError, match="two nodata values, 7 of the file and 9 of the layer.*Transparency"):
        open_raster(source(ramp, extra_nodata=((1, 9.0),)))


def test_open_options_reach_gdal(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif", np.zeros((1, 600, 600), np.uint8))
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.BuildOverviews("NEAREST", [2])
    dataset = None
    assert open_raster(source(path)).RasterXSize == 600
    assert open_raster(source(path, open_options=("OVERVIEW_LEVEL=0",))).RasterXSize == 300


@pytest.mark.parametrize(
    ("extent", "window"),
    [
        ((X0 + 1.1, Y0 - 2.4, X0 + 2.2, Y0 - 1.1), Window(2, 2, 3, 3)),
        ((X0 + 1.0, Y0 - 2.0, X0 + 2.0, Y0 - 1.0), Window(2, 2, 2, 2)),
        ((X0 - 99, Y0 - 99, X0 + 99, Y0 + 99), ALL),
        ((X0 + 9.9, Y0 - 0.1, X0 + 99, Y0 + 99), Window(19, 0, 1, 1)),
    ],
)
def test_an_extent_snaps_outwards_and_never_resamples(ramp: Path, extent: tuple[float, ...], window: Window) -> None:
    pair = open_pair(ramp, ramp, extent=extent)
    assert pair.window == window
    assert pair.grid == Grid.of(pair.pre).crop(window)
    read = pair.read(Window(0, 0, window.width, window.height))
    expected = np.arange(200).reshape(10, 20)[window.slices_in(ALL)]
    assert np.array_equal(read.pre[0], expected) and np.array_equal(read.post[0], expected)


def test_an_extent_of_a_warped_post_reads_the_same_pixels(ramp: Path, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (30, 60)).astype(np.uint8)
    post = write_raster(tmp_path / "post.tif", noise, pixel=0.3, origin=(X0 - 2, Y0 + 2))
    everything = open_pair(ramp, post).read(ALL)
    part = open_pair(ramp, post, extent=(X0 + 2, Y0 - 4, X0 + 6, Y0 - 1))
    assert part.window == Window(4, 2, 8, 6)
    read = part.read(Window(1, 1, 7, 5))
    np.testing.assert_array_equal(read.post, everything.post[:, 3:8, 5:12])


def test_an_extent_outside(ramp: Path) -> None:
    with pytest.raises(UserError, match="EXTENT does not overlap the pre raster: x 0 to 10, y 0 to 10.*Pre: x 500000"):
        open_pair(ramp, ramp, extent=(0, 0, 10, 10))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nowhere.tif cannot be opened as a raster"):
        open_raster(source(tmp_path / "nowhere.tif"))


@pytest.mark.parametrize("content", [b"", b"not a raster at all", b"II*\x00garbage after a TIFF's first bytes"])
def test_no_raster(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.tif").write_bytes(content)
    with pytest.raises(UserError, match="broken.tif cannot be opened as a raster"):
        open_raster(source(tmp_path / "broken.tif"))


def test_a_file_cut_short(tmp_path: Path) -> None:
    """Its header is whole, so that only reading finds out."""
    path = write_raster(tmp_path / "short.tif", np.full((1, 300, 300), 5, np.uint8))
    path.write_bytes(path.read_bytes()[:-45_000])
    dataset = open_raster(source(path))
    assert (read_bands(dataset, (1,), Window(0, 0, 300, 10)) == 5).all()
    with pytest.raises(UserError, match="short.tif cannot be read at column 0, row 290.*damaged or cut short"):
        read_bands(dataset, (1,), Window(0, 290, 300, 10))


def test_a_file_cut_short_through_the_warp_names_it(tmp_path: Path) -> None:
    pre = write_raster(tmp_path / "pre.tif", np.zeros((1, 300, 300), np.uint8))
    path = write_raster(tmp_path / "short.tif", np.full((1, 300, 300), 5, np.uint8), origin=(X0 - 0.25, Y0))
    path.write_bytes(path.read_bytes()[:-45_000])
    pair = open_pair(pre, path)
    with pytest.raises(UserError, match=r"short\.tif.*damaged or cut short"):
        pair.read(Window(0, 0, 300, 300))


def test_damaged_compression(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1, 300, 300)).astype(np.uint8)
    plain = gdal.Open(str(write_raster(tmp_path / "plain.tif", noise)))
    path = tmp_path / "damaged.tif"
    gdal.Translate(str(path), plain, creationOptions=["COMPRESS=DEFLATE", "TILED=YES"])
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2000] = bytes(2000)
    path.write_bytes(bytes(data))
    with pytest.raises(UserError, match=r"damaged\.tif cannot be read"):
        read_bands(open_raster(source(path)), (1,), Window(0, 0, 300, 300))


def test_a_container_of_rasters(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    for table in ("first", "second"):
        array = gdal.Open(str(write_raster(tmp_path / f"{table}.tif", np.zeros((3, 9, 9), np.uint8), epsg=UTM)))
        gdal.Translate(str(path), array, format="GPKG", creationOptions=[f"RASTER_TABLE={table}", "APPEND_SUBDATASET=YES"])
    with pytest.raises(UserError, match="holds no bands of its own, but 2 rasters: choose one"):
        open_raster(source(path))
    assert open_raster(RasterSource(f"GPKG:{path}:second")).RasterCount >= 3
