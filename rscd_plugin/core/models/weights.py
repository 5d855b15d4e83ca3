"""Weight files of this plugin: arrays and a card, no code. What pretraining and training write, and may start from."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import safetensors
import safetensors.torch
from torch import Tensor, nn

from ..errors import UserError
from ..whole_file import whole_file
from .encoder import Encoder
from .encoder_card import EncoderCard, card_from_metadata
from .state_dict import Weights, convolution, fill, fit_bands, read_tensors, resnet_shape, torchvision_names

ENCODER = "encoder"  # the part whose arrays have no prefix, so that they have torchvision's names
STAGES = (1, 2, 3, 4)
ENCODER_PARTS = ("conv1.", "bn1.", *(f"layer{stage}." for stage in STAGES))
EXPECTED = (
    "Expected is an encoder or a detector's weights from this plugin (.safetensors), or the weights of a ResNet of basic blocks "
    "(ResNet-18 or -34) under torchvision's names, as ImageNet, MoCo and SeCo weights come (.safetensors, .pth, .pt). "
    "Choose such a file, or none."
)


@dataclass(frozen=True)
class Start:
    """encoder: filled in. parts: of a file of this plugin, the arrays of the others ("pyramid", "head" …) by their names there.

    card: of such a file. sentences: for the user's log.
    """

    encoder: Encoder
    parts: dict[str, Weights]
    card: EncoderCard | None
    sentences: list[str]


def save_weights(path: Path, parts: Mapping[str, nn.Module], card: EncoderCard) -> None:
    """Write a .safetensors file, on whatever device the parts are.

    The arrays of the part "encoder" keep their names, those of another get "NAME." in front. Same weights and card: the same
    bytes. Raises OSError where the disk does not take it; then nothing is left behind.
    """
    arrays = {
        ("" if part == ENCODER else f"{part}.") + name: tensor.detach().cpu().contiguous()
        for part, network in parts.items()
        for name, tensor in network.state_dict().items()
    }
    content = _in_order(safetensors.torch.save(arrays, metadata=card.to_metadata()))
    with whole_file(path) as beside:
        beside.write_bytes(content)


def load_weights(path: Path) -> tuple[Weights, EncoderCard | None]:
    """Arrays of a weight file (.safetensors, or a torch state dict) as they are named there, and its card.

    The card is None where another program wrote the file. Raises UserError where it is no such file, or its card is broken.
    """
    arrays = read_tensors(path, EXPECTED)
    if path.suffix.lower() != ".safetensors":
        return arrays, None
    with safetensors.safe_open(path, framework="pt") as file:
        return arrays, card_from_metadata(file.metadata() or {}, path.name)


def start_from(path: Path, bands: tuple[str, ...]) -> Start:
    """Read the weights at `path` for images of `bands`: their names in order, unknown ones empty or any text.

    The first convolution is fitted where the bands are others, and a sentence says how. Raises UserError.
    """
    if path.suffix.lower() == ".onnx":
        raise UserError(f"{path.name} is a model for detection, whose weights cannot be trained further. {EXPECTED}")
    arrays, card = load_weights(path)
    weights = torchvision_names(arrays)
    if "layer1.0.conv1.weight" not in weights:
        some = ", ".join(sorted(weights)[:3])
        raise UserError(f"{path.name} holds {len(weights)} arrays ({some} …), but no encoder known here. {EXPECTED}")
    widths, blocks = resnet_shape(weights, STAGES, path, EXPECTED)
    sentences = [f"Starts from {path.name}{f' ({card.name})' if card and card.name else ''}."]
    first = convolution(weights, "conv1.weight", path, EXPECTED)
    if card and len(card.bands) != first.shape[1]:
        raise UserError(f"{path.name} is for {first.shape[1]} bands, but its card names {len(card.bands)}. Choose another file.")
    weights["conv1.weight"], fitted = _fit(first, card.bands if card else (), bands)
    encoder = Encoder(len(bands), widths, blocks)
    fill(encoder, weights, path, EXPECTED)
    return Start(encoder.eval(), _others(weights) if card else {}, card, sentences + fitted)


def _others(weights: Weights) -> dict[str, Weights]:
    parts: dict[str, Weights] = {}
    for name, tensor in weights.items():
        part, _, rest = name.partition(".")
        if rest and not name.startswith(ENCODER_PARTS):
            parts.setdefault(part, {})[rest] = tensor
    return parts


def _fit(weight: Tensor, theirs: tuple[str, ...], ours: tuple[str, ...]) -> tuple[Tensor, list[str]]:
    """(out, file's bands, k, k) for `ours`: by name where the file knows some of them, in their order where there are as many,
    else the mean. Scaled by the number of bands, so that the response keeps its size.
    """
    count = weight.shape[1]
    shared = [name for name in ours if name and name in theirs]
    if ours == theirs or (len(ours) == count and not shared):
        return weight, []
    lead = f"Its weights are for {count} bands{f' ({_names(theirs)})' if theirs else ''} and the images have {len(ours)}: "
    fitted = fit_bands(weight, len(ours))
    if not shared:
        return fitted, [lead + "the mean of the first convolution over its bands is used for every band."]
    for index, name in enumerate(ours):
        if name in shared:
            fitted[:, index] = weight[:, theirs.index(name)].float() * (count / len(ours))
    others = "" if len(shared) == len(ours) else "; the others get the mean over its bands"
    return fitted, [f"{lead}those for {_names(shared)} are taken by name{others}."]


def _names(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names)


def _in_order(content: bytes) -> bytes:
    """The same file with its header sorted: the library writes metadata in an order that differs from run to run.

    A header is eight bytes of its length, little endian, and JSON; the positions of arrays count from its end.
    """
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    text = json.dumps(header, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # arrays begin at multiples of eight
    return struct.pack("<Q", len(text)) + text + content[8 + length :]
