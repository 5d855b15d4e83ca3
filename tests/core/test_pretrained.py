"""D-FE from weight files: those that common tools write, and those that are something else."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from pathlib import Path

import pytest
import safetensors.torch
import torch

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.models.detector import ChangeDetector
from rscd_plugin.core.models.encoder import Encoder
from rscd_plugin.core.models.feature_extractor import ResNetExtractor, VggExtractor
from rscd_plugin.core.models.pretrained import load_extractor

Weights = dict[str, torch.Tensor]
IMAGE = torch.randn(1, 3, 32, 48, generator=torch.Generator().manual_seed(1))


def vgg_weights() -> Weights:
    """As torchvision writes it: with deeper layers and a classifier."""
    rest = {"features.17.weight": torch.ones(8, 8, 3, 3), "classifier.0.weight": torch.ones(5, 4)}
    return {**VggExtractor(3, (4, 6, 8), seed=7).state_dict(), **rest}


def encoder() -> Encoder:
    """A small residual encoder that has learnt statistics of its own."""
    torch.manual_seed(8)
    network = Encoder(3, (4, 6, 8, 10), (1, 2, 1, 1)).train()
    for _ in range(3):
        network(torch.randn(2, 3, 64, 64) * 2 + 1)
    return network.eval()


def resnet_weights() -> Weights:
    return {**encoder().state_dict(), "fc.weight": torch.ones(5, 10), "fc.bias": torch.ones(5)}


def save(weights: object, path: Path) -> Path:
    if path.suffix == ".safetensors":
        safetensors.torch.save_file(weights, path)
    else:
        torch.save(weights, path)
    return path


WRAPPINGS = {
    "plain": lambda weights: weights,
    "data parallel": lambda weights: {f"module.{name}": tensor for name, tensor in weights.items()},
    "a detector's encoder": lambda weights: {
        "head.0.weight": torch.ones(3), **{f"model.encoder.{name}": tensor for name, tensor in weights.items()},
    },
    "a training checkpoint": lambda weights: {
        "epoch": 3, "state_dict": OrderedDict((f"backbone.{name}", tensor) for name, tensor in weights.items()),
    },
    "twice nested": lambda weights: {"model": {"state_dict": weights}, "optimizer": {"state": {}}},
    "half precision": lambda weights: {name: t.half() if t.is_floating_point() else t for name, t in weights.items()},
}  # fmt: skip


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS.keys())
@pytest.mark.parametrize("kind", ["VGG", "ResNet"])
def test_weights_are_found_however_they_are_wrapped(tmp_path: Path, wrap, kind: str) -> None:
    weights = vgg_weights() if kind == "VGG" else resnet_weights()
    extractor, sentences = load_extractor(save(wrap(weights), tmp_path / "some.pth"), 3)
    source = VggExtractor(3, (4, 6, 8), seed=7) if kind == "VGG" else encoder()
    assert isinstance(extractor, VggExtractor if kind == "VGG" else ResNetExtractor)
    assert [level.channels for level in extractor.levels] == [4, 6, 8]
    tolerance = 5e-3 if "torch.float16" in str(wrap(weights)) else 1e-6
    with torch.no_grad():
        for mine, theirs in zip(extractor(IMAGE), source(IMAGE)):
            torch.testing.assert_close(mine, theirs, rtol=0, atol=tolerance)
    assert len(sentences) == 1 and "some.pth" in sentences[0] and kind in sentences[0]


@pytest.mark.parametrize("weights", [vgg_weights(), resnet_weights()], ids=["VGG", "ResNet"])
def test_safetensors_say_the_same_as_a_state_dict(tmp_path: Path, weights: Weights) -> None:
    one, _ = load_extractor(save(weights, tmp_path / "some.safetensors"), 3)
    other, _ = load_extractor(save(weights, tmp_path / "some.pth"), 3)
    with torch.no_grad():
        assert all(torch.equal(a, b) for a, b in zip(one(IMAGE), other(IMAGE)))


def test_a_detector_trained_here_gives_its_encoder(tmp_path: Path) -> None:
    network = encoder()
    extractor, _ = load_extractor(save(ChangeDetector(network, width=8).state_dict(), tmp_path / "detector.pt"), 3)
    with torch.no_grad():
        assert all(torch.equal(a, b) for a, b in zip(extractor(IMAGE), network(IMAGE)))


@pytest.mark.parametrize("bands", [1, 4, 13])
@pytest.mark.parametrize("weights", [vgg_weights(), resnet_weights()], ids=["VGG", "ResNet"])
def test_other_bands_get_the_mean_and_the_response_keeps_its_size(tmp_path: Path, weights: Weights, bands: int) -> None:
    """A grey image looks the same through the file's bands and through any number of others."""
    path = save(weights, tmp_path / "some.safetensors")
    adapted, sentences = load_extractor(path, bands)
    whole, _ = load_extractor(path, 3)
    grey = IMAGE[:, :1]
    with torch.no_grad():
        for mine, theirs in zip(adapted(grey.expand(-1, bands, -1, -1)), whole(grey.expand(-1, 3, -1, -1))):
            torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-4)
    assert adapted.bands == bands
    assert f"3 bands and the images have {bands}" in sentences[1]


