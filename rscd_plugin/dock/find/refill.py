"""From the record of a run back to the choices that made it."""

from __future__ import annotations

import os

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication

from ...core.errors import UserError
from ...layers.run_record import RunRecord
from .algorithm_call import AlgorithmCall
from .area import rectangle_of
from .choices import ALGORITHMS, Choices, choices_from_call

translate = QCoreApplication.translate


def layer_of_source(project: QgsProject, source: str, name: str) -> QgsRasterLayer:
    """The project's layer of this source; added to it under this name where there is none. Raises UserError."""
    for layer in project.mapLayers().values():
        if isinstance(layer, QgsRasterLayer) and layer.source() == source:
            return layer
    layer = QgsRasterLayer(source, name)
    if not layer.isValid():
        text = translate(
            "Refill", "The image “{name}” cannot be found at {source} any more. Load it, and choose it in the panel."
        )
        raise UserError(text.format(name=name, source=source))
    return project.addMapLayer(layer)


def choices_of_record(record: RunRecord, pre: QgsRasterLayer, folder: str) -> tuple[Choices, str]:
    """The choices, and a warning where not all of them could be had back (else empty). folder: the one chosen now.

    Raises UserError for records of other algorithms.
    """
    if record.algorithm not in ALGORITHMS.values():
        text = translate(
            "Refill", "This result was made by {algorithm}, which the panel does not run. Use the Processing Toolbox."
        )
        raise UserError(text.format(algorithm=record.algorithm))
    parameters, warning = dict(record.parameters), ""
    exclude = str(parameters.get("EXCLUDE") or "")
    if exclude and not os.path.exists(exclude.split("|")[0]):
        del parameters["EXCLUDE"]
        warning = translate(
            "Refill", "The polygons that were left out are gone; the whole rectangle around the area will be looked at."
        )
    crs = pre.crs().authid() or pre.crs().toWkt()
    rectangle, crs = rectangle_of(str(parameters.get("EXTENT") or ""), crs)
    return choices_from_call(AlgorithmCall(record.algorithm, parameters), rectangle, crs, folder), warning
