"""What a model says about itself: its card, and the size of its input. The job's values stand here too, they are so few."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..engines.card import ASSUMED_RGB
from ..progress import Progress


@dataclass(frozen=True)
class DescribeJob:
    """Read a model's card. model: an ONNX file. card: a JSON file that takes the place of its own, None for its own."""

    model: str
    card: str | None = None


@dataclass(frozen=True)
class DescribeOutputs:
    """Nothing is written."""


def describe(job: DescribeJob, outputs: DescribeOutputs, progress: Progress) -> dict[str, Any]:
    """The `card` as plain values, whether it is `assumed`, and its `input_size` (height, width; None: any will do).

    A model without a card that may take three bands gets the assumed one; any other has None. Raises UserError for what is no
    change model, and for cards that do not fit it.
    """
    from ..engines.onnx_engine import OnnxEngine  # QGIS reads this file too, and is spared onnxruntime

    engine = OnnxEngine(Path(job.model), Path(job.card) if job.card else None, "cpu", progress)
    layout = engine.layout
    assumed = engine.card is None and layout.bands in (None, len(ASSUMED_RGB.bands))
    card = ASSUMED_RGB if assumed else engine.card
    if card is not None:
        engine.use_card(card)
    return {
        "card": None if card is None else asdict(card),
        "assumed": assumed,
        "input_size": [layout.height, layout.width] if layout.height and layout.width else None,
    }
