"""The way out to ONNX: any bands and any size, the calibration inside, and nothing that older runtimes do not know."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from rscd_plugin.core.engines.card import ModelCard, find_card
from rscd_plugin.core.learning.detector.export import export_detector, replace_card
from rscd_plugin.core.models.detector import ChangeDetector
from rscd_plugin.core.models.encoder import Encoder


def detector(bands: int = 3) -> ChangeDetector:
    """One that has learnt statistics of its own; its answers vary."""
    torch.manual_seed(bands)
    network = ChangeDetector(Encoder(bands, (4, 6, 8, 10), (1, 1, 2, 1)), width=8).train()
    for _ in range(3):
        network(*torch.randn(2, 4, bands, 64, 64))
    return network.eval()


CARD = ModelCard(
    name="Roofs é", bands=("red", "green", "blue"), scale=255.0, mean=(0.4, 0.5, 0.6), std=(0.2, 0.2, 0.3), pixel_size_m=0.5,
    threshold=0.35, calibrated=True, size_multiple=16, halo_px=96, licence="CC-BY-4.0", trained_on="Two tiles",
    training_extent=(9.0, 48.0, 9.1, 48.1), started_from="starter.safetensors", metrics={"f1": 0.5},
)  # fmt: skip


def card_of(bands: int) -> ModelCard:
    return ModelCard(name="tiny", bands=tuple(f"band {number}" for number in range(1, bands + 1)))


def answer(path: Path, pre: torch.Tensor, post: torch.Tensor) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["change_probability"], {"pre": pre.numpy(), "post": post.numpy()})[0]


@pytest.fixture(scope="module", params=[1, 3, 13])
def exported(request, tmp_path_factory) -> tuple[ChangeDetector, Path]:
    network, path = detector(request.param), tmp_path_factory.mktemp("model") / "tiny.onnx"
    export_detector(network, card_of(request.param), path, temperature=0.4, shift=-0.3)
    return network, path


@pytest.mark.parametrize("shape", [(1, 32, 32), (2, 64, 96), (1, 33, 47), (3, 70, 50), (1, 128, 31)])
def test_it_answers_like_torch(exported, shape: tuple[int, int, int]) -> None:
    network, path = exported
    count, height, width = shape
    pre, post = torch.randn(2, count, network.encoder.bands, height, width, generator=torch.Generator().manual_seed(7))
    with torch.no_grad():
        logits = network(pre, post)
    expected = torch.sigmoid(logits / 0.4 - 0.3).numpy()
    found = answer(path, pre, post)
    assert found.dtype == np.float32 and found.shape == (count, 1, height, width)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    assert np.ptp(expected) > 0.05 and np.abs(expected - torch.sigmoid(logits).numpy()).max() > 0.02


def test_older_runtimes_know_all_of_it(exported) -> None:
    model = onnx.load(exported[1])
    assert {(opset.domain, opset.version) for opset in model.opset_import} == {("", 17)}
    assert {node.domain for node in model.graph.node} <= {"", "ai.onnx"} and not model.functions
    assert model.ir_version <= 8
    onnx.checker.check_model(model, full_check=True)


def test_the_whole_card_is_inside(tmp_path: Path) -> None:
    default = ModelCard()
    told = {item.name for item in fields(ModelCard)} - {
        "date_order",
        "activation",
        "class_names",
        "unchanged_class",
        "output",
        "bands",
    }
    assert all(getattr(CARD, name) != getattr(default, name) for name in told)
    export_detector(detector(), CARD, tmp_path / "m.onnx")
    metadata = {entry.key: entry.value for entry in onnx.load(tmp_path / "m.onnx").metadata_props}
    assert find_card(tmp_path / "m.onnx", metadata, None) == CARD


def test_exporting_leaves_the_detector_alone_and_repeats_itself(tmp_path: Path) -> None:
    network = detector().train().to(memory_format=torch.channels_last)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    for name in ("one.onnx", "other.onnx"):
        export_detector(network, CARD, tmp_path / name)
    assert network.training and all(torch.equal(before[name], tensor) for name, tensor in network.state_dict().items())
    assert (tmp_path / "one.onnx").read_bytes() == (tmp_path / "other.onnx").read_bytes()


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.onnx"
    export_detector(detector(), CARD, path)
    before = path.read_bytes()

    def half(self: Path, content: bytes) -> None:
        with open(self, "wb") as file:
            file.write(content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="No space"):
        replace_card(path, replace(CARD, name="another"))
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_a_card_can_be_replaced(exported, tmp_path: Path) -> None:
    _, path = exported
    copy = tmp_path / "copy.onnx"
    copy.write_bytes(path.read_bytes())
    replace_card(copy, ModelCard(name="other"))
    metadata = {entry.key: entry.value for entry in onnx.load(copy).metadata_props}
    assert find_card(copy, metadata, None) == ModelCard(name="other")
    assert onnx.load(copy).graph == onnx.load(path).graph


def test_one_file_without_a_trace_of_this_machine(exported) -> None:
    _, path = exported
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    content = path.read_bytes()
    for trace in (str(Path.home()), str(Path(__file__).parents[2]), "site-packages", str(path.parent)):
        assert trace.encode() not in content
    assert not re.search(rb"\.py\b", content)
