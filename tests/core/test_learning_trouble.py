"""Input that cannot be learnt from, and what goes wrong on the way: both jobs say it and leave nothing but their folder."""

from __future__ import annotations

import getpass
import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from osgeo import gdal

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.detect import detect
from rscd_plugin.core.jobs.learning_spec import LabelledImage, PretrainJob, PretrainOutputs, TrainJob, TrainOutputs
from rscd_plugin.core.jobs.pretrain import pretrain
from rscd_plugin.core.jobs.spec import ChangeOutputs, DetectJob
from rscd_plugin.core.jobs.train import train
from rscd_plugin.core.learning.networks import SHAPES
from rscd_plugin.core.learning.training import loop
from rscd_plugin.core.models.encoder import Encoder
from rscd_plugin.core.models.weights import load_weights, start_from
from rscd_plugin.core.progress import Progress

from .full_disk import files_of_at_most
from .labelled import box_wkt, polygons, raster_labels, scene, write_polygons
from .onnx_models import identity_model
from .rasters import UTM, Listener, read_raster, source, write_raster

SIDE = 192
BOXES = [(col, row, col + 20, row + 16) for row in range(12, SIDE - 16, 64) for col in range(8, SIDE - 20, 56)]
QUICK = {"chip_size": 64, "batch_size": 2, "epochs": 1, "device": "cpu"}
KINDS = ("train", "pretrain")
RGB = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)


@pytest.fixture(autouse=True)
def short_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong does so in any iteration."""
    monkeypatch.setattr(loop, "ITERATIONS_PER_EPOCH", 3)


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's folder. Whatever a test does, the jobs neither change a file in it nor add one, nor leave one elsewhere."""
    folder, temporary = tmp_path / "user", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    yield folder
    assert {path.name for path in temporary.rglob("*")} <= {f"torchinductor_{getpass.getuser()}"}  # PyTorch's own, and empty
    assert {path.name for path in tmp_path.iterdir()} <= {"user", "temporary", "out"}


def image(folder: Path, name: str = "image", pixels: np.ndarray | None = None, **settings: object) -> LabelledImage:
    """A scene, or other pixels of it, and its bright squares as polygons."""
    pixels = scene(SIDE, SIDE, BOXES)[0] if pixels is None else pixels
    labels = folder / "buildings.gpkg"
    if not labels.exists():
        write_polygons(labels, [box_wkt(box) for box in BOXES])
    path = write_raster(folder / f"{name}.tif", pixels, **{"colours": RGB if len(pixels) == 3 else (), **settings})
    return LabelledImage((source(path),), polygons(labels))


def with_label_raster(folder: Path, sample: LabelledImage, labels: np.ndarray, **settings: object) -> LabelledImage:
    return replace(sample, labels=raster_labels(write_raster(folder / "labels.tif", labels, **settings)))


def run(
    kind: str, folder: Path, *samples: LabelledImage, start: Path | None = None, said: Progress | None = None, **more: object
):
    """Run the job in the folder `out` beside the user's, who sees in his own folder what he had there, byte by byte."""
    out = folder.parent / "out"
    out.mkdir(exist_ok=True)
    before = {path: path.read_bytes() for path in folder.rglob("*")}
    begin = {"start" if kind == "train" else "encoder": str(start) if start else None}
    (job_kind, outputs_kind, function) = {
        "train": (TrainJob, TrainOutputs, train),
        "pretrain": (PretrainJob, PretrainOutputs, pretrain),
    }[kind]
    settings = {**QUICK, **begin, **more}
    try:
        outputs = outputs_kind(str(out), report=False, checkpoint=str(out / "run.checkpoint.pt"))
        return function(job_kind(samples, **settings), outputs, said or Progress())
    finally:
        assert {path: path.read_bytes() for path in folder.rglob("*")} == before


def refused(kind: str, folder: Path, words: str, *samples: LabelledImage, **more: object) -> None:
    """Expect a message, and in the folder `out` nothing but chips: no model, no half of one, no checkpoint."""
    with pytest.raises(UserError, match=words):
        run(kind, folder, *samples, **more)
    assert {path.name for path in (folder.parent / "out").iterdir()} <= {"chips"}


def answer_of(model: str | Path, folder: Path, pre: Path, post: Path | None = None) -> np.ndarray:
    """Probabilities that the detection job finds with a model."""
    job = DetectJob(source(pre), source(post or pre), str(model), device="cpu")
    (folder / "detected").mkdir(exist_ok=True)
    return read_raster(detect(job, ChangeOutputs(str(folder / "detected")), Progress())["files"]["probability"])


