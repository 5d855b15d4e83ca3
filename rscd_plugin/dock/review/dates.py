"""Which two rasters the polygons lie between: as their run says, else by what is loaded."""

from __future__ import annotations

import os

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer, QgsVectorLayer

from ...layers.layer_dates import earlier_first
from ...layers.run_record import record_of

_OURS = "rscd."  # what results of the plugin have in their metadata


def dates_of(changes: QgsVectorLayer, project: QgsProject) -> tuple[QgsRasterLayer | None, QgsRasterLayer | None]:
    """Pre and post: those of the layer's run if they are loaded, else the two topmost rasters that are no results, by their
    dates; where these do not tell, post is the upper one.
    """
    rasters = [layer for layer in project.layerTreeRoot().layerOrder() if isinstance(layer, QgsRasterLayer) and layer.isValid()]
    record = record_of(changes)
    if record is not None:
        pre, post = (_by_source(record.parameters.get(name), rasters) for name in ("PRE", "POST"))
        if pre is not None and post is not None:
            return pre, post
    images = [raster for raster in rasters if not is_result(raster)]
    if len(images) > 1:
        return earlier_first(images[1], images[0])
    return None, images[0] if images else None


def is_result(layer: QgsMapLayer) -> bool:
    """Whether a raster was made by this plugin."""
    return record_of(layer) is not None or _OURS in layer.dataProvider().htmlMetadata()


def _by_source(source: object, rasters: list[QgsRasterLayer]) -> QgsRasterLayer | None:
    if not isinstance(source, str):
        return None
    return next((raster for raster in rasters if raster.source() == source or _same_file(raster.source(), source)), None)


def _same_file(one: str, other: str) -> bool:
    return os.path.exists(one) and os.path.exists(other) and os.path.realpath(one) == os.path.realpath(other)
