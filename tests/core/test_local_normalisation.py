"""The surroundings taken out: against a slow loop, in any light, and alike in every tile."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rscd_plugin.core.models.local_normalisation import CELL_PX, LEAST_STD, RADIUS, REACH_PX, normalise_locally


def image(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def test_it_equals_a_slow_loop() -> None:
    """At the corners where four cells meet the bilinear step gives the mean of their boxes."""
    values = image(1, 2, 64, 80).double() * 3 + 1
    cells = values.reshape(1, 2, 8, CELL_PX, 10, CELL_PX).numpy()

    def box(row: int, col: int, power: int) -> np.ndarray:
        rows = np.clip(np.arange(row - RADIUS, row + RADIUS + 1), 0, 7)
        cols = np.clip(np.arange(col - RADIUS, col + RADIUS + 1), 0, 9)
        return np.array([[(cells[0, :, r, :, c] ** power).mean(axis=(1, 2)) for c in cols] for r in rows]).mean(axis=(0, 1))

    found = normalise_locally(values)[0].numpy()
    for row, col in ((0, 0), (3, 4), (6, 8)):
        means, stds = [], []
        for cell in ((row, col), (row, col + 1), (row + 1, col), (row + 1, col + 1)):
            means.append(box(*cell, 1))
            stds.append(np.sqrt((box(*cell, 2) - box(*cell, 1) ** 2).mean()))
        y, x = CELL_PX * (row + 1), CELL_PX * (col + 1)
        around = (slice(None), slice(y - 1, y + 1), slice(x - 1, x + 1))
        expected = (values[0].numpy()[around] - np.mean(means, axis=0)[:, None, None]) / (np.mean(stds) + LEAST_STD)
        np.testing.assert_allclose(found[around].mean(axis=(1, 2)), expected.mean(axis=(1, 2)), atol=0.02)


@pytest.mark.parametrize("bands", [1, 3, 5])
def test_another_light_hardly_matters(bands: int) -> None:
    values = image(2, bands, 96, 64)
    offsets = torch.linspace(-2, 2, bands)[:, None, None]
    first, second = normalise_locally(values), normalise_locally(3 * values + offsets)
    assert (first - second).abs().max() < 0.4 and (first - second).abs().mean() < 0.06
    assert abs(float(first.mean())) < 0.05 and 0.8 < float(first.std()) < 1.05


def test_what_is_flat_stays_flat() -> None:
    assert normalise_locally(torch.full((1, 3, 64, 64), 7.0)).abs().max() < 1e-4
    assert normalise_locally(1e-3 * image(1, 3, 64, 64)).abs().max() < 0.1


def test_a_tile_answers_as_the_whole_does() -> None:
    values = image(1, 3, 320, 320)
    whole, tile = normalise_locally(values), normalise_locally(values[..., 64:320, 32:288])
    inner = slice(REACH_PX, 256 - REACH_PX)
    torch.testing.assert_close(tile[..., inner, inner], whole[..., 64:320, 32:288][..., inner, inner])
