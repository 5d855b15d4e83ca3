"""How each objective is trained by default, whatever it learns from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..jobs.learning_spec import LearningJob, PretrainJob, PretrainOutputs, TrainJob
from ..jobs.registry import to_dict
from .chips.gather import Gathered
from .sadl.recipe import RECIPES
from .training.schedule import OPTIMISERS
from .training.settings import LoopSettings

PATIENCE = 8  # epochs without a better F1
AVERAGING = 0.99  # of the weights: steadier from epoch to epoch where there are few labels


def detector_settings(job: TrainJob, gathered: Gathered, outputs: PretrainOutputs, device: str) -> LoopSettings:
    """The loop that trains a detector."""
    return replace(_settings(job, gathered, outputs, device), averaging=AVERAGING, patience=PATIENCE, score_name="F1")


def pretraining_settings(job: PretrainJob, gathered: Gathered, outputs: PretrainOutputs, device: str) -> LoopSettings:
    """The loop that pretrains an encoder."""
    return _settings(job, gathered, outputs, device)


def learning_rate(job: LearningJob) -> float:
    """The highest of the schedule: the user's, else the optimiser's own."""
    return job.learning_rate or OPTIMISERS[_optimiser(job)].learning_rate


def _optimiser(job: LearningJob) -> str:
    return RECIPES[job.recipe].optimiser if isinstance(job, PretrainJob) else "adamw"


def _settings(job: LearningJob, gathered: Gathered, outputs: PretrainOutputs, device: str) -> LoopSettings:
    return LoopSettings(
        epochs=job.epochs,
        batch=job.batch_size,
        learning_rate=learning_rate(job),
        optimiser=_optimiser(job),
        seed=job.seed,
        device=device,
        checkpoint=Path(outputs.checkpoint) if outputs.checkpoint else None,
        resume=Path(job.resume) if job.resume else None,
        fingerprint=_fingerprint(job, gathered),
    )


def _fingerprint(job: LearningJob, gathered: Gathered) -> str:
    """What a checkpoint belongs to: the settings, and the chips themselves instead of their files, which may be temporary."""
    settings = {name: value for name, value in to_dict(job).items() if name not in ("samples", "resume", "device")}
    digest = hashlib.sha256()
    for split in (gathered.single, gathered.pairs):
        if split is not None:
            for index in range(len(split.training)):
                digest.update(np.ascontiguousarray(split.training.images[index]))
                digest.update(np.ascontiguousarray(split.training.labels[index]))
    return json.dumps({**settings, "chips": digest.hexdigest()}, sort_keys=True)
