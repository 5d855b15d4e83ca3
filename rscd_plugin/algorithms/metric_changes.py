"""The algorithm "Find changes without training data (Metric-CD)"."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
)

from ..core.jobs.spec import DEVICES, METRIC_MODES, MetricJob, MetricOutputs
from .change_algorithm import ChangeAlgorithm
from .change_outputs import CHANGES, DESTINATIONS, MASK, PROBABILITY, add_change_outputs
from .outputs import PAGE, wanted
from .pair_parameters import DEVICE, PAIR_HELP, add_advanced_pair, add_device, add_pair, pair_values
from .parameters import add_advanced, decimal, enum_value, optional_file, static_enum
from .report_output import REPORT, add_report
from .threshold_parameters import THRESHOLD_HELP, add_threshold, threshold_values

MODE = "MODE"
ITERATIONS = "ITERATIONS"
ENCODER = "ENCODER"
TRAIN_FEATURES = "TRAIN_FEATURES"
SENSITIVITY = "SENSITIVITY"
MIN_AREA = "MIN_AREA"
SEED = "SEED"
_NUMBERS = {
    "ITERATIONS_USED": "Iterations used",
    "LOSS_FIRST": "Loss in the first iteration",
    "LOSS_LAST": "Loss in the last iteration",
}

HELP = f"""
<p>Finds what changed between two rasters of the same place without any label, model or training data (Metric-CD): several
scores that are fooled by different things are joined, and a small network, optimised on this very pair and then thrown away,
learns from them what change looks like here. It gives a relative change score, a change mask, change polygons and a report.
Rasters may be of any size; nothing is loaded whole. It finds <i>any</i> change that stands out: seasons, shadows and clouds
too. What is usual in the pair counts as unchanged: choose an extent of which most has stayed as it was. It needs the runtime
of tier learn.</p>
<p><b>PRE, POST</b>: the earlier and the later date, from similar sensors. Post is warped onto pre's grid while it is read,
where the grids differ.<br>
<b>MODE</b>, as text:<br>
optimised: begins with the score of fast. A small network (a U-shaped D-CPG) learns on windows of the pair what that score
marks. Every 10 iterations it is looked at on blocks kept apart: how well it ranks there what the score marks (average
precision). It stops by itself once two looks in a row were no better. The best network's score is joined with that of fast,
which counts twice in the geometric mean, and brought to its scale; where no network agrees well enough (average precision
above 0.5), the result is that of fast. For most uses.<br>
fast: nothing is optimised. The geometric mean of six scores: the closed form of Metric-CD (differences of deep features, and of
values, after chronochrome normalisation), smoothed change vectors, IR-MAD, slow features and chronochrome, and MAD on
blurred dates; then smoothed by a joint bilateral filter, which stops at the images' edges. For a first look and many pairs;
often nearly as good.<br>
reference: the networks and the loss of the paper, term by term (a D-CPG of 600,000 weights, features of the width of VGG16, Adam
at 0.0001). Several seconds an iteration, and for comparison only.<br>
{THRESHOLD_HELP}<b>SENSITIVITY</b>: -1 to 1; higher finds more change. The threshold is multiplied by 2 to the power of -2 times
it, a fixed one too: halved at 0.5, a quarter at 1, four times as high at -1. 0.5 stays the mask's edge.<br>
<b>MIN_AREA</b>: smaller changes, in m², are left out of mask, polygons and numbers.<br>
<b>DEVICE</b>, as text: auto, cpu or cuda. DEVICE_USED tells what it really ran on.<br>
<b>EXTENT</b>: empty: all of pre. Snaps outwards to whole pixels.</p>
<p>Advanced. <b>ITERATIONS</b>: at most so many; 0: 60 for optimised, 50 for reference. ITERATIONS_USED tells how many were
run; fast has none. <b>ENCODER</b>: weights of the network that gives the features of the closed form, VGG16 or ResNet with the
names of torchvision: a .safetensors file or a state dict (.pth, .pt); empty: random ones, three small networks for optimised
and fast, and one of VGG16's width for reference. <b>TRAIN_FEATURES</b>: optimise these features on the pair too, slower:
optimised then joins its network with the score of fast by the new features, reference learns by them; fast takes no notice.
<b>SEED</b>: of random weights, and of which pixels, blocks and windows are drawn; the same seed gives the same result on the
same machine. {PAIR_HELP} Here the default is translation. <b>BANDS_PRE, BANDS_POST</b>: band numbers, those compared at the
same place; empty: all, matched by name where known, else by order. <b>MEMORY_MB</b>: 0: a quarter of what is free. Up to half
of it holds the blocks that a large pair is learnt from, at most 64 of 256 x 256 pixels.</p>
<p>Outputs. <b>PROBABILITY</b>: here a relative score s / (s + t), s the score, t the threshold: 0.5 is the mask's edge, and it
is no probability; nodata NaN. <b>MASK</b>: 0 no change, 1 change, 255 nodata. <b>CHANGES</b>: polygons along pixel edges with
id, area_px, area_m2 (on the ellipsoid where the CRS is geographic; empty without a CRS), mean_probability and
max_probability. <b>REPORT</b>: a page with what was done, how the optimisation went, and pictures. Numbers: CHANGED_AREA_M2,
CHANGED_SHARE, THRESHOLD_USED (in units of the score, after SENSITIVITY), ITERATIONS_USED, LOSS_FIRST and LOSS_LAST (the whole
loss of one mini-batch; both empty where nothing was optimised).</p>
"""


class MetricChanges(ChangeAlgorithm):
    """`rscd:metricchanges`."""

    ID = "metricchanges"
    TITLE = "Find changes without training data (Metric-CD)"
    GROUP = "Change detection"
    GROUP_ID = "changedetection"
    SUMMARY = "Two rasters in; relative change score, mask, polygons and a report out, learnt on the pair itself"
    HELP = HELP
    JOB = "metric"
    TIER = "learn"
    DESTINATIONS = {**DESTINATIONS, REPORT: PAGE}

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        add_pair(self)
        self.addParameter(static_enum(MODE, self.tr("Mode"), METRIC_MODES))
        add_threshold(self)
        self.addParameter(decimal(SENSITIVITY, self.tr("Sensitivity (higher: more change)"), 0.0, most=1.0, least=-1.0))
        self.addParameter(decimal(MIN_AREA, self.tr("Smallest change to keep (m²)"), 0.0))
        add_device(self)
        iterations = self.tr("Iterations at most (0: optimised 60, reference 50)")
        add_advanced(self, QgsProcessingParameterNumber(ITERATIONS, iterations, defaultValue=0, minValue=0))
        weights = self.tr("Network weights (*.safetensors *.pth *.pt)")
        encoder = self.tr("Weights for the features, VGG16 or ResNet (default: random)")
        add_advanced(self, QgsProcessingParameterFile(ENCODER, encoder, optional=True, fileFilter=weights))
        train = self.tr("Optimise the features on the pair too (not in fast)")
        add_advanced(self, QgsProcessingParameterBoolean(TRAIN_FEATURES, train, defaultValue=False))
        add_advanced(self, QgsProcessingParameterNumber(SEED, self.tr("Seed"), defaultValue=0, minValue=0))
        add_advanced_pair(self, coregister="translation")
        add_change_outputs(self)
        add_report(self)
        for name, title in _NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> MetricJob:
        """The job that the parameters ask for."""
        pair = pair_values(self, parameters, context)
        self.crs = pair.crs
        return MetricJob(
            **pair.settings,
            **threshold_values(self, parameters, context),
            min_area_m2=self.parameterAsDouble(parameters, MIN_AREA, context),
            seed=self.parameterAsInt(parameters, SEED, context),
            mode=enum_value(self, parameters, MODE, context, METRIC_MODES),
            iterations=self.parameterAsInt(parameters, ITERATIONS, context),
            encoder=optional_file(self, parameters, ENCODER, context),
            train_features=self.parameterAsBool(parameters, TRAIN_FEATURES, context),
            sensitivity=self.parameterAsDouble(parameters, SENSITIVITY, context),
            device=enum_value(self, parameters, DEVICE, context, DEVICES),
        )

    def input_files(self, job: MetricJob) -> list[str | None]:
        """The encoder."""
        return [job.encoder]

    def outputs(self, parameters: dict[str, Any], scratch: str) -> MetricOutputs:
        """Those that are wanted."""
        return MetricOutputs(scratch, *(wanted(parameters, name) for name in (PROBABILITY, MASK, CHANGES, REPORT)))

    def deliver(
        self,
        values: dict[str, Any],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Files and numbers."""
        results = super().deliver(values, parameters, context, feedback)
        return {**results, **{name: values[name.lower()] for name in _NUMBERS}}
