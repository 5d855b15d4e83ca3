"""One function in a background QgsTask; its end comes back to the main thread as a signal."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

from qgis.core import Qgis, QgsApplication, QgsMessageLog, QgsTask
from qgis.PyQt import sip
from qgis.PyQt.QtCore import pyqtSignal

from ..core.errors import Cancelled, UserError

_LEAVE_WITHIN_MS = 3000


class BackgroundTask(QgsTask):
    """Runs `work(task)`, which looks at `task.isCanceled()`. Emits one of done, failed (a text for the user), stopped.

    said, moved: for `work` to tell how it goes. The user can stop it too, from QGIS's own list of tasks.
    """

    said = pyqtSignal(str)
    moved = pyqtSignal(object)
    done = pyqtSignal(object)
    failed = pyqtSignal(str)
    stopped = pyqtSignal()

    def __init__(self, description: str, work: Callable[[BackgroundTask], Any]) -> None:
        super().__init__(description, QgsTask.Flag.CanCancel)
        self._work: Callable[[BackgroundTask], Any] | None = work
        self._result: Any = None
        self._error: str | None = None

    def start(self) -> BackgroundTask:
        """Give it to QGIS; keep what is returned until it has ended."""
        QgsApplication.taskManager().addTask(self)
        return self

    def run(self) -> bool:
        """In a thread of QGIS's pool; never raises."""
        try:
            self._result = self._work(self)
        except Cancelled:
            return False
        except UserError as error:
            self._error = str(error)
            return False
        except Exception as error:  # a mistake of ours must not take QGIS's thread with it
            QgsMessageLog.logMessage(traceback.format_exc(), "RSCD", Qgis.MessageLevel.Critical)
            self._error = self.tr("The plugin made a mistake ({kind}: {text}). Please report it.").format(
                kind=type(error).__name__, text=error
            )
            return False
        return True

    def finished(self, fine: bool) -> None:
        """In the main thread."""
        self._work = None  # with all that it refers to
        if fine:
            self.done.emit(self._result)
        elif self._error is not None:
            self.failed.emit(self._error)
        else:
            self.stopped.emit()

    def drop(self) -> None:
        """Nobody listens any more; it stops when it next looks."""
        if sip.isdeleted(self):
            return
        for signal in (self.said, self.moved, self.done, self.failed, self.stopped):
            try:
                signal.disconnect()
            except TypeError:
                continue  # nobody was connected
        self.cancel()

    def leave(self) -> None:
        """Drop it, and wait for its thread: for when the plugin goes."""
        if not sip.isdeleted(self):
            self.drop()
            self.waitForFinished(_LEAVE_WITHIN_MS)
