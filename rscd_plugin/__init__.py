"""Change detection inside QGIS. Importable without QGIS: the worker process imports this package too."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:
    """Make the plugin; QGIS calls this once. `iface` is None in qgis_process."""
    from .plugin import RscdPlugin

    return RscdPlugin(iface)
