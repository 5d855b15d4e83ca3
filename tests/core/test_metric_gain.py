"""Whether optimising on a pair was of use, and that it ends where it was not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from rscd_plugin.core.accuracy.ranking import average_precision
from rscd_plugin.core.jobs.spec import MetricJob
from rscd_plugin.core.metric.history import History
from rscd_plugin.core.metric.modes import METRIC_MODES

from .metric_scenes import ranked
from .rasters import Listener, open_pair, source, whole, write_raster


def textured(noise: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two bands of smooth ground under noise; five places have got stripes."""
    random, shape = np.random.default_rng(0), (128, 160)
    ground = 300 + 200 * gaussian_filter(random.normal(size=(2, *shape)), (0, 2, 2))
    pre, post = ground + random.normal(0, noise, (2, *ground.shape))
    changed = np.zeros(shape, bool)
    for row, col in ((10, 20), (40, 100), (80, 30), (100, 120), (60, 60)):
        changed[row : row + 14, col : col + 18] = True
    stripes = 300 + 120 * (np.indices(shape).sum(axis=0) % 4 < 2) + random.normal(0, noise, ground.shape)
    return pre.astype(np.float32), np.where(changed, stripes, post).astype(np.float32), changed


def scored(folder: Path, dates: tuple[np.ndarray, np.ndarray], mode: str, seed: int = 0) -> tuple[np.ndarray, History]:
    paths = [write_raster(folder / name, date) for name, date in zip(("a.tif", "b.tif"), dates)]
    pair = open_pair(*paths, bands=(1, 2))
    job = MetricJob(source(paths[0]), source(paths[1]), mode=mode, memory_mb=256, seed=seed)
    detector, history = METRIC_MODES[mode](pair, job, "cpu", Listener())
    return detector.score(pair.read(whole(pair))), history


@pytest.mark.parametrize(("noise", "stops_early", "loses"), [(60.0, False, 0.0), (80.0, True, 0.005)])
def test_optimising_does_no_harm_and_stops_by_itself(noise: float, stops_early: bool, loses: float, tmp_path: Path) -> None:
    """loses: the average precision that it may; it has lost 0.0013 of 0.92."""
    *dates, changed = textured(noise)
    start, _ = scored(tmp_path, dates, "fast")
    score, history = scored(tmp_path, dates, "optimised")
    assert 0 < history.chosen < history.iterations_used <= history.iterations_most == 60
    assert (history.iterations_used < 60) == stops_early
    assert ranked(score, changed) >= ranked(start, changed)
    assert average_precision(score.ravel(), changed.ravel()) >= average_precision(start.ravel(), changed.ravel()) - loses


def test_where_it_finds_something_else_the_start_is_returned(tmp_path: Path) -> None:
    """Change that noise all but hides: what the network ranks highest in the blocks apart is not what the start marks."""
    *dates, changed = textured(150.0)
    start, _ = scored(tmp_path, dates, "fast")
    score, history = scored(tmp_path, dates, "optimised")
    assert history.chosen == 0 < history.iterations_used < 60 and "the start is kept" in history.sentence
    assert np.array_equal(score, start) and ranked(start, changed) > 0.9
