"""Which models there are to choose from."""

from __future__ import annotations

import os
from pathlib import Path

from qgis.core import QgsSettings

from ...runtime.settings import preferences

_RECENT = "rscd/recent_models"
_MOST_RECENT = 6
_MOST_IN_FOLDER = 200


def models_in_folder() -> list[str]:
    """The .onnx files in the folder that the settings name, by name."""
    folder = preferences().model_folder
    if not folder or not os.path.isdir(folder):
        return []
    return [str(path) for path in sorted(Path(folder).glob("*.onnx"))[:_MOST_IN_FOLDER]]


def recent_models() -> list[str]:
    """Models used lately that are still there, the last one first."""
    kept = QgsSettings().value(_RECENT, []) or []
    return [path for path in ([kept] if isinstance(kept, str) else kept) if os.path.isfile(path)]


def remember_model(path: str) -> None:
    """Put a model first among the recent ones."""
    others = [other for other in recent_models() if other != path]
    QgsSettings().setValue(_RECENT, [path, *others][:_MOST_RECENT])
