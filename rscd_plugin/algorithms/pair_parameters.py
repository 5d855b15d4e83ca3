"""The parameters of every algorithm that takes a pair: PRE and POST, how they are brought together, and what is read of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBand,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from ..core.errors import UserError
from ..core.jobs.spec import COREGISTRATIONS, DEVICES, GRIDS, NORMALISATIONS, VectorSource
from ..layers.raster_source import raster_source
from .base import RscdAlgorithm
from .parameters import add_advanced, enum_value, static_enum

PRE = "PRE"
POST = "POST"
EXTENT = "EXTENT"
GRID = "GRID"
COREGISTER = "COREGISTER"
NORMALISE = "NORMALISE"
EXCLUDE = "EXCLUDE"
BANDS_PRE = "BANDS_PRE"
BANDS_POST = "BANDS_POST"
DEVICE = "DEVICE"
MEMORY_MB = "MEMORY_MB"


PAIR_HELP = """
<b>GRID</b>, as text: whose pixels the result has: pre's (same), post's (post), those of the finer or the coarser of the two
(finer, coarser), or pre's cropped to what both cover (overlap). Whatever lies on another grid is warped while it is read.
<b>COREGISTER</b>, as text: none; or where post really lies to pre is found by correlating tiles all over the pair, and post is
moved back by one shift (translation), an affine map (affine) or a smooth field (smooth), in the same resampling. Without a
reliable match the log says so, and the pair stays as it is.
<b>NORMALISE</b>, as text: none; or post's values are brought to pre's, band by band, by mean and standard deviation (mean_std),
by quantiles (histogram), or by a line through the pixels that IR-MAD finds unchanged (pif).
<b>EXCLUDE</b>: polygons, such as clouds; every pixel that they touch counts as nodata.
"""


@dataclass(frozen=True)
class PairValues:
    """What the user chose. settings: the fields of a PairJob. crs: that of the grid, as QGIS has it; invalid where only the
    worker will know which of two it is.
    """

    settings: dict[str, Any]
    crs: QgsCoordinateReferenceSystem


def add_pair(algorithm: RscdAlgorithm) -> None:
    """Add the two dates and the extent."""
    algorithm.addParameter(QgsProcessingParameterRasterLayer(PRE, algorithm.tr("Pre: the earlier date")))
    algorithm.addParameter(QgsProcessingParameterRasterLayer(POST, algorithm.tr("Post: the later date")))
    algorithm.addParameter(QgsProcessingParameterExtent(EXTENT, algorithm.tr("Extent (default: all of pre)"), optional=True))


def add_device(algorithm: RscdAlgorithm) -> None:
    """Add the choice of device."""
    algorithm.addParameter(static_enum(DEVICE, algorithm.tr("Device"), DEVICES))


def add_alignment(algorithm: RscdAlgorithm, coregister: str = "none") -> None:
    """Add how the two are brought together; `coregister` is the default."""
    methods = (coregister, *(name for name in COREGISTRATIONS if name != coregister))
    add_advanced(algorithm, static_enum(GRID, algorithm.tr("Grid (same: post is warped onto pre's grid)"), GRIDS))
    add_advanced(algorithm, static_enum(COREGISTER, algorithm.tr("Co-registration: how post is moved onto pre"), methods))
    add_advanced(algorithm, static_enum(NORMALISE, algorithm.tr("How post's values are brought to pre's"), NORMALISATIONS))
    add_advanced(
        algorithm,
        QgsProcessingParameterFeatureSource(
            EXCLUDE, algorithm.tr("Polygons to leave out, such as clouds"), [QgsProcessing.TypeVectorPolygon], optional=True
        ),
    )


def add_advanced_pair(algorithm: RscdAlgorithm, coregister: str = "none") -> None:
    """Add what most users leave alone; `coregister` is the default of COREGISTER."""
    add_alignment(algorithm, coregister)
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
    grid = enum_value(algorithm, parameters, GRID, context, GRIDS)
    settings = {
        "pre": raster_source(pre, PRE),
        "post": raster_source(post, POST),
        "extent": None if extent.isNull() else (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()),
        "grid": grid,
        "bands_pre": tuple(algorithm.parameterAsInts(parameters, BANDS_PRE, context)),
        "bands_post": tuple(algorithm.parameterAsInts(parameters, BANDS_POST, context)),
        "coregister": enum_value(algorithm, parameters, COREGISTER, context, COREGISTRATIONS),
        "normalise": enum_value(algorithm, parameters, NORMALISE, context, NORMALISATIONS),
        "exclude": polygon_source(algorithm, parameters, EXCLUDE, context),
        "memory_mb": algorithm.parameterAsInt(parameters, MEMORY_MB, context),
    }
    return PairValues(settings, _crs_of_grid(grid, pre.crs(), post.crs()))


def _crs_of_grid(
    grid: str, pre: QgsCoordinateReferenceSystem, post: QgsCoordinateReferenceSystem
) -> QgsCoordinateReferenceSystem:
    if grid in ("same", "overlap") or pre == post:
        return pre
    return post if grid == "post" else QgsCoordinateReferenceSystem()


def polygon_source(
    algorithm: RscdAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> VectorSource | None:
    """The polygons as a file: their own, or a temporary GeoPackage of layers with a filter, a selection or no file."""
    if parameters.get(name) in (None, ""):
        return None
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise UserError(f"{name}: {parameters[name]!r} cannot be opened as a vector layer. Choose a polygon layer or file.")
    path, layer = algorithm.parameterAsCompatibleSourceLayerPathAndLayerName(
        parameters, name, context, ["gpkg", "shp", "geojson", "fgb", "gml", "kml"], "gpkg", QgsProcessingFeedback(False)
    )
    crs = source.sourceCrs()
    return VectorSource(os.path.abspath(path), layer, crs.toWkt() if crs.isValid() else None)
