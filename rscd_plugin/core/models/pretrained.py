"""D-FE from a weight file: VGG16 or ResNet under torchvision's names, whoever saved it. Never runs code from a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import safetensors
import safetensors.torch
import torch

from ..errors import UserError
from .feature_extractor import VGG_CONVOLUTIONS, FeatureExtractor, ResNetExtractor, VggExtractor

PREFIXES = ("module.", "backbone.", "encoder.", "model.")
# What a ResNetExtractor has; arrays of other names in there are another architecture.
RESNET_PARTS = ("conv1.", "bn1.", "layer1.", "layer2.", "layer3.")
NESTED = ("state_dict", "model_state_dict", "model")
EXPECTED = (
    "Expected are the weights of VGG16 without batch norm, or of a ResNet of basic blocks (ResNet-18 or -34, or an encoder "
    "pretrained with this plugin), under torchvision's names. Choose such a file, or none: then D-FE starts from random weights."
)


def load_extractor(path: Path, bands: int) -> tuple[FeatureExtractor, list[str]]:
    """Read .safetensors or a torch state dict (.pt, .pth …) into a D-FE for images of `bands` bands.

    Returns it in eval mode, and sentences for the user: what was read, and how it was fitted to the bands. What a
    D-FE does not use (classifier, deeper layers, a detector around the encoder) is left out. Raises UserError.
    """
    weights = _strip_prefixes(_read_tensors(path))
    if "features.0.weight" in weights:
        first, extractor, kind = "features.0.weight", *_vgg_like(weights, path, bands)
    elif "layer1.0.conv1.weight" in weights:
        first, extractor, kind = "conv1.weight", *_resnet_like(weights, path, bands)
    else:
        some = ", ".join(sorted(weights)[:3])
        raise UserError(f"{path.name} holds {len(weights)} arrays ({some} …), but no network known here. {EXPECTED}")
    sentences = [f"Features come from {path.name}, {kind}."]
    file_bands = _tensor(weights, first, path).shape[1]
    if file_bands != bands:
        weights[first] = _fit_bands(weights[first], bands)
        sentences.append(
            f"Its weights are for {file_bands} bands and the images have {bands}: "
            "the mean of the first convolution over its bands is used for every band."
        )
    _fill(extractor, weights, path)
    return extractor.eval(), sentences


def _read_tensors(path: Path) -> dict[str, torch.Tensor]:
    if not path.is_file():
        raise UserError(f"There is no weight file {path}.")
    try:
        if path.suffix.lower() == ".safetensors":
            return safetensors.torch.load_file(path)
        content = torch.load(path, map_location="cpu", weights_only=True)
    except MemoryError:
        raise
    except Exception as error:  # what is raised on a file of another kind depends on its first bytes: anything can be
        raise UserError(
            f"{path.name} cannot be read as weights ({type(error).__name__}). Expected is a .safetensors file, or one that "
            "torch.save wrote of a state dict: of weights only, not of a whole model, which would run code from the file."
        ) from error
    while isinstance(content, Mapping):
        inner = next((content[key] for key in NESTED if isinstance(content.get(key), Mapping)), None)
        if inner is None:
            return {str(key): value for key, value in content.items() if isinstance(value, torch.Tensor)}
        content = inner
    raise UserError(f"{path.name} holds one {type(content).__name__}, not named weights. {EXPECTED}")


def _strip_prefixes(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Without wrappers' names in front. Of two that become one (an encoder and its copy) the first is kept."""
    stripped: dict[str, torch.Tensor] = {}
    for name, tensor in weights.items():
        while name.startswith(PREFIXES):
            name = name.split(".", 1)[1]
        stripped.setdefault(name, tensor)
    return stripped


def _vgg_like(weights: dict[str, torch.Tensor], path: Path, bands: int) -> tuple[VggExtractor, str]:
    widths = tuple(_tensor(weights, f"features.{numbers[0]}.weight", path).shape[0] for numbers in VGG_CONVOLUTIONS)
    return VggExtractor(bands, widths), f"a VGG of {_and(widths)} channels"


def _resnet_like(weights: dict[str, torch.Tensor], path: Path, bands: int) -> tuple[ResNetExtractor, str]:
    if "layer1.0.conv3.weight" in weights:
        raise UserError(f"{path.name} is a ResNet of bottleneck blocks, as in ResNet-50. {EXPECTED}")
    stages = (1, 2, 3)
    widths = tuple(_tensor(weights, f"layer{stage}.0.conv1.weight", path).shape[0] for stage in stages)
    blocks = tuple(len({m[1] for m in (re.match(rf"layer{stage}\.(\d+)\.", name) for name in weights) if m}) for stage in stages)
    return ResNetExtractor(bands, widths, blocks), f"a ResNet of {_and(blocks)} blocks with {_and(widths)} channels"


def _tensor(weights: dict[str, torch.Tensor], name: str, path: Path) -> torch.Tensor:
    if name not in weights:
        raise UserError(f"{path.name} has no {name}. {EXPECTED}")
    if weights[name].dim() != 4:
        raise UserError(f"{path.name}: {name} has the shape {_by(weights[name])}, which is no 2D convolution. {EXPECTED}")
    return weights[name]


def _fit_bands(weight: torch.Tensor, bands: int) -> torch.Tensor:
    """(out, file's bands, k, k) to (out, bands, k, k); an image whose bands are all alike gives the same response."""
    return weight.float().mean(dim=1, keepdim=True).repeat(1, bands, 1, 1) * (weight.shape[1] / bands)


def _fill(extractor: FeatureExtractor, weights: dict[str, torch.Tensor], path: Path) -> None:
    """Load `weights`, all that are wanted and in their shapes. Counters of batch norm's batches may be missing."""
    network = extractor.encoder if isinstance(extractor, ResNetExtractor) else extractor
    wanted = {name: tensor for name, tensor in network.state_dict().items() if not name.endswith("num_batches_tracked")}
    missing = [name for name in wanted if name not in weights]
    if missing:
        raise UserError(f"{path.name} has no {_some(missing)}. {EXPECTED}")
    wrong = [
        f"{name} {_by(weights[name])} instead of {_by(tensor)}"
        for name, tensor in wanted.items()
        if weights[name].shape != tensor.shape
    ]
    if wrong:
        raise UserError(f"{path.name} has arrays of other shapes than expected: {_some(wrong)}. {EXPECTED}")
    strange = [name for name in weights if name.startswith(RESNET_PARTS) and name not in network.state_dict()]
    if strange:
        raise UserError(f"{path.name} has layers within its blocks that are not known here: {_some(strange)}. {EXPECTED}")
    network.load_state_dict({name: weights[name] for name in wanted}, strict=False)


def _by(tensor: torch.Tensor) -> str:
    return " x ".join(str(side) for side in tensor.shape) or "a single number"


def _some(items: list[str]) -> str:
    return ", ".join(items[:3]) + (f" and {len(items) - 3} more" if len(items) > 3 else "")


def _and(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(number) for number in numbers[:-1]) + f" and {numbers[-1]}"