# ---- labels and images


@pytest.mark.parametrize("kind", KINDS)
def test_labels_that_cannot_be_learnt_from(user: Path, kind: str) -> None:
    sample = image(user)
    image_of = {"labels": sample.labels, "dates": sample.dates}
    far = write_polygons(user / "far.gpkg", [box_wkt((9000, 9000, 9010, 9010))])
    none = write_polygons(user / "none.gpkg", [])
    everywhere = write_polygons(user / "all.gpkg", [box_wkt((-5, -5, SIDE + 5, SIDE + 5))])
    for labels, words in (
        (
            polygons(far),
            "The labels lie outside of .*image.tif. Labels: x 5045.*; image: x 500000 .*Check that both show the same",
        ),
        (polygons(none), "No foreground was found in 9 squares .*LABELS needs polygons"),
        (polygons(everywhere), "All that is labelled is foreground.*Check LABELS"),
        (polygons(Path(sample.labels.polygons.path), "storeys"), "has no field storeys; it has kind. Choose one of these"),
    ):
        refused(kind, user, words, LabelledImage(**{**image_of, "labels": labels}))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("which", ["labels", "image"])
def test_a_crs_on_one_side_only(user: Path, kind: str, which: str) -> None:
    crs = {"labels": (UTM, None), "image": (None, UTM)}[which]
    sample = image(user, epsg=crs[0])
    with_it = {"labels": "the image has a CRS and the labels have none", "image": "the labels have a CRS and the image has none"}
    masks = with_label_raster(user, sample, scene(SIDE, SIDE, BOXES)[1], epsg=crs[1])
    refused(kind, user, f"{with_it[which]}. Give the other one its CRS", masks)
    for ending in ("gpkg", "shp"):
        shapes = write_polygons(user / f"shapes.{ending}", [box_wkt(box) for box in BOXES], epsg=crs[1])
        words = "LABELS and the rasters must both have a CRS, or none of them. Give the other one its CRS"
        refused(kind, user, words, replace(sample, labels=polygons(shapes)))


@pytest.mark.parametrize("ending", ["gpkg", "shp"])
def test_no_crs_at_all(user: Path, ending: str) -> None:
    """Pixel by pixel, columns to the right and rows upwards from below 0, as QGIS shows such an image."""
    shapes = write_polygons(user / f"shapes.{ending}", [box_wkt(box, 1.0, 0.0, 0.0) for box in BOXES], epsg=None)
    run("pretrain", user, replace(image(user, epsg=None), labels=polygons(shapes)))
    chips = (user.parent / "out" / "chips").glob("*_labels.npy")
    assert sum(int((np.load(path) == 1).sum()) for path in chips) == len(BOXES) * 20 * 16


def test_dates_of_which_one_has_no_crs(user: Path) -> None:
    pre, post = image(user, "pre"), image(user, "post", epsg=None)
    refused("train", user, "The pre raster has a CRS and the post raster has none", replace(pre, dates=pre.dates + post.dates))


@pytest.mark.parametrize("kind", KINDS)
def test_too_little_valid_ground(user: Path, kind: str) -> None:
    pixels = scene(SIDE, SIDE, BOXES)[0]
    pixels[:, 70:] = pixels[:, :, 70:] = 0
    words = "1 of 9 squares .* can be learnt from; two are the least.*Check nodata values"
    refused(kind, user, words, image(user, pixels=pixels, nodata=[0, 0, 0]))
    refused(kind, user, "less than CHIP_SIZE 224", image(user, "whole"), chip_size=224)


# ---- odd but fine


ODD = {
    "one band of 16 bits": lambda: (scene(SIDE, SIDE, BOXES, bands=1)[0].astype(np.uint16) * 40,),
    "thirteen bands": lambda: (scene(SIDE, SIDE, BOXES, bands=13)[0].astype(np.uint16) * 40,),
    "constant": lambda: (np.full((3, SIDE, SIDE), 7.5, np.float32),),
    "two sizes": lambda: (scene(SIDE, SIDE, BOXES)[0], scene(SIDE, SIDE, BOXES)[0][:, :130, :190]),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ODD)
