"""Train a change detector: labelled images in; an ONNX model with its card, weights and a report out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from ..learning.chips.chips import Chips
from ..learning.chips.gather import Gathered, gather_chips
from ..learning.detector.task import made_validation
from ..learning.detector.training import train_detector
from ..learning.detector.validation import figures_at, pooled_figures
from ..learning.networks import make_detector
from ..learning.recipes import detector_settings
from ..learning.training.device import choose_device
from ..progress import Progress
from ..report.train_report import TrainRun, write_train_report
from .kept_model import ModelKeeper
from .learning_spec import TrainJob, TrainOutputs

MOST_VALIDATION = 64  # pairs that are looked at after each epoch


def train(job: TrainJob, outputs: TrainOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job. Returns `files` (model, weights, report), the figures of the model on validation ground, and how it went.

    Everything but the checkpoint is written inside `outputs.folder`, which the caller owns and removes; model.onnx lies there,
    whole, from the first epoch on. Raises UserError and Cancelled.
    """
    started = time.monotonic()
    folder = Path(outputs.folder)
    device = choose_device(job.device, progress)
    gathered = gather_chips(job.samples, job.bands, job.chip_size, folder / "chips", job.seed, progress.part(0.0, 0.1))
    classes = len(gathered.class_names) + 1 if gathered.single else 0
    begun = make_detector(job.start, job.architecture, gathered.band_names, classes, job.seed)
    for sentence in begun.sentences:
        progress.log(sentence)

    validation = _validation(gathered, job.chip_size)
    chips = {name: split.training for name, split in (("pairs", gathered.pairs), ("single", gathered.single)) if split}
    keeper = ModelKeeper(job, gathered, begun, validation, folder, outputs.weights)
    settings = detector_settings(job, gathered, outputs, device)
    trained = train_detector(
        begun, chips, validation, gathered.scaling, job.chip_size, settings, progress.part(0.1, 0.97), keeper
    )
    history, calibration = trained.history, trained.calibration

    files = {"model": keeper.model}
    if outputs.weights:
        files["weights"] = keeper.weights
    if outputs.report:
        files["report"] = folder / "report.html"
        run = TrainRun(job, gathered, begun, trained, validation, device, time.monotonic() - started)
        write_train_report(run, files["report"], progress.part(0.97, 1.0))
    if outputs.checkpoint:
        Path(outputs.checkpoint).unlink(missing_ok=True)
    progress.report(1.0)
    return {
        "files": {name: str(file) for name, file in files.items()},
        "threshold_used": calibration.threshold,
        "calibrated": calibration.calibrated,
        "f1_validation": figures_at(trained.counts, calibration.threshold_logit).f1,
        "average_precision_validation": pooled_figures(trained.counts)["average_precision"],
        "epochs_used": history.chosen,
        "batch_size_used": max(1, job.batch_size >> history.batch_halvings),
        "device_used": device,
    }


def _validation(gathered: Gathered, chip_px: int) -> Chips:
    """Real pairs where there are any, else pairs made of single dates: what a detector is judged and calibrated by."""
    if gathered.pairs is None:
        return made_validation(gathered.single.validation, gathered.scaling, chip_px, MOST_VALIDATION)
    chips = gathered.pairs.validation
    return chips.rows(np.linspace(0, len(chips) - 1, min(len(chips), MOST_VALIDATION)).astype(int))
