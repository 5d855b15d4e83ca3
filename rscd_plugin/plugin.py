"""The plugin: registers what it brings, and takes all of it down again."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTranslator

from .algorithms.provider import RscdProvider
from .translation import install_translator, remove_translator


class RscdPlugin:
    """Made by QGIS. `iface` is None in qgis_process, which has no windows."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: RscdProvider | None = None
        self.translator: QTranslator | None = None
        self.desktop: Any = None  # a Desktop; qgis_process never loads what that is made of

    def initProcessing(self) -> None:
        """Called by qgis_process, in place of `initGui`."""
        self.translator = install_translator()
        self.provider = RscdProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        """Called by the desktop."""
        from .dock.desktop import Desktop

        self.initProcessing()
        self.desktop = Desktop(self.iface)

    def unload(self) -> None:
        """Called when the plugin is switched off or QGIS closes."""
        if self.desktop is not None:
            self.desktop.take_down()
            self.desktop = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        remove_translator(self.translator)
        self.translator = None
