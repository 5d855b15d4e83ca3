"""From images and labels to chips: which squares, what is in them, and training and validation apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal

from rscd_plugin.core.errors import Cancelled
from rscd_plugin.core.jobs.learning_spec import LabelledImage
from rscd_plugin.core.learning.chips.chips import NO_LABEL, Chips
from rscd_plugin.core.learning.chips.gather import Split, gather_chips
from rscd_plugin.core.progress import Progress

from .labelled import box_wkt, gathered, polygons, raster_labels, scene, write_polygons, write_sample
from .rasters import X0, Y0, open_pair, read_raster, source, write_raster

BOXES = [(20, 20, 60, 50), (300, 40, 340, 100), (100, 260, 180, 300), (420, 420, 500, 470), (330, 350, 350, 380)]


def has_foreground(chips: Chips) -> np.ndarray:
    return ((chips.labels > 0) & (chips.labels != NO_LABEL)).any(axis=(1, 2))


def windows(split: Split) -> set[tuple[int, int, int]]:
    """Image, column and row of all squares."""
    parts = (split.training, split.validation)
    places = [zip(part.samples.tolist(), part.windows.tolist()) for part in parts]
    return {(sample, *window) for part in places for sample, window in part}


def assert_apart(split: Split) -> None:
    """No block is in both, no square overlaps another, and both hold foreground."""
    assert not set(split.training.blocks.tolist()) & set(split.validation.blocks.tolist())
    assert has_foreground(split.training).any() and has_foreground(split.validation).any()
    assert len(windows(split)) == len(split.training) + len(split.validation)


def cut(path: str, chips: Chips, number: int, band: int = 1) -> np.ndarray:
    col, row = chips.windows[number]
    return read_raster(path, band)[row : row + chips.side_px, col : col + chips.side_px]


def test_chips_hold_what_the_rasters_hold(tmp_path: Path) -> None:
    sample = write_sample(tmp_path, "a", BOXES, (530, 540))
    found, listener = gathered(tmp_path, sample)
    assert found.pairs is None
    assert_apart(found.single)
    for chips in (found.single.training, found.single.validation):
        assert isinstance(chips.images, np.memmap) and isinstance(chips.labels, np.memmap)
        assert chips.images.dtype == chips.labels.dtype == np.uint8
        assert (chips.dates, chips.bands, chips.side_px) == (1, 3, 128)
        for number in range(len(chips)):
            for band in range(3):
                np.testing.assert_array_equal(chips.images[number, 0, band], cut(sample.dates[0].path, chips, number, band + 1))
            np.testing.assert_array_equal(chips.labels[number], cut(sample.labels.raster.path, chips, number))
    # The margins of 18 rows and 28 columns are split evenly.
    assert windows(found.single) == {(0, 14 + 128 * col, 9 + 128 * row) for col in range(4) for row in range(4)}
    assert (found.band_names, found.class_names) == (("band 1", "band 2", "band 3"), ("foreground",))
    assert found.pixel_size_m == pytest.approx(0.5) and (found.images_used, found.images_left_out) == (1, 0)
    assert (found.squares_looked_at, found.squares_dropped) == (16, 0)
    west, south, east, north = found.extents[0]
    assert west == pytest.approx(15.0, abs=1e-6) and 14.9 < west < east < 15.1 and 48.7 < south < north < 48.8
    assert "Single dates: squares of 128 x 128 pixels, 12 (" in listener.text
    assert listener.shares == sorted(listener.shares) and listener.shares[-1] == 1.0


def test_chips_may_be_written_to_and_the_files_stay(tmp_path: Path) -> None:
    chips = gathered(tmp_path, write_sample(tmp_path, "a", BOXES, (530, 540)))[0].single.training
    before = chips.images[0, 0, 0, 0, 0]
    chips.images[0] = before + 1
    stored = np.load(tmp_path / "chips0" / "single_training_images.npy")
    assert stored.shape == chips.images.shape and stored[0, 0, 0, 0, 0] == before


@pytest.mark.parametrize("size", [(400, 400), (700, 900)])
def test_blocks_are_of_four_squares_where_there_are_many(tmp_path: Path, size: tuple[int, int]) -> None:
    boxes = [(col, row, col + 30, row + 30) for col in range(10, size[1] - 40, 60) for row in range(10, size[0] - 40, 90)]
    split = gathered(tmp_path, write_sample(tmp_path, "a", boxes, size))[0].single
    assert_apart(split)
    squares = len(windows(split))
    blocks = set(split.training.blocks.tolist()) | set(split.validation.blocks.tolist())
    assert len(blocks) == (squares if squares < 16 else -(-(size[0] // 128) // 2) * -(-(size[1] // 128) // 2))
    for chips in (split.training, split.validation):
        for block in np.unique(chips.blocks):
            extent = np.ptp(chips.windows[chips.blocks == block], axis=0)
            assert (extent <= (chips.side_px if squares >= 16 else 0)).all()


@pytest.mark.parametrize("share", [0.2, 0.4])
def test_the_split_is_in_proportion(tmp_path: Path, share: float) -> None:
    """40 images of one square, of which 20 hold foreground."""
    samples = [
        write_sample(tmp_path, f"a{place}", [(5, 5, 25, 10 + place)] if place % 2 else [], (64, 64), origin=(X0 + 40 * place, Y0))
        for place in range(40)
    ]
    split = gathered(tmp_path, *samples, validation_share=share)[0].single
    assert_apart(split)
    rich = has_foreground(split.validation)
    assert (rich.sum(), (~rich).sum()) == (20 * share, 20 * share)
    # One out of each few with about as much foreground: neither only the richest nor only the poorest.
    amounts = (split.validation.labels == 1).sum(axis=(1, 2))[rich]
    total = (split.training.labels == 1).sum() + amounts.sum()
    assert 0.6 * share < amounts.sum() / total < 1.4 * share


def test_a_seed_gives_the_same_chips_and_another_gives_others(tmp_path: Path) -> None:
    sample = write_sample(tmp_path, "a", BOXES, (700, 700))
    first, again, other = (gathered(tmp_path, sample, seed=seed, most=12)[0].single for seed in (3, 3, 4))
    for chips, same in zip((first.training, first.validation), (again.training, again.validation)):
        for name in ("images", "labels", "samples", "windows", "blocks"):
            np.testing.assert_array_equal(getattr(chips, name), getattr(same, name))
    assert windows(first) != windows(other)


def test_small_images_of_a_folder(tmp_path: Path) -> None:
    """153 pixels and chips of 128: one square from the middle of each."""
    samples = [
        write_sample(tmp_path, f"a{place}", [(40, 40, 80, 80)], (153, 153), origin=(X0 + 100 * place, Y0)) for place in range(10)
    ]
    found, _ = gathered(tmp_path, *samples, chip_px=128)
    assert windows(found.single) == {(place, 12, 12) for place in range(10)}
    assert len(found.single.validation) == 2 and len(found.extents) == 10
    assert sorted([*found.single.training.blocks, *found.single.validation.blocks]) == list(range(10))


@pytest.mark.parametrize(
    ("size", "side"), [((600, 600), 128), ((330, 330), 96), ((150, 330), 64), ((300, 300), 96), ((200, 200), 64)]
)
def test_the_side_of_squares(tmp_path: Path, size: tuple[int, int], side: int) -> None:
    boxes = [(col, row, col + 20, row + 20) for col in range(5, size[1] - 25, 40) for row in range(5, size[0] - 25, 40)]
    assert gathered(tmp_path, write_sample(tmp_path, "a", boxes, size))[0].single.training.side_px == side


def test_smaller_squares_where_one_block_holds_all(tmp_path: Path) -> None:
    """Squares of 128 make blocks of 256, and all foreground lies in the first one."""
    sample = write_sample(tmp_path, "a", [(20, 20, 60, 60), (200, 200, 240, 240)], (640, 640))
    split = gathered(tmp_path, sample)[0].single
    assert split.training.side_px == 96
    assert_apart(split)


def test_polygons_in_another_crs(tmp_path: Path) -> None:
    image, labels = scene(530, 540, BOXES)
    path = write_raster(tmp_path / "a.tif", image)
    shapes = [box_wkt(box) for box in BOXES]
    for name, to_epsg in (("utm", None), ("degrees", 4326)):
        write_polygons(tmp_path / f"{name}.gpkg", shapes, to_epsg=to_epsg)
        sample = LabelledImage((source(path),), polygons(tmp_path / f"{name}.gpkg"))
        chips = gathered(tmp_path, sample)[0].single.training
        for number, (col, row) in enumerate(chips.windows):
            np.testing.assert_array_equal(chips.labels[number], labels[row : row + 128, col : col + 128])


def test_classes_of_a_field(tmp_path: Path) -> None:
    image, _ = scene(530, 540, BOXES)
    kinds = ["b", "a", None, "b", "a"]
    labels = polygons(write_polygons(tmp_path / "a.gpkg", [box_wkt(box) for box in BOXES], kinds), "kind")
    found, _ = gathered(tmp_path, LabelledImage((source(write_raster(tmp_path / "a.tif", image)),), labels))
    assert found.class_names == ("a", "b")
    seen = np.concatenate([np.unique(chips.labels) for chips in (found.single.training, found.single.validation)])
    assert set(seen.tolist()) == {0, 1, 2, NO_LABEL}


def test_pngs_without_a_crs(tmp_path: Path) -> None:
    samples = []
    for name in "abc":
        image, labels = scene(140, 150, [(20, 20, 50, 50), (90, 80, 130, 120)])
        for stem, pixels in ((name, image), (f"{name}_labels", labels * np.uint8(255))):
            bare = write_raster(tmp_path / f"{stem}.tif", pixels, epsg=None)
            gdal.Translate(str(tmp_path / f"{stem}.png"), str(bare), format="PNG")
        samples.append(LabelledImage((source(tmp_path / f"{name}.png"),), raster_labels(tmp_path / f"{name}_labels.png")))
    found, _ = gathered(tmp_path, *samples)
    assert found.pixel_size_m is None and found.extents == ()
    assert_apart(found.single)
    assert found.single.training.side_px == 64 and len(windows(found.single)) == 12


def test_two_dates_with_post_on_another_grid(tmp_path: Path) -> None:
    image, labels = scene(530, 540, BOXES)
    pre = write_raster(tmp_path / "pre.tif", image)
    post = write_raster(tmp_path / "post.tif", image[:, ::2, ::2] + np.uint8(9), pixel=1.0)
    shapes = write_polygons(tmp_path / "a.gpkg", [box_wkt(box) for box in BOXES], ["x"] * 5)
    sample = LabelledImage((source(pre), source(post)), polygons(shapes, "kind"))
    found, listener = gathered(tmp_path, sample)
    assert found.single is None and found.class_names == ()
    assert_apart(found.pairs)
    chips = found.pairs.training
    assert chips.images.shape[1:] == (2, 3, 128, 128) and chips.images.dtype == np.uint8
    pair = open_pair(pre, post, bands=(1, 2, 3))
    whole = [pair.read_date(date, (1, 2, 3), pair.grid.window, "uint8")[0] for date in ("pre", "post")]
    for number, (col, row) in enumerate(chips.windows):
        part = (slice(row, row + 128), slice(col, col + 128))
        for date in (0, 1):
            np.testing.assert_array_equal(chips.images[number, date], whole[date][(slice(None), *part)])
        np.testing.assert_array_equal(chips.labels[number], labels[part])
    assert listener.lines.count("The grids differ: post is warped onto pre's grid (bilinear) while it is read.") == 1


def test_single_dates_and_pairs_together(tmp_path: Path) -> None:
    single = write_sample(tmp_path, "a", BOXES, (530, 540))
    pair = write_sample(tmp_path, "b", BOXES, (530, 540), origin=(X0 + 999, Y0))
    pair = replace(pair, dates=pair.dates * 2)
    found, listener = gathered(tmp_path, pair, single)
    assert set(found.pairs.training.samples) == {0} and set(found.single.training.samples) == {1}
    assert_apart(found.pairs)
    assert_apart(found.single)
    assert listener.shares == sorted(listener.shares)


def test_nodata_is_filled_with_the_mean_and_not_labelled(tmp_path: Path) -> None:
    image, labels = scene(530, 540, BOXES)
    image[1, 270:290, 100:160] = 0
    path = write_raster(tmp_path / "a.tif", image, nodata=[None, 0, None])
    sample = LabelledImage((source(path),), raster_labels(write_raster(tmp_path / "l.tif", labels)))
    split = gathered(tmp_path, sample)[0].single
    seen = 0
    for chips in (split.training, split.validation):
        for number, (col, row) in enumerate(chips.windows):
            hole = image[1, row : row + 128, col : col + 128] == 0
            np.testing.assert_array_equal(chips.labels[number] == NO_LABEL, hole)
            for band in range(3):
                own = image[band, row : row + 128, col : col + 128]
                assert (chips.images[number, 0, band][hole] == np.rint(own[~hole].mean())).all()
                np.testing.assert_array_equal(chips.images[number, 0, band][~hole], own[~hole])
            seen += hole.sum()
    assert seen == 20 * 60


def test_a_hole_in_one_date_of_a_pair(tmp_path: Path) -> None:
    """Not labelled, and the other date keeps its pixels."""
    image, labels = scene(530, 540, BOXES)
    holed = image.astype(np.float32)
    holed[:, 270:290, 100:160] = np.nan
    dates = [write_raster(tmp_path / f"{name}.tif", pixels) for name, pixels in (("pre", image), ("post", holed))]
    sample = LabelledImage(tuple(map(source, dates)), raster_labels(write_raster(tmp_path / "l.tif", labels)))
    split = gathered(tmp_path, sample)[0].pairs
    seen = 0
    for chips in (split.training, split.validation):
        assert chips.images.dtype == np.float32 and np.isfinite(chips.images).all()
        for number, (col, row) in enumerate(chips.windows):
            part = (slice(None), slice(row, row + 128), slice(col, col + 128))
            hole = np.isnan(holed[part][0])
            np.testing.assert_array_equal(chips.images[number, 0], image[part])
            np.testing.assert_array_equal(chips.images[number, 1][:, ~hole], image[part][:, ~hole])
            means = image[part][:, ~hole].mean(axis=1)
            np.testing.assert_allclose(chips.images[number, 1][:, hole], np.repeat(means[:, None], hole.sum(), axis=1), rtol=1e-5)
            np.testing.assert_array_equal(chips.labels[number] == NO_LABEL, hole)
            seen += hole.sum()
    assert seen == 20 * 60


def test_squares_that_hold_too_little_are_left_out(tmp_path: Path) -> None:
    """Of the square at column and row 9 + 128 x 2 just over a half is not labelled, of the one beside it just a half."""
    image, labels = scene(530, 530, BOXES)
    labels[265 : 265 + 64, 265:521] = 50
    labels[265 + 64, 265] = 50
    sample = LabelledImage(
        (source(write_raster(tmp_path / "a.tif", image)),), raster_labels(write_raster(tmp_path / "l.tif", labels, nodata=[50]))
    )
    found, _ = gathered(tmp_path, sample)
    everything = {(0, 9 + 128 * col, 9 + 128 * row) for col in range(4) for row in range(4)}
    assert windows(found.single) == everything - {(0, 265, 265)}
    assert (found.squares_looked_at, found.squares_dropped) == (16, 1)


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("uint16", "uint16", "uint16"),
        ("int16", "int16", "int16"),
        ("uint8", "uint16", "float32"),
        ("float64", "float64", "float32"),
    ],
)
def test_types(tmp_path: Path, first: str, second: str, kept: str) -> None:
    samples = []
    for place, dtype in enumerate((first, second)):
        image, labels = scene(300, 300, [(20, 20, 90, 90), (200, 200, 260, 260)])
        path = write_raster(tmp_path / f"{place}.tif", image.astype(dtype) * 1, origin=(X0 + 200 * place, Y0))
        labels = write_raster(tmp_path / f"{place}_labels.tif", labels, origin=(X0 + 200 * place, Y0))
        samples.append(LabelledImage((source(path),), raster_labels(labels)))
    chips = gathered(tmp_path, *samples)[0].single.training
    assert chips.images.dtype == kept and chips.images.max() == 200


def test_bands_are_chosen_by_number_and_alpha_is_none(tmp_path: Path) -> None:
    image, labels = scene(530, 540, BOXES, bands=4)
    image[3] = 255
    path = write_raster(tmp_path / "a.tif", image, alpha=True, names=("Blue", "Green", "B8"))
    sample = LabelledImage((source(path),), raster_labels(write_raster(tmp_path / "l.tif", labels)))
    assert gathered(tmp_path, sample)[0].band_names == ("blue", "green", "nir")
    found, _ = gathered(tmp_path, sample, bands=(3, 1))
    assert found.band_names == ("nir", "blue")
    chips = found.single.training
    np.testing.assert_array_equal(chips.images[0, 0, 1], cut(str(path), chips, 0, 1))
    np.testing.assert_array_equal(chips.images[0, 0, 0], cut(str(path), chips, 0, 3))


def test_a_cancel_is_heeded_at_every_square(tmp_path: Path) -> None:
    sample = write_sample(tmp_path, "a", BOXES, (530, 540))
    _, listener = gathered(tmp_path, sample)
    asked = len(listener.shares)
    assert asked > 2 * 16
    for stop in (3, asked // 2, asked):
        calls = iter(range(asked))
        out = tmp_path / f"cancelled{stop}"
        out.mkdir()
        with pytest.raises(Cancelled):
            gather_chips([sample], (), 64, out, 0, Progress(is_cancelled=lambda calls=calls, stop=stop: next(calls) == stop - 1))
