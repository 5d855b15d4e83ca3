"""A raster parameter as the worker's jobs take it."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from ..core.errors import UserError
from ..core.jobs.spec import RasterSource
from ..layers.raster_source import raster_source
from .base import RscdAlgorithm


def raster_value(algorithm: RscdAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> RasterSource:
    """The raster chosen. Touches layers, so for `prepareAlgorithm`. Raises UserError."""
    layer = algorithm.parameterAsRasterLayer(parameters, name, context)
    if layer is None:
        raise UserError(f"{name}: {parameters.get(name)!r} cannot be opened as a raster. Choose a raster layer or file.")
    return raster_source(layer, name)


def optional_raster(
    algorithm: RscdAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> RasterSource | None:
    """The raster chosen, or None where it was left empty. Raises UserError."""
    return None if parameters.get(name) in (None, "") else raster_value(algorithm, parameters, name, context)
