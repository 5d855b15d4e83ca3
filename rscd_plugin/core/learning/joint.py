"""SaDL together with what else the same labels can teach: the classes themselves, and the change between made pairs."""

from __future__ import annotations

import torch
from torch import nn

from ..models.detector import ChangeDetector
from ..progress import Progress
from .detector.task import DetectorTask
from .sadl.task import SadlNetwork, SadlTask
from .training.task import Batch, Task

SADL_WEIGHT = 0.5
_SADL, _PAIRS = "sadl_", "pairs_"


class JointNetwork(nn.Module):
    """A detector and SaDL's projector and predictor, on one encoder and one pyramid."""

    def __init__(self, sadl: SadlNetwork, detector: ChangeDetector) -> None:
        super().__init__()
        if detector.encoder is not sadl.encoder or detector.pyramid is not sadl.pyramid:
            raise ValueError("Detector and SaDL's network must share encoder and pyramid.")
        self.sadl, self.detector = sadl, detector


class JointTask(Task):
    """Each batch holds SaDL's views of some chips, and as many made pairs of others; the terms of both are added up."""

    def __init__(self, network: JointNetwork, sadl: SadlTask, pairs: DetectorTask) -> None:
        self.network = network
        self._sadl, self._pairs = sadl, pairs

    def draw(self, count: int, rng: torch.Generator) -> Batch:
        """What both tasks draw, with their names in front."""
        sadl, pairs = self._sadl.draw(count, rng), self._pairs.draw(count, rng)
        return {**{_SADL + name: part for name, part in sadl.items()}, **{_PAIRS + name: part for name, part in pairs.items()}}

    def terms(self, batch: Batch) -> dict[str, torch.Tensor]:
        """SaDL's times SADL_WEIGHT, and the detector's."""
        sadl, pairs = (
            {name[len(prefix) :]: part for name, part in batch.items() if name.startswith(prefix)} for prefix in (_SADL, _PAIRS)
        )
        return {**{name: SADL_WEIGHT * term for name, term in self._sadl.terms(sadl).items()}, **self._pairs.terms(pairs)}

    def check(self, progress: Progress) -> dict[str, float]:
        """SaDL's figures."""
        return self._sadl.check(progress)