def test_odd_images_and_a_batch_of_one(user: Path, kind: str, what: str) -> None:
    arrays = ODD[what]()
    samples = [image(user, f"image{place}", pixels) for place, pixels in enumerate(arrays)]
    values = run(kind, user, *samples, batch_size=1)
    if kind == "pretrain":
        assert np.isfinite([values["loss_first"], values["loss_last"], values["separation_after"]]).all()
        arrays_out, card = load_weights(Path(values["files"]["encoder"]))
        assert len(card.bands) == len(arrays[0]) and all(array.isfinite().all() for array in arrays_out.values())
        return
    found = answer_of(values["files"]["model"], user.parent / "out", user / "image0.tif")
    assert found.shape == (SIDE, SIDE) and found.min() >= 0 and found.max() <= 1


SPOILT = {"not a number": np.nan, "infinite": -np.inf, "the lowest float32": np.finfo(np.float32).min}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", SPOILT)
def test_what_is_no_data_and_not_said_to_be_does_not_poison(user: Path, kind: str, what: str) -> None:
    """As without these pixels: learnt from where there are numbers, with a scaling of these alone."""
    pixels = scene(SIDE, SIDE, BOXES)[0].astype(np.float32) / 200
    pixels[0, 30:50, 90:190] = SPOILT[what]  # 10 % of some squares, and more of the values than the scaling's percentile bears
    values = run(kind, user, image(user, pixels=pixels))
    arrays, card = load_weights(Path(values["files"]["weights" if kind == "train" else "encoder"]))
    assert card.scale == pytest.approx(1.0) and 0.2 < min(card.mean) <= max(card.mean) < 0.6 and max(card.std) < 0.4
    assert all(array.isfinite().all() for array in arrays.values())
    assert np.isfinite([value for value in values.values() if isinstance(value, float)]).all()


def test_the_same_in_one_date_of_a_pair(user: Path) -> None:
    """Pre is spoilt at one place, post at another, and neither is learnt from at either."""
    pixels = scene(SIDE, SIDE, [])[0].astype(np.float32) / 200
    later, change = scene(SIDE, SIDE, BOXES)
    later = later.astype(np.float32) / 200
    pixels[:, 30:50, 90:120], later[2, 90:100, 10:60] = np.finfo(np.float32).min, np.nan
    pre, post = image(user, "pre", pixels), image(user, "post", later)
    sample = with_label_raster(user, replace(pre, dates=pre.dates + post.dates), change)
    values = run("train", user, sample)
    labels = np.concatenate([np.load(path) for path in (user.parent / "out" / "chips").glob("*_labels.npy")])
    assert (labels == 255).sum() == 20 * 30 + 10 * 50 and (labels == 1).any()
    _, card = load_weights(Path(values["files"]["weights"]))
    assert card.scale == pytest.approx(1.0) and max(card.std) < 0.4


# ---- weights to begin with


@pytest.mark.parametrize("kind", KINDS)
def test_a_start_with_other_bands_is_fitted_and_that_is_said(user: Path, kind: str) -> None:
    start = user / "start.safetensors"
    safetensors.torch.save_file(Encoder(3, *SHAPES["compact"]).state_dict(), start)
    said = Listener()
    values = run(kind, user, image(user, pixels=scene(SIDE, SIDE, BOXES, bands=5)[0]), start=start, said=said)
    assert "Starts from start.safetensors" in said.text
    assert "Its weights are for 3 bands and the images have 5: the mean of the first convolution" in said.text
    arrays, card = load_weights(Path(values["files"]["weights" if kind == "train" else "encoder"]))
    assert arrays["conv1.weight"].shape[1] == len(card.bands) == 5


def bottleneck() -> dict[str, torch.Tensor]:
    """What tells a ResNet-50 by its names."""
    arrays = {"conv1.weight": torch.zeros(64, 3, 7, 7)}
    for stage in (1, 2, 3, 4):
        for place, kernel in ((1, 1), (2, 3), (3, 1)):
            arrays[f"layer{stage}.0.conv{place}.weight"] = torch.zeros(64, 64, kernel, kernel)
    return arrays


