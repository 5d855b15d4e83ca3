"""The algorithm "Assess accuracy"."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMapLayer,
    QgsRasterLayer,
)

from ..core.errors import UserError
from ..core.jobs.accuracy_spec import AssessJob, AssessOutputs
from ..core.jobs.learning_spec import LabelSource
from ..layers.label_export import LabelExport
from ..layers.label_source import label_source
from .file_delivery import deliver_files
from .outputs import PAGE, TABLE_FILE, wanted
from .pair_parameters import EXTENT, vector_source
from .parameters import add_advanced, decimal, optional_double
from .report_output import REPORT, add_report
from .running import WorkerAlgorithm

RESULT = "RESULT"
REFERENCE = "REFERENCE"
THRESHOLD = "THRESHOLD"
REFERENCE_VALUE = "REFERENCE_VALUE"
AREA_OF_INTEREST = "AREA_OF_INTEREST"
MATCH_IOU = "MATCH_IOU"
PIXEL_SIZE = "PIXEL_SIZE"
TABLE = "TABLE"
_FILES = {REPORT: "report", TABLE: "table"}
_NUMBERS = {
    "PRECISION": "Precision",
    "RECALL": "Recall",
    "F1": "F1",
    "IOU": "Intersection over union",
    "KAPPA": "Kappa",
    "OVERALL_ACCURACY": "Overall accuracy",
    "AUROC": "Area under the ROC curve",
    "AVERAGE_PRECISION": "Average precision",
    "CALIBRATION_ERROR": "Expected calibration error",
    "OBJECT_PRECISION": "Precision of objects",
    "OBJECT_RECALL": "Recall of objects",
    "OBJECT_F1": "F1 of objects",
    "TRUE_POSITIVES": "Pixels found: change in both",
    "FALSE_POSITIVES": "Pixels of false alarms",
    "FALSE_NEGATIVES": "Pixels missed",
    "TRUE_NEGATIVES": "Pixels without change in both",
    "THRESHOLD_USED": "Threshold used",
}

HELP = """
<p>Says how good a change map is, by comparing it with what really changed: pixel by pixel, object by object and, for a
probability, at all thresholds at once. Rasters may be of any size; nothing is loaded whole.</p>
<p><b>RESULT</b>: a change mask (whole numbers: 0 is no change, any other value change), a change probability or relative score
(numbers with decimals, 0 to 1), or polygons of change.<br>
<b>REFERENCE</b>: what really changed, as polygons, outside of which nothing did, or as a raster: 0 is no change, any other value
change, nodata and what lies outside of it is not known and does not count.<br>
Where the two lie on different grids or in different CRS, the reference is brought onto the result's pixels while it is read: of a
raster the nearest pixel counts, of polygons whether they hold a pixel's centre. Where the result is polygons, the reference's
pixels are used.<br>
<b>THRESHOLD</b>: what lies above it counts as change, for a probability only. Empty: what the file says of itself
(rscd.threshold), else 0.5.<br>
<b>EXTENT</b>: empty: all of the result. <b>AREA_OF_INTEREST</b>: polygons outside of which nothing counts.</p>
<p>Advanced. <b>REFERENCE_VALUE</b>: the one value of a reference raster that is change, all others being no change; empty: all
but 0. <b>MATCH_IOU</b>: objects of result and reference are the same where their intersection is at least this share of their
union, one to one. Objects are the features of a polygon layer, and of a raster the pixels that are connected by their edges.
<b>PIXEL_SIZE</b>: where both are polygons, the pixels that they are compared on, in units of the result's CRS; empty: a 4096th of
the longer side.</p>
<p>Outputs. <b>REPORT</b>: a page with figures, confusion table, a map of what was found, missed and falsely marked and, for a
probability, curves and a reliability diagram. <b>TABLE</b>: all figures as CSV. Numbers, 0 to 1: PRECISION (share of the marked
that changed), RECALL (share of the changed that is marked), F1, IOU, KAPPA, OVERALL_ACCURACY, and of objects OBJECT_PRECISION,
OBJECT_RECALL, OBJECT_F1; of a probability AUROC, AVERAGE_PRECISION and CALIBRATION_ERROR (expected calibration error, in ten
bins; not of a relative score). Pixels: TRUE_POSITIVES, FALSE_POSITIVES, FALSE_NEGATIVES, TRUE_NEGATIVES. THRESHOLD_USED. A
figure that is undefined, such as RECALL where nothing changed, is empty, and log, report and table say why.</p>
<p>AUROC and AVERAGE_PRECISION come from a million bins of the score; the report says how far off that can be, mostly less
than 0.00001. All figures count pixels alike, and are as good as the reference is.</p>
"""


class AssessAccuracy(WorkerAlgorithm):
    """`rscd:assessaccuracy`."""

    ID = "assessaccuracy"
    TITLE = "Assess accuracy"
    GROUP = "Assessment"
    GROUP_ID = "assessment"
    SUMMARY = "A change map and what really changed in; how good the map is out: figures, report and table"
    HELP = HELP
    GUIDE_PAGE = "accuracy"
    JOB = "assess"
    DESTINATIONS = {REPORT: PAGE, TABLE: TABLE_FILE}

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        kinds = [QgsProcessing.TypeRaster, QgsProcessing.TypeVectorPolygon]
        for name, title in (
            (RESULT, self.tr("Result: change mask, probability or polygons")),
            (REFERENCE, self.tr("Reference: what really changed, a raster or polygons")),
        ):
            self.addParameter(QgsProcessingParameterMapLayer(name, title, types=kinds))
        title = self.tr("Threshold of a probability (default: the file's own, else 0.5)")
        self.addParameter(decimal(THRESHOLD, title, None, most=1.0))
        self.addParameter(QgsProcessingParameterExtent(EXTENT, self.tr("Extent (default: all of the result)"), optional=True))
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                AREA_OF_INTEREST,
                self.tr("Area of interest (default: everywhere)"),
                [QgsProcessing.TypeVectorPolygon],
                optional=True,
            )
        )
        title = self.tr("Value that is change in a reference raster (default: all but 0)")
        add_advanced(self, decimal(REFERENCE_VALUE, title, None, least=-1e300))
        title = self.tr("Objects are the same from this intersection over union on")
        add_advanced(self, decimal(MATCH_IOU, title, 0.5, most=1.0))
        title = self.tr("Pixel size for comparing polygons with polygons (default: automatic)")
        add_advanced(self, decimal(PIXEL_SIZE, title, None))
        add_report(self)
        self.addParameter(
            QgsProcessingParameterFileDestination(TABLE, self.tr("Table of figures"), self.tr("CSV files (*.csv)"), optional=True)
        )
        for name, title in _NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> AssessJob:
        """The job that the parameters ask for."""
        self._exports: list[LabelExport] = []
        layers = {name: self._layer(parameters, name, context) for name in (RESULT, REFERENCE)}
        result, reference = (self._source(layer, name, parameters, context) for name, layer in layers.items())
        extent = self.parameterAsExtent(parameters, EXTENT, context, _crs_of_pixels(*layers.values()))
        return AssessJob(
            result,
            reference,
            None if extent.isNull() else (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()),
            vector_source(self, parameters, AREA_OF_INTEREST, context),
            threshold=optional_double(self, parameters, THRESHOLD, context),
            reference_value=optional_double(self, parameters, REFERENCE_VALUE, context),
            match_iou=self.parameterAsDouble(parameters, MATCH_IOU, context),
            pixel_size=optional_double(self, parameters, PIXEL_SIZE, context),
        )

    def _layer(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> QgsMapLayer:
        layer = self.parameterAsLayer(parameters, name, context)
        if layer is None:
            raise UserError(f"{name}: {parameters.get(name)!r} cannot be opened as a layer. Choose a raster or a polygon layer.")
        return layer

    def _source(self, layer: QgsMapLayer, name: str, parameters: dict[str, Any], context: QgsProcessingContext) -> LabelSource:
        source, export = label_source(layer, name, context, self.createExpressionContext(parameters, context))
        if export is not None:
            self._exports.append(export)
        return source

    def write_inputs(self, feedback: QgsProcessingFeedback) -> None:
        """The polygons that no plain file holds."""
        for export in self._exports:
            export.write(feedback)

    def outputs(self, parameters: dict[str, Any], scratch: str) -> AssessOutputs:
        """Those that are wanted."""
        return AssessOutputs(scratch, *(wanted(parameters, name) for name in _FILES))

    def deliver(
        self,
        values: dict[str, Any],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Files and numbers."""
        results: dict[str, Any] = {name: values[name.lower()] for name in _NUMBERS}
        return {**results, **deliver_files(self, _FILES, values["files"], parameters, context)}


def _crs_of_pixels(result: QgsMapLayer, reference: QgsMapLayer) -> QgsCoordinateReferenceSystem:
    """Of those that are compared: the result's, but the reference's where that alone is a raster."""
    rasters = [layer for layer in (result, reference) if isinstance(layer, QgsRasterLayer)]
    return (rasters or [result])[0].crs()
