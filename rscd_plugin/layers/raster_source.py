"""A QGIS raster layer as a file that the worker can open, with what the layer says beyond the file."""

from __future__ import annotations

import os

from qgis.core import QgsRasterLayer

from ..core.errors import UserError
from ..core.jobs.spec import RasterSource

_OPTION = "|option:"


def raster_source(layer: QgsRasterLayer, name: str) -> RasterSource:
    """What the worker needs to see the raster as QGIS shows it. `name`: of the parameter, for messages.

    Raises UserError for layers that no file lies behind, and for nodata ranges.
    """
    provider = layer.dataProvider()
    if provider is None or not layer.isValid():
        raise UserError(f"{name}: the layer '{layer.name()}' cannot be read. Is its file still there?")
    if provider.name() != "gdal":
        raise UserError(
            f"{name}: the layer '{layer.name()}' comes from '{provider.name()}', which the worker cannot read by window. "
            "Export it to a GeoTIFF first (layer menu: Export > Save as, with raw data), then choose that file."
        )
    path, *options = layer.source().split(_OPTION)
    bands = range(1, provider.bandCount() + 1)
    return RasterSource(
        path=os.path.abspath(path) if os.path.exists(path) else path,
        open_options=tuple(options),
        crs_wkt=layer.crs().toWkt() if layer.crs().isValid() and layer.crs() != provider.crs() else None,
        extra_nodata=tuple((band, value) for band in bands for value in _declared_nodata(layer, band, name)),
        ignore_nodata=tuple(
            band for band in bands if provider.sourceHasNoDataValue(band) and not provider.useSourceNoDataValue(band)
        ),
    )


def _declared_nodata(layer: QgsRasterLayer, band: int, name: str) -> list[float]:
    values = []
    for declared in layer.dataProvider().userNoDataValues(band):
        if declared.min() != declared.max():
            raise UserError(
                f"{name}: the layer '{layer.name()}' declares the range {declared.min():g} to {declared.max():g} of band {band} "
                "nodata. Single values are supported: change it in the layer's properties, under Transparency."
            )
        values.append(declared.min())
    return values
