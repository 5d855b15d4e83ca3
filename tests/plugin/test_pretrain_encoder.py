"""`rscd:pretrainencoder`: from layers and folders to a job, and from the worker's files to the user's."""

from __future__ import annotations

import json

import pytest
from osgeo import ogr
from qgis.core import QgsProcessingException, QgsProject, QgsRasterLayer

from rscd_plugin.algorithms import running
from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.learning_spec import LabelSource, PretrainOutputs
from rscd_plugin.core.jobs.spec import RasterSource
from rscd_plugin.runtime.worker_process import WorkerDied

from .learning import LearningRunner, cancelled, image, mask, raising, roofs, stand_in

BEST = json.dumps({"epoch": 7, "figures": {"separation": 0.614}})
VALUES = {
    "loss_first": 2.0,
    "loss_last": 0.5,
    "separation_before": 0.6,
    "separation_after": 0.9,
    "epochs_used": 16,
    "device_used": "cpu",
}


@pytest.fixture
def pretrain(provider, tmp_path):
    """`pretrain.job(…)`, `pretrain.refused(…)` and `pretrain(…)`; what it writes goes to the folder `out`."""
    (tmp_path / "out").mkdir()
    runner = LearningRunner(provider, "pretrainencoder")
    runner.outputs = {"ENCODER_OUT": tmp_path / "out" / "encoder.safetensors"}
    yield runner
    QgsProject.instance().clear()
    runner.close()


@pytest.fixture
def photo(tmp_path):
    return image(tmp_path / "photo.tif")


def test_layers_in_their_order_with_all_defaults(pretrain, tmp_path, photo):
    other = image(tmp_path / "another.tif")
    labels = mask(tmp_path / "labels.tif")
    job = pretrain.job(IMAGES=[photo, QgsRasterLayer(str(other), "other")], LABELS=labels)
    assert [sample.dates for sample in job.samples] == [(RasterSource(str(photo)),), (RasterSource(str(other)),)]
    assert {sample.labels for sample in job.samples} == {LabelSource(raster=RasterSource(str(labels)))}
    assert (job.bands, job.chip_size, job.epochs, job.batch_size, job.learning_rate) == ((), 128, 16, 8, 0)
    assert (job.seed, job.device, job.resume, job.encoder) == (0, "auto", None, None)
    assert (job.objective, job.architecture, job.points_per_class) == ("joint", "compact", 16)


def test_everything_chosen(pretrain, tmp_path, photo):
    weights, checkpoint = tmp_path / "start.pth", tmp_path / "out" / "encoder.checkpoint.pt"
    for file in (weights, checkpoint):
        file.write_text("weights")
    job = pretrain.job(
        IMAGES=str(photo),
        LABELS=mask(tmp_path / "labels.tif"),
        OBJECTIVE="sadl",
        ARCHITECTURE="resnet18",
        ENCODER=weights,
        RESUME=checkpoint,
        BANDS=" 3, 1",
        CHIP_SIZE=64,
        EPOCHS=2,
        BATCH_SIZE=3,
        LEARNING_RATE=0.01,
        POINTS_PER_CLASS=5,
        SEED=4,
        DEVICE="cpu",
    )
    assert (job.objective, job.architecture, job.encoder, job.resume) == ("sadl", "resnet18", str(weights), str(checkpoint))
    assert (job.bands, job.chip_size, job.epochs, job.batch_size) == ((3, 1), 64, 2, 3)
    assert (job.learning_rate, job.points_per_class, job.seed, job.device) == (0.01, 5, 4, "cpu")


def test_a_layer_in_memory_with_filter_and_classes_is_written_before_the_worker_starts(pretrain, photo, monkeypatch):
    layer = QgsProject.instance().addMapLayer(roofs())
    worker = stand_in(monkeypatch, {"encoder.safetensors": "weights"}, lambda: VALUES)
    pretrain(IMAGES=[photo], LABELS=layer.id(), LABEL_FILTER=" \"kind\" = 'shed' ", CLASS_FIELD="kind")
    labels = worker.told[1].samples[0].labels
    assert labels.class_field == "kind"
    dataset = ogr.Open(labels.polygons.path)
    assert [feature.items() for feature in dataset.GetLayer(0)] == [{"kind": "shed"}]
    assert "LABELS: 1 polygons of the layer 'roofs' are taken." in pretrain.log


