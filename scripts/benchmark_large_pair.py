"""A large pair through co-registration, normalisation and a method without training data: how long, and in how much memory.

python -m scripts.benchmark_large_pair [--side 20000] [--method irmad] [--memory-mb 512]: a classic method, or a mode of
Metric-CD. The pair is the demo scene (build/demo, made by `make demo`) laid out again and again by a VRT, which takes no disk
space; post is moved by 1.3 pixels. The worker runs as QGIS runs it; what is printed is its peak resident memory, as the system
counts it.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from osgeo import gdal

from rscd_plugin.core.jobs.registry import to_dict
from rscd_plugin.core.jobs.spec import (
    CLASSIC_METHODS,
    METRIC_MODES,
    ChangeOutputs,
    ClassicJob,
    MetricJob,
    MetricOutputs,
    RasterSource,
)

CHECKOUT = Path(__file__).resolve().parent.parent
DEMO = CHECKOUT / "build" / "demo"
SHIFT_PX = 1.3


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=20000)
    parser.add_argument("--method", choices=(*CLASSIC_METHODS, *METRIC_MODES), default="irmad")
    parser.add_argument("--memory-mb", type=int, default=512)
    options = parser.parse_args()
    if not (DEMO / "pre.tif").exists():
        sys.exit("There is no demo scene: run `make demo` first.")
    with tempfile.TemporaryDirectory(dir=CHECKOUT / "build") as folder:
        pre = _laid_out(DEMO / "pre.tif", Path(folder) / "pre.vrt", options.side, 0.0)
        post = _laid_out(DEMO / "post.tif", Path(folder) / "post.vrt", options.side, SHIFT_PX)
        dates = RasterSource(str(pre)), RasterSource(str(post))
        settings = {"coregister": "translation", "normalise": "mean_std", "memory_mb": options.memory_mb}
        begun = time.monotonic()
        if options.method in METRIC_MODES:
            _run("metric", MetricJob(*dates, mode=options.method, **settings), MetricOutputs(folder))
        else:
            _run("classic", ClassicJob(*dates, method=options.method, **settings), ChangeOutputs(folder))
        seconds = time.monotonic() - begun
    peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    megapixels = options.side**2 / 1e6
    print(f"{megapixels:.0f} megapixels in {seconds:.0f} s ({seconds / megapixels:.2f} s each), peak memory {peak_mib:.0f} MiB")


def _laid_out(source: Path, vrt: Path, side: int, shift_px: float) -> Path:
    """A VRT of `side` x `side` pixels that repeats `source`."""
    scene = gdal.Open(str(source))
    step = scene.RasterXSize
    x0, pixel, _, y0, _, _ = scene.GetGeoTransform()
    dataset = gdal.GetDriverByName("VRT").Create(str(vrt), side, side, 0)
    dataset.SetProjection(scene.GetProjectionRef())
    dataset.SetGeoTransform((x0 + shift_px * pixel, pixel, 0, y0, 0, -pixel))
    for number in range(1, scene.RasterCount + 1):
        dataset.AddBand(gdal.GDT_Byte)
        band = dataset.GetRasterBand(number)
        band.SetDescription(scene.GetRasterBand(number).GetDescription())
        for row in range(0, side, step):
            for col in range(0, side, step):
                place = f'<DstRect xOff="{col}" yOff="{row}" xSize="{step}" ySize="{step}"/>'
                file = f"<SourceFilename>{source}</SourceFilename><SourceBand>{number}</SourceBand>"
                whole = f'<SrcRect xOff="0" yOff="0" xSize="{step}" ySize="{step}"/>'
                band.SetMetadataItem(
                    f"source_{row}_{col}", f"<SimpleSource>{file}{whole}{place}</SimpleSource>", "new_vrt_sources"
                )
    dataset.FlushCache()
    return vrt


def _run(name: str, job: ClassicJob | MetricJob, outputs: ChangeOutputs) -> None:
    """In a worker process, as QGIS starts it; shows its log."""
    code = "import sys; sys.path.append(sys.argv[1]); from rscd_plugin.core.worker import main; main()"
    command = [sys.executable, "-I", "-u", "-c", code, str(CHECKOUT)]
    request = {"id": 1, "job": name, "spec": to_dict(job), "outputs": to_dict(outputs)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        worker.stdin.write(json.dumps(request) + "\n")
        worker.stdin.flush()
        for line in worker.stdout:
            message = json.loads(line)
            if message["type"] == "log":
                print(message["text"], flush=True)
            elif message["type"] != "progress":
                print(message)
                break
        worker.stdin.close()


if __name__ == "__main__":
    main()
