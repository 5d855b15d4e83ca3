"""The algorithm "Make polygons from a change mask"."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..core.errors import UserError
from ..core.jobs.mask_spec import PolygonsJob, PolygonsOutputs
from ..layers.layer_dates import date_in, date_of
from ..layers.polygon_shape import PolygonShape
from .change_outputs import CHANGES, MASK, PROBABILITY
from .outputs import ANY
from .pair_parameters import POST, PRE
from .parameters import decimal, optional_int
from .polygon_delivery import PolygonDelivery
from .running import WorkerAlgorithm
from .single_raster import optional_raster, raster_value

PRE_DATE = "PRE_DATE"
POST_DATE = "POST_DATE"
KIND_BAND = "KIND_BAND"
SIMPLIFY = "SIMPLIFY"
ORTHOGONALIZE = "ORTHOGONALIZE"
POLYGONS = "POLYGONS"
AREA = "AREA_M2"

HELP = """
<p>Makes polygons of a change mask, along the edges of its pixels, with what probability and images tell of each. Rasters may be
of any size. Pixels that share an edge are one polygon; holes stay holes.</p>
<p><b>MASK</b>: 0 no change, any other whole number change, nodata neither.<br>
<b>PROBABILITY</b>: on the same pixels, such as that of the same run. Empty: the fields of probability stay empty.<br>
<b>PRE, POST</b>: both dates, for the change of brightness; both or none. Warped onto the mask's grid where theirs differ, and
compared as they are: bring their light together first (rscd:alignpair with NORMALISE) where that differs.<br>
<b>PRE_DATE, POST_DATE</b>: as 2019, 2019-05 or 2019-05-03. Empty: taken from the layers' own dates, their files' metadata or
their names, where these say so.<br>
<b>KIND_BAND</b>: a band of pre in which a rise is a gain and a fall a loss, such as the height of a surface model, or a
vegetation index. Empty: the field kind stays empty, as brightness alone does not tell gain from loss.<br>
<b>SIMPLIFY</b>: tolerance in metres, 0 for none; one to two pixels turn stairs into lines. <b>ORTHOGONALIZE</b>: right angles, as
buildings have, mostly of use after SIMPLIFY. Of each polygon only what keeps it valid and its area within 2 % is done: the
tolerance is halved up to three times, and else it stays as it was. Neighbours are not fitted to each other.</p>
<p>Outputs. <b>CHANGES</b>: polygons in any format, or a table of a database, with<br>
id; area_px, the pixels; area_m2, on the ellipsoid, also where the CRS is projected; perimeter_m, of outline and holes, on the
ellipsoid; compactness, 4 pi area / perimeter², 1 for a circle, 0.785 for a square, less for what is long or ragged;<br>
mean_probability, max_probability, p90_probability, which nine in ten of its pixels do not exceed, to a thousandth;<br>
kind, gain or loss; pre_date and post_date;<br>
brightness_change_ with a band's name or number: mean of post less mean of pre.<br>
area_m2 and perimeter_m are empty without a CRS. Numbers: POLYGONS, how many; AREA_M2, of all of them, as drawn.</p>
"""


class ChangePolygonsAlgorithm(WorkerAlgorithm):
    """`rscd:changepolygons`."""

    ID = "changepolygons"
    TITLE = "Make polygons from a change mask"
    GROUP = "Change detection"
    GROUP_ID = "changedetection"
    SUMMARY = "Change mask in, and probability and images if you like; polygons with size, shape and change of brightness out"
    HELP = HELP
    GUIDE_PAGE = "results"
    JOB = "polygons"
    DESTINATIONS = {CHANGES: ANY}

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        self.addParameter(QgsProcessingParameterRasterLayer(MASK, self.tr("Change mask")))
        for name, title in (
            (PROBABILITY, self.tr("Change probability")),
            (PRE, self.tr("Pre: the earlier date")),
            (POST, self.tr("Post: the later date")),
        ):
            self.addParameter(QgsProcessingParameterRasterLayer(name, title, optional=True))
        for name, title in (
            (PRE_DATE, self.tr("Date of pre, as 2019-05-03 (default: as layer or file say)")),
            (POST_DATE, self.tr("Date of post, as 2019-05-03 (default: as layer or file say)")),
        ):
            self.addParameter(QgsProcessingParameterString(name, title, optional=True))
        title = self.tr("Band of pre in which a rise is a gain (default: none)")
        self.addParameter(QgsProcessingParameterBand(KIND_BAND, title, parentLayerParameterName=PRE, optional=True))
        self.addParameter(decimal(SIMPLIFY, self.tr("Simplify outlines by, in metres (0: not at all)"), 0.0))
        self.addParameter(QgsProcessingParameterBoolean(ORTHOGONALIZE, self.tr("Right angles, as buildings have"), False))
        title = self.tr("Change polygons")
        self.addParameter(QgsProcessingParameterFeatureSink(CHANGES, title, QgsProcessing.TypeVectorPolygon))
        self.addOutput(QgsProcessingOutputNumber(POLYGONS, self.tr("Number of polygons")))
        self.addOutput(QgsProcessingOutputNumber(AREA, self.tr("Area of all polygons (m²)")))

    def job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> PolygonsJob:
        """The job that the parameters ask for; the rest is kept for the delivery."""
        job = PolygonsJob(
            raster_value(self, parameters, MASK, context),
            *(optional_raster(self, parameters, name, context) for name in (PROBABILITY, PRE, POST)),
            kind_band=optional_int(self, parameters, KIND_BAND, context),
        )
        self.crs = self.parameterAsRasterLayer(parameters, MASK, context).crs()
        self.dates = [self._date(parameters, *names, context) for names in ((PRE_DATE, PRE), (POST_DATE, POST))]
        tolerance_m = self.parameterAsDouble(parameters, SIMPLIFY, context)
        if tolerance_m > 0 and not self.crs.isValid():
            raise UserError("SIMPLIFY is given in metres, but MASK has no CRS: give it one, or set SIMPLIFY to 0.")
        right_angles = self.parameterAsBool(parameters, ORTHOGONALIZE, context)
        self.shape = PolygonShape(tolerance_m, right_angles, self.crs.isGeographic())
        return job

    def outputs(self, parameters: dict[str, Any], scratch: str) -> PolygonsOutputs:
        """There is one only."""
        return PolygonsOutputs(scratch)

    def deliver(
        self,
        values: dict[str, Any],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Polygons and numbers."""
        delivery = PolygonDelivery(self, parameters, context, feedback)
        results = delivery.deliver(values, self.crs, self.shape, self.dates)
        return {**results, POLYGONS: values["polygons"]}

    def _date(self, parameters: dict[str, Any], name: str, of: str, context: QgsProcessingContext) -> str | None:
        """The date given, else that of the layer; None where neither is known. Raises UserError."""
        given = self.parameterAsString(parameters, name, context).strip()
        if given:
            if date_in(given) != given:
                raise UserError(f"{name} is '{given}'; give a date as 2019-05-03, 2019-05 or 2019, or leave it empty.")
            return given
        layer = self.parameterAsRasterLayer(parameters, of, context)
        return (date_of(layer).iso or None) if layer is not None else None
