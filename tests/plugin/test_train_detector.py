"""`rscd:traindetector`: from pairs, single dates or both to a job, and from the worker's files to the user's."""

from __future__ import annotations

import json

import pytest
from qgis.core import QgsApplication, QgsProcessingException, QgsProject, QgsRasterLayer, QgsVectorLayer

from rscd_plugin.core.jobs.learning_spec import STARTER, LabelSource, TrainOutputs
from rscd_plugin.core.jobs.spec import RasterSource

from .learning import LearningRunner, cancelled, image, mask, roofs, stand_in

VALUES = {
    "threshold_used": 0.4,
    "f1_validation": 0.7,
    "average_precision_validation": 0.8,
    "epochs_used": 9,
    "batch_size_used": 4,
    "calibrated": True,
    "device_used": "cpu",
}
MADE = {"model.onnx": "model", "weights.safetensors": "weights", "report.html": "page"}


@pytest.fixture
def train(provider, tmp_path):
    """`train.job(…)`, `train.refused(…)` and `train(…)`; what it writes goes to the folder `out`."""
    (tmp_path / "out").mkdir()
    runner = LearningRunner(provider, "traindetector")
    runner.outputs = {"MODEL": tmp_path / "out" / "roofs.onnx"}
    yield runner
    QgsProject.instance().clear()
    runner.close()


@pytest.fixture
def rasters(tmp_path):
    """Six images, three of each date, and three masks."""
    return [image(tmp_path / f"{name}.tif") for name in ("a1", "a2", "a3", "b1", "b2", "b3")]


@pytest.fixture
def masks(tmp_path):
    return [mask(tmp_path / f"mask{number}.tif") for number in range(3)]


def raster_paths(job):
    return [[date.path for date in sample.dates] for sample in job.samples]


def test_pairs_in_their_order(train, rasters, masks):
    job = train.job(PRE_IMAGES=rasters[:3], POST_IMAGES=rasters[3:], CHANGE_LABELS=masks)
    assert raster_paths(job) == [[str(pre), str(post)] for pre, post in zip(rasters[:3], rasters[3:])]
    assert [sample.labels.raster.path for sample in job.samples] == [str(path) for path in masks]
    assert (job.start, job.architecture, job.epochs, job.name, job.licence) == (STARTER, "compact", 24, "", "")


def test_one_layer_of_changes_for_all_pairs_is_written_once(train, rasters):
    layer = QgsProject.instance().addMapLayer(roofs("changes"))
    job = train.job(PRE_IMAGES=rasters[:3], POST_IMAGES=rasters[3:], CHANGE_LABELS=[layer.id()])
    (labels,) = {sample.labels for sample in job.samples}
    assert labels.polygons is not None and labels.class_field == "" and len(job.samples) == 3
    train.algorithm.write_inputs(train.feedback)
    assert QgsVectorLayer(labels.polygons.path).featureCount() == 2
    assert train.log.count("CHANGE_LABELS: 2 polygons of the layer 'changes' are taken.") == 1


def test_polygons_for_one_pair_and_a_raster_for_the_other(train, rasters, masks):
    layer = QgsProject.instance().addMapLayer(roofs("changes"))
    job = train.job(PRE_IMAGES=rasters[:2], POST_IMAGES=rasters[3:5], CHANGE_LABELS=[masks[0], layer])
    assert job.samples[0].labels == LabelSource(raster=RasterSource(str(masks[0])))
    assert job.samples[1].labels.polygons is not None


def test_single_dates_alone_and_with_pairs(train, rasters, masks):
    alone = train.job(IMAGES=rasters[:2], LABELS=masks[0])
    assert raster_paths(alone) == [[str(path)] for path in rasters[:2]]
    both = train.job(
        IMAGES=rasters[:2], LABELS=masks[0], PRE_IMAGES=[rasters[2]], POST_IMAGES=[rasters[5]], CHANGE_LABELS=[masks[1]]
    )
    assert both.samples[1:] == alone.samples and raster_paths(both)[0] == [str(rasters[2]), str(rasters[5])]


