"""The algorithm "Detect changes with a trained model"."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
)

from ..core.jobs.spec import DEVICES, DetectJob
from .base import RESOURCES
from .change_algorithm import ChangeAlgorithm
from .change_outputs import add_change_outputs
from .pair_parameters import DEVICE, PAIR_HELP, add_advanced_pair, add_device, add_pair, pair_values
from .parameters import add_advanced, decimal, enum_value, optional_double, optional_file, optional_int

STARTER_MODEL = RESOURCES / "models" / "starter.onnx"
MODEL = "MODEL"
CARD = "CARD"
THRESHOLD = "THRESHOLD"
MIN_AREA = "MIN_AREA"
TILE_SIZE = "TILE_SIZE"
HALO = "HALO"
BATCH_SIZE = "BATCH_SIZE"

HELP = f"""
<p>Compares two rasters of the same place with a trained bi-temporal model (ONNX) and gives the probability of change, a
change mask and change polygons. Rasters may be of any size; nothing is loaded whole.</p>
<p><b>PRE, POST</b>: the earlier and the later date. Post is warped onto pre's grid while it is read, where the
grids differ.<br>
<b>MODEL</b>: an .onnx file; empty: the starter model that ships (RGB, 0.5 m, buildings, trained on generated scenes: a
first look, not a verdict).<br>
<b>CARD</b>: a JSON file that says how the model wants its input. Empty: taken from the model's own metadata, else from
a .json file beside it. Without any card only three 8-bit bands can be taken, as RGB / 255 with ImageNet statistics.<br>
<b>EXTENT</b>: empty: all of pre. Snaps outwards to whole pixels.<br>
<b>THRESHOLD</b>: 0-1; empty: the model's own. The mask is what lies above it.<br>
<b>DEVICE</b>, as text: auto, cpu or cuda. DEVICE_USED tells what the model really ran on.<br>
<b>MIN_AREA</b>: smaller changes, in m², are left out of mask, polygons and numbers.</p>
<p>Advanced. {PAIR_HELP} <b>TILE_SIZE</b>: pixels that the model sees at once, halo included; 0: automatic.
<b>HALO</b>: pixels around each tile whose answer is not trusted; empty: the model's own, else an eighth of the tile. Where the
model's card states its halo it is cut off, and tiles leave no trace; other models may look at the whole tile, so theirs
are faded into each other. <b>BATCH_SIZE</b>: tiles at once; 0: automatic.
<b>BANDS_PRE, BANDS_POST</b>: band numbers in the model's order. <b>MEMORY_MB</b>: 0: a quarter of what is free.</p>
<p>Outputs. <b>PROBABILITY</b>: 0-1, nodata NaN. <b>MASK</b>: 0 no change, 1 change, 255 nodata. <b>CHANGES</b>: polygons
along pixel edges with id, area_px, area_m2 (on the ellipsoid where the CRS is geographic; empty without a CRS),
mean_probability and max_probability. Numbers: CHANGED_AREA_M2, CHANGED_SHARE, THRESHOLD_USED.</p>
<p>A probability is what the model believes. How right it is on your imagery, only reference data can tell.</p>
"""


class DetectChanges(ChangeAlgorithm):
    """`rscd:detectchanges`."""

    ID = "detectchanges"
    TITLE = "Detect changes with a trained model"
    GROUP = "Change detection"
    GROUP_ID = "changedetection"
    SUMMARY = "Two rasters and a bi-temporal ONNX model in; change probability, mask and polygons out"
    HELP = HELP
    JOB = "detect"

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        add_pair(self)
        self.addParameter(
            QgsProcessingParameterFile(MODEL, self.tr("Model (default: the one that ships)"), extension="onnx", optional=True),
        )
        self.addParameter(
            QgsProcessingParameterFile(CARD, self.tr("Model card (default: the model's own)"), extension="json", optional=True)
        )
        self.addParameter(decimal(THRESHOLD, self.tr("Threshold (default: the model's own)"), None, most=1.0))
        add_device(self)
        self.addParameter(decimal(MIN_AREA, self.tr("Smallest change to keep (m²)"), 0.0))
        for name, title, default in (
            (TILE_SIZE, self.tr("Tile size, in pixels (0: automatic)"), 0),
            (HALO, self.tr("Halo thrown away around a tile, in pixels (default: the model's own)"), None),
            (BATCH_SIZE, self.tr("Tiles in one call of the model (0: automatic)"), 0),
        ):
            add_advanced(
                self,
                QgsProcessingParameterNumber(name, title, defaultValue=default, optional=default is None, minValue=0),
            )
        add_advanced_pair(self)
        add_change_outputs(self)

    def job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> DetectJob:
        """The job that the parameters ask for."""
        pair = pair_values(self, parameters, context)
        self.crs = pair.crs
        return DetectJob(
            **pair.settings,
            model=optional_file(self, parameters, MODEL, context) or str(STARTER_MODEL),
            card=optional_file(self, parameters, CARD, context),
            threshold=optional_double(self, parameters, THRESHOLD, context),
            device=enum_value(self, parameters, DEVICE, context, DEVICES),
            min_area_m2=self.parameterAsDouble(parameters, MIN_AREA, context),
            tile_size=self.parameterAsInt(parameters, TILE_SIZE, context),
            halo_px=optional_int(self, parameters, HALO, context),
            batch_size=self.parameterAsInt(parameters, BATCH_SIZE, context),
        )

    def input_files(self, job: DetectJob) -> list[str | None]:
        """The model and its card."""
        return [job.model, job.card]
