"""Jobs on two dates as plain values: standard library only, validated on creation.

QGIS builds them, the worker runs them, and every result carries the one that made it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..errors import UserError

DEVICES = ("auto", "cpu", "cuda")
GRIDS = ("same", "post", "finer", "coarser", "overlap")
COREGISTRATIONS = ("none", "translation", "affine", "smooth")
NORMALISATIONS = ("none", "mean_std", "histogram", "pif")
CLASSIC_METHODS = ("cva", "pca_kmeans", "irmad", "sfa")
METRIC_MODES = ("optimised", "fast", "reference")
THRESHOLD_METHODS = ("yen", "log_otsu", "otsu", "kittler", "fixed")  # the default first


@dataclass(frozen=True)
class RasterSource:
    """A raster as the user sees it: the file, and what its QGIS layer says beyond the file.

    path: anything that GDAL opens. open_options: `KEY=VALUE`. crs_wkt: the CRS given to the layer, None where the
    file's own holds. extra_nodata: (band, value), values that the user declared nodata. ignore_nodata: bands (from 1) whose
    own nodata value the user switched off.
    """

    path: str
    open_options: tuple[str, ...] = ()
    crs_wkt: str | None = None
    extra_nodata: tuple[tuple[int, float], ...] = ()
    ignore_nodata: tuple[int, ...] = ()


@dataclass(frozen=True)
class VectorSource:
    """A vector layer: what OGR opens, the layer's name in it (empty: the first), and the CRS that QGIS gave it, if any."""

    path: str
    layer: str = ""
    crs_wkt: str | None = None


@dataclass(frozen=True)
class _Dates:
    """What a pair cannot do without."""

    pre: RasterSource
    post: RasterSource


@dataclass(frozen=True)
class _DatesAndModel(_Dates):
    """What a model's job cannot do without: dataclasses want such fields before all that have a default."""

    model: str


@dataclass(frozen=True)
class PairJob(_Dates):
    """What every job on two dates knows of them.

    extent: (x_min, y_min, x_max, y_max) in pre's CRS, None for all of the grid. grid: where the pair lies: pre's pixels (same),
    post's, the finer or coarser of the two, or pre's cropped to the overlap. bands_pre, bands_post: band numbers from 1; empty:
    found by name, else by order. coregister: how post is moved onto pre. normalise: how post's values are brought to pre's.
    exclude: polygons whose pixels count as nodata. memory_mb: 0 is automatic.
    """

    extent: tuple[float, float, float, float] | None = None
    grid: str = "same"
    bands_pre: tuple[int, ...] = ()
    bands_post: tuple[int, ...] = ()
    coregister: str = "none"
    normalise: str = "none"
    exclude: VectorSource | None = None
    memory_mb: int = 0

    def __post_init__(self) -> None:
        one_of("GRID", self.grid, GRIDS)
        one_of("COREGISTER", self.coregister, COREGISTRATIONS)
        one_of("NORMALISE", self.normalise, NORMALISATIONS)
        not_negative(MEMORY_MB=self.memory_mb)
        if self.extent is not None and not (self.extent[0] < self.extent[2] and self.extent[1] < self.extent[3]):
            raise UserError(f"EXTENT {self.extent} is empty: give x_min < x_max and y_min < y_max.")


@dataclass(frozen=True)
class ChangeJob(PairJob):
    """What every job that finds changes has besides. min_area_m2: smaller changes are left out."""

    min_area_m2: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        not_negative(MIN_AREA=self.min_area_m2)


@dataclass(frozen=True)
class DetectJob(ChangeJob, _DatesAndModel):
    """Detect changes with a trained model.

    model: an ONNX file. card: what says how it wants its input, None for its own. threshold: 0-1, None for the model's own.
    tile_size, halo_px: pixels; 0 and None are automatic. batch_size: 0 is automatic. Bands are given in the model's order.
    """

    card: str | None = None
    threshold: float | None = None
    device: str = "auto"
    tile_size: int = 0
    halo_px: int | None = None
    batch_size: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of("DEVICE", self.device, DEVICES)
        if self.threshold is not None and not 0.0 <= self.threshold <= 1.0:
            raise UserError(f"THRESHOLD is {self.threshold}; it must lie between 0 and 1, or be left empty.")
        not_negative(TILE_SIZE=self.tile_size, HALO=self.halo_px or 0, BATCH_SIZE=self.batch_size)