def test_filter_and_class_are_of_the_single_dates(train, rasters, masks):
    layer = QgsProject.instance().addMapLayer(roofs())
    pair = {"PRE_IMAGES": [rasters[2]], "POST_IMAGES": [rasters[5]], "CHANGE_LABELS": [layer.id()]}
    job = train.job(**pair, IMAGES=rasters[:1], LABELS=layer.id(), LABEL_FILTER="\"kind\" = 'shed'", CLASS_FIELD="kind")
    assert [sample.labels.class_field for sample in job.samples] == ["", "kind"]
    train.algorithm.write_inputs(train.feedback)
    assert [QgsVectorLayer(sample.labels.polygons.path).featureCount() for sample in job.samples] == [2, 1]


def test_starts(train, tmp_path, rasters, masks):
    given = {"IMAGES": rasters[:1], "LABELS": masks[0]}
    weights = tmp_path / "weights.safetensors"
    weights.write_text("weights")
    for start, expected in ((STARTER, STARTER), ("", None), (None, None), (weights, str(weights))):
        assert train.job(**given, START=start).start == expected
    train.refused("START: there is no file .*none.safetensors", **given, START=tmp_path / "none.safetensors")
    train.refused("START: there is no file .*stater. .* the word starter for the plugin's own", **given, START="stater")
    assert train.algorithm.parameterDefinition("START").defaultValue() == STARTER


def test_what_goes_on_the_card(train, rasters, masks):
    job = train.job(IMAGES=rasters[:1], LABELS=masks[0], MODEL_NAME=" Roofs of Graz ", LICENCE="CC BY 4.0")
    assert (job.name, job.licence) == ("Roofs of Graz", "CC BY 4.0")


def test_nothing_to_learn_from(train):
    train.refused("There is nothing to learn from. Give PRE_IMAGES, POST_IMAGES and CHANGE_LABELS, or IMAGES")


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ((3, 2, 3), "PRE_IMAGES has 3, POST_IMAGES has 2, CHANGE_LABELS has 3"),
        ((3, 3, 2), "PRE_IMAGES has 3, POST_IMAGES has 3, CHANGE_LABELS has 2"),
        ((1, 1, 2), "PRE_IMAGES has 1, POST_IMAGES has 1, CHANGE_LABELS has 2"),
        ((1, 1, 0), "PRE_IMAGES has 1, POST_IMAGES has 1, CHANGE_LABELS has 0"),
        ((0, 0, 1), "PRE_IMAGES has 0, POST_IMAGES has 0, CHANGE_LABELS has 1"),
    ],
)
def test_numbers_that_do_not_fit(train, rasters, masks, counts, found):
    pre, post, labels = counts
    chosen = {"PRE_IMAGES": rasters[:pre], "POST_IMAGES": rasters[3 : 3 + post], "CHANGE_LABELS": masks[:labels]}
    train.refused(f"{found}. As many post as pre images are needed", **chosen)
    train.refused(found, **chosen, IMAGES=rasters[:1], LABELS=masks[0])


def test_mistakes(train, tmp_path, rasters, masks):
    pair = {"PRE_IMAGES": [rasters[0]], "POST_IMAGES": [rasters[3]], "CHANGE_LABELS": [masks[0]]}
    outline = QgsProject.instance().addMapLayer(roofs())
    points = QgsProject.instance().addMapLayer(QgsVectorLayer("Point", "trees", "memory"))
    train.refused("PRE_IMAGES: .*none.tif cannot be opened", **{**pair, "PRE_IMAGES": [tmp_path / "none.tif"]})
    train.refused("POST_IMAGES: the layer 'roofs' is no raster", **{**pair, "POST_IMAGES": [outline]})
    train.refused("CHANGE_LABELS: the layer 'trees' holds Point", **{**pair, "CHANGE_LABELS": [points]})
    train.refused("The images of one date have no labels", **pair, IMAGES=rasters[:1])
    train.refused("No images of one date are given", **pair, LABELS=masks[0])
    one_band = image(tmp_path / "grey.tif", bands=1)
    train.refused("BANDS names band 2, and grey has 1", **{**pair, "POST_IMAGES": [one_band]}, BANDS="1,2")
    train.refused("MODEL: model.pt is no ONNX model by its name", **pair, MODEL=tmp_path / "out" / "model.pt")
    train.refused("WEIGHTS: weights.pt is no safetensors file", **pair, WEIGHTS=tmp_path / "out" / "weights.pt")
    start = tmp_path / "out" / "start.safetensors"
    start.write_text("precious")
    train.refused("WEIGHTS: .* is an input of this run", **pair, START=start, WEIGHTS=start)
    assert list((tmp_path / "out").iterdir()) == [start] and start.read_text() == "precious"


