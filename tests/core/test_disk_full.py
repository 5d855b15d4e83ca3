"""A disk that is too small: seen before the run where it can be, and said in plain words where it fills up on the way."""

from __future__ import annotations

import resource
import shutil
from pathlib import Path

import numpy as np
import pytest

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.checks import check_disk
from rscd_plugin.core.jobs.detect import detect
from rscd_plugin.core.jobs.spec import ChangeOutputs, DetectJob
from rscd_plugin.core.raster.disk import disk_needed_bytes
from rscd_plugin.core.raster.grid import Grid

from .onnx_models import identity_model
from .rasters import UTM, Listener, source, write_raster
from .worker import Worker

SIDE = 768
PROBABILITY_BYTES = 4 * SIDE * SIDE


def huge_raster(path: Path) -> Path:
    """Two million pixels wide and high, and a few hundred bytes on disk."""
    path.write_text(
        f'<VRTDataset rasterXSize="2000000" rasterYSize="2000000"><SRS>EPSG:{UTM}</SRS>'
        "<GeoTransform>0, 0.5, 0, 5000000, 0, -0.5</GeoTransform>"
        '<VRTRasterBand dataType="Byte" band="1"/></VRTDataset>',
        encoding="utf-8",
    )
    return path


def test_a_raster_larger_than_any_disk_is_refused_before_the_run(tmp_path: Path) -> None:
    huge = source(huge_raster(tmp_path / "huge.vrt"))
    job = DetectJob(huge, huge, str(identity_model(tmp_path / "m.onnx")), device="cpu")
    (tmp_path / "out").mkdir()
    with pytest.raises(UserError, match="The disk is too full: 2000000 x 2000000 pixels may need .* GB.*EXTENT"):
        detect(job, ChangeOutputs(str(tmp_path / "out")), Listener())
    assert list((tmp_path / "out").iterdir()) == []


def test_an_extent_of_it_runs(tmp_path: Path) -> None:
    huge = source(huge_raster(tmp_path / "huge.vrt"))
    extent = (500_000.0, 4_500_000.0, 500_050.0, 4_500_025.0)
    job = DetectJob(huge, huge, str(identity_model(tmp_path / "m.onnx")), device="cpu", extent=extent)
    assert detect(job, ChangeOutputs(str(tmp_path)), Listener())["changed_area_m2"] == 0.0


def test_the_estimate_holds_for_what_a_run_really_takes(tmp_path: Path) -> None:
    """Noise, which no compression makes smaller."""
    job = noisy_job(tmp_path, changed=0.0)
    out = tmp_path / "out"
    out.mkdir()
    detect(job, ChangeOutputs(str(out)), Listener())
    taken = sum(path.stat().st_size for path in out.iterdir() if path.suffix == ".tif")
    needed = disk_needed_bytes(SIDE * SIDE, polygons=True)
    assert taken < 1.1 * needed + 100_000
    assert needed < 4 * taken


def test_there_is_room_for_a_small_one(tmp_path: Path) -> None:
    check_disk(Grid("", (0, 1, 0, 0, 0, -1), 100, 100), True, tmp_path)
    free = shutil.disk_usage(tmp_path).free
    with pytest.raises(UserError, match="too full"):
        check_disk(Grid("", (0, 1, 0, 0, 0, -1), free // 9 + 1000, 1), True, tmp_path)


def noisy_job(folder: Path, changed: float) -> DetectJob:
    """Float noise of which the share `changed` is change: 0 for no polygons, 0.1 for very many."""
    noise = (np.random.default_rng(0).random((SIDE, SIDE)) * 255).astype(np.float32)
    pre = write_raster(folder / "pre.tif", np.zeros((SIDE, SIDE), np.float32))
    post = write_raster(folder / "post.tif", noise)
    model = identity_model(folder / "m.onnx")
    return DetectJob(source(pre), source(post), str(model), device="cpu", memory_mb=256, threshold=1 - changed)


@pytest.mark.parametrize(
    ("stage", "limit_bytes", "changed"),
    [
        ("scratch raster", PROBABILITY_BYTES // 3, 0.0),
        ("scratch polygons", 2 * PROBABILITY_BYTES, 0.1),
        ("finished polygons", int(3.6 * PROBABILITY_BYTES), 0.1),
        ("finished raster", int(1.01 * PROBABILITY_BYTES), 0.0),
    ],
)
def test_a_disk_that_fills_up_on_the_way_is_said(tmp_path: Path, stage: str, limit_bytes: int, changed: float) -> None:
    """A limit on the size of files stands for the end of the disk: the system refuses to write just so."""
    job = noisy_job(tmp_path, changed)
    limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))  # noqa: E731
    with Worker(preexec=limited) as worker:
        worker.ask(job, tmp_path / "out")
        answer, _ = worker.answer()
        assert answer["type"] == "error", answer
        assert "Is the disk full" in answer["text"] and str(tmp_path / "out") in answer["text"]
