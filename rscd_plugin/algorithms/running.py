"""From parameters to results for every algorithm that works in the worker: check, run the job, deliver."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QCoreApplication, QThread

from ..core.errors import Cancelled, UserError
from ..runtime.environment import find_environment
from ..runtime.scratch import ScratchFolder
from ..runtime.worker_process import WorkerProcess
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
        """Files besides the two dates that the job reads, so that no output overwrites them."""
        return []

    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        """Everything that can be known before a run: asked by the dialog, qgis_process and Python before they start one."""
        fine, message = super().checkParameterValues(parameters, context)
        if fine:
            try:
                self._checked_job(parameters, context)
            except UserError as error:
                return False, str(error)
        return fine, message

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Take what is needed from layers and project. Checks again, since model graphs come here straight away."""
        try:
            self._job = self._checked_job(parameters, context)
        except UserError as error:
            raise QgsProcessingException(str(error)) from None
        return True

    def _checked_job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Any:
        self._environment = find_environment(self.TIER)
        job = self.job(parameters, context)
        inputs = [job.pre.path, job.post.path, job.exclude.path if job.exclude else None, *self.input_files(job)]
        refuse_unsafe(parameters, self.DESTINATIONS, [path for path in inputs if path], _open_files(context.project()))
        return job

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Run the job in a worker process and bring its files to where they belong."""
        place = scratch_place(parameters, self.DESTINATIONS)
        try:
            with ScratchFolder(place) as scratch, WorkerProcess(self._environment) as worker:
                values = worker.run(
                    self.JOB,
                    self._job,
                    self.outputs(parameters, str(scratch)),
                    on_progress=lambda share: feedback.setProgress(share * _WORKER_SHARE),
                    on_log=feedback.pushInfo,
                    is_cancelled=feedback.isCanceled,
                )
                results = self.deliver(values, parameters, context, feedback)
        except Cancelled:
            return {}
        except UserError as error:
            raise QgsProcessingException(str(error)) from None
        except RuntimeError as error:
            feedback.pushDebugInfo(str(error))
            last = str(error).strip().splitlines()[-1]
            raise QgsProcessingException(
                f"The plugin made a mistake ({last}). Nothing was written. Please report it with the text of this log."
            ) from None
        feedback.setProgress(100)
        return results


def _open_files(project: QgsProject | None) -> list[str]:
    """Files behind the project's layers. Looked at from the main thread only, where layers live."""
    if project is None or QThread.currentThread() != QCoreApplication.instance().thread():
        return []
    return [layer.source().split("|")[0] for layer in project.mapLayers().values()]
