"""Weight files: written and read again, and those of others as a start."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import safetensors.torch
import torch
from torch import nn

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.models.detector import ChangeDetector
from rscd_plugin.core.models.encoder import Encoder
from rscd_plugin.core.models.encoder_card import EncoderCard
from rscd_plugin.core.models.pretrained import load_extractor
from rscd_plugin.core.models.weights import load_weights, save_weights, start_from

WIDTHS, BLOCKS = (4, 6, 8, 10), (1, 2, 1, 1)
RGB = ("red", "green", "blue")
CARD = EncoderCard(
    name="Rooftops é", bands=RGB, scale=255.0, mean=(0.4, 0.5, 0.6), std=(0.2, 0.2, 0.3), widths=WIDTHS, blocks=BLOCKS,
    pixel_size_m=0.5, pyramid_width=8, class_names=("roof",), objective="joint", seed=3, trained_on="Two tiles",
    licence="CC-BY-4.0", metrics={"separation": 0.25},
)  # fmt: skip


def detector(bands: int = 3) -> ChangeDetector:
    """One that has learnt statistics of its own."""
    torch.manual_seed(5)
    network = ChangeDetector(Encoder(bands, WIDTHS, BLOCKS), width=8).train()
    network(*torch.randn(2, 2, bands, 64, 64))
    return network.eval()


def parts(network: ChangeDetector) -> dict[str, nn.Module]:
    return {"encoder": network.encoder, "pyramid": network.pyramid, "head": network.head}


@pytest.fixture
def saved(tmp_path: Path) -> tuple[ChangeDetector, Path]:
    network, path = detector(), tmp_path / "roofs.safetensors"
    save_weights(path, parts(network), CARD)
    return network, path


def same(network: nn.Module, other: nn.Module | dict[str, torch.Tensor]) -> bool:
    mine, theirs = network.state_dict(), other.state_dict() if isinstance(other, nn.Module) else other
    return mine.keys() == theirs.keys() and all(torch.equal(mine[name], theirs[name]) for name in mine)


def test_what_was_saved_is_read(saved) -> None:
    network, path = saved
    arrays, card = load_weights(path)
    assert card == CARD
    assert torch.equal(arrays["layer2.1.bn2.running_var"], network.encoder.layer2[1].bn2.running_var)
    assert torch.equal(arrays["head.0.weight"], network.head[0].weight) and "pyramid.lateral.3.bias" in arrays
    assert not any(name.startswith("encoder.") for name in arrays)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_channels_last_are_saved_as_any_other(saved, tmp_path: Path) -> None:
    network, path = saved
    save_weights(tmp_path / "other.safetensors", parts(network.to(memory_format=torch.channels_last)), CARD)
    assert (tmp_path / "other.safetensors").read_bytes() == path.read_bytes()


PROGRAM = """
import sys, torch
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from tests.core.test_weights import CARD, detector, parts, save_weights
save_weights(Path(sys.argv[1]), parts(detector()), CARD)
"""


def test_another_process_writes_the_same_bytes(saved, tmp_path: Path) -> None:
    _, path = saved
    other = tmp_path / "other.safetensors"
    subprocess.run([sys.executable, "-c", PROGRAM, str(other), str(Path(__file__).parents[2])], check=True)
    assert other.read_bytes() == path.read_bytes()
    header = path.read_bytes()[8:2000].decode(errors="ignore")
    assert header.index("rscd.bands") < header.index("rscd.blocks") < header.index("rscd.licence") < header.index("rscd.widths")


def test_a_start_has_everything_again(saved) -> None:
    network, path = saved
    start = start_from(path, RGB)
    assert (start.encoder.bands, start.encoder.widths, start.encoder.blocks) == (3, WIDTHS, BLOCKS)
    assert same(network.encoder, start.encoder) and start.card == CARD
    assert set(start.parts) == {"pyramid", "head"}
    assert same(network.pyramid, start.parts["pyramid"]) and same(network.head, start.parts["head"])
    assert start.sentences == ["Starts from roofs.safetensors (Rooftops é)."]


def test_metric_cd_takes_its_features_from_it(saved) -> None:
    network, path = saved
    image = torch.randn(1, 3, 32, 48)
    extractor, _ = load_extractor(path, 3)
    with torch.no_grad():
        assert all(torch.equal(mine, theirs) for mine, theirs in zip(extractor(image), network.encoder(image)))


# ---- other bands


def first(path: Path, bands: tuple[str, ...]) -> tuple[torch.Tensor, list[str]]:
    start = start_from(path, bands)
    assert start.encoder.bands == len(bands)
    return start.encoder.conv1.weight.detach(), start.sentences


def test_bands_in_another_order_are_found_by_name(saved) -> None:
    network, path = saved
    weight, sentences = first(path, ("blue", "red", "green"))
    torch.testing.assert_close(weight, network.encoder.conv1.weight.detach()[:, [2, 0, 1]])
    assert "those for blue, red, green are taken by name." in sentences[1]


def test_known_bands_by_name_and_the_mean_for_the_rest(saved) -> None:
    network, path = saved
    weight, sentences = first(path, ("nir", "red", "green", ""))
    theirs = network.encoder.conv1.weight.detach()
    torch.testing.assert_close(weight[:, 1:3], theirs[:, :2] * 0.75)
    torch.testing.assert_close(weight[:, 0], theirs.mean(dim=1) * 0.75)
    torch.testing.assert_close(weight[:, 3], weight[:, 0])
    assert "for 3 bands (red, green, blue) and the images have 4" in sentences[1] and "the others get the mean" in sentences[1]


@pytest.mark.parametrize("bands", [("pan",), ("", "") * 3])
def test_unknown_bands_get_the_mean_and_a_grey_image_the_same_response(saved, bands: tuple[str, ...]) -> None:
    network, path = saved
    weight, sentences = first(path, bands)
    torch.testing.assert_close(weight.sum(dim=1), network.encoder.conv1.weight.detach().sum(dim=1))
    assert "the mean of the first convolution" in sentences[1]


def test_as_many_unnamed_bands_go_by_their_place(saved) -> None:
    network, path = saved
    weight, sentences = first(path, ("", "", ""))
    assert torch.equal(weight, network.encoder.conv1.weight) and len(sentences) == 1


# ---- files of others


def encoder_weights() -> dict[str, torch.Tensor]:
    return dict(detector().encoder.state_dict())


def moco(weights: dict[str, torch.Tensor]) -> dict:
    """The slow copy comes first, and must not be taken for the encoder."""
    slow = {f"module.encoder_k.{name}": torch.zeros_like(tensor) for name, tensor in weights.items()}
    quick = {f"module.encoder_q.{name}": tensor for name, tensor in weights.items()}
    rest = {"module.encoder_q.fc.0.weight": torch.ones(2, 10), "module.queue": torch.ones(2, 9)}
    return {"epoch": 200, "arch": "resnet18", "state_dict": {**slow, **quick, **rest}, "optimizer": {"state": {}}}


def seco(weights: dict[str, torch.Tensor]) -> dict:
    """A Sequential of a ResNet's children."""
    children = {"conv1": 0, "bn1": 1, "layer1": 4, "layer2": 5, "layer3": 6, "layer4": 7}
    numbered = {}
    for name, tensor in weights.items():
        child, rest = name.split(".", 1)
        numbered[f"encoder_q.{children[child]}.{rest}"] = tensor
    return {"state_dict": {**numbered, "heads_q.0.0.weight": torch.ones(2, 2), "queue": torch.ones(3, 2, 4)}}


