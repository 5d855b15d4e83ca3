"""The algorithm "Train a change detector"."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)

from ..core.errors import UserError
from ..core.jobs.learning_spec import STARTER, TrainJob, TrainOutputs
from .labelled_images import CHANGE_LABELS, PAIRS, POST_IMAGES, PRE_IMAGES, SINGLES, LabelledImages
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
from .outputs import MODEL_FILE, PAGE, WEIGHTS_FILE
from .parameters import add_advanced
from .report_output import REPORT, add_report

START = "START"
MODEL_NAME = "MODEL_NAME"
LICENCE = "LICENCE"
MODEL = "MODEL"
WEIGHTS = "WEIGHTS"

HELP = f"""
<p>Trains a change detector on your own labels, from (a) pairs of dates with the changes between them, from (b) images of single
dates with what is seen in them, such as an orthophoto and its footprints, or from both at once. Of (b), pairs are made: of two
places, where what is in one and not in the other has changed; of one place twice, where nothing has; and with objects that are
moved in. The result is a model that <i>Detect changes with a trained model</i> takes at once.</p>
<p>From a layer of footprints to changes: <b>1.</b> (optional) <i>Pretrain an encoder on labels</i> gives an encoder. <b>2.</b>
here, START = that encoder (or leave it), with IMAGES and LABELS; gives MODEL and, for going on later, WEIGHTS. <b>3.</b>
<i>Detect changes with a trained model</i> with MODEL. <b>4.</b> Correct a few of the changes found, and train again: START =
those WEIGHTS, with both dates and the corrected changes as (a). Labels from the very area are worth most. It needs the runtime of
tier learn.</p>
<p>(a) <b>PRE_IMAGES, POST_IMAGES</b>: the earlier and the later dates, as many of each, in the same order: the first of one with
the first of the other. Post is warped onto pre's grid while it is read, where the grids differ.<br>
<b>CHANGE_LABELS</b>: the changes between them, a layer for each pair in the same order, or one for all: polygons of what changed
(all else counts as unchanged), or a raster: 0 no change, any other value change, nodata not known.<br>
(b) {SINGLES_HELP}<b>START</b>: weights to begin with. The word {STARTER}, which is the default: those that come with the plugin
(RGB, buildings, trained on generated scenes); for other things than buildings leave START empty. Or a file: WEIGHTS of an
earlier run, ENCODER_OUT of the pretraining, or a ResNet with torchvision's names (.safetensors, .pth, .pt). Empty: random ones.
Weights of other bands are fitted to yours, which the log says. What begins as a whole detector ends between that and what was
learnt, as the log says too: so that what it knew of other ground is not lost.<br>
<b>EPOCHS</b>: at most so many; it stops earlier where the ground kept apart shows no more progress. EPOCHS_USED tells how many
were run.<br>
<b>DEVICE</b>, as text: auto, cpu or cuda. DEVICE_USED tells what it really ran on.</p>
<p>Advanced. {LEARNING_HELP}<b>MODEL_NAME, LICENCE</b>: for the model's card: what to call it, and under which terms images and
labels let it be passed on.</p>
{STOPPED_HELP}
<p>Outputs. <b>MODEL</b>: an .onnx file that holds its own card: bands, scaling, pixel size, threshold, figures, licence.
<b>WEIGHTS</b>: the same network as a .safetensors file, to give as START another time. <b>REPORT</b>: a page with curves,
precision and recall, sample pictures, and the figures of each block of ground that was kept apart. Numbers, all of ground kept
apart from training: F1_VALIDATION and AVERAGE_PRECISION_VALIDATION, of changed pixels; THRESHOLD_USED, which the model carries
along; CALIBRATED: 1 where threshold and probability were fitted there, which takes eight blocks of ground with labelled changes;
0 else, and always without real pairs: then the threshold is 0.5. EPOCHS_USED; BATCH_SIZE_USED: squares that were in memory at
once.</p>
<p>Figures of a neighbouring block flatter: in another area expect less, often by a third.</p>
"""


class TrainDetector(LearningAlgorithm):
    """`rscd:traindetector`."""

    ID = "traindetector"
    TITLE = "Train a change detector"
    SUMMARY = "Labelled pairs, or single dates with labels, in; an ONNX model for detecting changes out, with a report"
    HELP = HELP
    JOB = "train"
    DESTINATIONS = {MODEL: MODEL_FILE, WEIGHTS: WEIGHTS_FILE, REPORT: PAGE}
    FILES = {MODEL: "model.onnx", WEIGHTS: "weights.safetensors", REPORT: "report.html"}
    NUMBERS = {
        "THRESHOLD_USED": "Threshold that the model carries",
        "F1_VALIDATION": "F1 on ground kept apart",
        "AVERAGE_PRECISION_VALIDATION": "Average precision on ground kept apart",
        "EPOCHS_USED": "Epochs used",
        "BATCH_SIZE_USED": "Squares in memory at once",
        "CALIBRATED": "Whether threshold and probability are calibrated (1) or not (0)",
    }

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        for name, title, kind in (
            (PRE_IMAGES, self.tr("Pairs: the earlier dates"), QgsProcessing.TypeRaster),
            (POST_IMAGES, self.tr("Pairs: the later dates, in the same order"), QgsProcessing.TypeRaster),
            (CHANGE_LABELS, self.tr("Pairs: the changes, one layer each or one for all"), QgsProcessing.TypeMapLayer),
        ):
            self.addParameter(QgsProcessingParameterMultipleLayers(name, title, kind, optional=True))
        add_singles(self)
        title = self.tr("Weights to begin with: a file, the word '{}' for the plugin's own, empty for random").format(STARTER)
        # The last kind lets the word pass, which has no ending.
        kinds = f"{self.tr(WEIGHT_FILES)};;{self.tr('All')} (*)"
        self.addParameter(QgsProcessingParameterFile(START, title, defaultValue=STARTER, optional=True, fileFilter=kinds))
        add_learning(self, epochs=24)
        for name, title in ((MODEL_NAME, self.tr("Name of the model")), (LICENCE, self.tr("Licence of images and labels"))):
            add_advanced(self, QgsProcessingParameterString(name, title, optional=True))
        self.addParameter(
            QgsProcessingParameterFileDestination(MODEL, self.tr("Model"), self.tr("ONNX models (*.onnx)")),
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                WEIGHTS,
                self.tr("Weights to go on from another time"),
                self.tr("Network weights (*.safetensors)"),
                optional=True,
                createByDefault=False,
            )
        )
        add_report(self)
        self.add_numbers()

    def job_from(self, images: LabelledImages, parameters: dict[str, Any], context: QgsProcessingContext) -> TrainJob:
        """The job that the parameters ask for."""
        if not images.given(*PAIRS, *SINGLES):
            raise UserError(
                "There is nothing to learn from. Give PRE_IMAGES, POST_IMAGES and CHANGE_LABELS, or IMAGES (or IMAGE_FOLDER) and "
                "LABELS of single dates, or both."
            )
        pairs = images.pairs() if images.given(*PAIRS) else ()
        singles = images.singles() if images.given(*SINGLES) else ()
        return TrainJob(
            samples=(*pairs, *singles),
            bands=images.bands(),
            **learning_values(self, parameters, context),
            start=self._start(parameters, context),
            name=self.parameterAsString(parameters, MODEL_NAME, context).strip(),
            licence=self.parameterAsString(parameters, LICENCE, context).strip(),
        )

    def _start(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str | None:
        """A file, the word for the plugin's own, or None. Processing itself would read what was left empty as the default."""
        if parameters.get(START, STARTER) in (None, ""):
            return None
        if self.parameterAsFile(parameters, START, context) == STARTER:
            return STARTER
        otherwise = f"give the word {STARTER} for the plugin's own, or leave it empty for random ones"
        return existing_file(self, parameters, START, context, otherwise)

    def input_files(self, job: TrainJob) -> list[str | None]:
        """The weights and the checkpoint."""
        return [None if job.start == STARTER else job.start, job.resume]

    def outputs(self, parameters: dict[str, Any], scratch: str) -> TrainOutputs:
        """Those that are wanted."""
        return TrainOutputs(scratch, **self.output_settings(), weights=WEIGHTS in self.places)
