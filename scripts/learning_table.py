"""The tables and plots of the evaluation of learning from few labels."""

from __future__ import annotations

from pathlib import Path
from statistics import mean, pstdev
from typing import Any

from matplotlib.figure import Figure

from rscd_plugin.core.models.weights import load_weights

from .learning_cells import INGREDIENTS, RANDOM, SADL_RECIPES, STARTS

SHARES = (0, 5, 20, 100)
SOURCES = ("levir", "generated")


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
    print_separation(folder)


def print_table(results: list[dict[str, Any]], counted: bool) -> None:
    """A row a start, a column a share of the labels and a set of tiles."""
    shares = sorted({result["cell"]["per_cent"] for result in results})
    tests = list(results[0]["figures"])
    print("| start | " + " | ".join(f"{share} %, {test}" for test in tests for share in shares) + " |")
    print("| --- |" + " --- |" * (len(shares) * len(tests)))
    for start in STARTS + INGREDIENTS:
        cells = [found(results, start, share, counted, test, "f1") for test in tests for share in shares]
        if any(cells):
            print(f"| {start} | " + " | ".join(summary(values) for values in cells) + " |")


def print_separation(folder: Path) -> None:
    """How far each recipe of SaDL brought foreground and background apart, on ground that nothing learnt from."""
    print("\n## Separation (AUROC) after pretraining, mean ± standard deviation (each seed)\n")
    print("| recipe | separation | spread |\n| --- | --- | --- |")
    for name in SADL_RECIPES:
        metrics = [load_weights(file)[1].metrics for file in sorted(folder.glob(f"{name}-?.safetensors"))]
        cells = [[each[figure] for each in metrics if figure in each] for figure in ("separation", "spread")]
        if any(cells):
            print(f"| {name} | " + " | ".join(summary(values) for values in cells) + " |")


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
