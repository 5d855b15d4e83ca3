"""Tables, bars and the plot of what `scripts.benchmark_metric` measured.

All work on results that are there; where one is missing, the figure and the means that need it are shown as -.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from rscd_plugin.core.jobs.spec import CLASSIC_METHODS
from scripts.benchmark_oscd import AUTOMATIC, leave_one_out
from scripts.metric_cells import Result

MODES = ("fast", "optimised")
MOST_UNDER_FAST_AP = 0.02
MOST_UNDER_CLASSIC_AUROC = 0.05
_PLOTTED = {"cva": "#9e9e9e", "fast": "#4c9ed9", "optimised": "#d9534c"}


class Figures:
    """Results of one choice of bands, by pair, method and seed."""

    def __init__(self, results: Iterable[Result], bands: str) -> None:
        self._found = {(r.cell.pair, r.cell.method, r.cell.seed): r for r in results if r.cell.bands == bands}
        self.pairs = list(dict.fromkeys(pair for pair, _, _ in self._found))
        self.methods = list(dict.fromkeys(method for _, method, _ in self._found))

    def values(self, method: str, figure: Callable[[Result], float]) -> np.ndarray:
        """(pairs, seeds) float64, the seeds that the method has anywhere; NaN where a result is missing."""
        seeds = sorted({seed for _, name, seed in self._found if name == method})
        rows = [[self._found.get((pair, method, seed)) for seed in seeds] for pair in self.pairs]
        values = [[np.nan if result is None else figure(result) for result in row] for row in rows]
        return np.array(values, np.float64).reshape(len(self.pairs), len(seeds))

    def means(self, method: str, figure: Callable[[Result], float]) -> np.ndarray:
        """(pairs,) float64: the mean over the seeds that are there, NaN where there are none."""
        values = self.values(method, figure)
        counts = np.isfinite(values).sum(axis=1)
        return np.where(counts > 0, np.nansum(values, axis=1) / np.maximum(counts, 1), np.nan)


def print_accuracy(figures: Figures) -> None:
    """AUROC / AP / F1 of the mask, the mean of the seeds, of each pair and method, and the mean over the pairs."""
    chosen = (lambda r: r.auroc, lambda r: r.ap, lambda r: r.f1)
    columns = {method: np.stack([figures.means(method, figure) for figure in chosen], axis=1) for method in figures.methods}
    _print_with_mean(figures.pairs, columns)


def print_cost(figures: Figures) -> None:
    """Seconds of the job, its iterations, and the peak memory of its process: means over the seeds."""
    chosen = (lambda r: r.seconds, lambda r: np.nan if r.iterations is None else r.iterations, lambda r: r.peak_mib)
    columns = {method: np.stack([figures.means(method, figure) for figure in chosen], axis=1) for method in figures.methods}
    _print_with_mean(figures.pairs, columns, decimals=(1, 0, 0))


def print_spread(figures: Figures) -> None:
    """Standard deviation over the seeds of AUROC / AP: of each pair, the largest, and of the mean over the pairs."""
    columns = {}
    for method in figures.methods:
        values = np.stack([figures.values(method, lambda r: r.auroc), figures.values(method, lambda r: r.ap)], axis=-1)
        if values.shape[1] > 1:
            each = values.std(axis=1, ddof=1)
            columns[method] = np.vstack([each, each.max(axis=0), values.mean(axis=0).std(axis=0, ddof=1)])
    if columns:
        _print_table([*figures.pairs, "largest", "of the mean"], columns)


def print_thresholds(figures: Figures) -> None:
    """Mean F1 at each automatic threshold, and the one that each pair would get by what is best on the others."""
    best = {method: figures.means(method, lambda r: r.f1_most) for method in figures.methods}
    by_method = {
        method: np.stack([figures.means(method, lambda r, name=name: r.f1_at[name]) for name in AUTOMATIC], axis=1)
        for method in figures.methods
    }
    means = {method: np.append(values.mean(axis=0), best[method].mean())[:, None] for method, values in by_method.items()}
    _print_table([*AUTOMATIC, "best possible"], means)
    for method, values in by_method.items():
        if len(figures.pairs) > 1 and np.isfinite(values).all():
            leave_one_out(method, [pair.split("/")[1] for pair in figures.pairs], values)


def print_optimised_over_fast(figures: Figures) -> None:
    """What optimising adds in AP where it does worst, against the bar."""
    gained = figures.means("optimised", lambda r: r.ap) - figures.means("fast", lambda r: r.ap)
    _print_bar("AP of optimised minus fast", figures.pairs, gained, MOST_UNDER_FAST_AP)


def print_gap_to_classic(figures: Figures) -> None:
    """How far each mode lies from the best classic method in AUROC, by pair and where it does worst, against the bar."""
    best = np.max([figures.means(method, lambda r: r.auroc) for method in CLASSIC_METHODS], axis=0)
    gaps = {mode: figures.means(mode, lambda r: r.auroc) - best for mode in MODES}
    _print_table(figures.pairs, {f"{mode} - best classic": gap[:, None] for mode, gap in gaps.items()})
    for mode, gap in gaps.items():
        _print_bar(f"AUROC of {mode} minus the best classic method", figures.pairs, gap, MOST_UNDER_CLASSIC_AUROC)


def plot_precision(by_bands: dict[str, Figures], picture: Path) -> None:
    """Bars of AP by city and their mean, the standard deviation over seeds on top; one row of bars for each choice of bands."""
    figure = Figure(figsize=(12, 3.6 * len(by_bands)), constrained_layout=True)
    for axis, (bands, figures) in zip(figure.subplots(len(by_bands), 1, squeeze=False, sharey=True)[:, 0], by_bands.items()):
        shown = {method: colour for method, colour in _PLOTTED.items() if method in figures.methods}
        places = np.arange(len(figures.pairs) + 1)
        for index, (method, colour) in enumerate(shown.items()):
            values = figures.values(method, lambda r: r.ap)
            values = np.vstack([values, values.mean(axis=0)])
            spread = values.std(axis=1, ddof=1) if values.shape[1] > 1 else None
            across = places + (index - (len(shown) - 1) / 2) * 0.27
            axis.bar(across, values.mean(axis=1), 0.25, yerr=spread, color=colour, label=method, error_kw={"linewidth": 1})
        axis.set_xticks(places, [*(pair.split("/")[1] for pair in figures.pairs), "mean"])
        axis.set_ylabel("average precision")
        axis.set_title(f"OSCD, bands: {bands}", loc="left")
        axis.grid(axis="y", alpha=0.3)
        axis.set_axisbelow(True)
        axis.legend(frameon=False, ncol=len(shown), loc="upper right")
    figure.savefig(picture, dpi=120)


def _print_bar(name: str, pairs: Sequence[str], differences: np.ndarray, most_under: float) -> None:
    if not np.isfinite(differences).any():
        print(f"{name}: nothing to compare")
        return
    worst = int(np.nanargmin(differences))
    met = "met" if differences[worst] >= -most_under else "NOT MET"
    seen = f"{np.isfinite(differences).sum()} of {len(pairs)} pairs"
    print(f"{name}: worst {differences[worst]:+.3f} ({pairs[worst]}), bar {-most_under:+.2f}: {met} ({seen})")


def _print_with_mean(pairs: Sequence[str], columns: dict[str, np.ndarray], decimals: tuple[int, ...] = (3, 3, 3)) -> None:
    """columns: name → (pairs, figures). One pair has no mean."""
    if len(pairs) > 1:
        pairs, columns = [*pairs, "mean"], {name: np.vstack([v, v.mean(axis=0)]) for name, v in columns.items()}
    _print_table(pairs, columns, decimals)


def _print_table(rows: Sequence[str], columns: dict[str, np.ndarray], decimals: tuple[int, ...] = (3, 3, 3)) -> None:
    """As Markdown. columns: name → (rows, figures), the figures of a row side by side; NaN as -."""
    lines = [["", *columns]]
    for index, row in enumerate(rows):
        cells = [" / ".join(_number(value, places) for value, places in zip(v[index], decimals)) for v in columns.values()]
        lines.append([row, *cells])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    lines.insert(1, ["-" * width for width in widths])
    for line in lines:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |")
    print()


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}" if np.isfinite(value) else "-"
