"""How few change labels do, by what a detector starts from, on real tiles and on generated scenes.

python -m scripts.benchmark_learning DATA [--sources levir generated] [--starts START …] [--shares 0 5 20 100] [--seeds 0 1 2]
[--imagenet FILE] [--results FOLDER] [--jobs N]: DATA is the folder of real data; a START may also be sadl_paper, or SaDL less
one ingredient. All train on squares of 128 pixels with the recipe of `rscd:traindetector`, on the CPU, one thread each, as many
iterations in all: what is pretrained trains the shorter on change labels. In the second table pretraining is not counted: random
gets no more iterations on change labels than the others.

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
from typing import Any

from .cell_processes import CHECKOUT, run_cells
from .learning_cells import IMAGENET, INGREDIENTS, PRETRAINED, RANDOM, STARTS, Cell
from .learning_data import Source
from .learning_table import SHARES, SOURCES, print_tables


def main() -> int:
    """Run what is not there yet, and print; the exit code is 1 when a cell failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sources", nargs="+", choices=SOURCES, default=SOURCES)
    parser.add_argument(
        "--starts", nargs="+", choices=STARTS + INGREDIENTS, default=[start for start in STARTS if start != IMAGENET]
    )
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
    return f"{cell.name}: {figures}, {result['cpu_seconds']:.0f} s of CPU"


if __name__ == "__main__":
    sys.exit(main())
