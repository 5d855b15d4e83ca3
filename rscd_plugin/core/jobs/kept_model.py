"""What a training has learnt after each better epoch, written whole: so there is something when a run ends early."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from torch import nn

from ..engines.card import ModelCard
from ..errors import UserError
from ..learning.chips.chips import Chips
from ..learning.chips.gather import Gathered
from ..learning.detector.calibration import calibrate
from ..learning.detector.export import export_detector
from ..learning.detector.task import count_validation
from ..learning.detector.validation import figures_at, pooled_figures
from ..learning.networks import HALO_PX, Begun, trained_parts
from ..learning.training.history import Epoch
from ..models.detector import ChangeDetector
from ..models.weights import save_weights
from ..progress import Progress
from ..whole_file import is_disk_full, whole_file
from .cards import input_of, trained_on, weights_card
from .learning_spec import PretrainJob, TrainJob
from .provenance import sha256


class EncoderKeeper:
    """Called with an epoch and its network it writes encoder.safetensors and best.json."""

    def __init__(self, job: PretrainJob, gathered: Gathered, folder: Path) -> None:
        self._job, self._gathered, self._folder = job, gathered, folder
        self.encoder = folder / "encoder.safetensors"

    def __call__(self, epoch: Epoch, network: nn.Module) -> None:
        """Write the files. Raises UserError when the disk is full; then those of the last call are still there."""
        metrics = {name: round(value, 4) for name, value in epoch.figures.items()}
        about = {"name": f"Encoder pretrained in QGIS ({self._job.objective})", "objective": self._job.objective}
        card = weights_card(network, self._gathered, **about, seed=self._job.seed, metrics=metrics)
        with _explained(self._folder):
            save_weights(self.encoder, trained_parts(network), card)
            _write_best(epoch, self._folder)


class ModelKeeper:
    """Called with an epoch and its detector it writes model.onnx, best.json and, where wanted, weights.safetensors."""

    def __init__(
        self, job: TrainJob, gathered: Gathered, begun: Begun, validation: Chips, folder: Path, with_weights: bool
    ) -> None:
        self._job, self._gathered, self._validation = job, gathered, validation
        self._folder, self._with_weights = folder, with_weights
        self._name = job.name or "Change detector trained in QGIS"
        self._started_from = f"{begun.weights.name}, SHA-256 {sha256(begun.weights)}" if begun.weights else ""
        self.model, self.weights = folder / "model.onnx", folder / "weights.safetensors"

    def __call__(self, epoch: Epoch, detector: ChangeDetector) -> None:
        """Write the files. Raises UserError when the disk is full; then those of the last call are still there."""
        gathered, job = self._gathered, self._job
        counts = count_validation(detector, self._validation, gathered.scaling, Progress())
        calibration = calibrate(counts, gathered.pairs is not None)
        metrics = {
            "validation_f1": round(figures_at(counts, calibration.threshold_logit).f1, 4),
            "validation_average_precision": round(pooled_figures(counts)["average_precision"], 4),
        }
        card = ModelCard(
            **input_of(gathered),
            name=self._name,
            threshold=calibration.threshold,
            calibrated=calibration.calibrated,
            size_multiple=32,
            halo_px=HALO_PX,
            licence=job.licence,
            trained_on=trained_on(gathered),
            training_extent=gathered.extent,
            started_from=self._started_from,
            metrics=metrics,
        )
        with _explained(self._folder):
            export_detector(detector, card, self.model, calibration.temperature, calibration.shift)
            if self._with_weights:
                about = {"name": self._name, "objective": "detector", "licence": job.licence}
                weights = weights_card(detector, gathered, **about, seed=job.seed, metrics=metrics)
                save_weights(self.weights, trained_parts(detector), weights)
            _write_best(epoch, self._folder)


def _write_best(epoch: Epoch, folder: Path) -> None:
    with whole_file(folder / "best.json") as beside:
        beside.write_text(json.dumps({"epoch": epoch.number, "figures": epoch.figures}))


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if not is_disk_full(error):
            raise
        raise UserError(
            f"The disk is full: what was learnt cannot be written to {folder} ({error.strerror}). Free some space, or choose "
            "another place for the outputs, and run again."
        ) from error
