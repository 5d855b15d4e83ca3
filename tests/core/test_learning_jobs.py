"""From labelled images on disk to an encoder and to a model that detects: the jobs as the worker runs them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import safetensors.torch
import torch
from osgeo import gdal

from rscd_plugin.core.engines.card import find_card
from rscd_plugin.core.errors import Cancelled, UserError
from rscd_plugin.core.jobs.detect import detect
from rscd_plugin.core.jobs.learning_spec import LabelledImage, PretrainJob, PretrainOutputs, TrainJob, TrainOutputs
from rscd_plugin.core.jobs.pretrain import pretrain
from rscd_plugin.core.jobs.spec import ChangeOutputs, DetectJob
from rscd_plugin.core.jobs.train import train
from rscd_plugin.core.models.pretrained import load_extractor
from rscd_plugin.core.progress import Progress

from .labelled import box_wkt, polygons, raster_labels, scene, write_polygons
from .rasters import Listener, read_raster, source, write_raster

SIDE = 256
RGB = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)
BEFORE = [(col, row, col + 20, row + 16) for row in range(12, 250, 64) for col in range(8, 250, 56)]
AFTER = [(col + 26, row + 22, col + 44, row + 44) for col, row, _, _ in BEFORE]
QUICK = {"chip_size": 64, "batch_size": 2, "epochs": 1}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Two dates of one place, the buildings of the first as polygons, and what changed as a raster."""
    folder = tmp_path_factory.mktemp("place")
    pre, standing = scene(SIDE, SIDE, BEFORE)
    post, later = scene(SIDE, SIDE, BEFORE + AFTER, seed=1)
    write_raster(folder / "pre.tif", pre, colours=RGB)
    write_raster(folder / "post.tif", post, colours=RGB)
    write_raster(folder / "change.tif", (later - standing)[None])
    write_polygons(folder / "buildings.gpkg", [box_wkt(box) for box in BEFORE])
    return folder


def one_date(place: Path) -> LabelledImage:
    return LabelledImage((source(place / "pre.tif"),), polygons(place / "buildings.gpkg"))


def pair(place: Path) -> LabelledImage:
    return LabelledImage((source(place / "pre.tif"), source(place / "post.tif")), raster_labels(place / "change.tif"))


def folder_of(path: Path, name: str) -> Path:
    (path / name).mkdir()
    return path / name


def card_in(model: Path):
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    return find_card(model, session.get_modelmeta().custom_metadata_map, None)


def test_from_footprints_to_changes(place: Path, tmp_path: Path) -> None:
    """Pretraining, training on one date, then on pairs, and detecting: each takes what the one before gave."""
    said = Listener()
    job = PretrainJob((one_date(place),), **QUICK)
    first = pretrain(job, PretrainOutputs(str(folder_of(tmp_path, "pretrain"))), said)
    encoder = Path(first["files"]["encoder"])
    assert first["epochs_used"] == 1 and first["device_used"] in ("cpu", "cuda") and 0 <= first["separation_after"] <= 1
    assert np.isfinite([first["loss_first"], first["loss_last"]]).all()
    extractor, _ = load_extractor(encoder, 3)  # Metric-CD takes it too
    assert sum(weights.numel() for weights in extractor.parameters()) > 100_000

    job = TrainJob((one_date(place),), start=str(encoder), **QUICK, licence="CC0", name="Roofs")
    second = train(job, TrainOutputs(str(folder_of(tmp_path, "one_date"))), said)
    assert second["calibrated"] is False  # no real pair was labelled
    job = TrainJob((pair(place), one_date(place)), start=second["files"]["weights"], **{**QUICK, "epochs": 2})
    third = train(job, TrainOutputs(str(folder_of(tmp_path, "pairs"))), said)
    assert 0 < third["threshold_used"] < 1 and third["batch_size_used"] == 2 and third["epochs_used"] in (1, 2)
    assert 0 <= third["f1_validation"] <= 1 and 0 <= third["average_precision_validation"] <= 1
    assert "Taken from it besides the encoder: pyramid, head, segmentation" in said.text

    model = Path(third["files"]["model"])
    card = card_in(model)
    assert card.bands == ("red", "green", "blue") and card.scale == 255 and card.pixel_size_m == pytest.approx(0.5)
    assert card.started_from.startswith("weights.safetensors, SHA-256 ") and "pairs" in card.trained_on
    west, south, east, north = card.training_extent
    assert west < east and south < north and card.metrics["validation_f1"] == pytest.approx(third["f1_validation"], abs=1e-3)
    assert card_in(Path(second["files"]["model"])).licence == "CC0"
    for values in (first, second, third):
        assert "<html" in Path(values["files"]["report"]).read_text()

    detected = detect(
        DetectJob(source(place / "pre.tif"), source(place / "post.tif"), str(model)),
        ChangeOutputs(str(folder_of(tmp_path, "detect"))),
        Progress(),
    )
    assert read_raster(detected["files"]["probability"]).shape == (SIDE, SIDE)


