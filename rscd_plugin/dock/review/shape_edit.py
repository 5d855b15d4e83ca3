"""Editing the shape of the polygon under review with QGIS's own vertex tool."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication

from ...core.errors import UserError
from ...layers.review_store import can_edit_shapes

translate = QCoreApplication.translate


class ShapeEdit:
    """Begins and ends QGIS's edit mode of a layer; what was edited is saved at the end."""

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._tool_was: Any = None

    def begin(self, layer: QgsVectorLayer) -> None:
        """Edit mode on, vertex tool in hand. Raises UserError where the layer's data takes no other shapes."""
        if not can_edit_shapes(layer) or not layer.startEditing():
            text = translate("Review", "The shapes of '{layer}' cannot be edited.")
            raise UserError(text.format(layer=layer.name()))
        self._tool_was = self._iface.mapCanvas().mapTool()
        self._iface.setActiveLayer(layer)
        self._iface.actionVertexToolActiveLayer().trigger()

    def finish(self, layer: QgsVectorLayer) -> None:
        """Save, and edit mode off. Raises UserError where it cannot be saved; it goes on being edited then."""
        if not layer.commitChanges():
            text = translate("Review", "The edits of '{layer}' could not be saved: {reasons}")
            raise UserError(text.format(layer=layer.name(), reasons=" ".join(layer.commitErrors())))
        self.let_go()

    def let_go(self) -> None:
        """Give back the map tool that was in hand before."""
        if self._tool_was is not None:
            self._iface.mapCanvas().setMapTool(self._tool_was)
            self._tool_was = None
