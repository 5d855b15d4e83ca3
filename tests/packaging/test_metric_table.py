"""The tables of the evaluation, on made-up results: means, spreads, bars and what is missing."""

from __future__ import annotations

import numpy as np
import pytest

from scripts.benchmark_metric import plan_cells, print_all
from scripts.benchmark_oscd import AUTOMATIC
from scripts.metric_cells import Cell, Result, read_result, write_result
from scripts.metric_table import Figures, print_gap_to_classic, print_optimised_over_fast


def result(pair: str, method: str, seed: int = 0, bands: str = "4", best_at: str = "yen", **figures: float) -> Result:
    f1_at = {name: 0.4 if name == best_at else 0.3 for name in AUTOMATIC}
    made = {"auroc": 0.9, "ap": 0.5, "f1": 0.4, "f1_most": 0.6, "changed_share": 0.1, "seconds": 2.0, "peak_mib": 300.0}
    ran = {"iterations": None, "device": "cpu", "code": "abc", "log": ("done",)}
    return Result(Cell(pair, bands, method, seed), **{**made, **figures}, f1_at=f1_at, **ran)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def table_after(heading: str, text: str) -> dict[str, list[str]]:
    """Row name → its cells, of the first table under a heading."""
    lines = text.split(heading, 1)[1].splitlines()[2:]
    return {cells(line)[0]: cells(line)[1:] for line in lines[: lines.index("")]}


def test_means_are_of_seeds_first_then_of_pairs_and_spread_is_over_seeds(tmp_path, capsys):
    made = [result("oscd/rome", "fast", seed, ap=ap) for seed, ap in enumerate((0.2, 0.4))]
    made += [result("oscd/oslo", "fast", seed, ap=ap) for seed, ap in enumerate((0.6, 0.5))]
    print_all(made, tmp_path / "plot.png")
    printed = capsys.readouterr().out
    accuracy = table_after("means of the seeds", printed)
    assert accuracy["oscd/rome"] == ["0.900 / 0.300 / 0.400"]
    assert accuracy["mean"] == ["0.900 / 0.425 / 0.400"]
    spread = table_after("Standard deviation over the seeds, AUROC / AP", printed)
    assert spread["largest"] == [f"0.000 / {np.std([0.2, 0.4], ddof=1):.3f}"]
    assert spread["of the mean"] == [f"0.000 / {np.std([0.4, 0.45], ddof=1):.3f}"]
    assert (tmp_path / "plot.png").stat().st_size > 10_000


@pytest.mark.parametrize(("ap", "verdict"), [(0.481, ": met"), (0.479, ": NOT MET")])
def test_optimised_may_lie_so_far_under_fast_and_no_further(capsys, ap, verdict):
    made = [result("oscd/rome", "fast"), result("oscd/rome", "optimised", ap=ap)]
    made += [result("oscd/oslo", "fast"), result("oscd/oslo", "optimised", ap=0.9)]
    print_optimised_over_fast(Figures(made, "4"))
    printed = capsys.readouterr().out
    assert "oscd/rome" in printed and verdict in printed


def test_the_gap_is_to_the_best_classic_method_and_wants_all_of_them(capsys):
    classic = {"cva": 0.80, "pca_kmeans": 0.97, "irmad": 0.85, "sfa": 0.7}
    made = [result("dsifn/1", method, auroc=auroc) for method, auroc in classic.items()]
    made += [result("dsifn/1", "fast", auroc=0.91), result("dsifn/1", "optimised", auroc=0.96)]
    print_gap_to_classic(Figures(made, "4"))
    fast, optimised = capsys.readouterr().out.splitlines()[-2:]
    assert "-0.060 (dsifn/1)" in fast and "NOT MET" in fast
    assert "-0.010 (dsifn/1)" in optimised and ": met" in optimised
    print_gap_to_classic(Figures(made[1:], "4"))
    assert "nothing to compare" in capsys.readouterr().out


def test_each_city_gets_the_threshold_method_that_is_best_on_the_others(tmp_path, capsys):
    best = {"rome": "otsu", "oslo": "kittler"}
    print_all([result(f"oscd/{city}", "cva", best_at=name) for city, name in best.items()], tmp_path / "plot.png")
    assert "otsu 1 times (oslo), kittler 1 times (rome); mean F1 0.300" in capsys.readouterr().out


def test_a_missing_result_takes_the_means_that_need_it_along(tmp_path, capsys):
    made = [result("oscd/rome", "cva"), result("oscd/oslo", "cva"), result("oscd/rome", "fast"), result("oscd/rome", "fast", 1)]
    print_all(made, tmp_path / "plot.png")
    accuracy = table_after("means of the seeds", capsys.readouterr().out)
    assert accuracy["oscd/oslo"] == ["0.900 / 0.500 / 0.400", "- / - / -"]
    assert accuracy["mean"] == ["0.900 / 0.500 / 0.400", "- / - / -"]


def test_a_result_is_read_as_it_was_written(tmp_path):
    made = result("oscd/rome", "fast", 3)
    write_result(made, tmp_path / made.cell.file_name)
    assert read_result(tmp_path / made.cell.file_name) == made
    assert [path.name for path in tmp_path.iterdir()] == ["oscd_rome-4-fast-3.json"]


def test_only_modes_have_seeds_and_only_the_crop_has_reference():
    names = ["oscd/rome", "dsifn/1", "crop/lasvegas"]
    oscd = plan_cells(names, "oscd", [0, 1])
    assert len(oscd) == len(set(oscd)) == 2 * (4 + 2 * 2)
    assert {cell.seed for cell in oscd if cell.method == "cva"} == {0}
    assert [cell.method for cell in plan_cells(names, "crop", [0, 1])] == ["cva", "fast", "optimised", "reference"]
    assert {cell.method for cell in plan_cells(names, "dsifn", [0, 1])}.isdisjoint({"reference"})
