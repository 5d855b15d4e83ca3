"""What files of weights and models that were learnt here say about themselves."""

from __future__ import annotations

from typing import Any

from torch import nn

from ..learning.chips.gather import Gathered
from ..learning.networks import trained_parts
from ..models.encoder_card import EncoderCard
from .provenance import plugin_version


def weights_card(network: nn.Module, gathered: Gathered, **about: Any) -> EncoderCard:
    """The card of a weight file. about: name, objective, seed, metrics, licence."""
    parts = trained_parts(network)
    return EncoderCard(
        **input_of(gathered),
        widths=parts["encoder"].widths,
        blocks=parts["encoder"].blocks,
        pyramid_width=parts["pyramid"].width,
        class_names=gathered.class_names,
        trained_on=trained_on(gathered),
        **about,
    )


def input_of(gathered: Gathered) -> dict[str, Any]:
    """How a network that learnt from these chips wants its input."""
    scaling = gathered.scaling
    return {
        "bands": gathered.band_names,
        "scale": scaling.scale,
        "mean": scaling.mean,
        "std": scaling.std,
        "pixel_size_m": gathered.pixel_size_m,
    }


def trained_on(gathered: Gathered) -> str:
    """A sentence."""
    kinds = (("pairs", gathered.pairs), ("squares of single dates", gathered.single))
    parts = [f"{len(split.training)} labelled {name}" for name, split in kinds if split]
    return f"{' and '.join(parts)} from {gathered.images_used} images, in QGIS with rscd_plugin {plugin_version()}."
