"""How well the modes of `rscd:metricchanges` rank and cut change on labelled pairs, beside the classic methods.

python -m scripts.benchmark_metric DATA [--sets SET …] [--only PAIR …] [--methods METHOD …] [--seeds SEED …] [--results FOLDER]
[--jobs N] [--threads T]: DATA is the folder of real data. Through the jobs that users run, with the defaults of the algorithms:

oscd: nine Sentinel-2 cities, four bands and RGB; modes with every seed. dsifn, sztaki, levir, levirplus, landsat: other sensors,
each method once. crop: 400 x 400 pixels of lasvegas, where reference runs too, with time and memory.

Each cell of the evaluation runs in a process of its own and is kept as a file in the folder of results: what is there is not
run again. After a change of the code, remove what it touches, such as build/metric/*-optimised-*.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from fnmatch import fnmatch
from pathlib import Path

from rscd_plugin.core.jobs.spec import CLASSIC_METHODS, METRIC_MODES
from scripts.cell_processes import CHECKOUT, run_cells
from scripts.labelled_pairs import labelled_pairs
from scripts.metric_cells import Cell, Result, read_result
from scripts.metric_table import (
    MODES,
    Figures,
    plot_precision,
    print_accuracy,
    print_cost,
    print_gap_to_classic,
    print_optimised_over_fast,
    print_spread,
    print_thresholds,
)

SETS = ("crop", "oscd", "landsat", "sztaki", "dsifn", "levirplus", "levir")
OSCD_BANDS = ("4", "rgb")
CROP_METHODS = ("cva", *MODES, "reference")


def main() -> int:
    """Run what is not there yet, and print; the exit code is 1 when a cell failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--only", nargs="+", default=["*"], help="which pairs of the sets, such as bercy or test_1*")
    parser.add_argument("--methods", nargs="+", choices=(*CLASSIC_METHODS, *METRIC_MODES))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2, 3, 4], help="of the modes on oscd; all else has seed 0")
    parser.add_argument("--results", type=Path, default=CHECKOUT / "build" / "metric")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    parser.add_argument("--threads", type=int, default=1, help="threads of each process")
    options = parser.parse_args()
    names = [name for name in labelled_pairs(options.data) if any(fnmatch(name.split("/")[1], only) for only in options.only)]
    cells = [cell for chosen in options.sets for cell in plan_cells(names, chosen, options.seeds)]
    cells = [cell for cell in cells if not options.methods or cell.method in options.methods]
    if not cells:
        parser.error(f"{options.data} holds no pairs that fit: is it the folder with oscd and the other sets?")
    options.results.mkdir(parents=True, exist_ok=True)
    missing = [cell for cell in cells if not (options.results / cell.file_name).exists()]
    print(f"{len(cells)} cells, {len(missing)} of them to run", file=sys.stderr)
    run_missing(options.data.resolve(), missing, options.results.resolve(), options.jobs, options.threads)
    files = [options.results / cell.file_name for cell in cells]
    print_all([read_result(file) for file in files if file.exists()], options.results / "average_precision.png")
    return 0 if all(file.exists() for file in files) else 1


def plan_cells(names: list[str], chosen: str, seeds: list[int]) -> list[Cell]:
    """The cells of one set, from the names of all pairs; those that say most come first."""
    pairs = [name for name in names if name.split("/")[0] == chosen]
    if chosen == "crop":
        return [Cell(pair, "4", method, 0) for pair in pairs for method in CROP_METHODS]
    if chosen != "oscd":
        return [Cell(pair, "all", method, 0) for pair in pairs for method in (*CLASSIC_METHODS, *MODES)]
    runs = [(method, 0) for method in CLASSIC_METHODS] + [(mode, seed) for seed in seeds for mode in MODES]
    return [Cell(pair, bands, *run) for bands in OSCD_BANDS for run in runs for pair in pairs]


def run_missing(data: Path, cells: list[Cell], results: Path, jobs: int, threads: int) -> None:
    """Run these cells and tell what they gave."""

    def arguments(cell: Cell) -> list[str]:
        return ["-m", "scripts.metric_cells", str(data), json.dumps(asdict(cell)), str(results / cell.file_name)]

    def tell(cell: Cell) -> str:
        result = read_result(results / cell.file_name)
        figures = f"AUROC {result.auroc:.3f}, AP {result.ap:.3f}, F1 {result.f1:.3f}, {result.seconds:.1f} s"
        return f"{Path(cell.file_name).stem}: {figures}"

    run_cells(cells, arguments, tell, jobs, threads)


def print_all(results: list[Result], picture: Path) -> None:
    """All tables that there are results for, and the plot."""
    by_set = {name: [result for result in results if result.cell.pair.split("/")[0] == name] for name in SETS}
    by_bands = {bands: Figures(by_set["oscd"], bands) for bands in OSCD_BANDS}
    by_bands = {bands: figures for bands, figures in by_bands.items() if figures.pairs}
    for bands, figures in by_bands.items():
        print(f"\n## OSCD, bands: {bands}\n\nAUROC / AP / F1 of the mask, means of the seeds\n")
        print_accuracy(figures)
        print("Standard deviation over the seeds, AUROC / AP\n")
        print_spread(figures)
        print_optimised_over_fast(figures)
        print("\nMean F1 by threshold method\n")
        print_thresholds(figures)
        print("\nSeconds / iterations / peak MiB\n")
        print_cost(figures)
    others = Figures([r for name in SETS if name not in ("oscd", "crop") for r in by_set[name]], "all")
    if others.pairs:
        print("\n## Other pairs, the same defaults\n\nAUROC / AP / F1 of the mask\n")
        print_accuracy(others)
        print("AUROC against the best classic method\n")
        print_gap_to_classic(others)
        print("\nSeconds / iterations / peak MiB\n")
        print_cost(others)
    crop = Figures(by_set["crop"], "4")
    if crop.pairs:
        print("\n## Reference, on 400 x 400 pixels of lasvegas\n\nAUROC / AP / F1 of the mask\n")
        print_accuracy(crop)
        print("Seconds / iterations / peak MiB\n")
        print_cost(crop)
    if by_bands:
        plot_precision(by_bands, picture)
        print(picture)
    states = sorted({result.code for result in results})
    if len(states) > 1:
        print(f"\nThese results come from {len(states)} states of the code: {', '.join(states)}")


if __name__ == "__main__":
    sys.exit(main())
