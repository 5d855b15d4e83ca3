"""The networks that are trained here, from random weights or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from ..jobs.learning_spec import ARCHITECTURES, OBJECTIVES, STARTER
from ..models.detector import ChangeDetector
from ..models.encoder import RESNET18_BLOCKS, RESNET_WIDTHS, Encoder
from ..models.initialising import seeded
from ..models.weights import Start, start_from
from .joint import JointNetwork
from .sadl.task import SadlNetwork

COMPACT, RESNET18 = ARCHITECTURES
SHAPES = {COMPACT: ((32, 64, 128, 160), (1, 1, 1, 1)), RESNET18: (RESNET_WIDTHS, RESNET18_BLOCKS)}
DETECTOR_WIDTH = 64  # channels of the pyramid
HALO_PX = 96  # what lies farther away changes a probability of the compact detector by at most 0.011
# Widths of pyramid, projector and predictor. The paper's belong to its encoder; the compact one has them in proportion.
SADL_WIDTHS = {COMPACT: (DETECTOR_WIDTH, (512, 256), 128), RESNET18: (256, (2048, 1024), 256)}
STARTER_WEIGHTS = Path(__file__).resolve().parents[3] / "resources" / "models" / "starter.safetensors"


@dataclass(frozen=True)
class Begun:
    """A network before it is trained. weights: the file that it began with, None where there was none. sentences: for the log.

    is_whole: whether it could find changes already, nothing of it being random but what reads out classes.
    """

    network: nn.Module
    weights: Path | None
    sentences: tuple[str, ...]
    is_whole: bool = False


def make_detector(start: str | None, architecture: str, bands: Sequence[str], class_count: int, seed: int) -> Begun:
    """A detector for images of `bands` (names). class_count: of a single date with its background, 0 where there are none.

    start: a weight file, STARTER, or None; what it does not hold, or holds in another shape, begins at random by `seed`.
    architecture: of an encoder that begins at random. Raises UserError where the file is not fit.
    """
    path = STARTER_WEIGHTS if start == STARTER else None if start is None else Path(start)
    with seeded(seed):
        encoder, found = _encoder(path, architecture, bands)
        detector = ChangeDetector(encoder, DETECTOR_WIDTH, class_count)
    taken = [name for name in ("pyramid", "head", "segmentation") if found and _take(getattr(detector, name), found, name)]
    sentences = found.sentences if found else ["Starts from random weights."]
    if taken:
        sentences = [*sentences, f"Taken from it besides the encoder: {', '.join(taken)}."]
    return Begun(detector, path, tuple(sentences), is_whole={"pyramid", "head"} <= set(taken))


def make_pretraining(
    objective: str, encoder: str | None, architecture: str, bands: Sequence[str], class_count: int, seed: int
) -> Begun:
    """A SadlNetwork, or for the objective joint a JointNetwork. encoder: as `start` of `make_detector`."""
    if objective == OBJECTIVES[0]:
        begun = make_detector(encoder, architecture, bands, class_count, seed)
        with seeded(seed + 1):
            sadl = SadlNetwork(begun.network.encoder, *SADL_WIDTHS[COMPACT])
        sadl.pyramid = begun.network.pyramid
        return Begun(JointNetwork(sadl, begun.network), begun.weights, begun.sentences)
    path = None if encoder is None else Path(encoder)
    with seeded(seed):
        first, found = _encoder(path, architecture, bands)
        network = SadlNetwork(first, *SADL_WIDTHS[RESNET18 if first.widths == RESNET_WIDTHS else COMPACT])
    if found:
        _take(network.pyramid, found, "pyramid")
    return Begun(network, path, tuple(found.sentences if found else ["Starts from random weights."]))


def trained_parts(network: nn.Module) -> dict[str, nn.Module]:
    """What of a network goes into a weight file, by name: all but SaDL's projector and predictor."""
    detector = network.detector if isinstance(network, JointNetwork) else network
    names = ("encoder", "pyramid", "head", "segmentation")
    return {name: part for name in names if (part := getattr(detector, name, None)) is not None}


def _encoder(path: Path | None, architecture: str, bands: Sequence[str]) -> tuple[Encoder, Start | None]:
    if path is None:
        return Encoder(len(bands), *SHAPES[architecture]), None
    found = start_from(path, tuple(bands))
    return found.encoder, found


def _take(part: nn.Module | None, start: Start, name: str) -> bool:
    """Fill a part with the arrays of that name, where they are there and fit."""
    arrays = start.parts.get(name)
    if part is None or arrays is None:
        return False
    own = part.state_dict()
    if set(own) != set(arrays) or any(own[key].shape != arrays[key].shape for key in own):
        return False
    part.load_state_dict(arrays)
    return True
