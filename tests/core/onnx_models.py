"""Small ONNX change models, made on the fly in every layout that real ones have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from scipy import ndimage

RADIUS_PX = 6
_DILATIONS = (1, 2, 3)
_ELEMENTS = {"float32": TensorProto.FLOAT, "float16": TensorProto.FLOAT16, "float64": TensorProto.DOUBLE}
_OUTPUT_SHAPES = {"plane": ["batch", "h", "w"], "five": ["batch", 1, 1, "h", "w"]}


def save(
    path: Path,
    nodes: list[onnx.NodeProto],
    inputs: dict[str, Sequence[int | str]],
    output_shape: Sequence[int | str],
    constants: dict[str, np.ndarray],
    metadata: dict[str, str] | None = None,
    dtype: str = "float32",
) -> Path:
    """A model with one output `answer`."""
    element = _ELEMENTS[dtype]
    graph = helper.make_graph(
        nodes,
        "change",
        [helper.make_tensor_value_info(name, element, shape) for name, shape in inputs.items()],
        [helper.make_tensor_value_info("answer", element, output_shape)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    if metadata:
        helper.set_model_props(model, metadata)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return path


def rise_model(
    path: Path,
    layout: str = "two",
    bands: int = 3,
    batch: int | None = None,
    side: int | None = None,
    names: tuple[str, str] = ("pre", "post"),
    dtype: str = "float32",
    answer: str = "probability",
    card: dict[str, str] | None = None,
) -> Path:
    """s = mean over bands of max(second date - first date, 0): tells which date came first.

    layout: `two` inputs called `names`, `stacked` or `dates`. answer: `probability` s; `plane` s without a channel axis; `five`
    s with one axis too many; `logit` 8 s - 4; `two` (0, logit); `three` (logit - 1, 0, logit); `quarter` s at a quarter of the
    resolution. card: `rscd.*` metadata, without the prefix.
    """
    sizes = [side or "height", side or "width"]
    constants = {"zero": np.zeros(1, dtype), "eight": np.full(1, 8, dtype), "four": np.full(1, 4, dtype)}
    constants.update({"one": np.ones(1, dtype), "axis1": np.array([1], np.int64)})
    nodes = []
    if layout == "two":
        inputs = {name: [batch or "batch", bands, *sizes] for name in names}
        first, second = names
    elif layout == "stacked":
        inputs = {"dates": [batch or "batch", 2 * bands, *sizes]}
        first, second = "first", "second"
        nodes.append(helper.make_node("Split", ["dates"], [first, second], axis=1))
    else:
        inputs = {"dates": [batch or "batch", 2, bands, *sizes]}
        first, second = "first", "second"
        nodes.append(helper.make_node("Split", ["dates"], ["first5", "second5"], axis=1))
        nodes += [helper.make_node("Squeeze", [f"{date}5", "axis1"], [date]) for date in (first, second)]
    nodes += [
        helper.make_node("Sub", [second, first], ["difference"]),
        helper.make_node("Relu", ["difference"], ["rise"]),
        helper.make_node("ReduceMean", ["rise"], ["score"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["score", "eight"], ["scaled"]),
        helper.make_node("Sub", ["scaled", "four"], ["logit"]),
        helper.make_node("Mul", ["logit", "zero"], ["nothing"]),
        helper.make_node("Sub", ["logit", "one"], ["less"]),
        *_answer_nodes(answer),
    ]
    channels = {"two": 2, "three": 3}.get(answer, 1)
    shape = _OUTPUT_SHAPES.get(answer, ["batch", channels, "h", "w"])
    metadata = None if card is None else {f"rscd.{name}": value for name, value in card.items()}
    return save(path, nodes, inputs, shape, constants, metadata, dtype)


def _answer_nodes(answer: str) -> list[onnx.NodeProto]:
    return {
        "probability": [helper.make_node("Identity", ["score"], ["answer"])],
        "plane": [helper.make_node("Squeeze", ["score", "axis1"], ["answer"])],
        "five": [helper.make_node("Unsqueeze", ["score", "axis1"], ["answer"])],
        "logit": [helper.make_node("Identity", ["logit"], ["answer"])],
        "two": [helper.make_node("Concat", ["nothing", "logit"], ["answer"], axis=1)],
        "three": [helper.make_node("Concat", ["less", "nothing", "logit"], ["answer"], axis=1)],
        "quarter": [helper.make_node("AveragePool", ["score"], ["answer"], kernel_shape=[4, 4], strides=[4, 4])],
    }[answer]


def expected_rise(pre: np.ndarray, post: np.ndarray) -> np.ndarray:
    """What `rise_model` answers as `probability` for (…, band, height, width)."""
    return np.maximum(post - pre, 0).mean(axis=-3)


def identity_model(path: Path, **card: Any) -> Path:
    """The answer is post's one band, which its card divides by 255."""
    values = {"bands": '["grey"]', "scale": "255", "size_multiple": "1", "halo_px": "0", **card}
    return save(
        path,
        [helper.make_node("Add", ["pre_off", "post"], ["answer"]), helper.make_node("Mul", ["pre", "zero"], ["pre_off"])][::-1],
        {name: ["batch", 1, "height", "width"] for name in ("pre", "post")},
        ["batch", 1, "height", "width"],
        {"zero": np.zeros(1, np.float32)},
        {f"rscd.{name}": str(value) for name, value in values.items()},
    )


