"""Jobs that learn from labels, as plain values: standard library only, validated on creation."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import UserError
from .spec import DEVICES, RasterSource, VectorSource, not_negative, one_of

OBJECTIVES = ("joint", "sadl")  # the default first
ARCHITECTURES = ("compact", "resnet18")
STARTER = "starter"  # as START: the weights that come with the plugin
LEAST_CHIP_PX = 64
RECIPES = ("tuned", "paper")  # of SaDL


@dataclass(frozen=True)
class LabelSource:
    """What is known of the ground: a raster or polygons, one of the two.

    A raster's values: 0 is background (or no change), any other foreground (or change), nodata is not labelled. class_field: the
    polygons' class, each value of its own; empty: all polygons are one class. Outside all polygons is background.
    """

    raster: RasterSource | None = None
    polygons: VectorSource | None = None
    class_field: str = ""

    def __post_init__(self) -> None:
        if (self.raster is None) == (self.polygons is None):
            raise UserError("Labels are needed: a raster or a polygon layer, one of the two.")


@dataclass(frozen=True)
class LabelledImage:
    """dates: one image and the classes seen in it, or pre and post of one place and the changes between them."""

    dates: tuple[RasterSource, ...]
    labels: LabelSource

    def __post_init__(self) -> None:
        if len(self.dates) not in (1, 2):
            raise UserError(f"A labelled image has one date or two, not {len(self.dates)}.")


@dataclass(frozen=True)
class LearningJob:
    """What every job that learns knows.

    bands: band numbers from 1, the same in all images; empty: all. chip_size: side in pixels of what the network sees in
    training. epochs: of ITERATIONS_PER_EPOCH batches each. learning_rate: the highest of the schedule; 0: that of the objective.
    resume: a checkpoint of the same job to go on from.
    """

    samples: tuple[LabelledImage, ...]
    bands: tuple[int, ...] = ()
    chip_size: int = 128
    epochs: int = 16
    batch_size: int = 8
    learning_rate: float = 0.0
    seed: int = 0
    device: str = DEVICES[0]
    resume: str | None = None

    def __post_init__(self) -> None:
        one_of("DEVICE", self.device, DEVICES)
        not_negative(LEARNING_RATE=self.learning_rate, SEED=self.seed)
        if not self.samples:
            raise UserError("No image was given. Choose at least one, and its labels.")
        if self.chip_size < LEAST_CHIP_PX or self.chip_size % 32:
            raise UserError(f"CHIP_SIZE is {self.chip_size}; it must be {LEAST_CHIP_PX} or more, and a multiple of 32.")
        for name, value in (("EPOCHS", self.epochs), ("BATCH_SIZE", self.batch_size)):
            if value < 1:
                raise UserError(f"{name} is {value}; it must be 1 or more.")


@dataclass(frozen=True)
class PretrainJob(LearningJob):
    """Pretrain an encoder on the labels of single dates (SaDL).

    recipe: as the paper has it, or as taught more in a short training. points_per_class: sampled in each chip. push_weight: of
    the term that pushes classes apart, None for the recipe's. encoder: a file with weights to begin with, None for random ones.
    architecture: of an encoder that begins with random weights.
    """

    objective: str = OBJECTIVES[0]
    points_per_class: int = 16
    recipe: str = RECIPES[0]
    push_weight: float | None = None
    encoder: str | None = None
    architecture: str = ARCHITECTURES[0]

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of("OBJECTIVE", self.objective, OBJECTIVES)
        one_of("ARCHITECTURE", self.architecture, ARCHITECTURES)
        one_of("RECIPE", self.recipe, RECIPES)
        not_negative(PUSH_WEIGHT=self.push_weight or 0.0)
        if self.points_per_class < 1:
            raise UserError(f"POINTS_PER_CLASS is {self.points_per_class}; it must be 1 or more.")
        if any(len(sample.dates) != 1 for sample in self.samples):
            raise UserError("Pretraining learns from images of a single date, and got a pair.")


@dataclass(frozen=True)
class TrainJob(LearningJob):
    """Train a change detector, from labelled pairs, from single dates with labels, or from both.

    start: a file with weights to begin with, STARTER for those of the plugin, None for random ones. architecture: of an
    encoder that begins with random weights. licence: of the labels and images, for the model's card.
    """

    start: str | None = None
    architecture: str = ARCHITECTURES[0]
    name: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of("ARCHITECTURE", self.architecture, ARCHITECTURES)


@dataclass(frozen=True)
class PretrainOutputs:
    """folder: where the worker writes; its caller makes it, takes the files out and removes it. report: whether it is wanted.

    checkpoint: a file outside the folder, written after every epoch and removed once the job is done; empty: none.
    """

    folder: str
    report: bool = True
    checkpoint: str = ""


@dataclass(frozen=True)
class TrainOutputs(PretrainOutputs):
    """The same. weights: whether the network's weights are wanted beside the model."""

    weights: bool = True