@pytest.mark.parametrize("kind", KINDS)
def test_starts_that_cannot_be_used(user: Path, kind: str) -> None:
    sample, whole = image(user), Encoder(3, *SHAPES["compact"]).state_dict()
    identity_model(user / "model.onnx")
    torch.save({"state_dict": bottleneck()}, user / "resnet50.pth")
    safetensors.torch.save_file(whole, user / "cut.safetensors")
    torch.save(whole, user / "cut.pth")
    for name in ("cut.safetensors", "cut.pth"):
        (user / name).write_bytes((user / name).read_bytes()[:-70_000])
    (user / "text.pth").write_text("weights")
    whole["layer2.0.conv1.weight"][0, 0, 0, 0] = torch.nan
    safetensors.torch.save_file(whole, user / "failed.safetensors")
    for name, words in (
        ("model.onnx", "model.onnx is a model for detection, whose weights cannot be trained further. Expected is"),
        ("resnet50.pth", r"resnet50.pth is a ResNet of bottleneck blocks, as in ResNet-50. Expected is .*ResNet-18 or -34"),
        ("cut.safetensors", r"cut.safetensors cannot be read as weights .*Expected is a .safetensors file"),
        ("cut.pth", r"cut.pth cannot be read as weights .*Expected is a .safetensors file"),
        ("text.pth", r"text.pth cannot be read as weights .*Expected is a .safetensors file"),
        (
            "failed.safetensors",
            "layer2.0.conv1.weight holds values that are infinite or not numbers.*Choose another file, or none",
        ),
        ("nowhere.pth", "There is no weight file .*nowhere.pth"),
    ):
        refused(kind, user, words, sample, start=user / name)


def test_a_start_whose_answers_are_not_numbers(user: Path) -> None:
    """Each weight is a number, what comes out is none."""
    arrays = Encoder(3, *SHAPES["compact"]).state_dict()
    arrays = {name: torch.full_like(array, 3e38 if array.is_floating_point() else 1) for name, array in arrays.items()}
    safetensors.torch.save_file(arrays, user / "huge.safetensors")
    refused("pretrain", user, "not a number. Choose other weights", image(user), start=user / "huge.safetensors")
    refused("train", user, "not a number", image(user), start=user / "huge.safetensors")


# ---- on the way


@pytest.mark.parametrize(("kind", "learning_rate"), [("train", 1e20), ("pretrain", 1e20), ("pretrain", 1e5)])
def test_a_loss_that_is_not_a_number_at_once(user: Path, kind: str, learning_rate: float) -> None:
    """With 1e5 the loss stays a number for an epoch, what the network answers does not."""
    words = "The loss became not a number in iteration .; try a lower LEARNING_RATE"
    refused(kind, user, words, image(user), learning_rate=learning_rate, epochs=3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_loss_that_is_not_a_number_later_keeps_what_was_before(user: Path, kind: str) -> None:
    """The learning rate rises from iteration to iteration."""
    said = Listener()
    values = run(kind, user, image(user), learning_rate=3e3, epochs=12, said=said)
    assert "training ends, the weights of epoch" in said.text and "A lower LEARNING_RATE may help" in said.text
    arrays, _ = load_weights(Path(values["files"]["weights" if kind == "train" else "encoder"]))
    assert all(array.isfinite().all() for array in arrays.values())
    assert 1 <= values["epochs_used"] < 12 and not list((user.parent / "out").glob("*checkpoint*"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_disk_that_is_full_of_chips(user: Path, kind: str) -> None:
    sample = image(user)
    with files_of_at_most(50_000):
        refused(kind, user, "The disk is full: the . squares to learn from need 0 MB in .*chips. Free some space", sample)


@pytest.mark.parametrize("kind", KINDS)
def test_a_disk_that_is_full_before_anything_is_learnt(user: Path, kind: str) -> None:
    """No checkpoint either, which is said and goes on."""
    sample, said = image(user), Listener()
    with files_of_at_most(1_000_000):
        refused(kind, user, "The disk is full: what was learnt cannot be written to .*out .*Free some space", sample, said=said)
    assert "Warning: the checkpoint cannot be written" in said.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_disk_that_fills_up_later_leaves_the_best_before(user: Path, kind: str) -> None:
    """It fills up after the first epoch."""
    kept, full = user.parent / "out" / "best.json", ExitStack()

    def fill(text: str) -> None:
        if text.startswith("Epoch 1 of"):
            full.enter_context(files_of_at_most(1_000_000))

    with full, pytest.raises(UserError, match="The disk is full: what was learnt cannot be written"):
        run(kind, user, image(user), epochs=3, said=Progress(on_log=fill))
    main = {"train": "model.onnx", "pretrain": "encoder.safetensors"}[kind]
    assert json.loads(kept.read_text())["epoch"] == 1 and not list(kept.parent.glob("*.part"))
    if kind == "pretrain":
        assert start_from(kept.with_name(main), ("red", "green", "blue")).card.metrics["separation"] > 0
    else:
        assert answer_of(kept.with_name(main), kept.parent, user / "image.tif").shape == (SIDE, SIDE)
