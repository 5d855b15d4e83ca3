"""The algorithm "Align a pair"."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterRasterDestination,
)

from ..core.jobs.spec import AlignJob, AlignOutputs
from .file_delivery import deliver_files
from .outputs import PAGE, RASTER, wanted
from .pair_parameters import PAIR_HELP, add_advanced_pair, add_pair, pair_values
from .report_output import REPORT, add_report
from .running import WorkerAlgorithm

ALIGNED_PRE = "ALIGNED_PRE"
ALIGNED_POST = "ALIGNED_POST"
_KINDS = {ALIGNED_PRE: "pre", ALIGNED_POST: "post", REPORT: "report"}
_NUMBERS = {
    "SHIFT_X_M": "How far post lay to the east of pre (m)",
    "SHIFT_Y_M": "How far post lay to the north of pre (m)",
    "RESIDUAL_PX": "Median residual of the tie points (pixels)",
    "TIE_POINTS": "Tie points that agree",
}

HELP = f"""
<p>Brings two rasters of the same place together: on one grid, with the same bands in the same order, post moved to where it
belongs and, where asked for, with the values of pre. Rasters may be of any size; nothing is loaded whole.</p>
<p><b>PRE, POST</b>: the earlier and the later date. <b>EXTENT</b>: empty: all of the grid. Snaps outwards to whole pixels.</p>
<p>Advanced. {PAIR_HELP}
<b>BANDS_PRE, BANDS_POST</b>: band numbers, as many of each; empty: those that both have by name or wavelength, else all in
their order. <b>MEMORY_MB</b>: 0: a quarter of what is free.</p>
<p>Outputs. <b>ALIGNED_PRE, ALIGNED_POST</b>: in the data types of the inputs, resampled once (bilinear) or not at all. Nodata is
the input's own value, else NaN or the lowest value of the type, which valid pixels then avoid by one.
<b>REPORT</b>: a page with a checkerboard of both dates and the shifts found. Numbers: SHIFT_X_M and SHIFT_Y_M, how far post
lay to the east and north of pre in the middle of the grid; RESIDUAL_PX; TIE_POINTS. They are empty, and TIE_POINTS is 0, where
no reliable match was found or none was looked for.</p>
"""


class AlignPair(WorkerAlgorithm):
    """`rscd:alignpair`."""

    ID = "alignpair"
    TITLE = "Align a pair"
    GROUP = "Preparation"
    GROUP_ID = "preparation"
    SUMMARY = "Two rasters in; both on one grid, co-registered and comparable out, with a report"
    HELP = HELP
    GUIDE_PAGE = "preparing"
    JOB = "align"
    DESTINATIONS = {ALIGNED_PRE: RASTER, ALIGNED_POST: RASTER, REPORT: PAGE}

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        add_pair(self)
        add_advanced_pair(self, coregister="translation")
        for name, title in ((ALIGNED_PRE, self.tr("Aligned pre")), (ALIGNED_POST, self.tr("Aligned post"))):
            self.addParameter(QgsProcessingParameterRasterDestination(name, title, optional=True))
        add_report(self)
        for name, title in _NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> AlignJob:
        """The job that the parameters ask for."""
        return AlignJob(**pair_values(self, parameters, context).settings)

    def outputs(self, parameters: dict[str, Any], scratch: str) -> AlignOutputs:
        """Those that are wanted."""
        return AlignOutputs(scratch, *(wanted(parameters, name) for name in _KINDS))

    def deliver(
        self,
        values: dict[str, Any],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Files and numbers."""
        results: dict[str, Any] = {name: values[name.lower()] for name in _NUMBERS}
        return {**results, **deliver_files(self, _KINDS, values["files"], parameters, context)}
