"""Estimators of accuracy and area: published examples, Olofsson's equations one by one, and all samples of a tiny population."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from rscd_plugin.core.accuracy.stratified import Estimate, StratifiedSample

# Olofsson et al. (2014), section 5: deforestation, forest gain, stable forest, stable non-forest.
MATRIX = np.array([[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]])
PIXELS = np.array([200_000, 150_000, 3_200_000, 6_450_000])
PIXEL_M2 = 900.0
HECTARE_M2 = 10_000.0


def from_matrix(matrix, areas_m2) -> StratifiedSample:
    """Points of a map whose classes 1, 2, ... are the strata."""
    cells = [(i + 1, j + 1) for i, j in np.ndindex(matrix.shape) for _ in range(matrix[i, j])]
    stratum, reference = zip(*cells)
    return StratifiedSample.of(range(1, len(matrix) + 1), areas_m2, stratum, stratum, reference)


@pytest.fixture(scope="module")
def olofsson():
    return from_matrix(MATRIX, PIXELS * PIXEL_M2)


def test_olofsson_worked_example(olofsson):
    overall = olofsson.overall()
    assert (round(overall.value, 2), round(overall.margin, 2)) == (0.95, 0.02)
    area = olofsson.share(1).times(olofsson.total_m2 / HECTARE_M2)
    assert round(area.value) == 21_158 and round(area.margin) == pytest.approx(6_158, abs=1)
    assert [round(olofsson.users(value).value, 2) for value in (1, 2, 3, 4)] == [0.88, 0.73, 0.93, 0.96]
    assert [round(olofsson.producers(value).value, 2) for value in (1, 2, 3, 4)] == [0.75, 0.85, 0.93, 0.96]
    assert olofsson.mapped_share(1) == Estimate(0.02, 0.0)


def test_equations_one_by_one(olofsson):
    """Eq. 1 to 7, 9 and 10 of Olofsson et al. (2014), written out as loops."""
    n, weight, q = MATRIX, PIXELS / PIXELS.sum(), range(4)
    rows = n.sum(axis=1)
    p = [[weight[i] * n[i][j] / rows[i] for j in q] for i in q]
    user = [n[i][i] / rows[i] for i in q]
    assert olofsson.overall().value == pytest.approx(sum(p[i][i] for i in q))
    variance = sum(weight[i] ** 2 * user[i] * (1 - user[i]) / (rows[i] - 1) for i in q)
    assert olofsson.overall().error == pytest.approx(math.sqrt(variance))
    for k in q:
        assert olofsson.users(k + 1).value == pytest.approx(user[k])
        assert olofsson.users(k + 1).error == pytest.approx(math.sqrt(user[k] * (1 - user[k]) / (rows[k] - 1)))
        area = sum(p[i][k] for i in q)
        spread = sum((weight[i] * p[i][k] - p[i][k] ** 2) / (rows[i] - 1) for i in q)
        assert olofsson.share(k + 1).value == pytest.approx(area)
        assert olofsson.share(k + 1).error == pytest.approx(math.sqrt(spread))
        produced = p[k][k] / area
        total = sum(PIXELS[i] / rows[i] * n[i][k] for i in q)
        own = PIXELS[k] ** 2 * (1 - produced) ** 2 * user[k] * (1 - user[k]) / (rows[k] - 1)
        others = produced**2 * sum(
            PIXELS[i] ** 2 * n[i][k] / rows[i] * (1 - n[i][k] / rows[i]) / (rows[i] - 1) for i in q if i != k
        )
        assert olofsson.producers(k + 1).value == pytest.approx(produced)
        assert olofsson.producers(k + 1).error == pytest.approx(math.sqrt((own + others) / total**2))
        for j in q:
            assert olofsson.proportion(k + 1, j + 1).value == pytest.approx(p[k][j])


def test_stehman_worked_example():
    """Stehman (2014), section 4: strata A to D that are not the classes of the map."""
    strata = "A" * 10 + "B" * 10 + "C" * 10 + "D" * 10
    mapped = "AAAAAAABBB" + "ABBBBBBBBB" + "BBCCCCCCBB" + "D" * 10
    reference = "AAAAACBABC" + "ABBBBBAABB" + "CCCCCDDBBA" + "DDDDDDDCCB"
    numbers = {letter: place for place, letter in enumerate("ABCD")}
    told = [[numbers[letter] for letter in text] for text in (strata, mapped, reference)]
    found = StratifiedSample.of(range(4), [40_000, 30_000, 20_000, 10_000], *told)
    assert not found.own_map
    assert found.share(0).value == pytest.approx(0.35) and found.share(2).value == pytest.approx(0.20)
    assert found.overall().value == pytest.approx(0.63)
    assert round(found.users(1).value, 3) == 0.574 and round(found.producers(1).value, 3) == 0.794
    assert found.proportion(1, 2).value == pytest.approx(0.08)
    errors = [found.share(0), found.share(2), found.overall(), found.users(1), found.producers(1)]
    assert [round(estimate.error, 3) for estimate in errors] == [0.082, 0.064, 0.085, 0.125, 0.117]


def test_means_over_all_samples_of_a_tiny_population():
    """Two strata of 4 and 3 pixels, another map than theirs; all samples of 2 and 3 points, drawn with replacement."""
    population = {0: [(0, 0), (1, 0), (1, 1), (0, 0)], 1: [(1, 1), (0, 1), (1, 0)]}
    areas = [4.0, 3.0]
    everywhere = [pixel for pixels in population.values() for pixel in pixels]
    draws = itertools.product(itertools.product(population[0], repeat=2), itertools.product(population[1], repeat=3))
    found = []
    for first, second in draws:
        cells = [*first, *second]
        sample = StratifiedSample.of([0, 1], areas, [0, 0, 1, 1, 1], *zip(*cells))
        if not sample.own_map:
            found.append(sample)
        else:  # by chance all points agree with the strata; the sample is not told that it is another map
            found.append(StratifiedSample(sample.strata, sample.areas_m2, sample.classes, sample.counts, False))
    for estimate, truth in (
        (lambda sample: sample.overall(), np.mean([mapped == true for mapped, true in everywhere])),
        (lambda sample: share_of(sample, 1), np.mean([true for _, true in everywhere])),
    ):
        values = np.array([estimate(sample).value for sample in found])
        variances = np.array([estimate(sample).error ** 2 for sample in found])
        assert values.mean() == pytest.approx(truth)
        assert variances.mean() == pytest.approx(values.var())


def share_of(sample, value) -> Estimate:
    return sample.share(value) if value in sample.classes else Estimate(0.0, 0.0)


def test_ground_that_the_map_does_not_cover_is_a_domain():
    """Accuracy is of the rest; areas are of all."""
    found = StratifiedSample.of([0], [10.0], [0] * 4, [1, 1, None, None], [1, 0, 1, 1])
    assert found.overall().value == 0.5 and found.users(1).value == 0.5 and found.producers(1).value == 1.0
    assert found.share(1).value == 0.75 and found.mapped_share(1).value == 0.5
    assert found.proportion(1, 1).value == 0.5


def test_too_few_points_give_no_interval_and_none_gives_no_figure():
    areas = [10.0, 90.0]
    one = StratifiedSample.of([0, 1], areas, [0, 1, 1], [0, 1, 1], [0, 1, 0])
    assert one.overall().value == pytest.approx(0.1 + 0.9 * 0.5) and one.overall().error is None
    assert one.users(0) == Estimate(1.0, None) and one.users(1).error == pytest.approx(0.5)
    assert one.share(1).interval() == (None, None)
    none = StratifiedSample.of([0, 1], areas, [1, 1], [1, 1], [1, 0])
    assert none.overall().value is None and none.users(0).value is None and none.users(1).value == 0.5
    assert none.mapped_share(0) == Estimate(0.1, 0.0)


def test_a_class_that_the_map_lacks_has_an_area_but_no_users_accuracy():
    found = StratifiedSample.of([0], [100.0], [0] * 4, [0] * 4, [0, 0, 0, 7])
    assert found.share(7).value == 0.25 and found.users(7).value is None and found.producers(7).value == 0.0


def test_intervals_end_at_nothing_and_everything():
    assert Estimate(0.01, 0.02).interval(1.0)[0] == 0.0 and Estimate(0.99, 0.02).interval(1.0)[1] == 1.0
