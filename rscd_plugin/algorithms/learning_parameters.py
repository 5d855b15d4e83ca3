"""The parameters that all algorithms share which learn from labels: images of one date, their labels, and how it is learnt."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterExpression,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..core.errors import UserError
from ..core.jobs.learning_spec import ARCHITECTURES, LEAST_CHIP_PX
from ..core.jobs.spec import DEVICES
from ..layers.image_folder import ENDINGS
from .base import RscdAlgorithm
from .pair_parameters import DEVICE, add_device
from .parameters import add_advanced, decimal, enum_value, optional_file, static_enum

IMAGES = "IMAGES"
IMAGE_FOLDER = "IMAGE_FOLDER"
LABELS = "LABELS"
LABEL_FILTER = "LABEL_FILTER"
CLASS_FIELD = "CLASS_FIELD"
LABEL_FOLDER = "LABEL_FOLDER"
EPOCHS = "EPOCHS"
CHIP_SIZE = "CHIP_SIZE"
BATCH_SIZE = "BATCH_SIZE"
LEARNING_RATE = "LEARNING_RATE"
ARCHITECTURE = "ARCHITECTURE"
BANDS = "BANDS"
SEED = "SEED"
RESUME = "RESUME"
WEIGHT_FILES = "Network weights (*.safetensors *.pth *.pt)"

SINGLES_HELP = f"""
<b>IMAGES</b>: one or more rasters of one date each, such as orthophotos; they may lie anywhere and need not be alike, but have
the same bands.<br>
<b>IMAGE_FOLDER</b>: or, instead of IMAGES, a folder; every file in it that ends in {", ".join(ENDINGS)} is taken, in the order of
the names.<br>
<b>LABELS</b>: what is known of those images: polygons, such as building footprints, or a raster. Of polygons, what lies outside
all of them is background: label <i>all</i> that an image shows, or cut the image down to what you have labelled. Of a raster, 0
is background, any other value foreground, and nodata, like what lies outside it, is not labelled. One layer serves all images; it
may have another CRS than they. <br>
<b>LABEL_FILTER</b>: an expression; only polygons that fit it are labels, for instance <i>"type" = 'building' and
$area &gt; 20</i>. A filter that the layer itself has holds as well.<br>
<b>CLASS_FIELD</b>: the field that tells the polygons' classes, each value of its own; empty: all polygons are of one class. Where
a polygon's field is empty, its ground counts as not known.<br>
"""

LEARNING_HELP = f"""
<b>LABEL_FOLDER</b>: instead of LABELS, a folder with a raster of labels for every image of IMAGE_FOLDER, of the same name with
any ending. <b>CHIP_SIZE</b>: side, in pixels, of the squares that are learnt from: a multiple of 32, {LEAST_CHIP_PX} or more;
several times as wide as what is to be found. <b>BATCH_SIZE</b>: squares in one step; where the memory does not hold them, they
are taken in parts, with the same result but for rounding. <b>LEARNING_RATE</b>: the highest of the schedule; 0: the one that goes
with the rest. <b>ARCHITECTURE</b>, as text, of a network that starts from random weights: {ARCHITECTURES[0]} (small, quick on a
CPU) or {ARCHITECTURES[1]} (several times as large, fits weights from elsewhere); a start of other weights brings its own.
<b>BANDS</b>: band numbers in the order wanted, such as <i>1,2,3</i>, the same in all images; empty: all but transparency.
<b>SEED</b>: of random weights and of all that is drawn; the same seed gives the same result on the same machine's CPU.
<b>RESUME</b>: the checkpoint of a run that was stopped, a file that ends in .checkpoint.pt beside what that run was to write.
Give it with all else unchanged, and the run goes on where it was; EPOCHS counts from the beginning.
"""

STOPPED_HELP = """
<p>An epoch is 50 steps, whatever the size of the images. Squares are kept apart by area to check on what was not learnt from.
<b>Cancel</b> keeps the best so far: what is written is whole and can be used, and the log says of which epoch it is and which
checkpoint RESUME goes on from. Once a run is done its checkpoint goes.</p>
"""


def add_singles(algorithm: RscdAlgorithm) -> None:
    """Declare images of one date and their labels; none is required by itself, since there are several ways to give them."""
    tr = algorithm.tr
    polygons = QgsProcessing.TypeVectorPolygon
    folder = QgsProcessingParameterFile.Folder
    for parameter in (
        QgsProcessingParameterMultipleLayers(IMAGES, tr("Images of one date"), QgsProcessing.TypeRaster, optional=True),
        QgsProcessingParameterFile(IMAGE_FOLDER, tr("… or a folder of images"), behavior=folder, optional=True),
        QgsProcessingParameterMapLayer(
            LABELS, tr("Labels of these images: polygons or a raster"), types=[polygons, QgsProcessing.TypeRaster], optional=True
        ),
        QgsProcessingParameterExpression(
            LABEL_FILTER, tr("Which polygons are labels (default: all)"), parentLayerParameterName=LABELS, optional=True
        ),
        QgsProcessingParameterField(
            CLASS_FIELD, tr("Field with the class (default: one class)"), parentLayerParameterName=LABELS, optional=True
        ),
    ):
        algorithm.addParameter(parameter)


def add_learning(algorithm: RscdAlgorithm, epochs: int) -> None:
    """Declare how it is learnt; all but epochs and device is folded away."""
    tr = algorithm.tr
    algorithm.addParameter(_whole(EPOCHS, tr("Epochs at most, of 50 steps each"), epochs, least=1))
    add_device(algorithm)
    folder = QgsProcessingParameterFile.Folder
    for parameter in (
        QgsProcessingParameterFile(
            LABEL_FOLDER, tr("Folder of label rasters, named as the images are"), behavior=folder, optional=True
        ),
        _whole(CHIP_SIZE, tr("Side of the squares that are learnt from, in pixels"), 128, least=LEAST_CHIP_PX),
        _whole(BATCH_SIZE, tr("Squares in one step"), 8, least=1),
        decimal(LEARNING_RATE, tr("Learning rate (0: automatic)"), 0.0),
        static_enum(ARCHITECTURE, tr("Network, where it starts from random weights"), ARCHITECTURES),
        QgsProcessingParameterString(BANDS, tr("Band numbers, such as 1,2,3 (default: all)"), optional=True),
        _whole(SEED, tr("Seed"), 0),
        QgsProcessingParameterFile(
            RESUME, tr("Checkpoint to go on from"), optional=True, fileFilter=tr("Checkpoints (*.checkpoint.pt)")
        ),
    ):
        add_advanced(algorithm, parameter)


def learning_values(algorithm: RscdAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
    """What the user chose, as fields of a LearningJob but for samples and bands, and the architecture. Raises UserError."""
    return {
        "chip_size": algorithm.parameterAsInt(parameters, CHIP_SIZE, context),
        "epochs": algorithm.parameterAsInt(parameters, EPOCHS, context),
        "batch_size": algorithm.parameterAsInt(parameters, BATCH_SIZE, context),
        "learning_rate": algorithm.parameterAsDouble(parameters, LEARNING_RATE, context),
        "seed": algorithm.parameterAsInt(parameters, SEED, context),
        "device": enum_value(algorithm, parameters, DEVICE, context, DEVICES),
        "architecture": enum_value(algorithm, parameters, ARCHITECTURE, context, ARCHITECTURES),
        "resume": existing_file(algorithm, parameters, RESUME, context),
    }


def existing_file(
    algorithm: RscdAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
    otherwise: str = "or leave it empty",
) -> str | None:
    """The whole path of a file, or None where it was left empty. otherwise: what else can be done, for the message.

    Raises UserError when there is no such file.
    """
    path = optional_file(algorithm, parameters, name, context)
    if path is not None and not Path(path).is_file():
        raise UserError(f"{name}: there is no file {path}. Choose another one, {otherwise}.")
    return path


def band_numbers(text: str) -> tuple[int, ...]:
    """The numbers in `1,2,3`, none in an empty text. Raises UserError for anything else."""
    if not text.strip():
        return ()
    numbers = [int(part) if re.fullmatch(r"[0-9]{1,6}", part) else 0 for part in re.split(r"\s*[,;]\s*|\s+", text.strip())]
    if 0 in numbers or len(set(numbers)) < len(numbers):
        raise UserError(
            f"BANDS is '{text}'. Expected are band numbers from 1, each once, with commas between them, such as 3,2,1; empty: "
            "all."
        )
    return tuple(numbers)


def _whole(name: str, title: str, default: int, least: int = 0) -> QgsProcessingParameterNumber:
    return QgsProcessingParameterNumber(name, title, defaultValue=default, minValue=least)
