"""Work in a background task whose result comes back to the panel, if that is still there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import Qgis, QgsApplication, QgsMessageLog, QgsTask
from qgis.PyQt import sip

from ...core.errors import Cancelled, UserError


class Background(QgsTask):
    """Runs `work(task)` in a thread of QGIS's; then calls `then(result)` or `otherwise(text)` on the main thread.

    Neither is called after `drop`, nor after a cancel.
    """

    def __init__(
        self, title: str, work: Callable[[QgsTask], Any], then: Callable[[Any], None], otherwise: Callable[[str], None]
    ) -> None:
        super().__init__(title, QgsTask.CanCancel)
        self._work: Callable[[QgsTask], Any] | None = work
        self._then: Callable[[Any], None] | None = then
        self._otherwise: Callable[[str], None] | None = otherwise
        self._result: Any = None
        self._error = ""

    def start(self) -> Background:
        """Hand it to QGIS."""
        QgsApplication.taskManager().addTask(self)
        return self

    def drop(self) -> None:
        """Nobody wants the result any more."""
        self._then = self._otherwise = None
        if not sip.isdeleted(self) and self.isActive():
            self.cancel()

    def run(self) -> bool:
        """Called by QGIS in its thread; never raises."""
        try:
            self._result = self._work(self)
        except Cancelled:
            return False
        except UserError as error:
            self._error = str(error)
        except Exception as error:  # whatever else: a task that raises would end without a word
            self._error = f"{type(error).__name__}: {error}"
            QgsMessageLog.logMessage(repr(error), "RSCD", Qgis.Critical)
        return not self._error

    def finished(self, fine: bool) -> None:
        """Called by QGIS on the main thread."""
        then, otherwise = self._then, self._otherwise
        self._then = self._otherwise = self._work = None
        if fine and then is not None:
            then(self._result)
        elif self._error and otherwise is not None:
            otherwise(self._error)
