"""How good a change detector is on chips it did not learn from: counts of pixels by their logit, and figures of them.

Counts take the same memory however many pixels there are; the figures are those of the pixels, but for the width of a bin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from ...accuracy.ranking import area_under_precision, largest_f1
from ...progress import Progress
from ..chips.chips import NO_LABEL, Chips

BINS, LARGEST_LOGIT = 4096, 16.0  # beyond it a probability differs from 0 or 1 by 1e-7
BIN_WIDTH = 2 * LARGEST_LOGIT / BINS
LOGITS = (np.arange(BINS) + 0.5) * BIN_WIDTH - LARGEST_LOGIT  # middles of the bins
ZERO = BINS // 2  # the first bin of logits from 0 on: probability 0.5

Answers = Iterable[tuple[torch.Tensor, torch.Tensor]]


@dataclass(frozen=True)
class LogitCounts:
    """counts: (blocks, 2, BINS) int64, labelled pixels of each block without and with change, by logit.

    blocks, samples: their numbers, as in Chips.
    """

    blocks: tuple[int, ...]
    samples: tuple[int, ...]
    counts: np.ndarray

    @property
    def pooled(self) -> np.ndarray:
        """(2, BINS) int64, of all blocks."""
        return self.counts.sum(axis=0)


@dataclass(frozen=True)
class BlockFigures:
    """One block of ground. pixels: labelled ones. changed_share, marked_share: of them, by the labels and by the network, 0-1.

    marked_share, f1, precision, recall: at the threshold asked for.
    """

    block: int
    sample: int
    pixels: int
    changed_share: float
    marked_share: float
    f1: float
    precision: float
    recall: float


def change_logits(
    network: nn.Module,
    chips: Chips,
    index: Sequence[int],
    prepare: Callable[[torch.Tensor], torch.Tensor],
    progress: Progress,
    batch: int = 8,
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Logits (B, 1, H, W) float32 and labels (B, H, W) uint8, on the CPU, of the pairs `index` of `chips`, whole squares.

    network: two images to logits; it answers in eval mode, on its device. prepare: (B, bands, H, W) float32 as in the chips to
    what the network wants.
    """
    device = next(network.parameters()).device
    was_training = network.training
    try:
        for start in range(0, len(index), batch):
            progress.report(start / len(index))
            rows = np.asarray(index[start : start + batch])
            pair = torch.from_numpy(np.asarray(chips.images[rows], dtype=np.float32))
            pre, post = (prepare(pair[:, date]).to(device, memory_format=torch.channels_last) for date in (0, 1))
            with torch.no_grad():
                logits = network.eval()(pre, post)
            yield logits.float().cpu(), torch.from_numpy(np.asarray(chips.labels[rows]))
    finally:
        network.train(was_training)


def count_logits(answers: Answers, blocks: Sequence[int], samples: Sequence[int]) -> LogitCounts:
    """Count the pixels of `answers`, as `change_logits` gives them: logits (B, 1, H, W) and labels (B, H, W) uint8.

    blocks, samples: of every square, in the order of the answers. NO_LABEL does not count. A logit that is not a number counts
    as the lowest.
    """
    numbers, place = np.unique(np.asarray(blocks, dtype=np.int64), return_inverse=True)
    counts = np.zeros((len(numbers), 2, BINS), dtype=np.int64)
    done = 0
    for logits, labels in answers:
        for square, truth in zip(logits[:, 0].numpy(), labels.numpy()):
            known = truth != NO_LABEL
            within = np.nan_to_num(square[known], nan=-LARGEST_LOGIT).clip(-LARGEST_LOGIT, LARGEST_LOGIT)
            bins = np.minimum(np.floor(within / BIN_WIDTH).astype(np.int64) + ZERO, BINS - 1)
            both = np.bincount(bins + BINS * (truth[known] != 0), minlength=2 * BINS)
            counts[place[done]] += both.reshape(2, BINS)
            done += 1
    of = [int(np.asarray(samples)[place == index][0]) for index in range(len(numbers))]
    return LogitCounts(tuple(int(number) for number in numbers), tuple(of), counts)


def pooled_figures(counts: LogitCounts) -> dict[str, float]:
    """f1, precision and recall at probability 0.5, best_f1 (at the threshold that is best for it), average_precision,
    changed_share and pixels, of all labelled pixels; what has no meaning without changed pixels is 0.
    """
    pooled = counts.pooled
    changed, pixels = int(pooled[1].sum()), int(pooled.sum())
    best = area = 0.0
    if changed:
        marked, hits = by_threshold(pooled)
        occurs = np.diff(marked, prepend=0) > 0
        best, area = largest_f1(marked[occurs], hits[occurs]), area_under_precision(marked[occurs], hits[occurs])
    f1, precision, recall = _at(pooled, ZERO)
    return {
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "best_f1": best,
        "average_precision": area,
        "changed_share": changed / max(pixels, 1),
        "pixels": float(pixels),
    }


def block_figures(counts: LogitCounts, threshold_logit: float = 0.0) -> list[BlockFigures]:
    """Every block by itself, with what lies at or above `threshold_logit` (to the width of a bin) as change."""
    first = int(np.clip(round(threshold_logit / BIN_WIDTH) + ZERO, 0, BINS))
    rows = []
    for block, sample, own in zip(counts.blocks, counts.samples, counts.counts):
        pixels = int(own.sum())
        shares = (float(part.sum()) / max(pixels, 1) for part in (own[1], own[:, first:]))
        rows.append(BlockFigures(block, sample, pixels, *shares, *_at(own, first)))
    return rows


def figures_at(counts: LogitCounts, threshold_logit: float) -> BlockFigures:
    """All blocks as if they were one, with what lies at or above `threshold_logit` as change."""
    return block_figures(LogitCounts((0,), (0,), counts.pooled[None]), threshold_logit)[0]


def precision_recall(counts: LogitCounts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Precision, recall and threshold (a logit) at every bin that holds pixels, from the highest threshold down.

    float64; empty without changed pixels.
    """
    marked, hits = by_threshold(counts.pooled)
    occurs = (np.diff(marked, prepend=0) > 0) & (hits[-1] > 0)
    logits = (LOGITS - BIN_WIDTH / 2)[::-1]
    return (hits / np.maximum(marked, 1))[occurs], (hits / max(hits[-1], 1))[occurs], logits[occurs]


def by_threshold(pooled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(2, BINS) to how many pixels lie in a bin or above it, from the highest bin down, and how many of them are changed."""
    return pooled.sum(axis=0)[::-1].cumsum(), pooled[1, ::-1].cumsum()


def _at(own: np.ndarray, first: int) -> tuple[float, float, float]:
    """F1, precision and recall with the bins from `first` on as change; 0 where there is nothing to divide by."""
    hits, marked, changed = int(own[1, first:].sum()), int(own[:, first:].sum()), int(own[1].sum())
    return 2 * hits / max(marked + changed, 1), hits / max(marked, 1), hits / max(changed, 1)
