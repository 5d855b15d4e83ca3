"""The algorithm "Pretrain an encoder on labels (SaDL)"."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from ..core.jobs.learning_spec import OBJECTIVES, RECIPES, PretrainJob, PretrainOutputs
from .labelled_images import LabelledImages
from .learning_algorithm import LearningAlgorithm
from .learning_parameters import (
    LEARNING_HELP,
    SINGLES_HELP,
    STOPPED_HELP,
    WEIGHT_FILES,
    add_learning,
    add_singles,
    existing_file,
    learning_values,
)
from .outputs import PAGE, WEIGHTS_FILE
from .parameters import add_advanced, decimal, enum_value, optional_double, static_enum
from .report_output import REPORT, add_report

OBJECTIVE = "OBJECTIVE"
POINTS_PER_CLASS = "POINTS_PER_CLASS"
RECIPE = "RECIPE"
PUSH_WEIGHT = "PUSH_WEIGHT"
ENCODER = "ENCODER"
ENCODER_OUT = "ENCODER_OUT"

HELP = f"""
<p>Teaches a network to see what you care about, from labels of <i>single</i> dates: no pair and no change label is needed. The
result is an encoder: the part of a detector that turns an image into features. By itself it finds nothing.</p>
<p>From a layer of footprints to changes: <b>1.</b> here, IMAGES = an orthophoto, LABELS = its footprints; gives ENCODER_OUT.
<b>2.</b> <i>Train a change detector</i> with START = that file, and either a few labelled changes or the same orthophoto and
footprints; gives MODEL. <b>3.</b> <i>Detect changes with a trained model</i> with that MODEL. Step 1 may be left out; it pays
where there are many labels of single dates and few changes. It needs the runtime of tier learn.</p>
<p>{SINGLES_HELP}<b>OBJECTIVE</b>, as text: what is learnt.<br>
joint: semantic-aware dense learning (SaDL) together with what else the same labels can teach: to tell foreground from background
in every pixel, and changes in pairs that are made from two places. For most uses.<br>
sadl: as published: points of the same ground in two differently coloured and cut views are drawn together, foreground and
background are pushed apart, and a third view has its background swapped for that of another place.<br>
<b>EPOCHS</b>: at most so many. EPOCHS_USED tells how many were run.<br>
<b>DEVICE</b>, as text: auto, cpu or cuda. DEVICE_USED tells what it really ran on.</p>
<p>Advanced. <b>ENCODER</b>: weights to begin with: an earlier ENCODER_OUT, or a ResNet with torchvision's names (ImageNet, MoCo,
SeCo), as a .safetensors file or a state dict (.pth, .pt); fitted to other bands where needed, which the log says. Empty: random
ones. <b>POINTS_PER_CLASS</b>: points drawn of foreground and of background in each square. <b>RECIPE</b>, as text,
of SaDL. tuned: what teaches more in a short training: points are pushed apart across all squares of a batch, five times as hard,
and half of them lie near an edge; AdamW. paper: within each square, points anywhere, gradient descent with momentum from 0.01.
<b>PUSH_WEIGHT</b>: how much the term counts that pushes foreground and background apart; empty: the recipe's, 5 or 1.
{LEARNING_HELP}</p>
{STOPPED_HELP}
<p>Outputs. <b>ENCODER_OUT</b>: a .safetensors file with the encoder and its card: bands, scaling, pixel size, what it was learnt
from. <b>REPORT</b>: a page with the curves of the losses, how far foreground and background lie apart before and after, and views
with their points. Numbers: LOSS_FIRST and LOSS_LAST, the mean loss of the first and the last epoch; SEPARATION_BEFORE and
SEPARATION_AFTER, how well foreground and background can be told apart by their features on ground kept apart, before and after
(both empty where too little was labelled to keep any apart); EPOCHS_USED.</p>
"""


class PretrainEncoder(LearningAlgorithm):
    """`rscd:pretrainencoder`."""

    ID = "pretrainencoder"
    TITLE = "Pretrain an encoder on labels (SaDL)"
    SUMMARY = "Images of single dates and their labels in; an encoder for a change detector to start from out, with a report"
    HELP = HELP
    JOB = "pretrain"
    DESTINATIONS = {ENCODER_OUT: WEIGHTS_FILE, REPORT: PAGE}
    FILES = {ENCODER_OUT: "encoder.safetensors", REPORT: "report.html"}
    NUMBERS = {
        "LOSS_FIRST": "Loss in the first epoch",
        "LOSS_LAST": "Loss in the last epoch",
        "SEPARATION_BEFORE": "Separation of foreground and background before",
        "SEPARATION_AFTER": "Separation of foreground and background after",
        "EPOCHS_USED": "Epochs used",
    }

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        add_singles(self)
        self.addParameter(static_enum(OBJECTIVE, self.tr("What is learnt"), OBJECTIVES))
        add_learning(self, epochs=16)
        start, kinds = self.tr("Weights to begin with (default: random)"), self.tr(WEIGHT_FILES)
        add_advanced(self, QgsProcessingParameterFile(ENCODER, start, optional=True, fileFilter=kinds))
        points = self.tr("Points of each class in a square")
        add_advanced(self, QgsProcessingParameterNumber(POINTS_PER_CLASS, points, defaultValue=16, minValue=1))
        add_advanced(self, static_enum(RECIPE, self.tr("Recipe of SaDL"), RECIPES))
        push = self.tr("Weight of pushing classes apart (default: the recipe's)")
        add_advanced(self, decimal(PUSH_WEIGHT, push, None, most=1000.0))
        kinds = self.tr("Network weights (*.safetensors)")
        self.addParameter(QgsProcessingParameterFileDestination(ENCODER_OUT, self.tr("Encoder"), kinds))
        add_report(self)
        self.add_numbers()

    def job_from(self, images: LabelledImages, parameters: dict[str, Any], context: QgsProcessingContext) -> PretrainJob:
        """The job that the parameters ask for."""
        return PretrainJob(
            samples=images.singles(),
            bands=images.bands(),
            **learning_values(self, parameters, context),
            objective=enum_value(self, parameters, OBJECTIVE, context, OBJECTIVES),
            points_per_class=self.parameterAsInt(parameters, POINTS_PER_CLASS, context),
            recipe=enum_value(self, parameters, RECIPE, context, RECIPES),
            push_weight=optional_double(self, parameters, PUSH_WEIGHT, context),
            encoder=existing_file(self, parameters, ENCODER, context),
        )

    def input_files(self, job: PretrainJob) -> list[str | None]:
        """The weights and the checkpoint."""
        return [job.encoder, job.resume]

    def outputs(self, parameters: dict[str, Any], scratch: str) -> PretrainOutputs:
        """Those that are wanted."""
        return PretrainOutputs(scratch, **self.output_settings())
