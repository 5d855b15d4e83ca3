"""The panel's choices, kept in the project: written when the user saves it, so that nothing else makes it dirty."""

from __future__ import annotations

import json
from collections.abc import Callable

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject

from .choices import Choices, choices_from_json

SCOPE = "rscd"
_KEY = "find/choices"
_PRE, _POST = "find/pre", "find/post"


class ProjectMemory(QObject):
    """Asks for the choices when the project is saved, and hands them out when one is opened.

    current: gives choices and the ids of pre and post. restore: takes them; Choices() and empty ids for a new project.
    """

    def __init__(
        self,
        project: QgsProject,
        current: Callable[[], tuple[Choices, str, str]],
        restore: Callable[[Choices, str, str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._project, self._current, self._restore = project, current, restore
        project.writeProject.connect(self._write)
        project.readProject.connect(self.read)
        project.cleared.connect(self.read)

    def take_down(self) -> None:
        """Listen no more."""
        self._project.writeProject.disconnect(self._write)
        self._project.readProject.disconnect(self.read)
        self._project.cleared.disconnect(self.read)

    def read(self, *_document: object) -> None:
        """Hand out what the project says."""
        texts = [self._project.readEntry(SCOPE, key, "")[0] for key in (_KEY, _PRE, _POST)]
        self._restore(choices_from_json(texts[0]), *texts[1:])

    def _write(self, *_document: object) -> None:
        choices, pre, post = self._current()
        if not (pre or post) and json.loads(choices.to_json()) == json.loads(Choices().to_json()):
            self._project.removeEntry(SCOPE, "find")
            return
        for key, text in ((_KEY, choices.to_json()), (_PRE, pre), (_POST, post)):
            self._project.writeEntry(SCOPE, key, text)
