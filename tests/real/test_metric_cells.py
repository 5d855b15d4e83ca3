"""A cell of the evaluation of `rscd:metricchanges` on a real city; scripts/benchmark_metric.py runs and tabulates them all."""

from __future__ import annotations

import pytest

from scripts.labelled_pairs import CROP, CROP_WINDOW, labelled_pairs
from scripts.metric_cells import Cell, run_cell


def test_fast_ranks_and_cuts_a_small_city(real_data):
    """The thresholds found again from the relative score must hold the job's own: its mask is the one of yen."""
    result = run_cell(real_data, Cell("oscd/bercy", "4", "fast", 0))
    assert result.auroc > 0.88 and result.ap > 0.2, result
    assert result.f1_at["yen"] == pytest.approx(result.f1, abs=0.005)
    assert max(result.f1_at.values()) <= result.f1_most


def test_pixels_without_a_label_count_for_nothing(real_data):
    """Taizhou marks 4,227 changed and 17,163 unchanged pixels of 160,000."""
    result = run_cell(real_data, Cell("landsat/taizhou", "all", "cva", 0))
    assert result.changed_share == pytest.approx(4227 / (4227 + 17163))
    assert result.auroc > 0.98 and result.ap > 0.95, result


def test_the_crop_is_cut_from_pair_and_label_alike(real_data):
    result = run_cell(real_data, Cell(CROP, "4", "cva", 0))
    pairs = labelled_pairs(real_data)
    changed, _ = pairs[CROP].labels()
    assert changed.shape == (CROP_WINDOW.height, CROP_WINDOW.width)
    assert result.changed_share == pytest.approx(changed.mean())
    assert result.auroc > 0.93, result
