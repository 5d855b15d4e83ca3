"""D-FE from a weight file: VGG16 or ResNet under torchvision's names."""

from __future__ import annotations

from pathlib import Path

from ..errors import UserError
from .feature_extractor import VGG_CONVOLUTIONS, FeatureExtractor, ResNetExtractor, VggExtractor
from .state_dict import Weights, convolution, fill, fit_bands, read_tensors, resnet_shape, torchvision_names

EXPECTED = (
    "Expected are the weights of VGG16 without batch norm, or of a ResNet of basic blocks (ResNet-18 or -34, or an encoder "
    "pretrained with this plugin), under torchvision's names. Choose such a file, or none: then D-FE starts from random weights."
)


def load_extractor(path: Path, bands: int) -> tuple[FeatureExtractor, list[str]]:
    """Read .safetensors or a torch state dict (.pt, .pth …) into a D-FE for images of `bands` bands.

    Returns it in eval mode, and sentences for the user: what was read, and how it was fitted to the bands. What a
    D-FE does not use (classifier, deeper layers, a detector around the encoder) is left out. Raises UserError.
    """
    weights = torchvision_names(read_tensors(path, EXPECTED))
    if "features.0.weight" in weights:
        first, extractor, kind = "features.0.weight", *_vgg_like(weights, path, bands)
    elif "layer1.0.conv1.weight" in weights:
        first, extractor, kind = "conv1.weight", *_resnet_like(weights, path, bands)
    else:
        some = ", ".join(sorted(weights)[:3])
        raise UserError(f"{path.name} holds {len(weights)} arrays ({some} …), but no network known here. {EXPECTED}")
    sentences = [f"Features come from {path.name}, {kind}."]
    file_bands = convolution(weights, first, path, EXPECTED).shape[1]
    if file_bands != bands:
        weights[first] = fit_bands(weights[first], bands)
        sentences.append(
            f"Its weights are for {file_bands} bands and the images have {bands}: "
            "the mean of the first convolution over its bands is used for every band."
        )
    fill(extractor.encoder if isinstance(extractor, ResNetExtractor) else extractor, weights, path, EXPECTED)
    return extractor.eval(), sentences


def _vgg_like(weights: Weights, path: Path, bands: int) -> tuple[VggExtractor, str]:
    widths = tuple(convolution(weights, f"features.{numbers[0]}.weight", path, EXPECTED).shape[0] for numbers in VGG_CONVOLUTIONS)
    return VggExtractor(bands, widths), f"a VGG of {_and(widths)} channels"


def _resnet_like(weights: Weights, path: Path, bands: int) -> tuple[ResNetExtractor, str]:
    widths, blocks = resnet_shape(weights, (1, 2, 3), path, EXPECTED)
    return ResNetExtractor(bands, widths, blocks), f"a ResNet of {_and(blocks)} blocks with {_and(widths)} channels"


def _and(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(number) for number in numbers[:-1]) + f" and {numbers[-1]}"
