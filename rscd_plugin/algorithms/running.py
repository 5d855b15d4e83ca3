"""From parameters to results for every algorithm that works in the worker: check, run the job, deliver."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QCoreApplication, QThread

from ..core.errors import Cancelled, UserError
from ..core.jobs.spec import RasterSource, VectorSource
from ..runtime.environment import find_environment
from ..runtime.scratch import ScratchFolder
from ..runtime.settings import with_preferences
from ..runtime.worker_process import WorkerDied, WorkerProcess
from .base import RscdAlgorithm
from .outputs import Destinations, refuse_unsafe, scratch_place

_WORKER_SHARE = 98.0  # per cent of the progress bar; the rest is delivery


class WorkerAlgorithm(RscdAlgorithm):
    """Subclasses set JOB, TIER and DESTINATIONS, build the job, say what is wanted of it and deliver what it gave."""

    JOB: str
    TIER = "detect"
    DESTINATIONS: Destinations

    @abstractmethod
    def job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Any:
        """The job that the parameters ask for. Raises UserError."""

    @abstractmethod
    def outputs(self, parameters: dict[str, Any], scratch: str) -> Any:
        """What the worker is to write, inside the folder `scratch`."""

    @abstractmethod
    def deliver(
        self,
        values: dict[str, Any],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Bring the worker's files to their places; returns the results. Raises UserError and Cancelled."""

    def input_files(self, job: Any) -> list[str | None]:
        """Files besides rasters and vector layers that the job reads, so that no output overwrites them."""
        return []

    def write_inputs(self, feedback: QgsProcessingFeedback) -> None:
        """Write what the job reads and no file holds yet. In the run's own thread: no layers. Raises UserError and Cancelled."""
        return

    def keep(self, scratch: Path, stopped: Exception, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """Bring to its place what an unfinished job has finished, and say so; returns the results. Nothing, by default.

        scratch: where the worker wrote. stopped: why it did not finish. Raises UserError.
        """
        return {}

    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        """Everything that can be known before a run: asked by the dialog, qgis_process and Python before they start one."""
        fine, message = super().checkParameterValues(parameters, context)
        if fine:
            try:
                self.checked_job(parameters, context)
            except UserError as error:
                return False, str(error)
        return fine, message

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Take what is needed from layers and project. Checks again, since model graphs come here straight away."""
        try:
            self._job = self.checked_job(parameters, context)
        except UserError as error:
            raise QgsProcessingException(str(error)) from None
        return True

    def checked_job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Any:
        """The job, once runtime and outputs are found to be fine. Raises UserError."""
        self._environment = find_environment(self.TIER)
        job = with_preferences(self.job(parameters, context))
        refuse_unsafe(parameters, self.DESTINATIONS, self.all_input_files(job), _open_files(context.project()))
        return job

    def all_input_files(self, job: Any) -> list[str]:
        """Every file that the job reads."""
        return [*_source_paths(job), *(path for path in self.input_files(job) if path)]

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Run the job in a worker process and bring its files to where they belong."""
        place = scratch_place(parameters, self.DESTINATIONS)
        kept: dict[str, Any] = {}
        try:
            with ScratchFolder(place) as scratch:
                try:
                    values = self._values(parameters, scratch, feedback)
                except (Cancelled, UserError, RuntimeError) as stopped:
                    kept = self.keep(scratch, stopped, feedback)
                    raise
                results = self.deliver(values, parameters, context, feedback)
        except Cancelled:
            return kept
        except WorkerDied as error:
            raise QgsProcessingException(error.told(_written(kept))) from None
        except UserError as error:
            raise QgsProcessingException(str(error)) from None
        except RuntimeError as error:
            feedback.pushDebugInfo(str(error))
            last = str(error).strip().splitlines()[-1]
            raise QgsProcessingException(
                f"The plugin made a mistake ({last}). {_written(kept)} Please report it with the text of this log."
            ) from None
        feedback.setProgress(100)
        return results

    def _values(self, parameters: dict[str, Any], scratch: Path, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """What the worker returns; it has ended by then."""
        self.write_inputs(feedback)
        with WorkerProcess(self._environment) as worker:
            return worker.run(
                self.JOB,
                self._job,
                self.outputs(parameters, str(scratch)),
                on_progress=lambda share: feedback.setProgress(share * _WORKER_SHARE),
                on_log=feedback.pushInfo,
                is_cancelled=feedback.isCanceled,
            )


def _written(kept: dict[str, Any]) -> str:
    return f"What was best until then is kept: {', '.join(map(str, kept.values()))}." if kept else "Nothing was written."


def _source_paths(value: Any) -> Iterator[str]:
    """The files behind all rasters and vector layers that a job names, however deep in it."""
    if isinstance(value, (RasterSource, VectorSource)):
        yield value.path
    elif isinstance(value, tuple):
        for item in value:
            yield from _source_paths(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _source_paths(getattr(value, field.name))


def _open_files(project: QgsProject | None) -> list[str]:
    """Files behind the project's layers. Looked at from the main thread only, where layers live."""
    if project is None or QThread.currentThread() != QCoreApplication.instance().thread():
        return []
    return [layer.source().split("|")[0] for layer in project.mapLayers().values()]
