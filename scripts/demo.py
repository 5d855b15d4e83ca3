"""The demo: a generated pair, its changes found through qgis_process as a user would, and how good that was.

By the model that ships, and on a part of the pair by Metric-CD, which needs no model and learns on the pair itself.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from osgeo import gdal

from scripts.compare import Counts, count
from scripts.overview import draw_metric_overview, draw_overview
from scripts.rscd_call import CHECKOUT, run_shown, short

FOLDER = CHECKOUT / "build" / "demo"
SEED = 42
SIZE_PX = 2048
# Metric-CD's part: column, row, width, height. It takes for unchanged what is usual. So the part was chosen by the truth alone:
# of those that begin at multiples of 256 pixels the one of which nearest to a tenth has changed.
PART_PX = (1280, 1280, 512, 512)

PRE, POST, TRUTH = (FOLDER / name for name in ("pre.tif", "post.tif", "truth.tif"))
PROBABILITY, MASK, CHANGES = (FOLDER / name for name in ("change_probability.tif", "change_mask.tif", "changes.gpkg"))
OVERVIEW = FOLDER / "overview.png"
METRIC_SCORE, METRIC_MASK, METRIC_CHANGES = (FOLDER / f"metric_{name}" for name in ("score.tif", "mask.tif", "changes.gpkg"))
METRIC_REPORT, METRIC_OVERVIEW = FOLDER / "metric_report.html", FOLDER / "overview_metric.png"
WRITTEN = (
    PROBABILITY, MASK, CHANGES, OVERVIEW, METRIC_SCORE, METRIC_MASK, METRIC_CHANGES, METRIC_REPORT, METRIC_OVERVIEW,
)  # fmt: skip


def main() -> int:
    """Make the pair, run the plugin twice, draw the pictures, print the table. The exit code is qgis_process's."""
    gdal.UseExceptions()
    _make_scene()
    for file in WRITTEN:
        file.unlink(missing_ok=True)
    detected = _run("detectchanges", PROBABILITY=PROBABILITY, MASK=MASK, CHANGES=CHANGES)
    outputs = {"PROBABILITY": METRIC_SCORE, "MASK": METRIC_MASK, "CHANGES": METRIC_CHANGES, "REPORT": METRIC_REPORT}
    optimised = _run("metricchanges", EXTENT=extent_of(PRE, PART_PX), **outputs)
    part = {file: cut(file, PART_PX) for file in (PRE, POST, TRUTH, MASK)}
    columns = {
        "model, whole": (count(MASK, TRUTH), detected),
        "model, part": (count(part[MASK], part[TRUTH]), {}),
        "Metric-CD, part": (count(METRIC_MASK, part[TRUTH]), optimised),
    }
    draw_overview(PRE, POST, PROBABILITY, CHANGES, OVERVIEW)
    draw_metric_overview(part[PRE], part[POST], part[TRUTH], CHANGES, METRIC_SCORE, METRIC_CHANGES, METRIC_OVERVIEW)
    _print_table(columns)
    return 0


def extent_of(raster: Path, part: tuple[int, int, int, int]) -> str:
    """A part (column, row, width, height) of a north-up raster as QGIS takes an extent: west,east,south,north."""
    west, pixel_width, _, north, _, pixel_height = gdal.Open(str(raster)).GetGeoTransform()
    col, row, width, height = part
    edges = west + pixel_width * col, west + pixel_width * (col + width)
    edges += north + pixel_height * (row + height), north + pixel_height * row
    return ",".join(f"{edge:.10g}" for edge in edges)


def cut(raster: Path, part: tuple[int, int, int, int]) -> Path:
    """A view of a part (column, row, width, height) of a raster, in memory."""
    view = Path("/vsimem") / f"{raster.stem}_part.vrt"
    gdal.Translate(str(view), str(raster), srcWin=part, format="VRT")
    return view


def _make_scene() -> None:
    """The pair and its truth, unless they are there and newer than the code that makes them."""
    code = max(file.stat().st_mtime for file in (CHECKOUT / "scripts" / "scenes").glob("*.py"))
    if all(file.exists() and file.stat().st_mtime > code for file in (PRE, POST, TRUTH)):
        print(f"demo: the scene is there ({FOLDER.relative_to(CHECKOUT)})")
        return
    print(f"demo: making the scene ({SIZE_PX} x {SIZE_PX} pixels, seed {SEED}) …", flush=True)
    command = [sys.executable, "-m", "scripts.scenes", str(FOLDER), "--seed", str(SEED), "--size", str(SIZE_PX)]
    subprocess.run(command, cwd=CHECKOUT, check=True)


def _run(algorithm: str, **parameters: Path | str) -> dict[str, str]:
    return run_shown(algorithm, PRE=PRE, POST=POST, **parameters)


def _print_table(columns: dict[str, tuple[Counts, dict[str, str]]]) -> None:
    """What came out, and how good it is: a column a result, of its title, counts, and results where it was run for itself."""
    rows = {
        "precision": [f"{counts.precision:.3f}" for counts, _ in columns.values()],
        "recall": [f"{counts.recall:.3f}" for counts, _ in columns.values()],
        "F1": [f"{counts.f1:.3f}" for counts, _ in columns.values()],
        "IoU": [f"{counts.iou:.3f}" for counts, _ in columns.values()],
        "seconds, start of QGIS included": [results.get("seconds", "") for _, results in columns.values()],
        "device": [results.get("DEVICE_USED", "") for _, results in columns.values()],
    }
    col, row, width, height = PART_PX
    print("\nThe masks against the exact truth of the generated scene. It knows buildings only; Metric-CD looks for any change.")
    print(f"Whole: {SIZE_PX} x {SIZE_PX} pixels. Part: {width} x {height} from column {col} and row {row} on.\n")
    for name, cells in {"": list(columns), **rows}.items():
        print(f"  {name:<32}" + "".join(f"{cell:>17}" for cell in cells))
    print("\n  files written")
    for file in WRITTEN:
        print(f"  {short(file):<66}{file.stat().st_size / 1e6:>14.2f} MB")
    print(f"\nLook at the results: {short(OVERVIEW)}, {short(METRIC_OVERVIEW)} and {short(METRIC_REPORT)}, or `make qgis`.")


if __name__ == "__main__":
    sys.exit(main())