@dataclass(frozen=True)
class UncalibratedJob(ChangeJob):
    """What every job has whose score no label has calibrated.

    threshold: in units of the score, for the threshold method `fixed` only. seed: of whatever is drawn at random, such as the
    sample that a large raster is judged by.
    """

    threshold_method: str = THRESHOLD_METHODS[0]
    threshold: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of("THRESHOLD_METHOD", self.threshold_method, THRESHOLD_METHODS)
        not_negative(SEED=self.seed)
        check_fixed(self.threshold_method, self.threshold)


@dataclass(frozen=True)
class ClassicJob(UncalibratedJob):
    """Detect changes without a trained model.

    smoothing_px: standard deviation of the Gaussian that smooths the score, 0-100 pixels.
    """

    method: str = CLASSIC_METHODS[0]
    smoothing_px: float = 2.0

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of("METHOD", self.method, CLASSIC_METHODS)
        if not 0.0 <= self.smoothing_px <= 100.0:
            raise UserError(f"SMOOTHING is {self.smoothing_px}; it must lie between 0 and 100 pixels.")


@dataclass(frozen=True)
class MetricJob(UncalibratedJob):
    """Find changes by optimising on the pair itself (Metric-CD).

    iterations: at most so many, 0 for the mode's own maximum. encoder: a file with the weights of the feature extractor, None for
    the mode's own. train_features: whether the extractor is optimised too. sensitivity: -1 to 1; the threshold is multiplied
    by 2 to the power of -2 times it, so at 1 it is a quarter and more counts as change.
    """

    mode: str = METRIC_MODES[0]
    iterations: int = 0
    encoder: str | None = None
    train_features: bool = False
    sensitivity: float = 0.0
    device: str = DEVICES[0]

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of("MODE", self.mode, METRIC_MODES)
        one_of("DEVICE", self.device, DEVICES)
        not_negative(ITERATIONS=self.iterations)
        if not -1.0 <= self.sensitivity <= 1.0:
            raise UserError(f"SENSITIVITY is {self.sensitivity}; it must lie between -1 and 1.")


@dataclass(frozen=True)
class ChangeOutputs:
    """folder: where the worker writes; its caller makes it, takes the files out and removes it. The rest: what is wanted."""

    folder: str
    probability: bool = True
    mask: bool = True
    changes: bool = True


@dataclass(frozen=True)
class MetricOutputs(ChangeOutputs):
    """The same, and the report."""

    report: bool = True


@dataclass(frozen=True)
class AlignJob(PairJob):
    """Bring two dates together and write them."""


@dataclass(frozen=True)
class AlignOutputs:
    """folder: where the worker writes; its caller makes it, takes the files out and removes it. The rest: what is wanted."""

    folder: str
    aligned_pre: bool = True
    aligned_post: bool = True
    report: bool = True


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise UserError unless `value` is one of the words allowed."""
    if value not in allowed:
        raise UserError(f"{name} is '{value}'; it must be one of {', '.join(allowed)}.")


def check_fixed(threshold_method: str, threshold: float | None) -> None:
    """Raise UserError when the method is `fixed` and the threshold is none."""
    if threshold_method == "fixed" and not 0.0 < (threshold or 0.0) < math.inf:
        raise UserError(
            f"THRESHOLD is {threshold}; with THRESHOLD_METHOD fixed it must be above 0, in units of the score. "
            "Give it, or choose another THRESHOLD_METHOD."
        )


def not_negative(**values: float) -> None:
    """Raise UserError unless all are finite and 0 or more."""
    for name, value in values.items():
        if not math.isfinite(value) or value < 0:
            raise UserError(f"{name} is {value}; it must be 0 or more.")
