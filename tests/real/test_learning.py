"""Learning from real images and labels: panchromatic with polygons, pairs of pictures without a CRS, a folder with masks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from osgeo import gdal, ogr

from rscd_plugin.core.jobs.detect import detect
from rscd_plugin.core.jobs.learning_spec import (
    STARTER,
    LabelledImage,
    LabelSource,
    PretrainJob,
    PretrainOutputs,
    TrainJob,
    TrainOutputs,
)
from rscd_plugin.core.jobs.pretrain import pretrain
from rscd_plugin.core.jobs.spec import ChangeOutputs, DetectJob, RasterSource, VectorSource
from rscd_plugin.core.jobs.train import train
from rscd_plugin.core.learning.chips.chips import NO_LABEL
from rscd_plugin.core.learning.chips.gather import gather_chips
from rscd_plugin.core.learning.networks import STARTER_WEIGHTS
from rscd_plugin.core.learning.training import loop
from rscd_plugin.core.models.weights import start_from
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.report.chip_sheet import chip_sheet

TILES = ("test_7", "test_13")  # a tenth of each has changed, and something in every quarter, so that two can be validated on


@pytest.fixture
def few_iterations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to see that it goes, and which way."""
    monkeypatch.setattr(loop, "ITERATIONS_PER_EPOCH", 15)


def shares(parts) -> tuple[float, float]:
    """Of all pixels of chips: how many are labelled; of these, how many are foreground or change."""
    labels = np.concatenate([part.labels for part in parts])
    known = labels != NO_LABEL
    return float(known.mean()), float((labels[known] > 0).mean())


def polygon_area(path: Path) -> float:
    dataset = ogr.Open(str(path))
    return sum(feature.GetGeometryRef().GetArea() for feature in dataset.GetLayer(0))


def test_panchromatic_images_with_polygons(real_data: Path, tmp_path: Path, few_iterations: None) -> None:
    """Atlanta: one band of 16 bits, 450 m wide, nodata 0."""
    folder = real_data / "buildings" / "atlanta"
    labels = LabelSource(polygons=VectorSource(str(folder / "buildings.geojson")))
    samples = (LabelledImage((RasterSource(str(folder / "atlanta_pan.tif")),), labels),)
    gathered = gather_chips(samples, (), 64, tmp_path / "chips", 0, Progress())
    chips = (gathered.single.training, gathered.single.validation)
    known, foreground = shares(chips)
    built = polygon_area(folder / "buildings.geojson") / 450**2
    assert known > 0.95 and foreground == pytest.approx(built, rel=0.1) and built > 0.04
    assert gathered.scaling.scale > 255 and 0 < gathered.scaling.mean[0] < 1 and gathered.pixel_size_m == pytest.approx(0.5)

    figure = chip_sheet(gathered.single.training, gathered.scaling)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    sheet = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)
    coloured = (sheet.max(axis=2) - sheet.min(axis=2)) > 40
    assert sheet.std() > 20 and 0.001 < coloured.mean() < 0.3  # outlines on grey pictures

    job = PretrainJob(samples, chip_size=64, batch_size=4, epochs=1, device="cpu")
    values = pretrain(job, PretrainOutputs(str(tmp_path), report=False), Progress())
    start = start_from(Path(values["files"]["encoder"]), ("grey",))
    assert start.card.pixel_size_m == pytest.approx(0.5) and start.card.scale == gathered.scaling.scale
    assert 0.5 < values["separation_after"] <= 1 and np.isfinite(values["loss_last"])


def test_pairs_of_pictures_without_a_crs(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "levir" / "1024"
    dates = [tuple(RasterSource(str(folder / date / f"{tile}.png")) for date in "AB") for tile in TILES]
    labels = [LabelSource(raster=RasterSource(str(folder / "label" / f"{tile}.png"))) for tile in TILES]
    samples = tuple(LabelledImage(*sample) for sample in zip(dates, labels))
    gathered = gather_chips(samples, (), 128, tmp_path / "chips", 0, Progress())
    known, changed = shares((gathered.pairs.training, gathered.pairs.validation))
    truth = np.mean([changed_share(Path(label.raster.path)) for label in labels])
    assert known == 1.0 and changed == pytest.approx(truth, rel=1e-6)
    assert gathered.pixel_size_m is None and gathered.extent == () and gathered.single is None

    start = STARTER if STARTER_WEIGHTS.is_file() else None
    job = TrainJob(samples, chip_size=128, batch_size=4, epochs=1, start=start, device="cpu")
    values = train(job, TrainOutputs(str(tmp_path), report=False, weights=False), Progress())
    assert values["f1_validation"] > 0.25 and values["average_precision_validation"] > 0.3  # all marked gives .19
    pre, post = dates[0]
    (tmp_path / "detected").mkdir()
    found = detect(
        DetectJob(pre, post, values["files"]["model"], device="cpu"), ChangeOutputs(str(tmp_path / "detected")), Progress()
    )
    assert 0 < found["changed_share"] < 0.4
    assert found["threshold_used"] == pytest.approx(values["threshold_used"])


def changed_share(path: Path) -> float:
    dataset = gdal.Open(str(path))
    pixels = np.frombuffer(dataset.ReadRaster(0, 0, dataset.RasterXSize, dataset.RasterYSize), np.uint8)
    return float((pixels > 0).mean())


def test_a_folder_of_images_and_one_of_masks(real_data: Path, tmp_path: Path, few_iterations: None) -> None:
    """Inria: 25 pictures without a CRS, each with a mask of its name."""
    from rscd_plugin.layers.image_folder import matching, rasters_in

    folders = {name: str(real_data / "buildings" / "inria_256" / name) for name in ("image", "mask")}
    images = rasters_in(folders["image"], "IMAGE_FOLDER")
    masks = matching(images, rasters_in(folders["mask"], "LABEL_FOLDER"), "IMAGE_FOLDER", "LABEL_FOLDER")
    assert len(images) == 25 and [image.name for image in images] == [mask.name for mask in masks]
    samples = tuple(
        LabelledImage((RasterSource(str(image)),), LabelSource(raster=RasterSource(str(mask))))
        for image, mask in zip(images, masks)
    )
    job = PretrainJob(samples, chip_size=64, batch_size=4, epochs=1, objective="sadl", device="cpu")
    lines: list[str] = []
    values = pretrain(job, PretrainOutputs(str(tmp_path), report=False), Progress(on_log=lines.append))
    assert "100 were looked at, 0 of them" in "\n".join(lines)
    assert 0.5 < values["separation_after"] <= 1 and np.isfinite(values["loss_last"])
    labels = np.concatenate([np.load(path) for path in (tmp_path / "chips").glob("*_labels.npy")])
    assert labels.shape == (100, 128, 128)
    assert labels.mean() == pytest.approx(np.mean([changed_share(mask) for mask in masks]), rel=1e-6)
