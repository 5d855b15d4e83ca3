"""What happens when a run has ended: its results come into the project, and the message bar tells of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from qgis.core import Qgis, QgsProject
from qgis.PyQt.QtCore import QObject

from ...core.errors import UserError
from ...layers.locale_words import number_words
from ...layers.run_record import RunRecord
from .run import Run, State

AddResults = Callable[[QgsProject, RunRecord, "dict[str, Any]"], Any]
_SHORT_S = 8


class Arrivals(QObject):
    """Results of a run whose project is gone stay files, and are told of."""

    def __init__(self, iface: Any, add_results: AddResults, parent: QObject) -> None:
        super().__init__(parent)
        self._iface, self._add_results = iface, add_results

    def take(self, run: Run) -> None:
        """A run has ended."""
        if run.state is State.FAILED:
            self._tell(self.tr("{run} failed: {why}").format(run=run.title, why=run.error), Qgis.Critical, 0)
        elif run.state is State.DONE and run.orphaned:
            text = self.tr("{run} has ended after its project was closed. Its results lie in {folder}.")
            self._tell(text.format(run=run.title, folder=_folder(run)), Qgis.Info, 0)
        elif run.state is State.DONE:
            self._add(run)

    def _add(self, run: Run) -> None:
        try:
            self._add_results(QgsProject.instance(), run.record, run.results)
        except UserError as error:
            text = self.tr("The results of {run} lie in {folder}, but cannot be shown: {why}")
            self._tell(text.format(run=run.title, folder=_folder(run), why=error), Qgis.Warning, 0)
            return
        self._tell(self._found(run), Qgis.Success, _SHORT_S)

    def _found(self, run: Run) -> str:
        share, area = run.results.get("CHANGED_SHARE"), run.results.get("CHANGED_AREA_M2")
        if not share:
            return self.tr("{run}: no change was found.").format(run=run.title)
        per_cent = number_words(100 * share, 2 if share < 0.01 else 1)
        if area is None:
            return self.tr("{run}: changes on {share} % of the area.").format(run=run.title, share=per_cent)
        text = self.tr("{run}: changes on {share} % of the area, {area} m².")
        return text.format(run=run.title, share=per_cent, area=number_words(area))

    def _tell(self, text: str, level: Qgis.MessageLevel, seconds: int) -> None:
        self._iface.messageBar().pushMessage(self.tr("Change detection"), text, level, seconds)


def _folder(run: Run) -> str:
    return os.path.dirname(next(iter(run.outputs.values())))
