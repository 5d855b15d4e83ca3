"""Learning to find changes, from labelled pairs, from labelled single dates, or from both at once."""

from __future__ import annotations

import numpy as np
import torch

from ...models.detector import ChangeDetector
from ...progress import Progress
from ..chips.chips import NO_LABEL, Chips
from ..chips.scaling import Scaling
from ..training.task import SCORE, Batch, Task
from .augment import vary_look
from .calibration import too_little
from .crops import Crops
from .losses import change_loss, class_loss
from .pair_making import make_pairs
from .validation import LogitCounts, change_logits, count_logits, pooled_figures

CLASS_WEIGHT = 0.5


class DetectorTask(Task):
    """Trains a detector. `pairs` and `single` are training chips, at least one of them given; with both each is half of a batch.

    Real pairs teach change alone; pairs made of single dates teach the classes of both dates too, where the detector has a part
    for them. validation: pairs to judge by, None for none.
    """

    def __init__(
        self,
        network: ChangeDetector,
        scaling: Scaling,
        chip_px: int,
        pairs: Chips | None = None,
        single: Chips | None = None,
        validation: Chips | None = None,
    ) -> None:
        self.network = network
        self._scaling, self._validation = scaling, validation
        self._pairs = Crops(pairs, chip_px, scaling) if pairs is not None else None
        self._single = Crops(single, chip_px, scaling) if single is not None else None

    def draw(self, count: int, rng: torch.Generator) -> Batch:
        """pre, post: (count, bands, H, W) float32, normalised. change: (count, H, W) and classes: (count, 2, H, W), uint8."""
        from_single = 0 if self._single is None else count if self._pairs is None else count // 2
        parts = []
        if count > from_single:
            images, change = self._pairs.draw(count - from_single, rng)
            parts.append((images, change, torch.full_like(change, NO_LABEL)[:, None].repeat(1, 2, 1, 1)))
        if from_single:
            made = make_pairs(self._single, from_single, rng)
            parts.append((made.images, made.change, made.classes))
        images, change, classes = (torch.cat(part) for part in zip(*parts))
        pre, post = (self._scaling.normalised(vary_look(date, rng)) for date in images.unbind(dim=1))
        return {"pre": pre, "post": post, "change": change, "classes": classes}

    def terms(self, batch: Batch) -> dict[str, torch.Tensor]:
        """`change`: cross-entropy and Dice. `classes`, where the detector reads them out: CLASS_WEIGHT times cross-entropy."""
        size = batch["pre"].shape[-2:]
        features = self.network.features(batch["pre"], batch["post"])
        terms = {"change": change_loss(self.network.change(*features, size).float(), batch["change"])}
        if self.network.segmentation is not None:
            logits = self.network.classes(torch.cat(features), size).float()
            terms["classes"] = CLASS_WEIGHT * class_loss(logits, torch.cat(batch["classes"].unbind(dim=1)))
        return terms

    def check(self, progress: Progress) -> dict[str, float]:
        """Figures of all validation pixels; the score is the best F1, where there is enough to judge by."""
        if self._validation is None:
            return {}
        counts = count_validation(self.network, self._validation, self._scaling, progress)
        figures = pooled_figures(counts)
        return figures if too_little(counts) else {**figures, SCORE: figures["best_f1"]}


def count_validation(network: ChangeDetector, chips: Chips, scaling: Scaling, progress: Progress) -> LogitCounts:
    """How the network answers on pairs."""
    answers = change_logits(
        network, chips, range(len(chips)), lambda values: scaling.normalised(scaling.zero_to_one(values)), progress
    )
    return count_logits(answers, chips.blocks, chips.samples)


def made_validation(single: Chips, scaling: Scaling, chip_px: int, count: int) -> Chips:
    """Pairs made of validation chips of single dates, the same ones every time: what there is where no real pair is labelled."""
    rng = torch.Generator().manual_seed(0)
    made = make_pairs(Crops(single, chip_px, scaling), count, rng)
    images = torch.stack([vary_look(date, rng) for date in made.images.unbind(dim=1)], dim=1) * scaling.scale
    rows = np.arange(count)
    return Chips(images.numpy(), made.change.numpy(), rows, np.zeros((count, 2), np.int64), rows)
