"""Named arrays from weight files, whoever saved them, and how they are fitted to a network. Never runs code from a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from torch import nn

from ..errors import UserError

Weights = dict[str, torch.Tensor]
# Wrappers' names: parallel training, detectors, and MoCo's encoder that learns (its slow copy is encoder_k).
PREFIXES = ("module.", "backbone.", "encoder.", "model.", "encoder_q.")
NESTED = ("state_dict", "model_state_dict", "model")
# SeCo's encoders are a Sequential of a ResNet's children: those with weights, by their number there.
NUMBERED = {"0": "conv1", "1": "bn1", "4": "layer1", "5": "layer2", "6": "layer3", "7": "layer4"}
STEM = ("conv1.", "bn1.")


def read_tensors(path: Path, expected: str) -> Weights:
    """Arrays of a .safetensors file or a torch state dict (.pt, .pth …), as they are named there.

    expected: a sentence for the user, put behind what is wrong. Raises UserError.
    """
    if not path.is_file():
        raise UserError(f"There is no weight file {path}.")
    try:
        if path.suffix.lower() == ".safetensors":
            return _finite(safetensors.torch.load_file(path), path)
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (MemoryError, UserError):
        raise
    except Exception as error:  # what is raised on a file of another kind depends on its first bytes: anything can be
        raise UserError(
            f"{path.name} cannot be read as weights ({type(error).__name__}). Expected is a .safetensors file, or one that "
            "torch.save wrote of a state dict: of weights only, not of a whole model, which would run code from the file."
        ) from error
    while isinstance(content, Mapping):
        inner = next((content[key] for key in NESTED if isinstance(content.get(key), Mapping)), None)
        if inner is None:
            return _finite({str(key): value for key, value in content.items() if isinstance(value, torch.Tensor)}, path)
        content = inner
    raise UserError(f"{path.name} holds one {type(content).__name__}, not named weights. {expected}")


def torchvision_names(weights: Weights) -> Weights:
    """Under torchvision's names, whatever wrapped the network; other arrays among them keep theirs."""
    return _named_like_torchvision(_strip_prefixes(weights))


def resnet_shape(weights: Weights, stages: tuple[int, ...], path: Path, expected: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Channels of `stages` (from 1) of a ResNet of basic blocks, and blocks in each. Raises UserError where it is none."""
    if "layer1.0.conv3.weight" in weights:
        raise UserError(f"{path.name} is a ResNet of bottleneck blocks, as in ResNet-50. {expected}")
    widths = tuple(convolution(weights, f"layer{stage}.0.conv1.weight", path, expected).shape[0] for stage in stages)
    blocks = tuple(len({m[1] for m in (re.match(rf"layer{stage}\.(\d+)\.", name) for name in weights) if m}) for stage in stages)
    return widths, blocks


def convolution(weights: Weights, name: str, path: Path, expected: str) -> torch.Tensor:
    """The array of that name, (out, in, k, k). Raises UserError where there is none."""
    if name not in weights:
        raise UserError(f"{path.name} has no {name}. {expected}")
    if weights[name].dim() != 4:
        raise UserError(f"{path.name}: {name} has the shape {_by(weights[name])}, which is no 2D convolution. {expected}")
    return weights[name]


def fit_bands(weight: torch.Tensor, bands: int) -> torch.Tensor:
    """(out, file's bands, k, k) to (out, bands, k, k); an image whose bands are all alike gives the same response."""
    return weight.float().mean(dim=1, keepdim=True).repeat(1, bands, 1, 1) * (weight.shape[1] / bands)


def fill(network: nn.Module, weights: Weights, path: Path, expected: str) -> None:
    """Load `weights`, all that are wanted and in their shapes. Counters of batch norm's batches may be missing.

    Others are left out, but not those within the stages of a ResNet: they are another architecture. Raises UserError.
    """
    wanted = {name: tensor for name, tensor in network.state_dict().items() if not name.endswith("num_batches_tracked")}
    missing = [name for name in wanted if name not in weights]
    if missing:
        raise UserError(f"{path.name} has no {_some(missing)}. {expected}")
    wrong = [
        f"{name} {_by(weights[name])} instead of {_by(tensor)}"
        for name, tensor in wanted.items()
        if weights[name].shape != tensor.shape
    ]
    if wrong:
        raise UserError(f"{path.name} has arrays of other shapes than expected: {_some(wrong)}. {expected}")
    known = network.state_dict()
    stages = (*STEM, *{f"{name.split('.')[0]}." for name in known if name.startswith("layer")})
    strange = [name for name in weights if name.startswith(stages) and name not in known]
    if strange:
        raise UserError(f"{path.name} has layers within its blocks that are not known here: {_some(strange)}. {expected}")
    network.load_state_dict({name: weights[name] for name in known if name in weights}, strict=False)


def _finite(weights: Weights, path: Path) -> Weights:
    """The same; raises UserError where an array holds what is not a number."""
    for name, tensor in weights.items():
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            raise UserError(
                f"{path.name}: {name} holds values that are infinite or not numbers, as a training leaves that failed. "
                "Choose another file, or none."
            )
    return weights


def _strip_prefixes(weights: Weights) -> Weights:
    """Without wrappers' names in front. Of two that become one (an encoder and its copy) the first is kept."""
    stripped: Weights = {}
    for name, tensor in weights.items():
        while name.startswith(PREFIXES):
            name = name.split(".", 1)[1]
        stripped.setdefault(name, tensor)
    return stripped


def _named_like_torchvision(weights: Weights) -> Weights:
    if "4.0.conv1.weight" not in weights:
        return weights
    parts = ((name.split(".", 1), tensor) for name, tensor in weights.items())
    return {".".join([NUMBERED.get(first, first), *rest]): tensor for (first, *rest), tensor in parts}


def _by(tensor: torch.Tensor) -> str:
    return " x ".join(str(side) for side in tensor.shape) or "a single number"


def _some(items: list[str]) -> str:
    return ", ".join(items[:3]) + (f" and {len(items) - 3} more" if len(items) > 3 else "")
