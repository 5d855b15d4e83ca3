"""A bi-temporal ONNX model that turns two dates into a change probability."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy import ndimage

from ..errors import UserError
from ..progress import Progress
from .card import ModelCard, find_card
from .devices import open_session
from .layout import check_bands, layout_of, output_name


class OnnxEngine:
    """A model in an ONNX session. `card` is None until the model's own or an assumed one is set."""

    def __init__(self, model: Path, card: Path | None, device: str, progress: Progress) -> None:
        self.path = model
        self.session, self.device = open_session(model, device, progress)
        self.layout = layout_of(self.session)
        metadata = self.session.get_modelmeta().custom_metadata_map
        self.card: ModelCard | None = find_card(model, metadata, card)
        self._batch = self.layout.batch

    def use_card(self, card: ModelCard) -> None:
        """Set the card and check that it fits the model's inputs."""
        check_bands(self.layout, len(card.bands), self.path.name)
        self._output = output_name(self.session, card.output, self.path.name)
        self.card = card

    def predict(self, pre: np.ndarray, post: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray:
        """Change probability of tiles of one size.

        pre, post: (batch, band, height, width) float32 raster values. valid: (batch, height, width) bool; pixels that
        are not become the same in both dates. Returns (batch, height, width) float32, 0-1. When memory runs out
        on the device, the batch is halved, now and from then on.
        """
        first, second = self._normalised(pre, valid), self._normalised(post, valid)
        if self.card.date_order == "post_pre":
            first, second = second, first
        answers = []
        start = 0
        while start < len(first):
            batch = min(self._batch or len(first), len(first) - start)
            try:
                answers.append(self._run(first[start : start + batch], second[start : start + batch]))
            except MemoryError:
                if batch == 1 or self.layout.batch is not None:
                    raise UserError(
                        f"One tile of {first.shape[2]} x {first.shape[3]} pixels does not fit into the memory of {self.device}. "
                        "Choose a smaller TILE_SIZE, or DEVICE cpu."
                    ) from None
                self._batch = batch // 2
                progress.log(f"Memory of {self.device} ran out at {batch} tiles at once: going on with {self._batch}.")
                continue
            start += batch
        return np.concatenate(answers)

    def _normalised(self, values: np.ndarray, valid: np.ndarray) -> np.ndarray:
        mean = np.array(self.card.mean, np.float32)[:, None, None]
        std = np.array(self.card.std, np.float32)[:, None, None]
        return np.where(valid[:, None], (values / np.float32(self.card.scale) - mean) / std, np.float32(0.0))

    def _run(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        count, _, height, width = first.shape
        missing = (self.layout.batch or count) - count  # a fixed batch is filled up by repeating the last tile
        if missing:
            first, second = (np.concatenate([x, np.repeat(x[-1:], missing, axis=0)]) for x in (first, second))
        try:
            output = self.session.run([self._output], self.layout.feed(first, second))[0]
        except Exception as error:  # onnxruntime's own types are not public
            if _is_out_of_memory(error):
                raise MemoryError from error
            raise UserError(
                f"{self.path.name} failed on a tile of {width} x {height} pixels: {str(error).splitlines()[0]} "
                "Does it want tiles of one size (TILE_SIZE), or a multiple of some size (size_multiple in its card)?"
            ) from error
        probability = self._probability(np.asarray(output, np.float32))
        return _enlarged(probability[:count], height, width)

    def _probability(self, output: np.ndarray) -> np.ndarray:
        """(batch, height, width) from (batch, height, width), (batch, 1, …) or (batch, class, …)."""
        if output.ndim == 3:
            output = output[:, None]
        if output.ndim != 4:
            raise UserError(f"{self.path.name} answers an array of shape {list(output.shape)}; expected one map a tile.")
        card = self.card
        if card.activation == "sigmoid":
            output = 1.0 / (1.0 + np.exp(-np.clip(output, -80.0, 80.0)))
        elif card.activation == "softmax":
            if output.shape[1] == 1:
                raise UserError("The model card says softmax, but the model answers one channel: say sigmoid or none.")
            powers = np.exp(output - output.max(axis=1, keepdims=True))
            output = powers / powers.sum(axis=1, keepdims=True)
        low, high = float(output.min()), float(output.max())
        if not (low >= -1e-3 and high <= 1.0 + 1e-3):
            raise UserError(
                f"{self.path.name} answers values from {low:.3g} to {high:.3g}, which are no probabilities. Say in its model "
                "card "
                "which activation they need: sigmoid (one channel) or softmax (one channel a class)."
            )
        return np.clip(_change_channel(output, card), 0.0, 1.0)


def _change_channel(output: np.ndarray, card: ModelCard) -> np.ndarray:
    classes = output.shape[1]
    if classes == 1:
        return output[:, 0]
    if classes != len(card.class_names):
        raise UserError(
            f"The model answers {classes} classes, but its model card names {len(card.class_names)}: "
            f"{', '.join(card.class_names)}. Name all classes, in order."
        )
    if card.activation == "sigmoid":
        return np.delete(output, card.unchanged_class, axis=1).max(axis=1)
    return 1.0 - output[:, card.unchanged_class]


def _enlarged(probability: np.ndarray, height: int, width: int) -> np.ndarray:
    """Bilinear, pixel centres kept in place, for models that answer at a lower resolution."""
    if probability.shape[1:] == (height, width):
        return probability
    factors = (1, height / probability.shape[1], width / probability.shape[2])
    return ndimage.zoom(probability, factors, order=1, mode="nearest", grid_mode=True)


def _is_out_of_memory(error: Exception) -> bool:
    text = str(error).lower()
    return isinstance(error, MemoryError) or any(
        words in text for words in ("out of memory", "failed to allocate memory", "bad_alloc", "bad allocation")
    )