def test_counters_of_batches_may_be_missing(tmp_path: Path) -> None:
    weights = {name: tensor for name, tensor in resnet_weights().items() if not name.endswith("num_batches_tracked")}
    load_extractor(save(weights, tmp_path / "some.pth"), 3)


# ---- what is refused


def without(weights: Weights, name: str) -> Weights:
    return {key: tensor for key, tensor in weights.items() if key != name}


REFUSED = {
    "no VGG layer": (lambda: without(vgg_weights(), "features.12.bias"), r"has no features\.12\.bias"),
    "batch norm in VGG": (
        lambda: {"features.0.weight": torch.ones(4, 3, 3, 3), "features.3.weight": torch.ones(4, 4, 3, 3)},
        r"has no features\.5\.weight.*VGG16 without batch norm",
    ),
    "no ResNet layer": (lambda: without(resnet_weights(), "layer2.1.bn2.running_var"), r"has no layer2\.1\.bn2\.running_var"),
    "no stage": (lambda: {k: t for k, t in resnet_weights().items() if "layer3" not in k}, r"has no layer3\.0\.conv1"),
    "no first convolution": (lambda: without(resnet_weights(), "conv1.weight"), r"has no conv1\.weight"),
    "bottlenecks": (lambda: {**resnet_weights(), "layer1.0.conv3.weight": torch.ones(4, 4, 1, 1)}, "bottleneck.*ResNet-50"),
    "other blocks": (lambda: {**resnet_weights(), "layer2.0.se.weight": torch.ones(4)}, r"not known here: layer2\.0\.se"),
    "other kernels": (
        lambda: {**resnet_weights(), "conv1.weight": torch.ones(4, 3, 3, 3)},
        "conv1.weight 4 x 3 x 3 x 3 instead of 4 x 3 x 7 x 7",
    ),
    "no convolution": (lambda: {**vgg_weights(), "features.0.weight": torch.ones(4, 3)}, "4 x 3, which is no 2D convolution"),
    "another network": (lambda: {"blocks.0.attn.qkv.weight": torch.ones(2, 2)}, "1 arrays .*attn.*no network known here"),
    "nothing": (dict, "0 arrays"),
    "a list": (lambda: [torch.ones(2)], "holds one list"),
    "an array": (lambda: torch.ones(2), "holds one Tensor"),
    "a whole model": (lambda: VggExtractor(3, (4, 6, 8)), "of a state dict"),
}


@pytest.mark.parametrize(("weights", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_other_weights_are_refused(tmp_path: Path, weights, message: str) -> None:
    with pytest.raises(UserError, match=message) as refusal:
        load_extractor(save(weights(), tmp_path / "some.pth"), 3)
    assert "some.pth" in str(refusal.value) and "Expected" in str(refusal.value)


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
@pytest.mark.parametrize("content", [b"", b"weights, but in words\n" * 20, bytes(range(256)) * 8], ids=["empty", "text", "bytes"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"some{suffix}"
    path.write_bytes(content)
    with pytest.raises(UserError, match=f"some{suffix} cannot be read as weights"):
        load_extractor(path, 3)


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_half_a_file_is_refused(tmp_path: Path, suffix: str) -> None:
    path = save(vgg_weights(), tmp_path / f"some{suffix}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UserError, match="cannot be read as weights"):
        load_extractor(path, 3)


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pth", tmp_path):
        with pytest.raises(UserError, match="There is no weight file"):
            load_extractor(path, 3)


class _Trap:
    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> tuple:
        return Path.touch, (self.sprung,)


def test_code_in_a_file_does_not_run(tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    bare = tmp_path / "bare.pth"
    bare.write_bytes(pickle.dumps(_Trap(sprung)))
    for path in (bare, save({"state_dict": _Trap(sprung)}, tmp_path / "zipped.pth")):
        with pytest.raises(UserError, match="cannot be read as weights"):
            load_extractor(path, 3)
    assert not sprung.exists()
    pickle.loads(bare.read_bytes())
    assert sprung.exists()  # the trap would have worked