def test_a_folder_of_images_with_one_layer_or_a_folder_of_masks(pretrain, tmp_path):
    images, masks = tmp_path / "images", tmp_path / "masks"
    for folder in (images, masks, images / "deeper"):
        folder.mkdir()
    first, second = image(images / "b.tif"), image(images / "A.TIF")
    (images / "read.me").write_text("no image")
    (images / ".hidden.tif").write_text("no image")
    labels = [mask(masks / "A.tif"), mask(masks / "b.tiff")]
    mask(masks / "unused.tif")
    job = pretrain.job(IMAGE_FOLDER=images, LABEL_FOLDER=masks)
    assert [sample.dates[0].path for sample in job.samples] == [str(second), str(first)]
    assert [sample.labels.raster.path for sample in job.samples] == [str(path) for path in labels]
    job = pretrain.job(IMAGE_FOLDER=images, LABELS=labels[0])
    assert [sample.labels.raster.path for sample in job.samples] == [str(labels[0])] * 2

    pretrain.refused("LABEL_FOLDER goes with IMAGE_FOLDER", IMAGES=[first], LABEL_FOLDER=masks)
    pretrain.refused("LABEL_FILTER and CLASS_FIELD are for polygons", IMAGE_FOLDER=images, LABEL_FOLDER=masks, CLASS_FIELD="a")
    labels[1].unlink()
    pretrain.refused(
        r"LABEL_FOLDER: 1 of 2 images have no mask of the same name in .*: b\.tif\.", IMAGE_FOLDER=images, LABEL_FOLDER=masks
    )
    mask(masks / "b.tif"), mask(masks / "b.tiff")
    pretrain.refused(r"LABEL_FOLDER: b\.tif and b\.tiff have the same name", IMAGE_FOLDER=images, LABEL_FOLDER=masks)
    (images / "cut.tif").write_bytes(first.read_bytes()[:50])
    pretrain.refused(r"IMAGE_FOLDER: .*cut\.tif cannot be opened as a raster", IMAGE_FOLDER=images, LABELS=labels[0])
    pretrain.refused("IMAGE_FOLDER: .*deeper holds no raster", IMAGE_FOLDER=images / "deeper", LABELS=labels[0])
    pretrain.refused("IMAGE_FOLDER: there is no folder .*nowhere", IMAGE_FOLDER=tmp_path / "nowhere", LABELS=labels[0])


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({}, "No images of one date are given. Choose rasters in IMAGES"),
        ({"IMAGES": ["photo.tif"]}, "The images of one date have no labels"),
        ({"IMAGES": ["photo.tif"], "IMAGE_FOLDER": "", "LABELS": "labels.tif", "LABEL_FOLDER": "."}, "LABELS and LABEL_FOLDER"),
        ({"IMAGES": ["photo.tif"], "IMAGE_FOLDER": ".", "LABELS": "labels.tif"}, "IMAGES and IMAGE_FOLDER are both given"),
        ({"IMAGES": ["photo.tif", "none.tif"], "LABELS": "labels.tif"}, "IMAGES: .*none.tif cannot be opened as a layer"),
        ({"IMAGES": ["photo.tif"], "LABELS": "none.gpkg"}, "LABELS: .*none.gpkg cannot be opened as a layer"),
    ],
)
def test_images_and_labels_that_do_not_go_together(pretrain, tmp_path, photo, parameters, words):
    mask(tmp_path / "labels.tif")

    def there(value):
        return [there(item) for item in value] if isinstance(value, list) else value and tmp_path / value

    pretrain.refused(words, **{name: there(value) for name, value in parameters.items()})


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"CHIP_SIZE": 100}, "CHIP_SIZE is 100; it must be 64 or more, and a multiple of 32"),
        ({"EPOCHS": 0}, "EPOCHS"),
        ({"BATCH_SIZE": 0}, "BATCH_SIZE"),
        ({"POINTS_PER_CLASS": 0}, "POINTS_PER_CLASS"),
        ({"LEARNING_RATE": -1}, "LEARNING_RATE"),
        ({"BANDS": "1,4"}, "BANDS names band 4, and photo has 3"),
        ({"BANDS": "red"}, "BANDS is 'red'. Expected are band numbers from 1"),
        ({"BANDS": "1,1"}, "each once"),
        ({"BANDS": "0"}, "BANDS is '0'"),
        ({"OBJECTIVE": "magic"}, "OBJECTIVE"),
        ({"ARCHITECTURE": "magic"}, "ARCHITECTURE"),
        ({"DEVICE": "gpu"}, "DEVICE"),
        ({"ENCODER": "none.pth"}, "ENCODER: there is no file .*none.pth"),
        ({"RESUME": "none.checkpoint.pt"}, "RESUME: there is no file .*none.checkpoint.pt"),
        ({"LABEL_FILTER": "\"kind\" = 'castle'"}, "LABELS: no feature of the layer 'roofs' fits"),
        ({"LABEL_FILTER": '"kind" ='}, "LABELS: the filter .* is no expression"),
        ({"CLASS_FIELD": "sort"}, "LABELS: the layer 'roofs' has no field 'sort'. It has: kind"),
        ({"ENCODER_OUT": "encoder.pth"}, "ENCODER_OUT: encoder.pth is no safetensors file by its name"),
        ({"ENCODER_OUT": "nowhere/encoder.safetensors"}, "ENCODER_OUT: the folder .*nowhere does not exist"),
        ({"REPORT": "report.pdf"}, "REPORT: report.pdf is no web page"),
    ],
)
def test_mistakes(pretrain, tmp_path, photo, parameters, words):
    layer = QgsProject.instance().addMapLayer(roofs())
    files = ("ENCODER", "RESUME", "ENCODER_OUT", "REPORT")
    inside = {name: tmp_path / value if name in files else value for name, value in parameters.items()}
    pretrain.refused(words, IMAGES=[photo], LABELS=layer.id(), **inside)
    assert list((tmp_path / "out").iterdir()) == []


