"""A trained detector as one ONNX file that carries its model card."""

from __future__ import annotations

import copy
import io
from pathlib import Path

import onnx
import torch
from torch import nn

from ...engines.card import ModelCard
from ...models.detector import ChangeDetector
from ...whole_file import whole_file

OPSET, IR_VERSION = 17, 8  # onnxruntime 1.14 and later read these


class _Probability(nn.Module):
    """The detector with its sigmoid inside, calibrated."""

    def __init__(self, detector: ChangeDetector, temperature: float, shift: float) -> None:
        super().__init__()
        self.detector, self.gain, self.shift = detector, 1.0 / temperature, shift

    def forward(self, pre: torch.Tensor, post: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.detector(pre, post) * self.gain + self.shift)


def export_detector(detector: ChangeDetector, card: ModelCard, path: Path, temperature: float = 1.0, shift: float = 0.0) -> None:
    """Write `detector` to `path`, with the weights and the card inside. The detector stays as it is, on its device.

    Inputs `pre`, `post`: (batch, bands, height, width) float32, normalised as the card says. Output
    `change_probability`: (batch, 1, height, width) float32, 0-1: sigmoid(logit / temperature + shift), see `calibration`.
    Batch, height and width are free. Nothing of the machine is kept: no paths, no stack traces. Raises OSError when the
    file cannot be written; then nothing is left behind.
    """
    network = _Probability(copy.deepcopy(detector).cpu(), temperature, shift).eval()
    example = torch.zeros(2, detector.encoder.bands, 64, 96)
    axes = {0: "batch", 2: "height", 3: "width"}
    buffer = io.BytesIO()
    torch.onnx.export(
        network,
        (example, example.clone()),
        buffer,
        dynamo=False,  # the newer exporter writes opset 18 and later, and where each node came from
        opset_version=OPSET,
        input_names=["pre", "post"],
        output_names=["change_probability"],
        dynamic_axes={"pre": axes, "post": axes, "change_probability": axes},
    )
    model = onnx.load_from_string(buffer.getvalue())
    model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 1
    model.ir_version = IR_VERSION  # all that opset 17 needs
    _forget_the_machine(model)
    _write(model, card, path)


def replace_card(path: Path, card: ModelCard) -> None:
    """Give the ONNX file at `path` another card. Weights and graph stay as they are."""
    _write(onnx.load(path), card, path)


def _write(model: onnx.ModelProto, card: ModelCard, path: Path) -> None:
    del model.metadata_props[:]
    for key, value in card.to_metadata().items():
        model.metadata_props.add(key=key, value=value)
    onnx.checker.check_model(model)
    with whole_file(path) as beside:
        beside.write_bytes(model.SerializeToString())


def _forget_the_machine(model: onnx.ModelProto) -> None:
    """Drop what exporters note about where a node came from."""
    model.doc_string = model.graph.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    for value in (*model.graph.input, *model.graph.output, *model.graph.value_info, *model.graph.initializer):
        value.doc_string = ""
