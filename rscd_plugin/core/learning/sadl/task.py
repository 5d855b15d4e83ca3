"""SaDL: an encoder learns from labels of a single date, point by point.

Chen et al. 2022, "Semantic-aware Dense Representation Learning for Remote Sensing Image Change Detection".
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from ...models.detector import FeaturePyramid
from ...models.encoder import Encoder
from ...models.local_normalisation import normalise_locally
from ...progress import Progress
from ..chips.chips import Chips
from ..chips.scaling import Scaling
from ..drawing import below
from ..training.task import Batch, Task
from .background_swap import swap_backgrounds
from .point_contrast import push_term, similarity_term
from .point_sampling import CELL_PX, features_at, sample_points
from .recipe import SadlRecipe
from .separation import Look, chips_by_class, embed_points, flatten_to_plane, separation, spread
from .views import make_view, overlap

SYNTHETIC_WEIGHT = 0.5
VIEWS = (1, 2, 3)  # 3: on another background


class SadlNetwork(nn.Module):
    """Encoder and pyramid make features, projector and predictor compare them; only the first two, or one, go on to be used.

    pyramid_width: C, channels of the features. projector: the widths of its two layers, C to the second. predictor: its inner
    width. The defaults are the paper's.
    """

    def __init__(
        self, encoder: Encoder, pyramid_width: int = 256, projector: tuple[int, int] = (2048, 1024), predictor: int = 256
    ) -> None:
        super().__init__()
        inner, self.width = projector
        self.encoder = encoder
        self.pyramid = FeaturePyramid(encoder.widths, pyramid_width)
        self.projector = nn.Sequential(
            nn.Linear(pyramid_width, inner, bias=False),
            nn.BatchNorm1d(inner),
            nn.ReLU(),
            nn.Linear(inner, self.width, bias=False),
            nn.BatchNorm1d(self.width),
        )
        self.predictor = nn.Sequential(
            nn.Linear(self.width, predictor, bias=False),
            nn.BatchNorm1d(predictor),
            nn.ReLU(),
            nn.Linear(predictor, self.width),
        )

    def features(self, image: torch.Tensor) -> torch.Tensor:
        """image: (B, bands, H, W) float, normalised. Returns (B, C, H / 4, W / 4)."""
        return self.pyramid(self.encoder(normalise_locally(image)))

    def compare(self, points: torch.Tensor, valid: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """points: features (B, P, C). valid: (B, P) bool. Returns projections and predictions, each (B, P, d) float32.

        Points that are not valid take no part in batch norm, and get zeros.
        """
        projections = points.new_zeros(*valid.shape, self.width)
        predictions = projections.clone()
        if int(valid.sum()) < 1 + self.training:  # batch norm cannot learn from a single point
            nothing = 0 * points.sum()
            return projections + nothing, predictions + nothing
        projected = self.projector(points[valid])
        projections[valid] = projected.to(projections.dtype)
        predictions[valid] = self.predictor(projected).to(predictions.dtype)
        return projections, predictions


class SadlTask(Task):
    """Three views of labelled chips of one date, and SaDL's loss on points of them.

    training, validation: chips of one date, side_px at least chip_px, classes 0 (background) to K. chip_px: side of a view, a
    multiple of 32. points_per_class: of each chip.
    """

    def __init__(
        self,
        network: SadlNetwork,
        training: Chips,
        validation: Chips | None,
        scaling: Scaling,
        chip_px: int,
        points_per_class: int,
        recipe: SadlRecipe,
    ) -> None:
        self.network = network
        self._training, self._validation, self._scaling = training, validation, scaling
        self._chip_px, self._points, self._recipe = chip_px, points_per_class, recipe
        self._holding = chips_by_class(training.labels)

    def draw(self, count: int, rng: torch.Generator) -> Batch:
        """view_i (count, bands, chip_px, chip_px), normalised; points_i (count, P, 2), where the points lie in it, in pixels,
        i = 1, 2, 3; classes (count, P) int64; valid (count, P) bool. Half of the chips are cut out around foreground.
        """
        images, labels = zip(*(self._cut_out(index % 2 == 0, rng) for index in range(count)))
        images01, labels = self._scaling.zero_to_one(torch.stack(images)), torch.stack(labels)
        swapped, _ = swap_backgrounds(images01, labels, rng)
        views = [make_view(image, rng, self._chip_px) for image in (images01, images01, swapped)]
        allowed = overlap(views, self._chip_px, CELL_PX / 2)  # between centres of cells, so that nothing is extrapolated
        points = sample_points(labels, allowed, len(self._holding), self._points, rng, self._recipe.near_edges)
        batch = {"classes": points.classes, "valid": points.valid}
        for number, view in zip(VIEWS, views):
            batch[f"view_{number}"] = self._scaling.normalised(view.image).contiguous(memory_format=torch.channels_last)
            batch[f"points_{number}"] = view.places(points.positions)
        return batch

    def terms(self, batch: Batch) -> dict[str, torch.Tensor]:
        """similarity, push, synthetic. A chip without foreground takes part in the first alone."""
        features = self.network.features(torch.cat([batch[f"view_{number}"] for number in VIEWS]))
        at_points = features_at(features, torch.cat([batch[f"points_{number}"] for number in VIEWS]), self._chip_px)
        valid, foreground = batch["valid"], batch["valid"] & (batch["classes"] > 0)
        projections, predictions = self.network.compare(at_points, torch.cat([valid, valid, foreground]))
        (z_1, z_2, z_3), (p_1, p_2, p_3) = projections.chunk(3), predictions.chunk(3)
        similarity = similarity_term(p_1, z_1, p_2, z_2, valid)
        pushed = valid & foreground.any(dim=1, keepdim=True)
        push = push_term(at_points.chunk(3)[:2], batch["classes"], pushed, self._recipe.push_across)
        synthetic = 0.5 * (similarity_term(p_1, z_1, p_3, z_3, foreground) + similarity_term(p_2, z_2, p_3, z_3, foreground))
        return {
            "similarity": similarity,
            "push": self._recipe.push_weight * push,
            "synthetic": SYNTHETIC_WEIGHT * synthetic,
        }

    def check(self, progress: Progress) -> dict[str, float]:
        """separation and spread, as far as there are points to tell by; see `look`."""
        seen = self.look(progress)
        return {name: value for name, value in (("separation", seen.separation), ("spread", seen.spread)) if value is not None}

    def look(self, progress: Progress) -> Look:
        """How embeddings of validation chips lie, and of training chips where there are none of the former."""
        common = (self.network, self._scaling, self._points)
        known = embed_points(self._training, *common, progress.part(0.0, 0.5))
        new = known if self._validation is None else embed_points(self._validation, *common, progress.part(0.5, 1.0))
        return Look(
            None if self._validation is None else separation(known, new),
            spread(new.projections) if len(new.classes) > 1 else None,
            flatten_to_plane(new.features),
            new.classes,
        )

    def _cut_out(self, aimed: bool, rng: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """Values (bands, chip_px, chip_px) float32 and labels (chip_px, chip_px) uint8 of a square of a chip."""
        chips, side, size = self._training, self._training.side_px, self._chip_px
        chip, row, column = below(len(chips), rng), below(side - size + 1, rng), below(side - size + 1, rng)
        present = [name for name in range(1, len(self._holding)) if len(self._holding[name])]
        if aimed and present:
            name = present[below(len(present), rng)]
            chip = int(self._holding[name][below(len(self._holding[name]), rng)])
            rows, columns = np.nonzero(chips.labels[chip] == name)
            pixel, reach = below(len(rows), rng), size // 3
            row, column = (
                min(max(int(place[pixel]) - size // 2 + below(2 * reach + 1, rng) - reach, 0), side - size)
                for place in (rows, columns)
            )
        cut = (slice(row, row + size), slice(column, column + size))
        image = chips.images[chip, 0][(slice(None), *cut)].astype(np.float32)
        return torch.from_numpy(image), torch.from_numpy(np.array(chips.labels[chip][cut]))