def single_date_model(path: Path) -> Path:
    """One input of three channels: not a change model."""
    node = helper.make_node("ReduceMean", ["image"], ["answer"], axes=[1], keepdims=1)
    return save(path, [node], {"image": ["batch", 3, "h", "w"]}, ["batch", 1, "h", "w"], {})


def random_weights(seed: int) -> list[np.ndarray]:
    """Three layers of 3 x 3 kernels of -1 and 1, so that no tap is idle."""
    generator = np.random.default_rng(seed)
    return [generator.choice([-1, 1], (out, into, 3, 3)) for into, out in ((2, 4), (4, 4), (4, 1))]


def convolution_model(path: Path, seed: int) -> Path:
    """A random network that looks exactly `RADIUS_PX` pixels far and computes whole numbers only, hence without rounding."""
    nodes = [helper.make_node("Concat", ["pre", "post"], ["layer0"], axis=1)]
    constants: dict[str, np.ndarray] = {"power": np.array([2.0**-17], np.float32)}
    for index, (weights, dilation) in enumerate(zip(random_weights(seed), _DILATIONS)):
        constants[f"weights{index}"] = weights.astype(np.float32)
        conv = {"dilations": [dilation] * 2, "pads": [dilation] * 4}
        nodes.append(helper.make_node("Conv", [f"layer{index}", f"weights{index}"], [f"sum{index}"], **conv))
        nodes.append(helper.make_node("Abs", [f"sum{index}"], [f"layer{index + 1}"]))
    nodes.append(helper.make_node("Mul", ["layer3", "power"], ["answer"]))
    card = {"rscd.bands": '["grey"]', "rscd.size_multiple": "1", "rscd.halo_px": str(RADIUS_PX)}
    inputs = {name: ["batch", 1, "height", "width"] for name in ("pre", "post")}
    return save(path, nodes, inputs, ["batch", 1, "height", "width"], constants, card)


def expected_convolution(pre: np.ndarray, post: np.ndarray, seed: int) -> np.ndarray:
    """The same in whole numbers with SciPy: (height, width) float32."""
    layer = np.stack([pre, post]).astype(np.int64)
    for weights, dilation in zip(random_weights(seed), _DILATIONS):
        wide = np.zeros((*weights.shape[:2], 2 * dilation + 1, 2 * dilation + 1), np.int64)
        wide[:, :, ::dilation, ::dilation] = weights
        layer = np.abs(
            [sum(ndimage.correlate(plane, taps, mode="constant") for plane, taps in zip(layer, kernel)) for kernel in wide]
        )
    return (layer[0] / 2.0**17).astype(np.float32)
