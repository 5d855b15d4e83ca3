"""The modes of Metric-CD by their names: from a pair to what scores it, and how that came about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from ..classic.methods import Score
from ..engines.tile_choice import memory_budget_bytes
from ..jobs.spec import MetricJob
from ..models.feature_extractor import FeatureExtractor, VggExtractor
from ..models.pretrained import load_extractor
from ..progress import Progress
from ..raster.pair import Pair
from ..vector.histogram import ScoreHistogram
from ..vector.threshold_methods import find_threshold
from .blocks import LARGEST_PX, MOST_BLOCKS, Blocks
from .fused import FusedScore, fit_fused, read_blocks
from .history import History
from .objectives import BalancedObjective, FeatureTerms, Objective, PublishedObjective
from .optimised import Dates, NetworkScore, OnScale, StandardisedDates, WithStart, joined
from .optimiser import Schedule, optimise
from .stopping import Look, keep_apart
from .training_windows import Block, WindowSampler

_TEACHING_THRESHOLD = "yen"  # which cut of the start the networks learn from; the user's own is for the result
_FEWEST_BLOCKS = 8
Found = tuple[Score, History]


def fast(pair: Pair, job: MetricJob, device: str, progress: Progress) -> Found:
    """The fused score of one pass; nothing is optimised. Raises UserError when no pixel is valid in both dates, and Cancelled."""
    start, _ = _start(pair, job, device, progress)
    return start, History()


def optimised(pair: Pair, job: MetricJob, device: str, progress: Progress) -> Found:
    """A small network learns on the pair what the fused score marks, and both are joined. Raises as `fast` does."""
    start, blocks = _start(pair, job, device, progress.part(0.0, 0.4))
    dates = StandardisedDates(start.closed_form.chronochrome.standard, device)
    held, balance = _read(pair, blocks, start, dates, progress.part(0.4, 0.6))
    if balance is None:
        return start, _nothing_to_learn()
    features = FeatureTerms(start.closed_form.extractors) if job.train_features else None
    objective = BalancedObjective(len(pair.pre_bands), job.seed, balance, features).to(device)
    schedule = Schedule(job.iterations or 60, check_every=10, patience=2, learning_rate=2e-3)
    history = _optimise(objective, held, balance, 4, schedule, pair, job, device, progress.part(0.6, 0.9))
    if history.chosen == 0:
        return start, history
    if job.train_features:
        start = start.with_extractors(start.closed_form.extractors, pair, blocks, progress.part(0.9, 0.95))
        held, _ = _read(pair, blocks, start, dates, progress.part(0.95, 1.0))
    return _on_scale_of_start(WithStart(start, NetworkScore(objective, dates)), held, blocks), history


def reference(pair: Pair, job: MetricJob, device: str, progress: Progress) -> Found:
    """The paper's networks and loss, term by term, and its closed form to start from. Slow. Raises as `fast` does."""
    extractors = _encoder(pair, job, progress) or (VggExtractor(len(pair.post_bands), seed=job.seed),)
    fused, blocks = fit_fused(pair, extractors, _most_blocks(pair, job), job.seed, device, progress.part(0.0, 0.2))
    start = fused.closed_form
    held, balance = _read(pair, blocks, start, start.dates, progress.part(0.2, 0.3))
    if balance is None:
        return start, _nothing_to_learn()
    bands = len(pair.post_bands)
    objective = PublishedObjective(bands, job.seed, extractors[0], job.train_features, balance).to(device)
    schedule = Schedule(job.iterations or 50, check_every=10, patience=5, learning_rate=1e-4)
    history = _optimise(objective, held, balance, 1, schedule, pair, job, device, progress.part(0.3, 1.0))
    return (NetworkScore(objective, start.dates) if history.chosen else start), history


def _start(pair: Pair, job: MetricJob, device: str, progress: Progress) -> tuple[FusedScore, Blocks]:
    return fit_fused(pair, _encoder(pair, job, progress), _most_blocks(pair, job), job.seed, device, progress)


def _encoder(pair: Pair, job: MetricJob, progress: Progress) -> tuple[FeatureExtractor, ...] | None:
    """The user's own D-FE; None where the mode has its own."""
    if job.encoder is None:
        return None
    extractor, sentences = load_extractor(Path(job.encoder), len(pair.post_bands))
    for sentence in sentences:
        progress.log(sentence)
    return (extractor,)


def _most_blocks(pair: Pair, job: MetricJob) -> int:
    """As many blocks as half the memory budget holds."""
    bytes_each = LARGEST_PX**2 * 4 * (len(pair.pre_bands) + len(pair.post_bands) + 2)
    return int(np.clip(memory_budget_bytes(job.memory_mb) // 2 // bytes_each, _FEWEST_BLOCKS, MOST_BLOCKS))


def _read(pair: Pair, blocks: Blocks, start: Score, dates: Dates, progress: Progress) -> tuple[list[Block], float | None]:
    """The blocks in memory with the start's scores as distances, and their balance point, where the start's threshold lies.

    The balance is None where the score is the same everywhere.
    """
    held: list[Block] = []
    spread, histogram = set(blocks.spread), ScoreHistogram()
    for block, (window, kept) in zip(blocks.all, read_blocks(pair, blocks.all, start.halo_px, progress)):
        score = start.score(window)[kept]
        if block in spread:
            histogram.add(score)
        pre, post = (image[0].cpu()[(slice(None), *kept)].clone() for image in dates(window))
        valid = torch.from_numpy(window.valid[kept].copy())[None]
        held.append(Block(block, pre, post, torch.from_numpy(np.nan_to_num(score))[None], valid))
    return held, None if histogram.is_flat else find_threshold(_TEACHING_THRESHOLD, histogram, None)


def _on_scale_of_start(both: WithStart, held: Sequence[Block], blocks: Blocks) -> OnScale:
    """So that a threshold means the same in both modes, and automatic ones mark as much. held: with the start's scores."""
    spread = set(blocks.spread)
    parts = [block for block in held if block.window in spread]
    starts = [block.distance[block.valid].numpy() for block in parts]
    networks = [both.network.of_dates(block.pre[None], block.post[None])[block.valid[0].numpy()] for block in parts]
    targets = np.concatenate(starts)
    return OnScale.of_values(both, joined(targets, np.concatenate(networks)), targets)


def _optimise(
    objective: Objective,
    blocks: Sequence[Block],
    balance: float,
    batch: int,
    schedule: Schedule,
    pair: Pair,
    job: MetricJob,
    device: str,
    progress: Progress,
) -> History:
    taught, apart = keep_apart(blocks, balance, job.seed)
    if not apart or min(pair.grid.width, pair.grid.height) < 2:  # batch norm needs more than a pixel
        return History(sentence="The rasters are too small to keep a part of them apart: nothing was optimised.")
    sampler = WindowSampler(taught, balance, batch, job.seed, device)
    return optimise(objective, sampler, Look(apart, blocks, balance, pair.grid, device), schedule, job.seed, progress)


def _nothing_to_learn() -> History:
    return History(sentence="The score is the same everywhere: there is nothing to optimise on.")


Mode = Callable[[Pair, MetricJob, str, Progress], Found]
METRIC_MODES: dict[str, Mode] = {"optimised": optimised, "fast": fast, "reference": reference}
