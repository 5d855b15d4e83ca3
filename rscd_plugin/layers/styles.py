"""How results look: styles applied to loaded layers, and left with the files."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsVectorLayer,
)

from .result_meaning import Meaning, meaning_of

STYLES_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "styles"
MASK_STYLE = "change_mask"
CHANGES_STYLE = "changes"


def probability_style(raster: str) -> str:
    """The style of a result's probability or score; only what was calibrated on labels is shown in per cent."""
    return "change_probability" if meaning_of(raster) is Meaning.CALIBRATED else "change_score"


def style_file(kind: str) -> Path:
    """The style of a kind of result: change_probability, change_score, change_mask or changes."""
    return STYLES_FOLDER / f"{kind}.qml"


def beside(raster: Path) -> Path:
    """The style that QGIS finds for a raster."""
    return raster.with_suffix(".qml")


@cache
def styled_on_load(kind: str) -> StyledOnLoad:
    """What styles a loaded layer. Processing keeps no reference and uses it later, so it lives as long as the process."""
    return StyledOnLoad(kind)


class StyledOnLoad(QgsProcessingLayerPostProcessorInterface):
    """Gives a result its style once Processing has loaded it, on the main thread."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def postProcessLayer(self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
        """Called by Processing."""
        layer.loadNamedStyle(str(style_file(self._kind)))
        layer.triggerRepaint()


def leave_style_beside(raster: Path, kind: str) -> None:
    """Put the style beside a raster, where QGIS finds it; one that is there already is the user's and stays."""
    if not beside(raster).exists():
        shutil.copyfile(style_file(kind), beside(raster))


def store_style_in(geopackage_layer: str, kind: str) -> None:
    """Make the style the default of a GeoPackage layer, inside the file. `geopackage_layer`: as QGIS names its source."""
    layer = QgsVectorLayer(geopackage_layer, kind, "ogr")
    layer.loadNamedStyle(str(style_file(kind)))
    layer.saveStyleToDatabase(kind, "Made by RSCD", True, "")
