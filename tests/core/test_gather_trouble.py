"""What cannot be learnt from is said; large images, much ground and ground shown twice are dealt with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.learning_spec import LabelledImage
from rscd_plugin.core.learning.chips.chips import NO_LABEL, Chips

from .full_disk import files_of_at_most
from .labelled import PIXEL, box_wkt, gathered, polygons, raster_labels, scene, write_polygons, write_sample
from .rasters import UTM, X0, Y0, source, write_raster

BOXES = [(20, 20, 60, 50), (300, 40, 340, 100), (100, 260, 180, 300), (420, 420, 500, 470)]


def labelled_by(folder: Path, boxes: list[tuple[int, int, int, int]], size: tuple[int, int] = (530, 540), **more: object):
    """A scene whose labels are polygons."""
    image, _ = scene(*size, BOXES)
    path = write_raster(folder / "image.tif", image, **more)
    return LabelledImage((source(path),), polygons(write_polygons(folder / "labels.gpkg", [box_wkt(box) for box in boxes])))


def pair_of(sample: LabelledImage) -> LabelledImage:
    return replace(sample, dates=sample.dates * 2)


def test_labels_outside_the_image(tmp_path: Path) -> None:
    sample = labelled_by(tmp_path, [(9000, 9000, 9010, 9010)])
    expected = (
        r"No image can be learnt from. The labels lie outside of .*image.tif. Labels: x 504500 to 504505, y 5395495 to 5395500; "
        r"image: x 500000 to 500270, y 5399735 to 5400000 in WGS 84 / UTM zone 33N. Check"
    )
    with pytest.raises(UserError, match=expected):
        gathered(tmp_path, sample)
    far = write_sample(tmp_path / "far", "far", BOXES, (530, 540), origin=(X0 + 5000, Y0))
    with pytest.raises(UserError, match="No pair can be learnt from. The labels lie outside of"):
        gathered(tmp_path, pair_of(replace(sample, labels=far.labels)))


def test_images_beside_the_labels_and_small_ones_are_left_out(tmp_path: Path) -> None:
    good = write_sample(tmp_path, "good", BOXES, (530, 540))
    small = write_sample(tmp_path, "small", [], (63, 540), origin=(X0, Y0 - 400))
    beside = labelled_by(tmp_path, BOXES, origin=(X0 + 5000, Y0))
    found, listener = gathered(tmp_path, small, good, beside)
    assert (found.images_used, found.images_left_out) == (1, 2) and len(found.extents) == 1
    assert set(found.single.training.samples) == {1}
    assert "Left out: " in listener.lines[0] and "small.tif has 540 x 63 pixels, less than CHIP_SIZE 64" in listener.lines[0]
    assert "Left out: The labels lie outside of" in listener.lines[1]
    with pytest.raises(UserError, match="No image can be learnt from. .*small.tif has 540 x 63 pixels, less than CHIP_SIZE 64"):
        gathered(tmp_path, small, pair_of(good))


@pytest.mark.parametrize("dates", [1, 2])
def test_no_foreground(tmp_path: Path, dates: int) -> None:
    sample = write_sample(tmp_path, "a", [], (530, 540))
    wanted, parameter = ("foreground", "LABELS") if dates == 1 else ("change", "CHANGE_LABELS")
    with pytest.raises(UserError, match=f"No {wanted} was found in 64 squares of 64 x 64 pixels. {parameter} needs polygons"):
        gathered(tmp_path, sample if dates == 1 else pair_of(sample))


def test_all_foreground(tmp_path: Path) -> None:
    sample = write_sample(tmp_path, "a", [(0, 0, 540, 530)], (530, 540))
    with pytest.raises(UserError, match="All that is labelled is foreground, 64 squares of 64 x 64 pixels"):
        gathered(tmp_path, sample)
    assert gathered(tmp_path, pair_of(sample))[0].pairs is not None


def test_foreground_at_one_place_only(tmp_path: Path) -> None:
    sample = write_sample(tmp_path, "a", [(10, 15, 40, 45)], (530, 540))
    with pytest.raises(UserError, match="All foreground lies in one block of ground.*at two places at least, 128 pixels apart"):
        gathered(tmp_path, sample)
    with pytest.raises(UserError, match="All change lies in one block of ground"):
        gathered(tmp_path, pair_of(sample))


def test_too_little_valid_ground(tmp_path: Path) -> None:
    image, labels = scene(530, 540, BOXES)
    image[:, 80:] = 0
    image[:, :, 80:] = 0
    sample = LabelledImage(
        (source(write_raster(tmp_path / "a.tif", image, nodata=[0, 0, 0])),),
        raster_labels(write_raster(tmp_path / "l.tif", labels)),
    )
    with pytest.raises(UserError, match="1 of 64 squares of 64 x 64 pixels can be learnt from; two are the least"):
        gathered(tmp_path, sample)


def test_a_background_that_is_nodata(tmp_path: Path) -> None:
    image, labels = scene(530, 540, BOXES)
    labels = write_raster(tmp_path / "l.tif", labels, nodata=[0])
    sample = LabelledImage((source(write_raster(tmp_path / "a.tif", image)),), raster_labels(labels))
    with pytest.raises(UserError, match="the nodata value of a label raster is no label, not even 0"):
        gathered(tmp_path, sample)
    assert gathered(tmp_path, replace(sample, labels=raster_labels(labels, ignore_nodata=(1,))))[0].single is not None


def test_bands_that_do_not_fit(tmp_path: Path) -> None:
    three = write_sample(tmp_path, "three", BOXES, (530, 540))
    image, _ = scene(530, 540, BOXES, bands=2)
    two = replace(three, dates=(source(write_raster(tmp_path / "two.tif", image, origin=(X0 + 10, Y0))),))
    with pytest.raises(UserError, match=r"BANDS asks for band 3, but .*two.tif has 2 band\(s\)"):
        gathered(tmp_path, three, two, bands=(1, 3))
    with pytest.raises(UserError, match=r"three.tif has 3 band\(s\) and .*two.tif has 2. All images need as many"):
        gathered(tmp_path, three, two)
    with pytest.raises(UserError, match=r"three.tif has 3 band\(s\) and .*two.tif 2. Both dates need as many"):
        gathered(tmp_path, replace(three, dates=three.dates + two.dates))
    assert gathered(tmp_path, three, two, bands=(2, 1))[0].single.training.bands == 2


def test_images_that_cannot_be_read(tmp_path: Path) -> None:
    sample = write_sample(tmp_path, "a", BOXES, (530, 540))
    with pytest.raises(UserError, match="nowhere.tif cannot be opened as a raster"):
        gathered(tmp_path, replace(sample, dates=(source(tmp_path / "nowhere.tif"),)))
    with pytest.raises(UserError, match="LABELS: .*nowhere.gpkg cannot be opened as a vector layer"):
        gathered(tmp_path, replace(sample, labels=polygons(tmp_path / "nowhere.gpkg")))
    image = Path(sample.dates[0].path)
    image.write_bytes(image.read_bytes()[:-200_000])
    with pytest.raises(UserError, match="a.tif cannot be read at column .* damaged or cut short"):
        gathered(tmp_path, sample)
    complex_ = tmp_path / "complex.vrt"
    complex_.write_text(
        '<VRTDataset rasterXSize="200" rasterYSize="200"><VRTRasterBand dataType="CFloat32" band="1"/></VRTDataset>'
    )
    with pytest.raises(UserError, match="complex.vrt raster holds complex numbers"):
        gathered(tmp_path, replace(sample, dates=(source(complex_),)))


def test_warnings(tmp_path: Path) -> None:
    fine = write_sample(tmp_path, "fine", BOXES, (530, 540))
    image, labels = scene(530, 540, BOXES)
    coarse = write_raster(tmp_path / "coarse.tif", image, pixel=0.7, origin=(X0 + 900, Y0), names=("red", "green", "blue"))
    labels = write_raster(tmp_path / "l.tif", labels, pixel=0.7, origin=(X0 + 900, Y0))
    found, listener = gathered(tmp_path, fine, LabelledImage((source(coarse),), raster_labels(labels)))
    assert found.pixel_size_m == pytest.approx(0.6) and found.band_names == ("band 1", "band 2", "band 3")
    assert "Warning: the images' pixels differ in size, from 0.5 to 0.7 m" in listener.text
    assert "fine.tif calls them band 1, band 2, band 3 and" in listener.text and "coarse.tif red, green, blue" in listener.text
    _, listener = gathered(tmp_path, fine)
    assert "Warning" not in listener.text


def test_a_full_disk(tmp_path: Path) -> None:
    sample = write_sample(tmp_path, "a", BOXES, (530, 540))
    with files_of_at_most(200_000), pytest.raises(UserError, match="The disk is full: the 12 squares .* need 1 MB in .*chips0"):
        gathered(tmp_path, sample)


def huge(folder: Path) -> Path:
    """100,000 pixels wide and high, and a few hundred bytes on disk."""
    path = folder / "huge.vrt"
    path.write_text(
        f'<VRTDataset rasterXSize="100000" rasterYSize="100000"><SRS>EPSG:{UTM}</SRS>'
        f"<GeoTransform>{X0}, {PIXEL}, 0, {Y0}, 0, -{PIXEL}</GeoTransform>"
        '<VRTRasterBand dataType="Byte" band="1"/></VRTDataset>',
        encoding="utf-8",
    )
    return path


def test_few_polygons_on_a_huge_image_are_found(tmp_path: Path) -> None:
    """Their bounds tell where: of 152,100 squares no more than are wanted are looked at."""
    boxes = [(9000 * place + 40, 5000 * place + 40, 9000 * place + 80, 5000 * place + 90) for place in range(10)]
    labels = polygons(write_polygons(tmp_path / "a.gpkg", [box_wkt(box) for box in boxes]))
    found, _ = gathered(tmp_path, LabelledImage((source(huge(tmp_path)),), labels), most=40)
    chips = (found.single.training, found.single.validation)
    assert sum(map(len, chips)) == 40 and found.squares_looked_at < 60
    assert sum(int((part.labels == 1).sum()) for part in chips) == 10 * 40 * 50


def test_foreground_that_is_rare_in_a_label_raster(tmp_path: Path) -> None:
    """Of 10,000 squares of 64 pixels 20 are looked at for each one wanted, and none of the two with foreground is met."""
    labels = np.zeros((6400, 6400), np.uint8)
    labels[100:110, 50:60] = labels[6000:6010, 6000:6010] = 1
    image = write_raster(tmp_path / "a.tif", np.full(labels.shape, 3, np.uint8))
    sample = LabelledImage((source(image),), raster_labels(write_raster(tmp_path / "l.tif", labels)))
    with pytest.raises(UserError, match="No foreground was found in 200 squares of 64 x 64 pixels"):
        gathered(tmp_path, sample, most=10)


def test_foreground_and_background_are_balanced(tmp_path: Path) -> None:
    """A third of the image is dense with foreground; of 24 squares drawn about half have some."""
    boxes = [(col, row, col + 20, row + 20) for col in range(2, 400, 32) for row in range(2, 1260, 32)]
    image, labels = scene(1280, 1280, boxes)
    path = write_raster(tmp_path / "a.tif", image)
    by_raster = raster_labels(write_raster(tmp_path / "l.tif", labels))
    by_polygons = polygons(write_polygons(tmp_path / "a.gpkg", [box_wkt(box) for box in boxes]))
    for source_ in (by_raster, by_polygons):
        found, _ = gathered(tmp_path, LabelledImage((source(path),), source_), most=24)
        parts = (found.single.training, found.single.validation)
        rich = np.concatenate([((part.labels > 0) & (part.labels != NO_LABEL)).any(axis=(1, 2)) for part in parts])
        assert len(rich) == 24 and 11 <= rich.sum() <= 13


def ground(chips: Chips, origins: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The upper left corner of each square on the ground, in pixels."""
    places = zip(chips.samples, chips.windows)
    return [((origins[n][0] - X0) / PIXEL + col, (Y0 - origins[n][1]) / PIXEL + row) for n, (col, row) in places]


