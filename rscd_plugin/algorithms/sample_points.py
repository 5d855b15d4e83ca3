"""The algorithm "Sample points to assess a map"."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..core.jobs.sample_spec import ALLOCATIONS, SamplePointsJob, SamplePointsOutputs, expected_accuracies
from .outputs import ANY
from .pair_parameters import EXCLUDE, EXTENT, vector_source
from .parameters import add_advanced, decimal, enum_value, static_enum
from .running import WorkerAlgorithm
from .sample_delivery import SampleDelivery
from .single_raster import raster_value

MAP = "MAP"
TRAINING_AREAS = "TRAINING_AREAS"
SAMPLE_SIZE = "SAMPLE_SIZE"
EXPECTED = "EXPECTED"
TARGET = "TARGET"
ALLOCATION = "ALLOCATION"
MIN_PER_STRATUM = "MIN_PER_STRATUM"
SEED = "SEED"
POINTS = "POINTS"
_NUMBERS = {
    "POINT_COUNT": "Number of points",
    "STRATA_COUNT": "Number of strata",
    "EXPECTED_STANDARD_ERROR": "Standard error of overall accuracy to be expected",
    "SAMPLED_AREA_M2": "Area that the sample stands for (m²)",
}

HELP = """
<p>Draws points on a map of classes by chance, a number of them in each class (stratified random sampling), to be looked at by a
person. From them <i>Assess a map with a sample</i> then tells how right the map is, and how large each class really is, with
confidence intervals. This is good practice as in Olofsson et al. (2014).</p>
<p><b>MAP</b>: a change mask or any raster of classes (whole numbers, at most 64 of them); its classes are the strata. Nothing is
loaded whole.<br>
<b>SAMPLE_SIZE</b>: points in all. 0: planned from EXPECTED and TARGET by Cochran's formula (Olofsson, equation 13).<br>
<b>EXPECTED</b>: user's accuracy that you expect, 0-1: of what the map shows as a class, the share that is right. One for all
classes, as 0.9, or single ones by class beside it, as 0.95, 1: 0.7.<br>
<b>TARGET</b>: the standard error that overall accuracy shall have. Half of it takes four times the points.<br>
<b>ALLOCATION</b>, as text: proportional, to the area of each class; equal; neyman, where EXPECTED foresees most error for the
area.<br>
<b>MIN_PER_STRATUM</b>: each class gets so many points at least, and the others share the rest: small classes need them, since
change is rare. 50 to 100 are advised.<br>
<b>EXTENT, EXCLUDE</b>: ground that the sample stands for, and polygons that do not belong to it, such as clouds.<br>
<b>TRAINING_AREAS</b>: polygons, lines or points of which the map's model learnt. No point is drawn there; figures are then of the
rest.</p>
<p>Advanced. <b>SEED</b>: another one draws other points.</p>
<p>A pixel's chance within its class goes with its area on the ellipsoid, and no pixel is drawn twice. Points lie at the centres
of pixels, in an order by chance: interpret them from the first to the last.</p>
<p>Outputs. <b>POINTS</b>: id; stratum and map_class, the class on the map; stratum_m2 and weight, area and share of the stratum;
pixel_size, in map units; map_hash, the fingerprint of the map; seed; and, empty, <b>reference</b>, to hold the class that is seen
in better imagery (0 no change, 1 change), note and confidence. With these the layer alone suffices. The table of strata is
in the metadata of a GeoPackage too. Do not look at stratum and map_class while interpreting. Numbers: POINT_COUNT, STRATA_COUNT,
EXPECTED_STANDARD_ERROR (of overall accuracy, if EXPECTED holds), SAMPLED_AREA_M2. MAP_HASH: the fingerprint.</p>
"""


class SamplePoints(WorkerAlgorithm):
    """`rscd:samplepoints`."""

    ID = "samplepoints"
    TITLE = "Sample points to assess a map"
    GROUP = "Assessment"
    GROUP_ID = "assessment"
    SUMMARY = "A mask or class raster in; stratified random points to be interpreted out"
    HELP = HELP
    GUIDE_PAGE = "sampling"
    JOB = "sample_points"
    DESTINATIONS = {POINTS: ANY}
    crs: QgsCoordinateReferenceSystem

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        self.addParameter(QgsProcessingParameterRasterLayer(MAP, self.tr("Map: a change mask or a raster of classes")))
        self.addParameter(
            QgsProcessingParameterNumber(SAMPLE_SIZE, self.tr("Number of points (0: planned)"), defaultValue=0, minValue=0)
        )
        title = self.tr("Expected user's accuracies, for planning (0.9, or by class: 0.95, 1: 0.7)")
        self.addParameter(QgsProcessingParameterString(EXPECTED, title, defaultValue="0.9"))
        title = self.tr("Standard error of overall accuracy to plan for")
        self.addParameter(decimal(TARGET, title, 0.015, most=1.0))
        self.addParameter(static_enum(ALLOCATION, self.tr("Allocation to the classes"), ALLOCATIONS))
        title = self.tr("Fewest points in a class")
        self.addParameter(QgsProcessingParameterNumber(MIN_PER_STRATUM, title, defaultValue=50, minValue=0))
        self.addParameter(QgsProcessingParameterExtent(EXTENT, self.tr("Extent (default: all of the map)"), optional=True))
        for name, title, kind in (
            (EXCLUDE, self.tr("Polygons to leave out, such as clouds"), QgsProcessing.TypeVectorPolygon),
            (TRAINING_AREAS, self.tr("Where the model was trained: no points there"), QgsProcessing.TypeVectorAnyGeometry),
        ):
            self.addParameter(QgsProcessingParameterFeatureSource(name, title, [kind], optional=True))
        add_advanced(self, QgsProcessingParameterNumber(SEED, self.tr("Seed"), defaultValue=0, minValue=0))
        self.addParameter(QgsProcessingParameterFeatureSink(POINTS, self.tr("Sample points"), QgsProcessing.TypeVectorPoint))
        for name, title in _NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))
        self.addOutput(QgsProcessingOutputString("MAP_HASH", self.tr("Fingerprint of the map")))

    def job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> SamplePointsJob:
        """The job that the parameters ask for."""
        source = raster_value(self, parameters, MAP, context)
        self.crs = self.parameterAsRasterLayer(parameters, MAP, context).crs()
        extent = self.parameterAsExtent(parameters, EXTENT, context, self.crs)
        corners = (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
        return SamplePointsJob(
            map=source,
            extent=None if extent.isNull() else corners,
            exclude=vector_source(self, parameters, EXCLUDE, context),
            training=vector_source(self, parameters, TRAINING_AREAS, context, "vector"),
            sample_size=self.parameterAsInt(parameters, SAMPLE_SIZE, context),
            expected=expected_accuracies(self.parameterAsString(parameters, EXPECTED, context)),
            target=self.parameterAsDouble(parameters, TARGET, context),
            allocation=enum_value(self, parameters, ALLOCATION, context, ALLOCATIONS),
            min_per_stratum=self.parameterAsInt(parameters, MIN_PER_STRATUM, context),
            seed=self.parameterAsInt(parameters, SEED, context),
        )

    def outputs(self, parameters: dict[str, Any], scratch: str) -> SamplePointsOutputs:
        """The points."""
        return SamplePointsOutputs(scratch)

    def deliver(
        self,
        values: dict[str, Any],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """The layer and the numbers."""
        results: dict[str, Any] = {name: values[name.lower()] for name in (*_NUMBERS, "MAP_HASH")}
        delivery = SampleDelivery(self, parameters, context, feedback)
        results[POINTS] = delivery.deliver(POINTS, values["files"]["points"], values["metadata"], self.crs)
        return results
