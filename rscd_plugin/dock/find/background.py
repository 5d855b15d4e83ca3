"""One algorithm in one background task, prepared at once so that layers and project may go before it begins."""

from __future__ import annotations

import time
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ...core.errors import UserError


class RunFeedback(QgsProcessingFeedback):
    """Hands on what an algorithm says in its own thread; what is connected to it hears it in the thread where it lives."""

    said = pyqtSignal(str)
    failed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__(False)

    def pushInfo(self, info: str) -> None:
        """Called by the algorithm."""
        self.said.emit(info)

    def reportError(self, error: str, fatalError: bool = False) -> None:
        """Called by Processing and the algorithm."""
        self.failed.emit(error)


class BackgroundRun(QObject):
    """Prepared on creation; `start` it later. Raises UserError when the parameters will not do.

    ended: whether it went well, whether it was cancelled, and its results.
    """

    said = pyqtSignal(str)
    failed = pyqtSignal(str)
    progressed = pyqtSignal(float)
    ended = pyqtSignal(bool, bool, dict)

    def __init__(self, algorithm_id: str, parameters: dict[str, Any], title: str) -> None:
        super().__init__()
        self._feedback = feedback = RunFeedback()
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        context.setFeedback(feedback)
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(algorithm_id)
        if algorithm is None:
            raise UserError(self.tr("The algorithm {name} is not there. Is the plugin switched on?").format(name=algorithm_id))
        fine, message = algorithm.checkParameterValues(parameters, context)
        if not fine:
            raise UserError(message)
        errors: list[str] = []
        feedback.failed.connect(errors.append)
        self._task: QgsProcessingAlgRunnerTask | None = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
        feedback.failed.disconnect(errors.append)
        if self._task.isCanceled():
            raise UserError("\n".join(errors))
        self._task.setDescription(title)
        feedback.said.connect(self.said)
        feedback.failed.connect(self.failed)
        feedback.progressChanged.connect(self.progressed)
        # The task refers to both without owning them; they live as long as it does, even when this object does not.
        self._task.executed.connect(lambda *_ended, _kept=(context, feedback): None)
        self._task.executed.connect(self._on_executed)

    def start(self) -> None:
        """Give the task to QGIS."""
        QgsApplication.taskManager().addTask(self._task)

    def cancel(self) -> None:
        """Ask it to stop; `ended` tells when it has."""
        if self._task is not None:
            self._task.cancel()

    def stop(self, within_s: float) -> None:
        """Cancel, and wait until its thread is done and QGIS has let go of it."""
        self.cancel()
        end = time.monotonic() + within_s
        while self._task is not None and time.monotonic() < end:
            time.sleep(0.02)  # a wait in Qt would keep Python from the thread, which needs it to come to its end
            QCoreApplication.sendPostedEvents(self._task)

    def _on_executed(self, successful: bool, results: dict[str, Any]) -> None:
        self._task = None  # QGIS deletes it
        self.ended.emit(successful, self._feedback.isCanceled(), results)
