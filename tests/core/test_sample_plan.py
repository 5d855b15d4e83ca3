"""Planning a sample: the published example, minimum and sum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rscd_plugin.core.accuracy.sample_plan import allocate, expected_error, planned_size, shares
from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.sample_spec import SamplePointsJob, expected_accuracies
from rscd_plugin.core.jobs.spec import RasterSource

# Olofsson et al. (2014), section 5.1
WEIGHTS = np.array([0.02, 0.015, 0.32, 0.645])
ACCURACIES = np.array([0.7, 0.6, 0.9, 0.95])


def test_olofsson_plans_641_points():
    assert planned_size(WEIGHTS, ACCURACIES, 0.01, 10_000_000) == 641
    counts = allocate(641, shares("proportional", WEIGHTS, ACCURACIES), 75)
    assert list(counts[:2]) == [75, 75] and counts.sum() == 641
    assert counts[2] / counts[3] == pytest.approx(0.32 / 0.645, rel=0.01)


def test_few_pixels_need_no_more_points_than_there_are():
    assert planned_size(np.array([1.0]), np.array([0.5]), 1e-6, 1000) == 1000


def test_neyman_has_the_least_error_for_its_number():
    errors = {
        kind: expected_error(WEIGHTS, ACCURACIES, allocate(600, shares(kind, WEIGHTS, ACCURACIES), 0))
        for kind in ("proportional", "equal", "neyman")
    }
    assert errors["neyman"] == min(errors.values()) and errors["equal"] == max(errors.values())
    assert errors["neyman"] == pytest.approx(float(WEIGHTS @ np.sqrt(ACCURACIES * (1 - ACCURACIES))) / np.sqrt(600), rel=1e-3)
    with pytest.raises(UserError, match="foresees none"):
        shares("neyman", WEIGHTS, np.ones(4))


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=9).filter(sum),
    st.integers(0, 60),
    st.integers(0, 500),
)
def test_each_stratum_has_the_minimum_and_all_have_the_sum(wanted, minimum, more):
    wanted = np.array(wanted) / sum(wanted)
    size = minimum * len(wanted) + more
    counts = allocate(size, wanted, minimum)
    assert counts.sum() == size and counts.min() >= minimum
    larger = counts[:, None] > counts[None, :] + 1
    assert not (larger & (wanted[:, None] < wanted[None, :])).any()


def test_expected_accuracies_as_text():
    assert expected_accuracies("0.9") == ((None, 0.9),)
    assert expected_accuracies(" 0.95 ; 1 : .7, -3:1") == ((None, 0.95), (1, 0.7), (-3, 1.0))
    for text in ("high", "1:0.7, 1:0.8", "0.9, 0.8", "1:", "nan"):
        with pytest.raises(UserError, match="is not understood"):
            expected_accuracies(text)
    with pytest.raises(UserError, match="between 0 and 1"):
        SamplePointsJob(RasterSource("a.tif"), expected=((None, 70.0),))
    with pytest.raises(UserError, match="TARGET"):
        SamplePointsJob(RasterSource("a.tif"), target=0.0)
