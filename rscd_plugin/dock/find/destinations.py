"""Where the files of a run go: named after pre, post and method, and never over what is there."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path

from qgis.core import QgsProcessingUtils

from .algorithm_call import DETECT, METRIC

_NAME_LENGTH = 40


def destinations(algorithm: str, folder: str, pre: str, post: str, method: str, taken: Collection[str]) -> dict[str, str]:
    """Output parameter → file. folder: empty for temporary files. taken: files that waiting runs will write."""
    folder = folder or os.path.dirname(QgsProcessingUtils.generateTempFilename("run"))
    endings = _endings(algorithm)
    stem = "_".join(file_word(name) for name in (pre, post, method))
    number = 1
    while True:
        numbered = stem if number == 1 else f"{stem}_{number}"
        files = {name: str(Path(folder) / f"{numbered}_{ending}") for name, ending in endings.items()}
        if not any(file in taken or os.path.exists(file) for file in files.values()):
            return files
        number += 1


def _endings(algorithm: str) -> dict[str, str]:
    """A score that no label has calibrated is no probability, and its file does not say so."""
    raster = "probability.tif" if algorithm == DETECT else "score.tif"
    files = {"PROBABILITY": raster, "MASK": "mask.tif", "CHANGES": "changes.gpkg"}
    return {**files, "REPORT": "report.html"} if algorithm == METRIC else files


def file_word(name: str) -> str:
    """A name as part of a file's name, on every system."""
    return re.sub(r"[^\w-]+", "_", name).strip("_")[:_NAME_LENGTH] or "image"
