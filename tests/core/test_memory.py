"""Memory does not grow with the raster."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from osgeo import gdal

from rscd_plugin.core.classic.sampling import SAMPLE_VALUES
from rscd_plugin.core.jobs.registry import to_dict
from rscd_plugin.core.jobs.spec import DetectJob, MetricJob, PairJob

from .onnx_models import identity_model
from .rasters import source, write_raster
from .worker import CHECKOUT

SMALL_PX, LARGE_PX = 2048, 5120  # a window in which rasters are gone through is 2048
GROWTH_MB = 50  # the probability alone of the large one is 88 MB more
_RUN = """
import importlib, json, resource, sys
sys.path.append(sys.argv[1])
from rscd_plugin.core.classic import sampling
from rscd_plugin.core.jobs.registry import JOBS, from_dict
from rscd_plugin.core.progress import Progress
sampling.SAMPLE_VALUES = int(sys.argv[5])
name = sys.argv[4]
kind, outputs = JOBS[name]
run = getattr(importlib.import_module(f"rscd_plugin.core.jobs.{name}"), name)
values = run(from_dict(kind, json.loads(sys.argv[2])), outputs(sys.argv[3]), Progress())
print(json.dumps([values["changed_share"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def repeated(path: Path, tile: Path, side_px: int) -> Path:
    """A raster of any size from one small file, over and over."""
    small = gdal.Open(str(tile))
    step = small.RasterXSize
    sources = "".join(
        f'<SimpleSource><SourceFilename relativeToVRT="1">{tile.name}</SourceFilename><SourceBand>1</SourceBand>'
        f'<SrcRect xOff="0" yOff="0" xSize="{step}" ySize="{step}"/>'
        f'<DstRect xOff="{col}" yOff="{row}" xSize="{step}" ySize="{step}"/></SimpleSource>'
        for row in range(0, side_px, step)
        for col in range(0, side_px, step)
    )
    path.write_text(
        f'<VRTDataset rasterXSize="{side_px}" rasterYSize="{side_px}"><SRS>EPSG:32633</SRS>'
        "<GeoTransform>500000, 0.5, 0, 5400000, 0, -0.5</GeoTransform>"
        f'<VRTRasterBand dataType="Byte" band="1">{sources}</VRTRasterBand></VRTDataset>',
        encoding="utf-8",
    )
    return path


def peak_of(out: Path, name: str, job: PairJob, sample_values: int = SAMPLE_VALUES) -> tuple[float, float]:
    """Changed share and peak memory in MB of the job `name` in a process of its own."""
    command = [sys.executable, "-I", "-c", _RUN, str(CHECKOUT), json.dumps(to_dict(job)), str(out), name, str(sample_values)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    share, peak_mb = json.loads(done.stdout.splitlines()[-1])
    return share, peak_mb


def run(folder: Path, side_px: int) -> tuple[float, float]:
    """The same of a detection."""
    out = folder / str(side_px)
    out.mkdir()
    pre, post = (repeated(folder / f"{name}{side_px}.vrt", folder / f"{name}.tif", side_px) for name in ("pre", "post"))
    model = identity_model(folder / "identity.onnx")
    job = DetectJob(source(pre), source(post), str(model), device="cpu", tile_size=512, memory_mb=64)
    return peak_of(out, "detect", job)


def test_memory_does_not_grow_with_the_raster(tmp_path: Path) -> None:
    post = np.zeros((1024, 1024), np.uint8)
    post[100:200, 100:300] = 204
    write_raster(tmp_path / "pre.tif", np.zeros_like(post))
    write_raster(tmp_path / "post.tif", post)
    share, small_mb = run(tmp_path, SMALL_PX)
    large_share, large_mb = run(tmp_path, LARGE_PX)
    assert share == large_share == 100 * 200 / 1024**2
    assert large_mb - small_mb < GROWTH_MB, f"{small_mb:.0f} MB for the small one, {large_mb:.0f} MB for the large one"


def test_the_fast_mode_holds_no_more_of_a_larger_raster(tmp_path: Path) -> None:
    """With a smaller sample: at its real size only much larger rasters fill it. All pixels' features would be more than that."""
    random = np.random.default_rng(0)
    pre = random.integers(50, 120, (576, 576)).astype(np.uint8)
    post = (pre + random.integers(0, 9, pre.shape)).astype(np.uint8)
    post[100:200, 100:300] += 90
    peaks_mb = []
    for copies in (1, 4):
        folder = tmp_path / str(copies)
        folder.mkdir()
        dates = [
            source(write_raster(folder / f"{name}.tif", np.concatenate([date] * copies)))
            for name, date in (("pre", pre), ("post", post))
        ]
        job = MetricJob(*dates, mode="fast", device="cpu", memory_mb=64)
        share, peak_mb = peak_of(folder, "metric", job, sample_values=1 << 19)
        assert 0 < share < 0.5
        peaks_mb.append(peak_mb)
    assert peaks_mb[1] - peaks_mb[0] < 2 * GROWTH_MB, peaks_mb
