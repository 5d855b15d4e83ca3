"""How a bi-temporal ONNX model takes its two dates, read from its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..errors import UserError

if TYPE_CHECKING:
    import onnxruntime

_FIRST = {"pre", "a", "t1", "before", "img1", "image1", "x1", "input1", "input_a", "img_a", "image_a", "date1"}
_SECOND = {"post", "b", "t2", "after", "img2", "image2", "x2", "input2", "input_b", "img_b", "image_b", "date2"}


@dataclass(frozen=True)
class Layout:
    """kind: `two` inputs (batch, band, height, width), `stacked` (batch, 2 bands, height, width) or `dates` (batch, date, band,
    height, width). names: of the inputs, first date first. bands, batch, height, width: fixed sizes, None where dynamic.
    dtype: what the inputs are.
    """

    kind: str
    names: tuple[str, ...]
    bands: int | None
    batch: int | None
    height: int | None
    width: int | None
    dtype: type

    def feed(self, first: np.ndarray, second: np.ndarray) -> dict[str, np.ndarray]:
        """Both dates, each (batch, band, height, width) float32, as the model's inputs."""
        if self.kind == "two":
            arrays = [first, second]
        elif self.kind == "stacked":
            arrays = [np.concatenate([first, second], axis=1)]
        else:
            arrays = [np.stack([first, second], axis=1)]
        return {name: np.ascontiguousarray(array, dtype=self.dtype) for name, array in zip(self.names, arrays)}


def layout_of(session: onnxruntime.InferenceSession) -> Layout:
    """Read from the session's inputs. Raises UserError when they are not those of a change model."""
    inputs = session.get_inputs()
    shapes = [tuple(item.shape) for item in inputs]
    found = "; ".join(f"{item.name} {list(item.shape)} {item.type}" for item in inputs)
    dtypes = {
        "tensor(float)": np.float32,
        "tensor(float16)": np.float16,
        "tensor(double)": np.float64,
        "tensor(uint8)": np.uint8,  # models that scale by themselves; their card leaves scale, mean and std alone
        "tensor(uint16)": np.uint16,
    }
    dtype = dtypes.get(inputs[0].type) if inputs else None
    if dtype is None or len({item.type for item in inputs}) != 1:
        raise UserError(_not_a_change_model(found))
    if len(inputs) == 2 and all(len(shape) == 4 for shape in shapes):
        first, second = _in_order(inputs)
        fixed = [_fixed(a) if _fixed(a) is not None else _fixed(b) for a, b in zip(first.shape, second.shape)]
        return Layout("two", (first.name, second.name), fixed[1], fixed[0], fixed[2], fixed[3], dtype)
    if len(inputs) == 1 and len(shapes[0]) == 4:
        batch, channels, height, width = (_fixed(size) for size in shapes[0])
        if channels is not None and channels % 2:
            raise UserError(_not_a_change_model(found))
        return Layout("stacked", (inputs[0].name,), channels and channels // 2, batch, height, width, dtype)
    if len(inputs) == 1 and len(shapes[0]) == 5 and _fixed(shapes[0][1]) in (2, None):
        batch, _, bands, height, width = (_fixed(size) for size in shapes[0])
        return Layout("dates", (inputs[0].name,), bands, batch, height, width, dtype)
    raise UserError(_not_a_change_model(found))


def check_bands(layout: Layout, bands: int, model: str) -> None:
    """Raise UserError when a model of this layout cannot take `bands` bands of each date."""
    if layout.bands is not None and layout.bands != bands:
        if layout.kind == "stacked":
            raise UserError(
                f"{model} has one input of {2 * layout.bands} channels. A change model gets both dates: with {bands} bands a "
                f"date that would be {2 * bands} channels. Either it looks at one date only, or its model card must name "
                f"{layout.bands} bands."
            )
        raise UserError(f"{model} takes {layout.bands} bands of each date, but its model card names {bands}. Correct the card.")


def output_name(session: onnxruntime.InferenceSession, wanted: str, model: str) -> str:
    """The output to read: the one that the card names, else the only one. Raises UserError where that leaves a choice."""
    names = [item.name for item in session.get_outputs()]
    if wanted in names:
        return wanted
    if wanted or len(names) != 1:
        found = "; ".join(f"{item.name} {list(item.shape)}" for item in session.get_outputs())
        asked = f"its model card asks for '{wanted}'" if wanted else "its model card does not say which one to read"
        raise UserError(f"{model} has these outputs: {found}, and {asked}. Name one of them as `output` in the card.")
    return names[0]


def _in_order(inputs: list) -> tuple:
    first, second = inputs
    if first.name.lower() in _SECOND and second.name.lower() in _FIRST:
        return second, first
    return first, second


def _fixed(size: object) -> int | None:
    return size if isinstance(size, int) and size > 0 else None


def _not_a_change_model(found: str) -> str:
    return (
        f"This is not a model that compares two dates. Its inputs are: {found or 'none'}. Expected: two inputs (batch, band, "
        "height, width), or one with both dates stacked on the channels, or one (batch, date, band, height, width), of "
        "floating-point numbers or unsigned integers."
    )
