"""How well the methods without training rank and cut change on labelled Sentinel-2 pairs.

python -m scripts.benchmark_oscd DATA [--bands 4|3] [--only CITY …] [--methods METHOD …]: DATA holds a folder a city with
pre.tif, post.tif (B02 B03 B04 B08) and label.tif (2 is change) on pre's grid, as OSCD is published. Prints, on valid pixels:
AUROC and average precision of the raw score and of the score smoothed with a sigma of 2 pixels; F1 of the smoothed score by
threshold method; and the threshold method that leave-one-city-out picks.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from rscd_plugin.core.accuracy.ranking import auroc, average_precision, best_f1, f1
from rscd_plugin.core.classic.methods import METHODS
from rscd_plugin.core.jobs.pairs import open_pair
from rscd_plugin.core.jobs.scores import write_score
from rscd_plugin.core.jobs.spec import COREGISTRATIONS, THRESHOLD_METHODS, ClassicJob, RasterSource
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.raster.source import open_raster, read_bands
from rscd_plugin.core.raster.writing import ScratchRaster
from rscd_plugin.core.vector.threshold_methods import find_threshold

BANDS = {4: (1, 2, 3, 4), 3: (3, 2, 1)}
AUTOMATIC = [method for method in THRESHOLD_METHODS if method != "fixed"]
SMOOTHING_PX = 2.0


def main() -> None:
    """Measure every method on every city and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--bands", type=int, choices=BANDS, default=4)
    parser.add_argument("--only", nargs="+", help="which cities (default: all)")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--coregister", choices=COREGISTRATIONS, default=COREGISTRATIONS[0])
    options = parser.parse_args()
    cities = options.only or sorted(path.parent.name for path in options.data.glob("*/label.tif"))
    print(f"{options.bands} bands. AUROC / AP of {', '.join(cities)}, and the mean")
    f1_table = {}
    for method in options.methods:
        for smoothing_px in (0.0, SMOOTHING_PX):
            figures = [measure(options.data / city, method, smoothing_px, options.bands, options.coregister) for city in cities]
            ranks = np.array([ranking for ranking, _ in figures])
            cells = [f"{area:.3f}/{precision:.3f}" for area, precision in [*ranks, ranks.mean(axis=0)]]
            print(f"{method:10} sigma {smoothing_px:.0f}  " + "  ".join(cells), flush=True)
            f1_table[method] = np.array([values for _, values in figures])
    print(f"\nmean F1, smoothed     best possible  {'  '.join(f'{name:>8}' for name in AUTOMATIC)}")
    for method, values in f1_table.items():
        print(f"{method:21} {values[:, 0].mean():13.3f}  " + "  ".join(f"{mean:8.3f}" for mean in values[:, 1:].mean(axis=0)))
    for name, values in [*f1_table.items(), ("all methods", np.mean(list(f1_table.values()), axis=0))]:
        leave_one_out(name, cities, values[:, 1:])


def measure(
    city: Path, method: str, smoothing_px: float, bands: int, coregister: str = "none"
) -> tuple[tuple[float, float], list[float]]:
    """((AUROC, AP), [best F1, F1 by threshold method …]) of one city, through what `rscd:classicchanges` runs."""
    job = ClassicJob(RasterSource(str(city / "pre.tif")), RasterSource(str(city / "post.tif")), coregister=coregister)
    pair, _ = open_pair(job, Progress())
    pair.pre_bands = pair.post_bands = BANDS[bands]
    detector = METHODS[method].fit(pair, 0, Progress())
    with tempfile.TemporaryDirectory() as folder:
        raster = ScratchRaster(Path(folder) / "score.tif", pair.grid, "float32")
        histogram = write_score(pair, detector, smoothing_px, raster, Progress())
        score = raster.read(pair.grid.window)
    label = read_bands(open_raster(RasterSource(str(city / "label.tif"))), (1,), pair.grid.window)[0] == 2
    valid = ~np.isnan(score)
    score, label = score[valid], label[valid]
    cuts = [find_threshold(name, histogram, None) for name in AUTOMATIC]
    by_method = [f1(score > cut, label) for cut in cuts]
    return (auroc(score, label), average_precision(score, label)), [best_f1(score, label), *by_method]


def leave_one_out(name: str, cities: list[str], values: np.ndarray) -> None:
    """Print what each city gets by the threshold method that is best on the others. values: F1 (cities, methods)."""
    picks = [int(np.delete(values, city, axis=0).mean(axis=0).argmax()) for city in range(len(cities))]
    gained = np.mean([values[city, pick] for city, pick in enumerate(picks)])
    by_pick = {pick: [city for city, own in zip(cities, picks) if own == pick] for pick in sorted(set(picks))}
    named = ", ".join(f"{AUTOMATIC[pick]} {len(found)} times ({' '.join(found)})" for pick, found in by_pick.items())
    print(f"{name}: leave-one-city-out picks {named}; mean F1 {gained:.3f}")


if __name__ == "__main__":
    main()
