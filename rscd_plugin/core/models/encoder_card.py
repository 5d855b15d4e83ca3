"""The card of a weight file: what an encoder says about itself."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields

from ..errors import UserError

_PREFIX = "rscd."


@dataclass(frozen=True)
class EncoderCard:
    """What a weight file says about itself.

    bands: names in the network's order. It was given (value / scale - mean) / std, mean and std one number a band.
    pixel_size_m: metres, of the images it learnt from; None: unknown. widths, blocks: of the encoder's four stages.
    pyramid_width: channels of the pyramid; 0: there is none. class_names: of 1 … K; empty: it learnt from changes alone.
    objective: how it was trained. trained_on, licence: for people. metrics: name → figure.
    Raises ValueError where bands, mean and std do not fit each other.
    """

    name: str
    bands: tuple[str, ...]
    scale: float
    mean: tuple[float, ...]
    std: tuple[float, ...]
    widths: tuple[int, ...]
    blocks: tuple[int, ...]
    pixel_size_m: float | None = None
    pyramid_width: int = 0
    class_names: tuple[str, ...] = ()
    objective: str = ""
    seed: int = 0
    trained_on: str = ""
    licence: str = ""
    metrics: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        each = (self.bands, self.mean, self.std)
        if not all(isinstance(values, tuple) and len(values) == len(self.bands) for values in each) or not self.bands:
            raise ValueError(f"bands, mean and std must have a value for each band: {each}")

    def to_metadata(self) -> dict[str, str]:
        """`rscd.NAME` → the value as JSON."""
        return {_PREFIX + name: json.dumps(value, ensure_ascii=False) for name, value in asdict(self).items()}


def card_from_metadata(metadata: dict[str, str], where: str) -> EncoderCard | None:
    """The card in a file's metadata; None where there is none. Raises UserError where it is broken; `where` is the file."""
    texts = {name[len(_PREFIX) :]: text for name, text in metadata.items() if name.startswith(_PREFIX)}
    if not texts:
        return None
    known = {item.name for item in fields(EncoderCard)}
    try:
        values = {name: json.loads(text) for name, text in texts.items() if name in known}  # a later version may say more
        return EncoderCard(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
    except (ValueError, TypeError) as error:
        raise UserError(f"{where} has a broken card ({error}). Choose another file.") from error
