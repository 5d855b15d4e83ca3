"""The parameters of every algorithm that takes a pair: PRE, POST, EXTENT, GRID, BANDS_PRE, BANDS_POST, MEMORY_MB."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingParameterBand,
    QgsProcessingParameterExtent,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from ..core.errors import UserError
from ..core.jobs.spec import DEVICES, GRIDS, RasterSource
from ..layers.raster_source import raster_source
from .base import RscdAlgorithm
from .parameters import add_advanced, enum_value, static_enum

PRE = "PRE"
POST = "POST"
EXTENT = "EXTENT"
GRID = "GRID"
BANDS_PRE = "BANDS_PRE"
BANDS_POST = "BANDS_POST"
DEVICE = "DEVICE"
MEMORY_MB = "MEMORY_MB"


@dataclass(frozen=True)
class PairValues:
    """What the user chose, named as in the job dataclasses; `crs` is that of pre, as QGIS has it."""

    pre: RasterSource
    post: RasterSource
    extent: tuple[float, float, float, float] | None
    grid: str
    bands_pre: tuple[int, ...]
    bands_post: tuple[int, ...]
    memory_mb: int
    crs: QgsCoordinateReferenceSystem


def add_pair(algorithm: RscdAlgorithm) -> None:
    """Add the two dates and the extent."""
    algorithm.addParameter(QgsProcessingParameterRasterLayer(PRE, algorithm.tr("Pre: the earlier date")))
    algorithm.addParameter(QgsProcessingParameterRasterLayer(POST, algorithm.tr("Post: the later date")))
    algorithm.addParameter(QgsProcessingParameterExtent(EXTENT, algorithm.tr("Extent (default: all of pre)"), optional=True))


def add_device(algorithm: RscdAlgorithm) -> None:
    """Add the choice of device."""
    algorithm.addParameter(static_enum(DEVICE, algorithm.tr("Device"), DEVICES))


def add_advanced_pair(algorithm: RscdAlgorithm) -> None:
    """Add what most users leave alone."""
    add_advanced(algorithm, static_enum(GRID, algorithm.tr("Grid (same: post is warped onto pre's grid)"), GRIDS))
    for name, parent, title in (
        (BANDS_PRE, PRE, algorithm.tr("Bands of pre, in the model's order (default: by name, else by order)")),
        (BANDS_POST, POST, algorithm.tr("Bands of post, in the model's order (default: by name, else by order)")),
    ):
        add_advanced(
            algorithm,
            QgsProcessingParameterBand(name, title, parentLayerParameterName=parent, optional=True, allowMultiple=True),
        )
    add_advanced(
        algorithm,
        QgsProcessingParameterNumber(
            MEMORY_MB, algorithm.tr("Memory for the run, in MB (0: automatic)"), defaultValue=0, minValue=0
        ),
    )


def pair_values(algorithm: RscdAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> PairValues:
    """Read the parameters; touches layers, so for `prepareAlgorithm`. Raises UserError."""
    pre = algorithm.parameterAsRasterLayer(parameters, PRE, context)
    post = algorithm.parameterAsRasterLayer(parameters, POST, context)
    for name, layer in ((PRE, pre), (POST, post)):
        if layer is None:
            raise UserError(f"{name}: {parameters.get(name)!r} cannot be opened as a raster. Choose a raster layer or file.")
    extent = algorithm.parameterAsExtent(parameters, EXTENT, context, pre.crs())
    return PairValues(
        pre=raster_source(pre, PRE),
        post=raster_source(post, POST),
        extent=None if extent.isNull() else (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()),
        grid=enum_value(algorithm, parameters, GRID, context, GRIDS),
        bands_pre=tuple(algorithm.parameterAsInts(parameters, BANDS_PRE, context)),
        bands_post=tuple(algorithm.parameterAsInts(parameters, BANDS_POST, context)),
        memory_mb=algorithm.parameterAsInt(parameters, MEMORY_MB, context),
        crs=pre.crs(),
    )
