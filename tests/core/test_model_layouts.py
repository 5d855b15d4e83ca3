"""Every way in which real models take two dates and answer, in real sessions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from rscd_plugin.core.engines.card import ModelCard
from rscd_plugin.core.engines.onnx_engine import OnnxEngine
from rscd_plugin.core.errors import UserError

from .onnx_models import expected_rise, rise_model, save, single_date_model
from .rasters import Listener

GENERATOR = np.random.default_rng(5)
PRE, POST = GENERATOR.random((2, 3, 3, 16, 24)).astype(np.float32)
VALID = np.ones((3, 16, 24), bool)
EXPECTED = expected_rise(PRE, POST)
LOGISTIC = 1 / (1 + np.exp(4 - 8 * EXPECTED))


def engine(model: Path, **card: object) -> OnnxEngine:
    made = OnnxEngine(model, None, "cpu", Listener())
    made.use_card(ModelCard(**card))
    return made


def predict(made: OnnxEngine, pre: np.ndarray = PRE, post: np.ndarray = POST) -> np.ndarray:
    answer = made.predict(pre, post, np.ones((len(pre), *pre.shape[2:]), bool), Listener())
    assert answer.dtype == np.float32
    return answer


@pytest.mark.parametrize("layout", ["two", "stacked", "dates"])
@pytest.mark.parametrize("batch", [None, 1, 2, 4])
def test_inputs(tmp_path: Path, layout: str, batch: int | None) -> None:
    """Three tiles, which a fixed batch of 2 or 4 does not divide."""
    made = engine(rise_model(tmp_path / "m.onnx", layout, batch=batch))
    assert (made.layout.kind, made.layout.batch, made.layout.bands) == (layout, batch, 3)
    np.testing.assert_allclose(predict(made), EXPECTED, atol=1e-6)


@pytest.mark.parametrize("layout", ["two", "stacked", "dates"])
@pytest.mark.parametrize("bands", [1, 4])
def test_other_numbers_of_bands(tmp_path: Path, layout: str, bands: int) -> None:
    pre, post = np.random.default_rng(1).random((2, 2, bands, 8, 8)).astype(np.float32)
    made = engine(rise_model(tmp_path / "m.onnx", layout, bands), bands=tuple("abcd"[:bands]))
    np.testing.assert_allclose(predict(made, pre, post), expected_rise(pre, post), atol=1e-6)


@pytest.mark.parametrize("layout", ["two", "stacked", "dates"])
def test_fixed_size(tmp_path: Path, layout: str) -> None:
    made = engine(rise_model(tmp_path / "m.onnx", layout, batch=2, side=16))
    assert (made.layout.height, made.layout.width) == (16, 16)
    np.testing.assert_allclose(predict(made, PRE[..., :16], POST[..., :16]), EXPECTED[..., :16], atol=1e-6)
    with pytest.raises(UserError, match="m.onnx failed on a tile of 24 x 16 pixels.*TILE_SIZE"):
        predict(made)


@pytest.mark.parametrize(
    ("names", "swapped"),
    [
        (("pre", "post"), False),
        (("post", "pre"), True),
        (("T2", "T1"), True),
        (("img_b", "img_a"), True),
        (("x", "y"), False),
        (("after", "something"), False),
    ],
)
def test_two_inputs_go_by_their_names_and_else_by_their_order(tmp_path: Path, names: tuple[str, str], swapped: bool) -> None:
    """The model takes the rise from its first input to its second: names that say otherwise turn it round."""
    expected = expected_rise(POST, PRE) if swapped else EXPECTED
    np.testing.assert_allclose(predict(engine(rise_model(tmp_path / "m.onnx", names=names))), expected, atol=1e-6)


@pytest.mark.parametrize("layout", ["two", "stacked", "dates"])
def test_post_before_pre_where_the_card_says_so(tmp_path: Path, layout: str) -> None:
    made = engine(rise_model(tmp_path / "m.onnx", layout), date_order="post_pre")
    np.testing.assert_allclose(predict(made), expected_rise(POST, PRE), atol=1e-6)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float16", 2e-3), ("float64", 1e-6)])
@pytest.mark.parametrize("layout", ["two", "stacked"])
def test_other_kinds_of_floating_point(tmp_path: Path, dtype: str, tolerance: float, layout: str) -> None:
    made = engine(rise_model(tmp_path / "m.onnx", layout, dtype=dtype))
    np.testing.assert_allclose(predict(made), EXPECTED, atol=tolerance)


@pytest.mark.parametrize(
    ("answer", "card", "expected"),
    [
        ("probability", {}, EXPECTED),
        ("plane", {}, EXPECTED),
        ("logit", {"activation": "sigmoid"}, LOGISTIC),
        ("two", {"activation": "softmax"}, LOGISTIC),
        ("two", {"activation": "softmax", "unchanged_class": 1}, 1 - LOGISTIC),
        ("two", {"activation": "sigmoid"}, LOGISTIC),
        ("two", {"activation": "sigmoid", "unchanged_class": 1}, np.full_like(EXPECTED, 0.5)),
    ],
)
def test_answers(tmp_path: Path, answer: str, card: dict[str, object], expected: np.ndarray) -> None:
    np.testing.assert_allclose(predict(engine(rise_model(tmp_path / "m.onnx", answer=answer), **card)), expected, atol=1e-5)


@pytest.mark.parametrize("unchanged", [0, 1, 2])
def test_several_classes_of_change(tmp_path: Path, unchanged: int) -> None:
    """Whatever is not the class of no change is change."""
    logits = np.stack([8 * EXPECTED - 5, np.zeros_like(EXPECTED), 8 * EXPECTED - 4])
    share = np.exp(logits) / np.exp(logits).sum(axis=0)
    names = ("built", "none", "torn down")
    model = rise_model(tmp_path / "m.onnx", answer="three")
    softmax = engine(model, activation="softmax", class_names=names, unchanged_class=unchanged)
    np.testing.assert_allclose(predict(softmax), 1 - share[unchanged], atol=1e-5)
    sigmoid = engine(model, activation="sigmoid", class_names=names, unchanged_class=unchanged)
    others = np.delete(1 / (1 + np.exp(-logits)), unchanged, axis=0)
    np.testing.assert_allclose(predict(sigmoid), others.max(axis=0), atol=1e-5)


def test_a_lower_resolution_is_enlarged_without_a_shift(tmp_path: Path) -> None:
    """A ramp, averaged over 4 x 4 pixels and enlarged again, is the ramp: half a pixel of shift would show."""
    ramp = np.tile(np.linspace(0, 0.9, 32, dtype=np.float32), (1, 3, 32, 1))
    answer = predict(engine(rise_model(tmp_path / "m.onnx", answer="quarter")), np.zeros_like(ramp), ramp)
    assert answer.shape == (1, 32, 32)
    np.testing.assert_allclose(answer[0][:, 2:-2], ramp[0, 0][:, 2:-2], atol=1e-4)
    upright = predict(engine(rise_model(tmp_path / "m.onnx", answer="quarter")), np.zeros_like(ramp), ramp.swapaxes(2, 3))
    np.testing.assert_allclose(upright[0].T, answer[0], atol=1e-6)


@pytest.mark.parametrize(
    ("answer", "card", "words"),
    [
        ("logit", {}, "which are no probabilities.*activation.*sigmoid.*softmax"),
        ("two", {}, "which are no probabilities"),
        ("logit", {"activation": "softmax"}, "says softmax, but the model answers one channel"),
        ("three", {"activation": "softmax"}, "answers 3 classes, but its model card names 2: no change, change"),
        ("five", {}, r"answers an array of shape \[3, 1, 1, 16, 24\]"),
    ],
)
def test_answers_that_the_card_does_not_fit(tmp_path: Path, answer: str, card: dict[str, str], words: str) -> None:
    with pytest.raises(UserError, match=words):
        predict(engine(rise_model(tmp_path / "m.onnx", answer=answer), **card))


def test_scale_mean_and_std_and_what_becomes_of_nodata(tmp_path: Path) -> None:
    made = engine(rise_model(tmp_path / "m.onnx"), scale=10.0, mean=(0.1, 0.2, 0.3), std=(2.0, 4.0, 1.0))
    pre, post = PRE * 5, POST * 5
    pre[0, :, 3, 4], post[0, 1, 3, 4] = np.nan, 1e9
    valid = VALID.copy()
    valid[0, 3, 4] = False
    mean, std = (np.array(values, np.float32)[:, None, None] for values in (made.card.mean, made.card.std))
    expected = expected_rise((pre / 10 - mean) / std, (post / 10 - mean) / std)
    expected[0, 3, 4] = 0
    np.testing.assert_allclose(made.predict(pre, post, valid, Listener()), expected, atol=1e-6)


def test_one_of_several_outputs(tmp_path: Path) -> None:
    path = rise_model(tmp_path / "m.onnx", answer="logit")
    model = onnx.load(str(path))
    model.graph.output.insert(0, helper.make_tensor_value_info("score", TensorProto.FLOAT, ["batch", 1, "h", "w"]))
    onnx.save(model, str(path))
    np.testing.assert_allclose(predict(engine(path, output="score")), EXPECTED, atol=1e-6)
    np.testing.assert_allclose(predict(engine(path, output="answer", activation="sigmoid")), LOGISTIC, atol=1e-5)
    for card, words in (({}, "does not say which one"), ({"output": "mask"}, "asks for 'mask'")):
        with pytest.raises(UserError, match=f"outputs: score.*answer.*{words}.*`output`"):
            engine(path, **card)


def test_whole_numbers_for_a_model_that_scales_by_itself(tmp_path: Path) -> None:
    path = rise_model(tmp_path / "m.onnx")
    model = onnx.load(str(path))
    for item in model.graph.input:
        item.type.tensor_type.elem_type = TensorProto.UINT8
    for node in model.graph.node:
        node.input[:] = [f"{name}_float" if name in ("pre", "post") else name for name in node.input]
    for name in ("pre", "post"):
        model.graph.node.insert(0, helper.make_node("Cast", [name], [f"{name}_float"], to=TensorProto.FLOAT))
    onnx.save(model, str(path))
    bright = np.minimum(np.floor(PRE * 4), 1), np.minimum(np.floor(POST * 4), 1)
    np.testing.assert_allclose(predict(engine(path), *bright), expected_rise(*bright), atol=1e-6)


def test_a_model_of_one_date_is_no_change_model(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a model that compares two dates.*image.*Expected: two inputs"):
        OnnxEngine(single_date_model(tmp_path / "m.onnx"), None, "cpu", Listener())


@pytest.mark.parametrize(
    ("inputs", "kind"),
    [
        ({"a": ["b", 3, "h", "w"], "b": ["b", 3, "h", "w"], "c": ["b", 3, "h", "w"]}, "float32"),
        ({"a": ["b", 3]}, "float32"),
        ({"a": ["b", 3, 3, "h", "w"]}, "float32"),
    ],
)
def test_other_inputs_are_none_either(tmp_path: Path, inputs: dict[str, list], kind: str) -> None:
    model = save(tmp_path / "m.onnx", [helper.make_node("Identity", ["a"], ["answer"])], inputs, inputs["a"], {}, None, kind)
    with pytest.raises(UserError, match="not a model that compares two dates"):
        OnnxEngine(model, None, "cpu", Listener())


@pytest.mark.parametrize(
    ("layout", "words"),
    [("two", "takes 3 bands of each date, but its model card names 4"), ("stacked", "one input of 6 channels.*name 3 bands")],
)
def test_bands_that_the_model_does_not_take(tmp_path: Path, layout: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        engine(rise_model(tmp_path / "m.onnx", layout), bands=("red", "green", "blue", "nir"))
