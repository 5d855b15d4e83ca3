"""All jobs by name, and how they are told as JSON."""

from __future__ import annotations

from dataclasses import MISSING, asdict, fields
from typing import Any

from ..errors import UserError
from .accuracy_spec import AssessJob, AssessOutputs
from .describe import DescribeJob, DescribeOutputs
from .learning_spec import LabelledImage, LabelSource, PretrainJob, PretrainOutputs, TrainJob, TrainOutputs
from .mask_spec import PolygonsJob, PolygonsOutputs, ThresholdJob, ThresholdOutputs
from .sample_spec import AssessSampleJob, AssessSampleOutputs, SamplePointsJob, SamplePointsOutputs
from .selftest import SelftestJob, SelftestOutputs
from .spec import (
    AlignJob,
    AlignOutputs,
    ChangeOutputs,
    ClassicJob,
    DetectJob,
    MetricJob,
    MetricOutputs,
    RasterSource,
    VectorSource,
)

JOBS: dict[str, tuple[type, type]] = {
    "align": (AlignJob, AlignOutputs),
    "assess_sample": (AssessSampleJob, AssessSampleOutputs),
    "assess": (AssessJob, AssessOutputs),
    "classic": (ClassicJob, ChangeOutputs),
    "describe": (DescribeJob, DescribeOutputs),
    "detect": (DetectJob, ChangeOutputs),
    "metric": (MetricJob, MetricOutputs),
    "polygons": (PolygonsJob, PolygonsOutputs),
    "pretrain": (PretrainJob, PretrainOutputs),
    "sample_points": (SamplePointsJob, SamplePointsOutputs),
    "selftest": (SelftestJob, SelftestOutputs),
    "threshold": (ThresholdJob, ThresholdOutputs),
    "train": (TrainJob, TrainOutputs),
}
# Fields that hold values of their own kind, or tuples of them.
_NESTED = {
    "mask": RasterSource,
    "probability": RasterSource,
    "pre": RasterSource,
    "post": RasterSource,
    "dates": RasterSource,
    "raster": RasterSource,
    "exclude": VectorSource,
    "polygons": VectorSource,
    "map": RasterSource,
    "training": VectorSource,
    "sample": VectorSource,
    "area": VectorSource,
    "labels": LabelSource,
    "result": LabelSource,
    "reference": LabelSource,
    "samples": LabelledImage,
}


def to_dict(value: Any) -> dict[str, Any]:
    """A job as JSON takes it."""
    return asdict(value)


def from_dict(kind: type, values: dict[str, Any]) -> Any:
    """The dataclass `kind` from what `to_dict` gave, read back from JSON. Raises UserError on unknown and missing names."""
    known = {field.name for field in fields(kind)}
    if not known >= set(values):
        raise UserError(f"{kind.__name__} has no {sorted(set(values) - known)}; it knows {sorted(known)}.")
    needed = {field.name for field in fields(kind) if field.default is MISSING}
    if not needed <= set(values):
        raise UserError(f"{kind.__name__} needs {sorted(needed - set(values))}.")
    return kind(**{name: _from_json(name, value) for name, value in values.items()})


def _from_json(name: str, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(_from_json(name, item) for item in value)
    if name in _NESTED and isinstance(value, dict):
        return from_dict(_NESTED[name], value)
    return value