def test_layers_that_the_worker_cannot_read(train, rasters, masks, tmp_path):
    layer = QgsRasterLayer("type=xyz&url=file:///none/{z}/{x}/{y}.png", "tiles", "wms")
    pair = {"POST_IMAGES": [rasters[3]], "CHANGE_LABELS": [masks[0]]}
    train.refused("PRE_IMAGES: the layer 'tiles' comes from 'wms', which the worker cannot read", PRE_IMAGES=[layer], **pair)


@pytest.mark.parametrize("wanted", [(), ("WEIGHTS",), ("WEIGHTS", "REPORT")])
def test_what_the_worker_made_comes_to_its_place(train, tmp_path, rasters, masks, monkeypatch, wanted):
    worker = stand_in(monkeypatch, MADE, lambda: VALUES)
    places = {"MODEL": "roofs.onnx", "WEIGHTS": "roofs.safetensors", "REPORT": "roofs.html"}
    chosen = {name: tmp_path / "out" / places[name] for name in wanted}
    results = train(IMAGES=rasters[:1], LABELS=masks[0], **chosen)
    assert {name.lower(): value for name, value in results.items() if name.lower() in VALUES} == VALUES
    assert results["CALIBRATED"] == 1 and not isinstance(results["CALIBRATED"], bool)
    expected = {name: str(tmp_path / "out" / places[name]) for name in ("MODEL", *wanted)}
    assert {name: value for name, value in results.items() if name in places} == expected
    assert sorted(str(path) for path in (tmp_path / "out").iterdir()) == sorted(expected.values())
    name, _, outputs = worker.told
    assert name == "train" and isinstance(outputs, TrainOutputs)
    assert (outputs.weights, outputs.report) == ("WEIGHTS" in wanted, "REPORT" in wanted)
    assert outputs.checkpoint == str(tmp_path / "out" / "roofs.checkpoint.pt")


def test_cancel_keeps_model_and_weights(train, tmp_path, rasters, masks, monkeypatch):
    best = json.dumps({"epoch": 7, "figures": {"score": 0.5, "f1": 0.614, "average_precision": 0.7}})
    stand_in(monkeypatch, {"model.onnx": "model", "weights.safetensors": "weights", "best.json": best}, cancelled)
    out = tmp_path / "out"
    chosen = {"WEIGHTS": out / "w.safetensors", "REPORT": out / "r.html"}
    results = train(IMAGES=rasters[:1], LABELS=masks[0], **chosen)
    assert results == {"MODEL": str(out / "roofs.onnx"), "WEIGHTS": str(out / "w.safetensors")}
    assert sorted(path.name for path in out.iterdir()) == ["roofs.checkpoint.pt", "roofs.onnx", "w.safetensors"]
    kept = f"(epoch 7, F1 0.61, average precision 0.70) is kept in {out / 'roofs.onnx'} and {out / 'w.safetensors'}."
    assert kept in train.log and f"RESUME={out / 'roofs.checkpoint.pt'}" in train.log


def test_an_older_model_of_that_name_stays_where_nothing_better_came(train, tmp_path, rasters, masks, monkeypatch):
    (tmp_path / "out" / "roofs.onnx").write_text("older")
    stand_in(monkeypatch, {"best.json": "{}"}, cancelled)
    assert train(IMAGES=rasters[:1], LABELS=masks[0]) == {}
    assert (tmp_path / "out" / "roofs.onnx").read_text() == "older"


def test_the_model_stays_where_the_report_cannot_be_put(train, tmp_path, rasters, masks, monkeypatch):
    page = tmp_path / "out" / "r.html"

    def end():
        page.mkdir()  # as if another program had taken the name meanwhile
        return VALUES

    stand_in(monkeypatch, MADE, end)
    with pytest.raises(QgsProcessingException, match="r.html cannot be written"):
        train(IMAGES=rasters[:1], LABELS=masks[0], REPORT=page)
    assert (tmp_path / "out" / "roofs.onnx").read_text() == "model"


def test_both_are_in_the_group_learning(provider):
    found = [QgsApplication.processingRegistry().algorithmById(f"rscd:{name}") for name in ("pretrainencoder", "traindetector")]
    assert [(algorithm.groupId(), algorithm.group()) for algorithm in found] == [("learning", "Learning")] * 2