def test_no_input_is_overwritten(pretrain, tmp_path, photo):
    start, checkpoint = tmp_path / "out" / "encoder.safetensors", tmp_path / "out" / "other.checkpoint.pt"
    for file in (start, checkpoint):
        file.write_text("precious")
    given = {"IMAGES": [photo], "LABELS": mask(tmp_path / "labels.tif")}
    pretrain.refused("ENCODER_OUT: .* is an input of this run", **given, ENCODER=start)
    other = tmp_path / "out" / "other.safetensors"
    pretrain.refused("its checkpoints would overwrite .*other.checkpoint.pt", **given, ENCODER=checkpoint, ENCODER_OUT=other)
    assert pretrain.job(**given, RESUME=checkpoint, ENCODER_OUT=other).resume == str(checkpoint)
    (tmp_path / "out" / "taken.checkpoint.pt").mkdir()
    pretrain.refused("its checkpoints would overwrite", **given, ENCODER_OUT=tmp_path / "out" / "taken.safetensors")


def given(tmp_path, photo):
    return {"IMAGES": [photo], "LABELS": mask(tmp_path / "labels.tif")}


def test_what_the_worker_made_comes_to_its_place(pretrain, tmp_path, photo, monkeypatch):
    files = {"encoder.safetensors": "weights", "report.html": "page", "best.json": BEST}
    worker = stand_in(monkeypatch, files, lambda: VALUES)
    results = pretrain(**given(tmp_path, photo), REPORT=tmp_path / "out" / "r.html")
    assert {name.lower(): value for name, value in results.items() if name.lower() in VALUES} == VALUES
    assert results["ENCODER_OUT"] == str(tmp_path / "out" / "encoder.safetensors")
    assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == {
        "encoder.safetensors": "weights",
        "r.html": "page",
    }
    name, job, outputs = worker.told
    assert name == "pretrain" and isinstance(outputs, PretrainOutputs) and outputs.report
    assert outputs.checkpoint == str(tmp_path / "out" / "encoder.checkpoint.pt")


