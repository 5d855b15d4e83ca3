"""The pair that is compared before the user has chosen one."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer

from ...layers.layer_dates import earlier_first
from ...layers.run_record import RunRecord, record_of


def default_pair(project: QgsProject) -> tuple[QgsMapLayer | None, QgsMapLayer | None]:
    """Pre and post of the last run, if they are in the project; else the two topmost rasters, the earlier one first;
    where their dates do not tell, the lower one.

    Results are no such rasters. Those that were loaded from files have no record, but a single band: images go before them.
    """
    layers = project.layerTreeRoot().layerOrder()
    records = [record for record in map(record_of, layers) if record is not None]
    for record in sorted(records, key=lambda one: one.finished, reverse=True):
        pre, post = _find(layers, record, "PRE", record.pre), _find(layers, record, "POST", record.post)
        if pre is not None and post is not None and pre is not post:
            return pre, post
    rasters = [layer for layer in layers if isinstance(layer, QgsRasterLayer) and record_of(layer) is None]
    images = [layer for layer in rasters if layer.bandCount() > 1]
    post, pre, *_ = [*(images if len(images) > 1 else rasters), None, None]
    return earlier_first(pre, post) if pre is not None else (post, None)


def _find(layers: list[QgsMapLayer], record: RunRecord, parameter: str, name: str) -> QgsMapLayer | None:
    """The layer of a run's input: by its source, or by its name where the project has moved since."""
    source = record.parameters.get(parameter)
    inputs = [layer for layer in layers if record_of(layer) is None]
    by_source = [layer for layer in inputs if source and source in (layer.source(), layer.id())]
    by_name = [layer for layer in inputs if name and layer.name() == name]
    return next(iter(by_source + by_name), None)
