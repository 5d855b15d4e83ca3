"""How well embeddings tell foreground from background, and whether they still differ at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from ...accuracy.ranking import auroc
from ...progress import Progress
from ..chips.chips import NO_LABEL, Chips
from ..chips.scaling import Scaling
from ..training.iteration import NotANumber
from .point_sampling import features_at, sample_points

if TYPE_CHECKING:
    from .task import SadlNetwork

MOST_CHIPS = 32  # that are looked at, three quarters of them with foreground where there are so many
SEED = 0
STRIDE_PX = 32  # the encoder's widest
RIDGE = 1e-2  # share of the mean variance added to every direction's


@dataclass(frozen=True)
class Embeddings:
    """Of N points. features: (N, C), what the pyramid gives; projections: (N, d); both float32. classes: (N,) int64."""

    features: np.ndarray
    projections: np.ndarray
    classes: np.ndarray


@dataclass(frozen=True)
class Look:
    """How a network's embeddings lie. separation: AUROC of foreground against background on ground it did not learn from. spread:
    of the projections, near 1 while they differ, towards 0 when they collapse. plane: (N, 2), features laid flat; classes: (N,).
    """

    separation: float | None
    spread: float | None
    plane: np.ndarray
    classes: np.ndarray


def embed_points(chips: Chips, network: SadlNetwork, scaling: Scaling, points_per_class: int, progress: Progress) -> Embeddings:
    """Class-balanced points of up to MOST_CHIPS chips, as they are, by the network in eval mode; its own mode comes back.

    The same points every time. Raises Cancelled, and NotANumber where the network answers so.
    """
    rng = torch.Generator().manual_seed(SEED)
    device, was_training = next(network.parameters()).device, network.training
    side = chips.side_px // STRIDE_PX * STRIDE_PX
    holding = chips_by_class(chips.labels)
    chosen = _choose(holding, len(chips))
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    network.eval()
    try:
        with torch.no_grad():
            for done, index in enumerate(chosen):
                progress.report(done / len(chosen))
                labels = torch.from_numpy(np.array(chips.labels[index, :side, :side]))[None]
                points = sample_points(labels, torch.ones_like(labels, dtype=torch.bool), len(holding), points_per_class, rng)
                image = torch.from_numpy(chips.images[index, :1, :, :side, :side].astype(np.float32)).to(device)
                features = network.features(scaling.normalised(scaling.zero_to_one(image)))
                valid = points.valid.to(device)
                at_points = features_at(features, points.positions.to(device), side)
                projections, _ = network.compare(at_points, valid)
                kept = (at_points[valid].cpu().numpy(), projections[valid].cpu().numpy(), points.classes[points.valid].numpy())
                found.append(kept)
    finally:
        network.train(was_training)
    progress.report(1.0)
    embeddings = Embeddings(*(np.concatenate(part) for part in zip(*found)))
    if not (np.isfinite(embeddings.features).all() and np.isfinite(embeddings.projections).all()):
        raise NotANumber
    return embeddings


def separation(known: Embeddings, new: Embeddings) -> float | None:
    """AUROC of foreground (any class but 0) against background of `new`, on the line that parts those of `known` best.

    The line is Fisher's discriminant (Fisher 1936, "The Use of Multiple Measurements in Taxonomic Problems") on features, with
    a ridge. None where either has only one of the two.
    """
    known_foreground, new_foreground = known.classes > 0, new.classes > 0
    if any(flags.all() or not flags.any() for flags in (known_foreground, new_foreground)):
        return None
    features = known.features.astype(np.float64)
    means = [features[flags].mean(axis=0) for flags in (~known_foreground, known_foreground)]
    within = features - np.where(known_foreground[:, None], means[1], means[0])
    scatter = within.T @ within / len(features)
    ridge = RIDGE * np.trace(scatter) / len(scatter) + np.finfo(float).tiny
    line = np.linalg.solve(scatter + ridge * np.eye(len(scatter)), means[1] - means[0])
    return auroc(new.features @ line, new_foreground)


def spread(projections: np.ndarray) -> float:
    """Standard deviation of normalised projections (N, d), mean over d, times √d: near 1 when they point anywhere, 0 when they
    all point the same way (Chen and He 2021, "Exploring Simple Siamese Representation Learning", section 4.1).
    """
    unit = projections / np.maximum(np.linalg.norm(projections, axis=1, keepdims=True), 1e-12)
    return float(unit.std(axis=0).mean() * np.sqrt(projections.shape[1]))


def flatten_to_plane(features: np.ndarray) -> np.ndarray:
    """The two directions in which features (N, C) differ most, C at least 2, for a picture of them: (N, 2) (PCA)."""
    if not len(features):
        return np.zeros((0, 2))
    centred = features - features.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return centred @ directions[:2].T


def chips_by_class(labels: np.ndarray) -> list[np.ndarray]:
    """For every class from 0 to the highest, which chips have it, in order. labels: (N, side, side) uint8, read one by one."""
    present = np.zeros((len(labels), 256), bool)
    for flags, chip in zip(present, labels):
        flags[chip.ravel()] = True
    present[:, NO_LABEL] = False
    classes = np.flatnonzero(present.any(axis=0))
    return [np.flatnonzero(present[:, name]) for name in range(int(classes.max(initial=0)) + 1)]


def _choose(holding: list[np.ndarray], count: int) -> list[int]:
    """Chips spread over all `count` there are, with and without foreground. holding: from `chips_by_class`."""
    with_foreground = np.unique(np.concatenate([np.zeros(0, np.int64), *holding[1:]]))
    without = np.setdiff1d(np.arange(count), with_foreground)
    most = max(MOST_CHIPS * 3 // 4, MOST_CHIPS - len(without))
    chosen = _spread_over(with_foreground, most)
    return chosen + _spread_over(without, MOST_CHIPS - len(chosen))


def _spread_over(indices: np.ndarray, count: int) -> list[int]:
    count = min(count, len(indices))
    return [int(indices[place * len(indices) // count]) for place in range(count)]
