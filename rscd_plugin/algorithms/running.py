"""From parameters to results for every algorithm that finds changes: check, run the job in a worker, deliver."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QCoreApplication, QThread

from ..core.errors import Cancelled, UserError
from ..core.jobs.spec import DetectOutputs
from ..runtime.environment import find_environment
from ..runtime.scratch import ScratchFolder
from ..runtime.worker_process import WorkerProcess
from .base import RscdAlgorithm
from .change_outputs import CHANGES, MASK, PROBABILITY, ChangeDelivery, refuse_unsafe, scratch_place, wanted

_WORKER_SHARE = 98.0  # per cent of the progress bar; the rest is delivery


class ChangeAlgorithm(RscdAlgorithm):
    """Subclasses set JOB and TIER, and build the job in `job`, which also sets `crs`."""

    JOB: str
    TIER = "detect"
    crs: QgsCoordinateReferenceSystem

    @abstractmethod
    def job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Any:
        """The job that the parameters ask for; sets `crs`. Raises UserError."""

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
            self._environment = find_environment(self.TIER)
        except UserError as error:
            raise QgsProcessingException(str(error)) from None
        return True

    def _checked_job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Any:
        find_environment(self.TIER)
        job = self.job(parameters, context)
        inputs = [job.pre.path, job.post.path, *self.input_files(job)]
        refuse_unsafe(parameters, [path for path in inputs if path], _open_files(context.project()))
        return job

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Run the job in a worker process and bring its files to where they belong."""
        delivery = ChangeDelivery(self, parameters, context, feedback)
        try:
            with ScratchFolder(scratch_place(parameters)) as scratch, WorkerProcess(self._environment) as worker:
                outputs = DetectOutputs(str(scratch), *(wanted(parameters, name) for name in (PROBABILITY, MASK, CHANGES)))
                values = worker.run(
                    self.JOB,
                    self._job,
                    outputs,
                    on_progress=lambda share: feedback.setProgress(share * _WORKER_SHARE),
                    on_log=feedback.pushInfo,
                    is_cancelled=feedback.isCanceled,
                )
                results = delivery.deliver(values, self.crs)
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
