"""How few change labels do, by what a detector starts from, on real tiles and on generated scenes.

python -m scripts.benchmark_learning DATA [--sources levir generated] [--starts START …] [--shares 0 5 20 100] [--seeds 0 1 2]
[--imagenet FILE] [--results FOLDER] [--jobs N]: DATA is the folder of real data. All train on squares of 128 pixels with the
recipe of `rscd:traindetector`, on the CPU, one thread each, as many iterations in all: what is pretrained trains the shorter on
change labels. In the second table pretraining is not counted: random gets no more iterations on change labels than the others.

levir: learns from tiles test_1 to test_10, is scored on test_11 to test_14, and on the little there is from other areas.
generated: learns and is scored on generated scenes of other seeds. Pretraining sees labels of single dates alone, for both.

Each cell runs in a process of its own and is kept as a file in the folder of results: what is there is not run again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import mean, pstdev
from typing import Any

from matplotlib.figure import Figure

from .cell_processes import CHECKOUT, run_cells
from .learning_cells import IMAGENET, PRETRAINED, RANDOM, STARTS, Cell
from .learning_data import Source

SHARES = (0, 5, 20, 100)
SOURCES = ("levir", "generated")


def main() -> int:
    """Run what is not there yet, and print; the exit code is 1 when a cell failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sources", nargs="+", choices=SOURCES, default=SOURCES)
    parser.add_argument("--starts", nargs="+", choices=STARTS, default=[start for start in STARTS if start != IMAGENET])
    parser.add_argument("--shares", nargs="+", type=int, choices=SHARES, default=SHARES, help="per cent of the change labels")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="of the labels drawn and of first weights")
    parser.add_argument("--imagenet", type=Path, help="weights of a ResNet of basic blocks, for the start of that name")
    parser.add_argument("--results", type=Path, default=CHECKOUT / "build" / "learning")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    options = parser.parse_args()
    if IMAGENET in options.starts and options.imagenet is None:
        parser.error("the start imagenet needs --imagenet FILE")
    data, results = options.data.resolve(), options.results.resolve()
    results.mkdir(parents=True, exist_ok=True)
    for name in options.sources:
        source = Source(name, data, results, workers=2)
        source.singles(), source.pairs(), source.tests()  # generated once, before many processes ask for them

    cells = [cell for source in options.sources for cell in plan_cells(source, options.starts, options.shares, options.seeds)]
    missing = [cell for cell in cells if not file_of(cell, results).exists()]
    wanted = {(PRETRAINED[cell.start], cell.seed, cell.source) for cell in missing if cell.start in PRETRAINED}
    pretraining = sorted({(kind, seed): source for kind, seed, source in wanted}.items(), key=lambda item: item[0][::-1])
    first = [{"pretraining": kind, "seed": seed, "source": source} for (kind, seed), source in pretraining]
    print(f"{len(cells)} cells, {len(missing)} of them to run", file=sys.stderr)
    more = ["--imagenet", str(options.imagenet.resolve())] if options.imagenet else []

    def arguments(values: dict[str, Any]) -> list[str]:
        return ["-m", "scripts.learning_cells", str(data), str(results), json.dumps(values), *more]

    run_cells(first, arguments, str, options.jobs, 1)
    run_cells(missing, lambda cell: arguments(asdict(cell)), lambda cell: told(cell, results), options.jobs, 1)
    print_tables([json.loads(file_of(cell, results).read_text()) for cell in cells if file_of(cell, results).exists()], results)
    return 0 if all(file_of(cell, results).exists() for cell in cells) else 1


def plan_cells(source: str, starts: Sequence[str], shares: Sequence[int], seeds: Sequence[int]) -> list[Cell]:
    """The cells of one source; those that say most come first. Only what is a whole detector is scored without change labels."""
    cells = []
    for per_cent in shares:
        for seed in seeds:
            if per_cent == 0:
                cells += [Cell(source, start, 0, seed) for start in starts if start in ("joint", "one_date")]
                continue
            cells += [Cell(source, start, per_cent, seed) for start in starts]
            cells += [Cell(source, RANDOM, per_cent, seed, counted=False)] if RANDOM in starts else []
    return cells


def file_of(cell: Cell, results: Path) -> Path:
    """Where its result is kept."""
    return results / f"{cell.name}.json"


def told(cell: Cell, results: Path) -> str:
    """A line on what a cell gave."""
    result = json.loads(file_of(cell, results).read_text())
    figures = "; ".join(f"{name} F1 {own['f1']:.3f}, AP {own['ap']:.3f}" for name, own in result["figures"].items())
    return f"{cell.name}: {figures}, {result['seconds']:.0f} s"


def print_tables(results: list[dict[str, Any]], folder: Path) -> None:
    """Means and standard deviations over seeds, and a plot for each source."""
    for source in SOURCES:
        own = [result for result in results if result["cell"]["source"] == source]
        if not own:
            continue
        for title, counted in (("the same iterations in all", True), ("pretraining not counted", False)):
            print(f"\n## {source}, {title}: F1 at the model's own threshold, mean ± standard deviation (each seed)\n")
            print_table(own, counted)
        plot(own, folder / f"{source}.png")


def print_table(results: list[dict[str, Any]], counted: bool) -> None:
    """A row a start, a column a share of the labels and a set of tiles."""
    shares = sorted({result["cell"]["per_cent"] for result in results})
    tests = list(results[0]["figures"])
    print("| start | " + " | ".join(f"{share} %, {test}" for test in tests for share in shares) + " |")
    print("| --- |" + " --- |" * (len(shares) * len(tests)))
    for start in STARTS:
        cells = [found(results, start, share, counted, test, "f1") for test in tests for share in shares]
        if any(cells):
            print(f"| {start} | " + " | ".join(summary(values) for values in cells) + " |")


def found(results: list[dict[str, Any]], start: str, share: int, counted: bool, test: str, figure: str) -> list[float]:
    """Of every seed. Of all starts but random the counted and the uncounted are the same."""
    wanted = counted if start == RANDOM else True
    keys = {"start": start, "per_cent": share, "counted": wanted}
    return [result["figures"][test][figure] for result in results if keys.items() <= result["cell"].items()]


def summary(values: list[float]) -> str:
    """Mean, spread and all of them."""
    if not values:
        return ""
    return f"**{mean(values):.3f}** ± {pstdev(values):.3f} ({' '.join(f'{value:.3f}' for value in values)})"


def plot(results: list[dict[str, Any]], file: Path) -> None:
    """F1 by share of labels, a line a start."""
    figure = Figure(figsize=(7.0, 4.5), layout="tight")
    axes = figure.add_subplot()
    shares = [share for share in SHARES if share]
    for start in STARTS:
        lines = [(share, found(results, start, share, True, "test", "f1")) for share in shares]
        lines = [(share, values) for share, values in lines if values]
        if lines:
            axes.errorbar(
                *zip(*((share, mean(of)) for share, of in lines)), [pstdev(of) for _, of in lines], label=start, capsize=3
            )
    axes.set_xscale("log")
    axes.set_xticks(shares, [f"{share} %" for share in shares])
    axes.minorticks_off()
    axes.set_xlabel("change labels")
    axes.set_ylabel("F1")
    axes.set_ylim(0, 1)
    axes.legend(frameon=False)
    figure.savefig(file, dpi=120)


if __name__ == "__main__":
    sys.exit(main())