def test_cancel_keeps_the_best_so_far(pretrain, tmp_path, photo, monkeypatch):
    stand_in(monkeypatch, {"encoder.safetensors": "best", "best.json": BEST}, cancelled)
    results = pretrain(**given(tmp_path, photo), REPORT=tmp_path / "out" / "r.html")
    encoder, checkpoint = (tmp_path / "out" / f"encoder.{ending}" for ending in ("safetensors", "checkpoint.pt"))
    assert results == {"ENCODER_OUT": str(encoder)} and encoder.read_text() == "best"
    assert sorted((tmp_path / "out").iterdir()) == sorted([encoder, checkpoint])
    assert f"The best so far (epoch 7, separation 0.61) is kept in {encoder}." in pretrain.log
    assert f"run this again with RESUME={checkpoint}" in pretrain.log


def test_cancel_before_anything_is_finished(pretrain, tmp_path, photo, monkeypatch):
    stand_in(monkeypatch, {"encoder.safetensors.part": "half"}, cancelled)
    assert pretrain(**given(tmp_path, photo)) == {}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["encoder.checkpoint.pt"]
    assert "Nothing was finished yet. To go on, run this again with RESUME=" in pretrain.log


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            WorkerDied("It was ended from outside.", "Try again."),
            "ended from outside. What was best until then is kept: .* Try again",
        ),
        (UserError("The disk is full."), "The disk is full"),
        (
            RuntimeError("Traceback\nIndexError: 1"),
            "made a mistake .IndexError: 1.. What was best until then is kept: .*safetensors",
        ),
    ],
)
def test_a_run_that_failed_keeps_it_too(pretrain, tmp_path, photo, monkeypatch, error, words):
    stand_in(monkeypatch, {"encoder.safetensors": "best", "best.json": "{not json"}, raising(error))
    with pytest.raises(QgsProcessingException, match=words):
        pretrain(**given(tmp_path, photo))
    assert (tmp_path / "out" / "encoder.safetensors").read_text() == "best"
    assert "Stopped. The best so far is kept in" in pretrain.log


def test_a_checkpoint_of_an_earlier_run_is_not_taken_for_one_of_this(pretrain, tmp_path, photo, monkeypatch):
    class Mistaken(stand_in(monkeypatch, {}, cancelled)):
        def run(self, *given, **callbacks):
            raise UserError("There is no foreground.")

    monkeypatch.setattr(running, "WorkerProcess", Mistaken)
    checkpoint = tmp_path / "out" / "encoder.checkpoint.pt"
    checkpoint.write_text("earlier")
    for resume, told in ((None, False), (checkpoint, True)):
        with pytest.raises(QgsProcessingException, match="no foreground"):
            pretrain(**given(tmp_path, photo), RESUME=resume)
        assert ("RESUME=" in pretrain.log) == told
    assert checkpoint.read_text() == "earlier"


def test_a_temporary_encoder(pretrain, tmp_path, photo, monkeypatch):
    worker = stand_in(monkeypatch, {"encoder.safetensors": "best"}, cancelled)
    results = pretrain(**given(tmp_path, photo), ENCODER_OUT="TEMPORARY_OUTPUT")
    with open(results["ENCODER_OUT"]) as file:
        assert file.read() == "best"
    assert worker.told[2].checkpoint == results["ENCODER_OUT"].replace(".safetensors", ".checkpoint.pt")
    assert not worker.told[2].report and list((tmp_path / "out").iterdir()) == []
