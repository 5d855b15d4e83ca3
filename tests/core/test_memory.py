"""Memory does not grow with the raster."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from osgeo import gdal

from rscd_plugin.core.jobs.spec import DetectJob, to_dict

from .onnx_models import identity_model
from .rasters import source, write_raster
from .worker import CHECKOUT

SMALL_PX, LARGE_PX = 2048, 5120  # a window in which rasters are gone through is 2048
GROWTH_MB = 50  # the probability alone of the large one is 88 MB more
_RUN = """
import json, resource, sys
sys.path.append(sys.argv[1])
from rscd_plugin.core.jobs.detect import detect
from rscd_plugin.core.jobs.spec import DetectJob, ChangeOutputs, from_dict
from rscd_plugin.core.progress import Progress
job = from_dict(DetectJob, json.loads(sys.argv[2]))
values = detect(job, ChangeOutputs(sys.argv[3]), Progress())
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


def run(folder: Path, side_px: int) -> tuple[float, float]:
    """Changed share and peak memory in MB of a process of its own."""
    out = folder / str(side_px)
    out.mkdir()
    pre, post = (repeated(folder / f"{name}{side_px}.vrt", folder / f"{name}.tif", side_px) for name in ("pre", "post"))
    model = identity_model(folder / "identity.onnx")
    job = DetectJob(source(pre), source(post), str(model), device="cpu", tile_size=512, memory_mb=64)
    command = [sys.executable, "-I", "-c", _RUN, str(CHECKOUT), json.dumps(to_dict(job)), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    share, peak_mb = json.loads(done.stdout.splitlines()[-1])
    return share, peak_mb


def test_memory_does_not_grow_with_the_raster(tmp_path: Path) -> None:
    post = np.zeros((1024, 1024), np.uint8)
    post[100:200, 100:300] = 204
    write_raster(tmp_path / "pre.tif", np.zeros_like(post))
    write_raster(tmp_path / "post.tif", post)
    share, small_mb = run(tmp_path, SMALL_PX)
    large_share, large_mb = run(tmp_path, LARGE_PX)
    assert share == large_share == 100 * 200 / 1024**2
    assert large_mb - small_mb < GROWTH_MB, f"{small_mb:.0f} MB for the small one, {large_mb:.0f} MB for the large one"
