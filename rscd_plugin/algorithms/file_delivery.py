"""Files that a worker finished, to where the user wants them: all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingContext

from ..runtime.scratch import publish, publish_raster
from .outputs import RASTER, Appearing

if TYPE_CHECKING:
    from .running import WorkerAlgorithm


def deliver_files(
    algorithm: WorkerAlgorithm,
    kinds: Mapping[str, str],
    files: Mapping[str, str],
    parameters: dict[str, Any],
    context: QgsProcessingContext,
) -> dict[str, Any]:
    """Output parameter → its file, of those that the worker wrote. Raises UserError.

    kinds: output parameter → what the worker calls its file. files: that → path.
    """
    results: dict[str, Any] = {}
    with Appearing() as appearing:
        for name, kind in kinds.items():
            if kind not in files:
                continue
            is_raster = algorithm.DESTINATIONS[name] == RASTER
            place = algorithm.parameterAsOutputLayer if is_raster else algorithm.parameterAsFileOutput
            destination = Path(place(parameters, name, context))
            (publish_raster if is_raster else publish)(Path(files[kind]), destination)
            appearing.add(destination)
            results[name] = str(destination)
    return results
