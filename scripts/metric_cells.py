"""One cell of the evaluation of the methods without training data: a pair, its bands, a method and a seed; run and scored.

python -m scripts.metric_cells DATA CELL FILE: CELL as JSON; the result goes to FILE. `scripts.benchmark_metric` gives each cell
such a process of its own, so that its peak memory is its own too.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from rscd_plugin.core.accuracy.ranking import auroc, average_precision, best_f1, f1
from rscd_plugin.core.jobs.spec import (
    CLASSIC_METHODS,
    ChangeOutputs,
    ClassicJob,
    MetricJob,
    MetricOutputs,
    RasterSource,
)
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.raster.source import open_raster, read_bands
from rscd_plugin.core.vector.histogram import ScoreHistogram
from rscd_plugin.core.vector.threshold import NODATA
from rscd_plugin.core.vector.threshold_methods import find_threshold
from scripts.benchmark_oscd import AUTOMATIC
from scripts.cell_processes import CHECKOUT
from scripts.labelled_pairs import LabelledPair, labelled_pairs

BANDS = {"4": (1, 2, 3, 4), "rgb": (3, 2, 1), "all": ()}
COREGISTER = "translation"  # the default of both algorithms; all else has the defaults of the jobs


@dataclass(frozen=True)
class Cell:
    """pair: `set/pair`, as `labelled_pairs` names it. bands: of BANDS. method: a classic method or a mode of Metric-CD."""

    pair: str
    bands: str
    method: str
    seed: int

    @property
    def file_name(self) -> str:
        """Where its result is kept."""
        return f"{self.pair.replace('/', '_')}-{self.bands}-{self.method}-{self.seed}.json"


@dataclass(frozen=True)
class Result:
    """What a cell gave. auroc, ap: of the score; f1: of the mask; f1_at: by automatic threshold; f1_most: the best there is.

    seconds: of the job, without what is imported. peak_mib: of the whole process until the job was done, what is imported
    included. iterations: None where there can be none. code: the state of the checkout. log: what the job said.
    """

    cell: Cell
    auroc: float
    ap: float
    f1: float
    f1_at: dict[str, float]
    f1_most: float
    changed_share: float
    seconds: float
    peak_mib: float
    iterations: int | None
    device: str
    code: str
    log: tuple[str, ...]


def run_cell(data: Path, cell: Cell) -> Result:
    """Run the job that the algorithm would run, and score the files that it writes. Raises UserError."""
    pair = labelled_pairs(data)[cell.pair]
    name = "classic" if cell.method in CLASSIC_METHODS else "metric"
    function = getattr(import_module(f"rscd_plugin.core.jobs.{name}"), name)
    log: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        job, outputs = _job(pair, cell, folder)
        begun = time.monotonic()
        values = function(job, outputs, Progress(on_log=log.append))
        seconds = time.monotonic() - begun
        peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures = _score(pair, Path(values["files"]["probability"]), Path(values["files"]["mask"]), values["threshold_used"])
    ran = {"seconds": seconds, "peak_mib": peak_mib, "iterations": values.get("iterations_used"), "device": values["device_used"]}
    return Result(cell, **figures, **ran, code=_state_of_code(), log=tuple(log))


def read_result(path: Path) -> Result:
    """A result that was kept."""
    values = json.loads(path.read_text())
    return Result(**{**values, "cell": Cell(**values["cell"]), "log": tuple(values["log"])})


def write_result(result: Result, path: Path) -> None:
    """Keep a result: all of it or nothing."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(asdict(result), indent=1))
    unfinished.replace(path)


def _job(pair: LabelledPair, cell: Cell, folder: str) -> tuple[ClassicJob | MetricJob, ChangeOutputs]:
    common = {
        "pre": RasterSource(str(pair.pre)),
        "post": RasterSource(str(pair.post)),
        "extent": pair.extent,
        "bands_pre": BANDS[cell.bands],
        "bands_post": BANDS[cell.bands],
        "coregister": COREGISTER,
        "seed": cell.seed,
    }
    if cell.method in CLASSIC_METHODS:
        return ClassicJob(**common, method=cell.method), ChangeOutputs(folder, changes=False)
    return MetricJob(**common, mode=cell.method), MetricOutputs(folder, changes=False, report=False)


def _score(pair: LabelledPair, probability: Path, mask: Path, threshold: float) -> dict[str, Any]:
    """The figures of what a job wrote, on pixels that are valid and labelled. The only place that looks at a label."""
    relative, found = (_read(path) for path in (probability, mask))
    changed, labelled = pair.labels()
    if relative.shape != changed.shape:
        raise ValueError(f"The result has {relative.shape} pixels, its label {changed.shape}")
    # The score itself, s = t·r / (1 - r), has other thresholds too. They are found as the job does: over all valid pixels.
    ratio = np.minimum(relative.astype(np.float64), 1.0 - 2.0**-24)
    score = threshold * ratio / (1.0 - ratio)
    histogram = ScoreHistogram()
    histogram.add(score)
    use = labelled & (found != NODATA)
    relative, score, found, changed = relative[use], score[use], found[use] == 1, changed[use]
    return {
        "auroc": auroc(relative, changed),
        "ap": average_precision(relative, changed),
        "f1": f1(found, changed),
        "f1_at": {name: f1(score > find_threshold(name, histogram, None), changed) for name in AUTOMATIC},
        "f1_most": best_f1(relative, changed),
        "changed_share": float(changed.mean()),
    }


def _read(path: Path) -> np.ndarray:
    raster = open_raster(RasterSource(str(path)))
    return read_bands(raster, (1,), Grid.of(raster).window)[0]


def _state_of_code() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True, text=True).stdout.strip()


def main() -> None:
    """Run one cell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("cell", type=lambda text: Cell(**json.loads(text)))
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    write_result(run_cell(options.data, options.cell), options.file)


if __name__ == "__main__":
    main()
