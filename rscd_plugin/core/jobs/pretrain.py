"""Pretrain an encoder: images of single dates and their labels in; weights and a report out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from ..learning.chips.gather import Gathered, gather_chips
from ..learning.detector.task import DetectorTask
from ..learning.joint import JointNetwork, JointTask
from ..learning.networks import Begun, make_pretraining
from ..learning.recipes import pretraining_settings
from ..learning.sadl.recipe import sadl_recipe
from ..learning.sadl.task import SadlTask
from ..learning.training.device import choose_device
from ..learning.training.loop import fit
from ..learning.training.task import Task
from ..progress import Progress
from ..report.pretrain_report import PretrainRun, write_pretrain_report
from .kept_model import EncoderKeeper
from .learning_spec import PretrainJob, PretrainOutputs


def pretrain(job: PretrainJob, outputs: PretrainOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job. Returns `files` (encoder, report), how well embeddings tell the classes apart, and how it went.

    Everything but the checkpoint is written inside `outputs.folder`, which the caller owns and removes; encoder.safetensors lies
    there, whole, from the first epoch on. Raises UserError and Cancelled.
    """
    started = time.monotonic()
    folder = Path(outputs.folder)
    device = choose_device(job.device, progress)
    gathered = gather_chips(job.samples, job.bands, job.chip_size, folder / "chips", job.seed, progress.part(0.0, 0.1))
    classes = len(gathered.class_names) + 1
    begun = make_pretraining(job.objective, job.encoder, job.architecture, gathered.band_names, classes, job.seed)
    for sentence in begun.sentences:
        progress.log(sentence)
    task, sadl = _task(job, gathered, begun)
    begun.network.to(device)

    before = sadl.look(progress.part(0.1, 0.12))
    keeper = EncoderKeeper(job, gathered, folder)
    history = fit(task, pretraining_settings(job, gathered, outputs, device), progress.part(0.12, 0.95), keeper)
    after = sadl.look(progress.part(0.95, 0.97))
    files = {"encoder": keeper.encoder}
    if outputs.report:
        files["report"] = folder / "report.html"
        run = PretrainRun(job, gathered, begun, sadl, history, before, after, device, time.monotonic() - started)
        write_pretrain_report(run, files["report"], progress.part(0.97, 1.0))
    if outputs.checkpoint:
        Path(outputs.checkpoint).unlink(missing_ok=True)
    progress.report(1.0)
    return {
        "files": {name: str(file) for name, file in files.items()},
        "loss_first": history.epochs[0].loss,
        "loss_last": history.epochs[-1].loss,
        "separation_before": before.separation,
        "separation_after": after.separation,
        "epochs_used": history.chosen,
        "device_used": device,
    }


def _task(job: PretrainJob, gathered: Gathered, begun: Begun) -> tuple[Task, SadlTask]:
    """What is learnt, and SaDL's part of it."""
    split, scaling, network = gathered.single, gathered.scaling, begun.network
    joint = isinstance(network, JointNetwork)
    sadl = SadlTask(
        network.sadl if joint else network,
        split.training,
        split.validation,
        scaling,
        job.chip_size,
        job.points_per_class,
        sadl_recipe(job.recipe, job.push_weight),
    )
    if not joint:
        return sadl, sadl
    return JointTask(network, sadl, DetectorTask(network.detector, scaling, job.chip_size, single=split.training)), sadl
