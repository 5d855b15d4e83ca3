"""Jobs: what they refuse, and that they come back from JSON as they were."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.registry import JOBS, from_dict, to_dict
from rscd_plugin.core.jobs.spec import ChangeOutputs, DetectJob, RasterSource

PRE, POST = RasterSource("pre.tif"), RasterSource("post.tif")
NUMBERS = st.floats(-1e6, 1e6)
SOURCES = st.builds(
    RasterSource,
    st.text(max_size=8),
    open_options=st.lists(st.text(max_size=5), max_size=2).map(tuple),
    crs_wkt=st.none() | st.text(max_size=5),
    extra_nodata=st.lists(st.tuples(st.integers(1, 9), NUMBERS | st.just(math.inf)), max_size=2).map(tuple),
    ignore_nodata=st.lists(st.integers(1, 9), max_size=2).map(tuple),
)
JOB = st.builds(
    DetectJob,
    pre=SOURCES,
    post=SOURCES,
    model=st.text(max_size=5),
    card=st.none() | st.text(max_size=5),
    extent=st.none() | st.tuples(NUMBERS, NUMBERS).map(lambda low: (*low, low[0] + 1, low[1] + 2)),
    threshold=st.none() | st.floats(0, 1),
    device=st.sampled_from(["auto", "cpu", "cuda"]),
    min_area_m2=st.floats(0, 1e9),
    tile_size=st.integers(0, 4096),
    halo_px=st.none() | st.integers(0, 99),
    bands_pre=st.lists(st.integers(1, 9), max_size=3).map(tuple),
)


@settings(deadline=None)
@given(JOB)
def test_there_and_back(job: DetectJob) -> None:
    back = from_dict(DetectJob, json.loads(json.dumps(to_dict(job))))
    assert back == job
    assert hash(back) == hash(job)


def test_nan_as_nodata_survives() -> None:
    job = DetectJob(RasterSource("a", extra_nodata=((1, math.nan),)), POST, "m")
    back = from_dict(DetectJob, json.loads(json.dumps(to_dict(job))))
    assert back.pre.extra_nodata[0][0] == 1 and math.isnan(back.pre.extra_nodata[0][1])


@pytest.mark.parametrize(
    ("settings_of_job", "words"),
    [
        ({"threshold": 1.01}, "THRESHOLD is 1.01; it must lie between 0 and 1"),
        ({"threshold": -0.1}, "THRESHOLD"),
        ({"threshold": math.nan}, "THRESHOLD is nan"),
        ({"device": "gpu"}, "DEVICE is 'gpu'; it must be one of auto, cpu, cuda"),
        ({"grid": "other"}, "GRID is 'other'; it must be one of same"),
        ({"min_area_m2": -1.0}, "MIN_AREA is -1.0; it must be 0 or more"),
        ({"min_area_m2": math.nan}, "MIN_AREA"),
        ({"min_area_m2": math.inf}, "MIN_AREA"),
        ({"tile_size": -1}, "TILE_SIZE"),
        ({"halo_px": -1}, "HALO"),
        ({"batch_size": -2}, "BATCH_SIZE"),
        ({"memory_mb": -5}, "MEMORY_MB"),
        ({"extent": (0.0, 0.0, 0.0, 1.0)}, "EXTENT .* is empty"),
        ({"extent": (0.0, 1.0, 1.0, 0.0)}, "EXTENT"),
        ({"extent": (0.0, 0.0, math.nan, 1.0)}, "EXTENT"),
    ],
)
def test_refused_on_creation(settings_of_job: dict[str, object], words: str) -> None:
    with pytest.raises(UserError, match=words):
        DetectJob(PRE, POST, "m.onnx", **settings_of_job)


def test_the_edges_of_what_is_allowed() -> None:
    for threshold in (0.0, 1.0, None):
        assert DetectJob(PRE, POST, "m", threshold=threshold, halo_px=0, min_area_m2=0.0).threshold == threshold


def test_jobs_are_values() -> None:
    job = DetectJob(PRE, POST, "m")
    assert job == DetectJob(RasterSource("pre.tif"), RasterSource("post.tif"), "m")
    with pytest.raises(AttributeError):
        job.model = "other"


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UserError, match=r"DetectJob has no \['treshold'\]; it knows .*'threshold'"):
        from_dict(DetectJob, {"pre": {"path": "a"}, "post": {"path": "b"}, "model": "m", "treshold": 1})
    with pytest.raises(UserError, match=r"RasterSource has no \['file'\]"):
        from_dict(DetectJob, {"pre": {"file": "a"}, "post": {"path": "b"}, "model": "m"})


@pytest.mark.parametrize("missing", ["pre", "post", "model"])
def test_what_is_missing_is_named(missing: str) -> None:
    values = {"pre": {"path": "a"}, "post": {"path": "b"}, "model": "m"}
    del values[missing]
    with pytest.raises(UserError, match=missing):
        from_dict(DetectJob, values)


def test_every_job_has_its_outputs() -> None:
    assert JOBS["detect"] == (DetectJob, ChangeOutputs)
    outputs = ChangeOutputs("folder", mask=False)
    assert from_dict(ChangeOutputs, json.loads(json.dumps(to_dict(outputs)))) == outputs
