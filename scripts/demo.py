"""The demo: a generated pair, its changes found through qgis_process as a user would, and how good that was."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from osgeo import gdal

from scripts.compare import Counts, count
from scripts.overview import draw_overview
from scripts.rscd_call import read_results

CHECKOUT = Path(__file__).resolve().parent.parent
FOLDER = CHECKOUT / "build" / "demo"
SEED = 42
SIZE_PX = 2048

PRE, POST, TRUTH = (FOLDER / name for name in ("pre.tif", "post.tif", "truth.tif"))
PROBABILITY, MASK, CHANGES = (FOLDER / name for name in ("change_probability.tif", "change_mask.tif", "changes.gpkg"))
OVERVIEW = FOLDER / "overview.png"


def main() -> int:
    """Make the pair, run the plugin, draw the picture, print the table. The exit code is qgis_process's."""
    gdal.UseExceptions()
    _make_scene()
    for result in (PROBABILITY, MASK, CHANGES, OVERVIEW):
        result.unlink(missing_ok=True)
    files = {"PRE": PRE, "POST": POST, "PROBABILITY": PROBABILITY, "MASK": MASK, "CHANGES": CHANGES}
    shown = [f"{name}={path.relative_to(CHECKOUT)}" for name, path in files.items()]
    begun = time.monotonic()
    exit_code, results = _run_shown(["scripts/rscd_process", "run", "rscd:detectchanges", "--", *shown])
    seconds = time.monotonic() - begun
    if exit_code != 0:
        print("\nThe demo ended here: qgis_process failed, see above.", file=sys.stderr)
        return exit_code
    counts = count(MASK, TRUTH)
    draw_overview(PRE, POST, PROBABILITY, CHANGES, OVERVIEW)
    _print_table(counts, seconds, results.get("DEVICE_USED", "?"))
    return 0


def _make_scene() -> None:
    """The pair and its truth, unless they are there and newer than the code that makes them."""
    code = max(file.stat().st_mtime for file in (CHECKOUT / "scripts" / "scenes").glob("*.py"))
    if all(file.exists() and file.stat().st_mtime > code for file in (PRE, POST, TRUTH)):
        print(f"demo: the scene is there ({FOLDER.relative_to(CHECKOUT)})")
        return
    print(f"demo: making the scene ({SIZE_PX} x {SIZE_PX} pixels, seed {SEED}) …", flush=True)
    command = [sys.executable, "-m", "scripts.scenes", str(FOLDER), "--seed", str(SEED), "--size", str(SIZE_PX)]
    subprocess.run(command, cwd=CHECKOUT, check=True)


def _run_shown(command: list[str]) -> tuple[int, dict[str, str]]:
    """Run a command, showing what it prints as it comes; returns its exit code and what it listed under "Results"."""
    print("\n$ " + " \\\n      ".join([" ".join(command[:4]), *command[4:]]), flush=True)
    said = b""
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, bufsize=0) as process:
        # Not line by line: the progress is one line of dots.
        while process.stdout and (chunk := process.stdout.read(4096)):
            sys.stdout.buffer.write(chunk)
            sys.stdout.flush()
            said += chunk
    return process.returncode, read_results(said.decode(errors="replace"))


def _print_table(counts: Counts, seconds: float, device: str) -> None:
    """What came out, and how good it is."""
    megapixels = SIZE_PX * SIZE_PX / 1e6
    rows = [
        ("precision", f"{counts.precision:.3f}"),
        ("recall", f"{counts.recall:.3f}"),
        ("F1", f"{counts.f1:.3f}"),
        ("IoU", f"{counts.iou:.3f}"),
        ("seconds, start of QGIS included", f"{seconds:.1f}"),
        ("megapixels per second", f"{megapixels / seconds:.2f}"),
        ("device", device),
    ]
    written = [(str(file.relative_to(CHECKOUT)), _size(file)) for file in (PROBABILITY, MASK, CHANGES, OVERVIEW)]
    print("\nThe mask against the exact truth of the generated scene")
    for name, value in [*rows, ("files written", ""), *written]:
        print(f"  {name:<36}{value:>12}")
    print("\nLook at the result: build/demo/overview.png, or `make qgis`.")


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.2f} MB"


if __name__ == "__main__":
    sys.exit(main())
