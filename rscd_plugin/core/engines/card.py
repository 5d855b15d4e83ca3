"""The model card: what a model says about how it wants its input and what its output means."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from ..errors import UserError

ACTIVATIONS = ("none", "sigmoid", "softmax")
DATE_ORDERS = ("pre_post", "post_pre")
_PREFIX = "rscd."
_UNKNOWN: tuple[Any, ...] = (None, "", {}, ())


def _is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and value >= least


@dataclass(frozen=True)
class ModelCard:
    """How a bi-temporal model wants its input, and what it answers.

    bands: names in the model's order. The model gets (value / scale - mean) / std, mean and std one number a band.
    date_order: which date comes first. pixel_size_m: metres, of the imagery it was trained on. activation: what turns
    its output into probabilities. threshold: 0-1. class_names: one a class where the output has one channel a class, the
    class of no change at `unchanged_class`. calibrated: whether its probabilities were calibrated on validation data.
    size_multiple: tile sides it takes are multiples of this. halo_px: what to throw away around a tile; None: unknown.
    output: name of the output to read, where the model has several. training_extent: west, south, east and north, in degrees
    (WGS84), of the ground it was trained on. started_from: weight file that its training began with, and its SHA-256.
    """

    name: str = ""
    bands: tuple[str, ...] = ("red", "green", "blue")
    scale: float = 1.0
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()
    date_order: str = "pre_post"
    pixel_size_m: float | None = None
    activation: str = "none"
    threshold: float = 0.5
    class_names: tuple[str, ...] = ("no change", "change")
    unchanged_class: int = 0
    calibrated: bool = False
    size_multiple: int = 32
    halo_px: int | None = None
    output: str = ""
    licence: str = ""
    trained_on: str = ""
    training_extent: tuple[float, ...] = ()
    started_from: str = ""
    metrics: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("bands", "class_names"):
            values = getattr(self, name)
            if not isinstance(values, tuple) or not all(isinstance(value, str) for value in values):
                _wrong(name, values, "a list of names")
        count = len(self.bands)
        object.__setattr__(self, "mean", self.mean or (0.0,) * count)
        object.__setattr__(self, "std", self.std or (1.0,) * count)
        if count == 0:
            _wrong("bands", self.bands, "a list of band names in the model's order, such as red, green, blue")
        for name in ("mean", "std"):
            values = getattr(self, name)
            if len(values) != count or not all(math.isfinite(value) for value in values):
                _wrong(name, values, f"one number for each of the {count} bands")
        if not self.scale > 0 or not all(value > 0 for value in self.std):
            _wrong("scale and std", (self.scale, self.std), "numbers above 0")
        if self.date_order not in DATE_ORDERS:
            _wrong("date_order", self.date_order, " or ".join(DATE_ORDERS))
        if self.activation not in ACTIVATIONS:
            _wrong("activation", self.activation, " or ".join(ACTIVATIONS))
        if not 0.0 <= self.threshold <= 1.0:
            _wrong("threshold", self.threshold, "a number from 0 to 1")
        if not _is_whole(self.size_multiple, 1):
            _wrong("size_multiple", self.size_multiple, "a whole number, 1 or more")
        if self.halo_px is not None and not _is_whole(self.halo_px, 0):
            _wrong("halo_px", self.halo_px, "a whole number of pixels, 0 or more, or null where it is not known")
        if self.training_extent and not (isinstance(self.training_extent, tuple) and len(self.training_extent) == 4):
            _wrong("training_extent", self.training_extent, "west, south, east and north in degrees, or nothing")
        if not 0 <= self.unchanged_class < max(len(self.class_names), 1):
            _wrong("unchanged_class", self.unchanged_class, "the place of a class in class_names, from 0")

    def takes_pixels_of(self, size_m: float | None) -> bool:
        """Whether pixels of this width are like those it was trained on; True where either is not known."""
        return not size_m or not self.pixel_size_m or 0.66 <= size_m / self.pixel_size_m <= 1.5

    def to_json(self) -> str:
        """As it is saved in a JSON file. What is not known is left out."""
        return json.dumps({name: value for name, value in asdict(self).items() if value not in _UNKNOWN}, ensure_ascii=False)

    def to_metadata(self) -> dict[str, str]:
        """As it is saved in an ONNX file's metadata: `rscd.NAME` → the value as JSON."""
        known = {name: value for name, value in asdict(self).items() if value not in _UNKNOWN}
        return {_PREFIX + name: json.dumps(value, ensure_ascii=False) for name, value in known.items()}


ASSUMED_RGB = ModelCard(
    name="assumed: 8-bit RGB with ImageNet statistics",
    scale=255.0,
    mean=(0.485, 0.456, 0.406),
    std=(0.229, 0.224, 0.225),
)
"""Taken for a model without a card when the imagery has three 8-bit bands."""


def card_from_json(text: str, where: str) -> ModelCard:
    """A card from JSON. Unknown names are an error, so that a typing mistake is not taken for a default."""
    try:
        values = json.loads(text)
    except ValueError as error:
        raise UserError(f"The model card in {where} is not valid JSON: {error}.") from error
    if not isinstance(values, dict):
        raise UserError(f'The model card in {where} must be a JSON object, like {{"bands": ["red", …], …}}.')
    return _card_from_values(values, where)


def _card_from_values(values: dict[str, Any], where: str) -> ModelCard:
    known = {item.name for item in fields(ModelCard)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise UserError(f"The model card in {where} has unknown entries {unknown}; it may have {sorted(known)}.")
    try:
        return ModelCard(**{name: _plain(value) for name, value in values.items()})
    except UserError as error:
        raise UserError(f"The model card in {where}: {error}") from error
    except TypeError as error:
        raise UserError(f"The model card in {where} has a value of the wrong kind: {error}.") from error


def find_card(model: Path, metadata: dict[str, str], card: Path | None) -> ModelCard | None:
    """The card from the file given, else from the model's metadata under `rscd.*`, else from the JSON file beside it."""
    if card is not None:
        return _card_from_file(card)
    own = {name[len(_PREFIX) :]: value for name, value in metadata.items() if name.startswith(_PREFIX)}
    if own:
        return _card_from_values(
            {name: _value_from_metadata(value) for name, value in own.items()}, f"the metadata of {model.name}"
        )
    beside = model.with_suffix(".json")
    return _card_from_file(beside) if beside.is_file() else None


def _card_from_file(path: Path) -> ModelCard:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The model card {path} cannot be read: {error}.") from error
    return card_from_json(text, str(path))


def _value_from_metadata(text: str) -> Any:
    """Metadata hold text: JSON, or a plain word without quotation marks."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _wrong(name: str, value: object, expected: str) -> None:
    raise UserError(f"{name} is {value!r}; expected {expected}.")
