"""What the algorithms that learn have in common: a checkpoint, and a cancel that keeps the best so far."""

from __future__ import annotations

import json
import os
from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from ..core.errors import Cancelled, UserError
from ..core.jobs.learning_spec import LearningJob
from ..runtime.scratch import publish
from .labelled_images import LabelledImages
from .outputs import destination_file, wanted
from .report_output import REPORT
from .running import WorkerAlgorithm

_CHECKPOINT = ".checkpoint.pt"
_DEVICE_USED = "DEVICE_USED"
_SCORE = "score"  # as tasks call the figure that decides which weights are best; often one of the others under its own name


class LearningAlgorithm(WorkerAlgorithm):
    """Subclasses set FILES and NUMBERS besides what every WorkerAlgorithm sets, and build the job in `job_from`."""

    TIER = "learn"
    GROUP = "Learning"
    GROUP_ID = "learning"
    GUIDE_PAGE = "training"
    FILES: Mapping[str, str]  # output parameter → the worker's name for its file; the first is what it is all for
    NUMBERS: Mapping[str, str]  # output → its title
    places: dict[str, Path]  # where the files that are wanted go

    @abstractmethod
    def job_from(self, images: LabelledImages, parameters: dict[str, Any], context: QgsProcessingContext) -> LearningJob:
        """The job that the parameters ask for. Raises UserError."""

    def add_numbers(self) -> None:
        """Declare the outputs that are no files."""
        for name, title in self.NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))
        self.addOutput(QgsProcessingOutputString(_DEVICE_USED, self.tr("Device used")))

    def job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> LearningJob:
        """The job that the parameters ask for."""
        images = LabelledImages(self, parameters, context)
        job = self.job_from(images, parameters, context)
        self._exports = images.exports
        return job

    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        """Layers that cannot be opened are named; Processing itself would name the parameter alone."""
        for name in self.layer_parameters():
            try:
                LabelledImages(self, parameters, context).layers(name)
            except UserError as error:
                return False, str(error)
        return super().checkParameterValues(parameters, context)

    def layer_parameters(self) -> list[str]:
        """Those that take map layers."""
        return [found.name() for found in self.parameterDefinitions() if found.type() in ("multilayer", "layer")]

    def checked_job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> LearningJob:
        """The same, and the checkpoint's place is found to be free; the checkpoint of an earlier run may lie there."""
        job = super().checked_job(parameters, context)
        main = destination_file(parameters.get(self._main))
        checkpoint = _checkpoint_beside(main) if main is not None else None
        others = {os.path.realpath(path) for path in self.all_input_files(job) if path != job.resume}
        if checkpoint is not None and (os.path.realpath(checkpoint) in others or checkpoint.is_dir()):
            raise UserError(f"{self._main}: its checkpoints would overwrite {checkpoint}. Choose another name.")
        return job

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """The same, and where everything goes: a temporary place is another one each time Processing is asked."""
        if not super().prepareAlgorithm(parameters, context, feedback):
            return False
        names = [name for name in self.FILES if wanted(parameters, name)]
        self.places = {name: Path(self.parameterAsFileOutput(parameters, name, context)) for name in names}
        self._checkpoint = _checkpoint_beside(self.places[self._main])
        self._older = _written_at(self._checkpoint)
        return True

    def output_settings(self) -> dict[str, Any]:
        """What every job that learns is told of its outputs but the folder."""
        return {"report": REPORT in self.places, "checkpoint": str(self._checkpoint)}

    def write_inputs(self, feedback: QgsProcessingFeedback) -> None:
        """The labels that no plain file holds."""
        for export in self._exports:
            export.write(feedback)

    def deliver(
        self,
        values: dict[str, Any],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Files and numbers. What took long to learn is put in its place first, and stays where another file cannot be put."""
        files = {Path(file).name: Path(file) for file in values["files"].values()}
        results: dict[str, Any] = self._put_in_place(files)
        for name in self.NUMBERS:
            value = values[name.lower()]
            results[name] = int(value) if isinstance(value, bool) else value
        return {**results, _DEVICE_USED: values["device_used"]}

    def keep(self, scratch: Path, stopped: Exception, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """The best so far. The worker writes it whole whenever an epoch was better."""
        how = "Cancelled" if isinstance(stopped, Cancelled) else "Stopped"
        go_on = f" To go on, run this again with RESUME={self._checkpoint}" if self._has_checkpoint() else ""
        results: dict[str, str] = {}
        if (scratch / self.FILES[self._main]).is_file():
            results = self._put_in_place({file.name: file for file in scratch.iterdir()})
        if results:
            feedback.pushWarning(f"{how} before the end: the result is the best so far, not the finished one.")
            files = " and ".join(results.values())
            feedback.pushInfo(f"{how}. The best so far{_told_best(scratch / 'best.json')} is kept in {files}.{go_on}")
        elif go_on:
            feedback.pushInfo(f"{how}. Nothing was finished yet.{go_on}")
        return results

    def _has_checkpoint(self) -> bool:
        """Whether there is one to go on from: of this run, or of the one that this run went on from."""
        written = _written_at(self._checkpoint)
        resumed = self._job.resume is not None and os.path.realpath(self._job.resume) == os.path.realpath(self._checkpoint)
        return written is not None and (resumed or written != self._older)

    @property
    def _main(self) -> str:
        return next(iter(self.FILES))

    def _put_in_place(self, files: dict[str, Path]) -> dict[str, str]:
        results = {}
        for name, place in self.places.items():
            if self.FILES[name] in files:
                publish(files[self.FILES[name]], place)
                results[name] = str(place)
        return results


def _checkpoint_beside(file: Path) -> Path:
    return file.with_suffix(_CHECKPOINT)


def _written_at(file: Path) -> int | None:
    """When, in nanoseconds; None where there is no such file."""
    return file.stat().st_mtime_ns if file.is_file() else None


def _told_best(note: Path) -> str:
    """What the worker noted of the best epoch, as ` (epoch 7, F1 0.61)`; empty where it noted nothing."""
    try:
        best = json.loads(note.read_text(encoding="utf-8"))
        figures = {name: value for name, value in best["figures"].items() if isinstance(value, (int, float))}
        if len(figures) > 1:
            figures.pop(_SCORE, None)
        told = [f"epoch {best['epoch']}", *(f"{_spoken(name)} {value:.2f}" for name, value in figures.items())]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""
    return f" ({', '.join(told)})"


def _spoken(name: str) -> str:
    return "F1" if name == "f1" else name.replace("_", " ")