FILES = {
    "ImageNet": lambda weights: {**weights, "fc.weight": torch.ones(5, 10), "fc.bias": torch.ones(5)},
    "MoCo": moco,
    "SeCo": seco,
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("suffix", [".pth", ".pt", ".safetensors"])
def test_weights_of_others_are_a_start(tmp_path: Path, kind: str, suffix: str) -> None:
    weights, path = encoder_weights(), tmp_path / f"theirs{suffix}"
    content = FILES[kind](weights)
    if suffix == ".safetensors":
        safetensors.torch.save_file({name: tensor.clone() for name, tensor in content.get("state_dict", content).items()}, path)
    else:
        torch.save(content, path)
    start = start_from(path, RGB)
    assert same(start.encoder, weights)
    assert start.card is None and start.parts == {} and start.sentences == [f"Starts from theirs{suffix}."]
    load_extractor(path, 3)


REFUSED = {
    "bottlenecks": (lambda: {**encoder_weights(), "layer1.0.conv3.weight": torch.ones(4, 4, 1, 1)}, "bottleneck.*ResNet-50"),
    "three stages": (lambda: {k: t for k, t in encoder_weights().items() if "layer4" not in k}, r"has no layer4\.0\.conv1"),
    "VGG": (lambda: {"features.0.weight": torch.ones(4, 3, 3, 3)}, "no encoder known here"),
    "other layers": (lambda: {**encoder_weights(), "layer4.0.se.weight": torch.ones(4)}, r"not known here: layer4\.0\.se"),
    "another stem": (lambda: {**encoder_weights(), "conv1.weight": torch.ones(4, 3, 3, 3)}, "4 x 3 x 3 x 3 instead of"),
}


@pytest.mark.parametrize(("weights", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_other_networks_are_refused(tmp_path: Path, weights, message: str) -> None:
    torch.save(weights(), tmp_path / "theirs.pth")
    with pytest.raises(UserError, match=message) as refusal:
        start_from(tmp_path / "theirs.pth", RGB)
    assert "theirs.pth" in str(refusal.value) and "ResNet-18 or -34" in str(refusal.value)


def test_other_files_are_refused(tmp_path: Path) -> None:
    for name, message in (("a.onnx", "a model for detection"), ("a.safetensors", "cannot be read"), ("a.pth", "cannot be read")):
        (tmp_path / name).write_bytes(b"\x08\x08\x12\x07pytorch and more")
        with pytest.raises(UserError, match=message):
            start_from(tmp_path / name, RGB)
    with pytest.raises(UserError, match="There is no weight file"):
        start_from(tmp_path / "none.pth", RGB)


def test_a_broken_card_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.safetensors"
    told = CARD.to_metadata()
    broken = ({**told, "rscd.bands": text} for text in ("[red", "3", '["red"]', "[]"))
    for metadata in ({"rscd.name": '"x"'}, *broken):
        safetensors.torch.save_file(encoder_weights(), path, metadata)
        with pytest.raises(UserError, match="broken card"):
            load_weights(path)


def test_a_card_of_other_bands_than_the_weights_is_refused(tmp_path: Path) -> None:
    save_weights(tmp_path / "odd.safetensors", {"encoder": detector(4).encoder}, CARD)
    with pytest.raises(UserError, match="is for 4 bands, but its card names 3"):
        start_from(tmp_path / "odd.safetensors", RGB)


def test_a_card_may_say_more_than_is_known(tmp_path: Path) -> None:
    safetensors.torch.save_file(encoder_weights(), tmp_path / "new.safetensors", {**CARD.to_metadata(), "rscd.colour": '"red"'})
    assert load_weights(tmp_path / "new.safetensors")[1] == CARD


def test_a_failed_write_leaves_what_was_there(saved, monkeypatch: pytest.MonkeyPatch) -> None:
    network, path = saved
    before = path.read_bytes()

    def half(self: Path, content: bytes) -> None:
        with open(self, "wb") as file:
            file.write(content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="No space"):
        save_weights(path, parts(network), replace(CARD, name="another"))
    assert path.read_bytes() == before and len(list(path.parent.iterdir())) == 1