@pytest.mark.parametrize("offset", [0, 64])
def test_ground_of_several_images_is_on_one_side_only(tmp_path: Path, offset: int) -> None:
    """Three images of about the same ground, the others moved by half a square: what is validated on in one is not trained on in
    another. As pairs too."""
    boxes = [(col, row, col + 20, row + 20) for col in range(2, 1200, 50) for row in range(2, 1200, 50)]
    origins = [(X0, Y0), (X0 + offset * PIXEL, Y0), (X0, Y0 - offset * PIXEL), (X0, Y0)]
    samples = [write_sample(tmp_path, f"a{place}", boxes, (1280, 1280), origin=origin) for place, origin in enumerate(origins)]
    samples[3] = pair_of(samples[3])
    found, listener = gathered(tmp_path, *samples)
    validated = ground(found.single.validation, origins) + ground(found.pairs.validation, origins)
    trained = ground(found.single.training, origins) + ground(found.pairs.training, origins)
    side = found.single.training.side_px
    nearest = min(max(abs(x - u), abs(y - v)) for x, y in trained for u, v in validated)
    assert nearest >= side
    shares = [len(split.validation) / (len(split.validation) + len(split.training)) for split in (found.single, found.pairs)]
    assert all(0.1 < share < 0.5 for share in shares)
    assert ("and are not trained on" in listener.text) == bool(offset)


def test_no_ground_left_to_train_on(tmp_path: Path) -> None:
    """Two images of one place, each a single square, each needed to validate the other."""
    first = write_sample(tmp_path, "a", [(5, 5, 30, 30)], (64, 64))
    second = write_sample(tmp_path, "b", [(5, 5, 30, 30)], (64, 64), origin=(X0 + 40 * PIXEL, Y0))
    with pytest.raises(UserError, match="The images overlap so much that no ground is left to train on"):
        gathered(tmp_path, first, second)
    same = write_sample(tmp_path, "c", [(5, 5, 30, 30)], (64, 64))
    with pytest.raises(UserError, match="one block of ground.* or in two images of other ground"):
        gathered(tmp_path, first, same)
