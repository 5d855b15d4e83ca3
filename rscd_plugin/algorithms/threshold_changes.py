"""The algorithm "Make a mask from a change probability"."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..core.jobs.mask_spec import CLEANINGS, LARGEST_CLEANING_PX, MASK_THRESHOLD_METHODS, ThresholdJob, ThresholdOutputs
from .change_outputs import MASK, PROBABILITY, ChangeDelivery
from .outputs import RASTER, wanted
from .parameters import decimal, enum_value, optional_double, static_enum
from .running import WorkerAlgorithm
from .single_raster import raster_value
from .threshold_parameters import THRESHOLD_HELP, add_threshold, threshold_values

AREA_QUOTA = "AREA_QUOTA"
HYSTERESIS = "HYSTERESIS"
CLEANING = "CLEANING"
CLEANING_SIZE = "CLEANING_SIZE"
MIN_AREA = "MIN_AREA"
_NUMBERS = {
    "CHANGED_AREA_M2": "Changed area (m²)",
    "CHANGED_SHARE": "Changed share of the valid area (0-1)",
    "THRESHOLD_USED": "Threshold used",
}

HELP = f"""
<p>Makes a change mask from a change probability or a change score, without finding the changes again: with another threshold,
cleaned, without what is too small. Rasters may be of any size; the mask does not depend on the windows they are read in.</p>
<p><b>PROBABILITY</b>: the PROBABILITY of another run, or any raster of one band where more means more change.<br>
{THRESHOLD_HELP}Here also area_quota: as many of the highest pixels as AREA_QUOTA allows, ties at the edge left out; and
expected_f1: the threshold with the best F1 that the probabilities themselves let one expect, only for files whose metadata say
rscd.calibrated=yes. <i>The score</i> means the values of PROBABILITY.<br>
<b>AREA_QUOTA</b>: for area_quota only: the share of the pixels with data that may count as change, above 0 and below 1.<br>
<b>HYSTERESIS</b>: a second, lower threshold. What lies above it is change too where it is connected, edge by edge, to a pixel
above the first one. Empty: none.<br>
<b>CLEANING</b>, as text: none; majority: change where more than half of the square around a pixel is change; opening: what is
narrower than the square goes; closing: gaps narrower than the square are filled; opening_closing: one after the other. Pixels
without data have no say.<br>
<b>CLEANING_SIZE</b>: side of the square, in pixels, odd.<br>
<b>MIN_AREA</b>: smaller changes, in m², are left out. It comes last, after the cleaning.</p>
<p>Outputs. <b>MASK</b>: 0 no change, 1 change, 255 nodata. Numbers: CHANGED_AREA_M2 (empty without a CRS), CHANGED_SHARE,
THRESHOLD_USED (in units of PROBABILITY).</p>
"""


class ThresholdChanges(WorkerAlgorithm):
    """`rscd:thresholdchanges`."""

    ID = "thresholdchanges"
    TITLE = "Make a mask from a change probability"
    GROUP = "Change detection"
    GROUP_ID = "changedetection"
    SUMMARY = "Change probability in; change mask out: by a threshold, hysteresis, cleaning and a smallest area"
    HELP = HELP
    GUIDE_PAGE = "results"
    JOB = "threshold"
    DESTINATIONS = {MASK: RASTER}

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        self.addParameter(QgsProcessingParameterRasterLayer(PROBABILITY, self.tr("Change probability")))
        add_threshold(self, MASK_THRESHOLD_METHODS)
        title = self.tr("Share of the pixels with data that may count as change (0-1), for the method area_quota only")
        self.addParameter(decimal(AREA_QUOTA, title, None, most=1.0))
        title = self.tr("Hysteresis: a lower threshold for pixels connected to change (default: none)")
        self.addParameter(decimal(HYSTERESIS, title, None, least=-1e300))
        self.addParameter(static_enum(CLEANING, self.tr("Cleaning"), CLEANINGS))
        self.addParameter(
            QgsProcessingParameterNumber(
                CLEANING_SIZE,
                self.tr("Side of the square for cleaning, in pixels"),
                defaultValue=3,
                minValue=3,
                maxValue=LARGEST_CLEANING_PX,
            )
        )
        self.addParameter(decimal(MIN_AREA, self.tr("Smallest change to keep (m²)"), 0.0))
        self.addParameter(QgsProcessingParameterRasterDestination(MASK, self.tr("Change mask"), optional=True))
        for name, title in _NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> ThresholdJob:
        """The job that the parameters ask for."""
        return ThresholdJob(
            raster_value(self, parameters, PROBABILITY, context),
            **threshold_values(self, parameters, context, MASK_THRESHOLD_METHODS),
            area_quota=optional_double(self, parameters, AREA_QUOTA, context),
            hysteresis=optional_double(self, parameters, HYSTERESIS, context),
            cleaning=enum_value(self, parameters, CLEANING, context, CLEANINGS),
            cleaning_px=self.parameterAsInt(parameters, CLEANING_SIZE, context),
            min_area_m2=self.parameterAsDouble(parameters, MIN_AREA, context),
        )

    def outputs(self, parameters: dict[str, Any], scratch: str) -> ThresholdOutputs:
        """The mask, where it is wanted."""
        return ThresholdOutputs(scratch, wanted(parameters, MASK))

    def deliver(
        self,
        values: dict[str, Any],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """File and numbers."""
        return ChangeDelivery(self, parameters, context, feedback).deliver(values, QgsCoordinateReferenceSystem())