def test_it_learns_what_changed(place: Path, tmp_path: Path) -> None:
    """Bright squares on noise: a few minutes' work for a person, seconds for a detector from random weights."""
    values = train(
        TrainJob((pair(place),), **{**QUICK, "epochs": 4, "batch_size": 4}),
        TrainOutputs(str(tmp_path), report=False, weights=False),
        Progress(),
    )
    assert set(values["files"]) == {"model"} and values["f1_validation"] > 0.8


def test_the_same_seed_gives_the_same_model(place: Path, tmp_path: Path) -> None:
    files = []
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        job = TrainJob((pair(place),), **QUICK, seed=seed)
        outputs = TrainOutputs(str(folder_of(tmp_path, name)), report=False)
        files.append({kind: Path(file).read_bytes() for kind, file in train(job, outputs, Progress())["files"].items()})
    assert files[0] == files[1] and files[0]["weights"] != files[2]["weights"]


@pytest.mark.parametrize("kind", ["train", "pretrain"])
def test_a_cancel_leaves_the_best_and_a_checkpoint_that_goes_on(place: Path, tmp_path: Path, kind: str) -> None:
    """Cancelled in the third epoch and resumed: what a run at one go gives."""
    quick = {**QUICK, "epochs": 3}
    if kind == "train":
        run, job, outputs, main = train, TrainJob((pair(place),), **quick), TrainOutputs, "model.onnx"
    else:
        run, job, outputs, main = pretrain, PretrainJob((one_date(place),), **quick), PretrainOutputs, "encoder.safetensors"
    weights = main.replace("model.onnx", "weights.safetensors")
    run(job, outputs(str(folder_of(tmp_path, "whole")), report=False), Progress())

    checkpoint = tmp_path / "run.checkpoint.pt"
    lines: list[str] = []
    stops = Progress(on_log=lines.append, is_cancelled=lambda: any(line.startswith("Epoch 2 of 3") for line in lines))
    with pytest.raises(Cancelled):
        run(job, outputs(str(folder_of(tmp_path, "first")), report=False, checkpoint=str(checkpoint)), stops)
    assert (tmp_path / "first" / main).stat().st_size > 100_000 and checkpoint.is_file()
    assert json.loads((tmp_path / "first" / "best.json").read_text())["epoch"] in (1, 2)
    assert any("are kept" in line for line in lines)

    again = outputs(str(folder_of(tmp_path, "second")), report=False, checkpoint=str(checkpoint))
    run(replace(job, resume=str(checkpoint)), again, Progress())
    assert not checkpoint.exists()
    one, other = (safetensors.torch.load_file(tmp_path / name / weights) for name in ("whole", "second"))
    assert all(torch.equal(one[name], other[name]) for name in one)
    with pytest.raises(UserError, match=r"seed"):
        run(replace(job, seed=5, resume=str(_copy(job, run, outputs, tmp_path))), again, Progress())


def _copy(job, run, outputs, tmp_path: Path) -> Path:
    """A checkpoint of `job`, by another run that was cancelled after its first epoch."""
    checkpoint = tmp_path / "other.checkpoint.pt"
    lines: list[str] = []
    stops = Progress(on_log=lines.append, is_cancelled=lambda: any(line.startswith("Epoch 1 of") for line in lines))
    with pytest.raises(Cancelled):
        run(job, outputs(str(folder_of(tmp_path, "third")), report=False, checkpoint=str(checkpoint)), stops)
    return checkpoint


@pytest.mark.parametrize("objective", ["sadl", "joint"])
@pytest.mark.parametrize("architecture", ["compact", "resnet18"])
def test_every_objective_and_architecture_can_start_a_detector(
    place: Path, tmp_path: Path, objective: str, architecture: str
) -> None:
    job = PretrainJob((one_date(place),), **QUICK, objective=objective, architecture=architecture)
    values = pretrain(replace(job, batch_size=1), PretrainOutputs(str(tmp_path), report=False), Progress())
    said = Listener()
    job = TrainJob((pair(place),), **{**QUICK, "batch_size": 1}, start=values["files"]["encoder"])
    train(job, TrainOutputs(str(folder_of(tmp_path, "train")), report=False, weights=False), said)
    assert f"({objective})" in said.text
    assert ("head" in said.text) == (objective == "joint")


def test_other_bands_than_the_start_has_are_fitted_and_that_is_said(place: Path, tmp_path: Path) -> None:
    said = Listener()
    job = TrainJob((pair(place),), **QUICK, bands=(2,), start="starter")
    train(job, TrainOutputs(str(tmp_path), report=False, weights=False), said)
    assert "Its weights are for 3 bands (red, green, blue) and the images have 1" in said.text
    assert card_in(tmp_path / "model.onnx").bands == ("green",)
