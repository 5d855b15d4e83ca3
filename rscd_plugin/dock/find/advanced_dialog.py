"""The Processing dialog of the algorithm, filled in; what is set there and has no widget in the panel comes back to it."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog

from .algorithm_call import AlgorithmCall
from .choices import SHOWN

_PLAIN = (bool, int, float, str, list)


class AdvancedDialog(QObject):
    """One dialog at a time, not modal. closed: with the algorithm's id and the settings that differ from their defaults."""

    closed = pyqtSignal(str, dict)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.dialog: QDialog | None = None

    def open(self, call: AlgorithmCall) -> None:
        """Show it."""
        import processing  # the plugin of QGIS, which loads its own windows

        self.take_down()
        self.dialog = dialog = processing.createAlgorithmDialog(call.algorithm, call.parameters)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.rejected.connect(lambda: self._on_closed(call.algorithm))
        dialog.show()

    def take_down(self) -> None:
        """Close the one that is open."""
        if self.dialog is not None and not sip.isdeleted(self.dialog):
            self.dialog.close()
        self.dialog = None

    def _on_closed(self, algorithm: str) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None or sip.isdeleted(dialog):
            return
        try:
            parameters = dialog.createProcessingParameters()
        except (AttributeError, RuntimeError, dialog.InvalidParameterValue, dialog.InvalidOutputExtension):
            return  # what is half filled in is not taken over
        self.closed.emit(algorithm, settings_beside_the_panel(algorithm, parameters))


def settings_beside_the_panel(algorithm: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Those that are no default, no output, and have no widget in the panel."""
    known = QgsApplication.processingRegistry().algorithmById(algorithm)
    settings = {}
    for definition in known.parameterDefinitions():
        name, value = definition.name(), parameters.get(definition.name())
        if name in SHOWN or definition.isDestination() or not isinstance(value, _PLAIN):
            continue
        if value not in ("", [], definition.defaultValue()):
            settings[name] = value
    return settings
