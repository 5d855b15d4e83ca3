"""The algorithm "Assess a map with a sample"."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from ..core.errors import UserError
from ..core.jobs.sample_spec import AssessSampleJob, AssessSampleOutputs
from .file_delivery import deliver_files
from .outputs import PAGE, TABLE_FILE, wanted
from .pair_parameters import vector_source
from .report_output import REPORT, add_report
from .running import WorkerAlgorithm
from .single_raster import optional_raster

SAMPLE = "SAMPLE"
MAP = "MAP"
CLASS = "CLASS"
TRAINING_AREAS = "TRAINING_AREAS"
TABLE = "TABLE"
_KINDS = {REPORT: "report", TABLE: "table"}
_NUMBERS = {
    "OVERALL_ACCURACY": "Overall accuracy (0-1)",
    "OVERALL_ACCURACY_SE": "Its standard error",
    "USERS_ACCURACY": "User's accuracy of the class (0-1)",
    "USERS_ACCURACY_SE": "Standard error of user's accuracy",
    "PRODUCERS_ACCURACY": "Producer's accuracy of the class (0-1)",
    "PRODUCERS_ACCURACY_SE": "Standard error of producer's accuracy",
    "AREA_M2": "Area of the class by the sample (m²)",
    "AREA_LOW_M2": "Lower end of the area's 95 % interval (m²)",
    "AREA_HIGH_M2": "Upper end of the area's 95 % interval (m²)",
    "POINTS_USED": "Points used",
    "POINTS_WITHOUT_REFERENCE": "Points left out since they have no reference",
    "POINTS_TRAINED": "Points refused since a model was trained there",
}

HELP = """
<p>Tells how right a map is, and how large its classes really are, from points that a person has looked at: error matrix, overall,
user's and producer's accuracy with standard errors, and areas corrected for the map's errors, with 95 % confidence intervals.
As in Olofsson et al. (2014), and for a map other than the one sampled as in Stehman (2014).</p>
<p><b>SAMPLE</b>: points of <i>Sample points to assess a map</i>, their field reference filled in with the class that is really
there. Save your edits first. Points without a reference are counted and left out; if those are the hard ones, the result is
biased.<br>
<b>MAP</b>: empty: the map that was sampled. Or any other map of the same ground, such as a better version: its classes are
read at the points, and the sample's own strata and weights go on to count. Which of the two it is, its fingerprint tells.<br>
<b>CLASS</b>: the class whose figures the numbers tell; the report has all. 1 is change.<br>
<b>TRAINING_AREAS</b>: polygons, lines or points of which the map's model learnt. Points of the sample whose pixels they touch are
refused, since a model knows them by heart.</p>
<p>A stratum with a single point gives no standard error and no interval; one without any leaves all figures empty that depend on
it. The log and the report say so. Accuracies of a map that has no data at some points are of the ground where it has.</p>
<p>Outputs. <b>REPORT</b>: a page with all of it. <b>TABLE</b>: a CSV file, one figure a line. Numbers: OVERALL_ACCURACY,
USERS_ACCURACY and PRODUCERS_ACCURACY (0-1), their standard errors OVERALL_ACCURACY_SE, USERS_ACCURACY_SE and
PRODUCERS_ACCURACY_SE; AREA_M2, with its 95 % interval from AREA_LOW_M2 to AREA_HIGH_M2; POINTS_USED, POINTS_WITHOUT_REFERENCE
and POINTS_TRAINED. What cannot be known is empty.</p>
"""


class AssessSample(WorkerAlgorithm):
    """`rscd:assesssample`."""

    ID = "assesssample"
    TITLE = "Assess a map with a sample"
    GROUP = "Assessment"
    GROUP_ID = "assessment"
    SUMMARY = "Interpreted sample points in; accuracies and areas with confidence intervals out"
    HELP = HELP
    GUIDE_PAGE = "sampling"
    JOB = "assess_sample"
    DESTINATIONS = {REPORT: PAGE, TABLE: TABLE_FILE}

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        kinds = [QgsProcessing.TypeVectorPoint]
        self.addParameter(QgsProcessingParameterFeatureSource(SAMPLE, self.tr("Sample points with references"), kinds))
        title = self.tr("Map to assess (default: the one that was sampled)")
        self.addParameter(QgsProcessingParameterRasterLayer(MAP, title, optional=True))
        title = self.tr("Class whose figures are told as numbers")
        self.addParameter(QgsProcessingParameterNumber(CLASS, title, defaultValue=1))
        title, kinds = self.tr("Where the model was trained: points there are refused"), [QgsProcessing.TypeVectorAnyGeometry]
        self.addParameter(QgsProcessingParameterFeatureSource(TRAINING_AREAS, title, kinds, optional=True))
        add_report(self)
        title, kind = self.tr("Table"), self.tr("CSV tables (*.csv)")
        self.addParameter(QgsProcessingParameterFileDestination(TABLE, title, kind, optional=True))
        for name, title in _NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> AssessSampleJob:
        """The job that the parameters ask for."""
        layer = self.parameterAsVectorLayer(parameters, SAMPLE, context)
        if layer is not None and layer.isModified():
            raise UserError(f"{SAMPLE}: the layer '{layer.name()}' has edits that are not saved. Save them first.")
        assessed = optional_raster(self, parameters, MAP, context)
        sample = vector_source(self, parameters, SAMPLE, context, "point")
        if sample is None:
            raise UserError(f"{SAMPLE} is empty. Choose the points of 'Sample points to assess a map'.")
        return AssessSampleJob(
            sample=sample,
            map=assessed,
            training=vector_source(self, parameters, TRAINING_AREAS, context, "vector"),
            focus=self.parameterAsInt(parameters, CLASS, context),
        )

    def outputs(self, parameters: dict[str, Any], scratch: str) -> AssessSampleOutputs:
        """Those that are wanted."""
        return AssessSampleOutputs(scratch, *(wanted(parameters, name) for name in _KINDS))

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
