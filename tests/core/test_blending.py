"""A detector between its start and its end: the share that validation likes best, or a fixed one where it cannot tell."""

from __future__ import annotations

import pytest
import torch

from rscd_plugin.core.errors import Cancelled
from rscd_plugin.core.learning.chips.chips import Chips
from rscd_plugin.core.learning.detector.blending import FEW_PIXELS, SHARE_OF_FEW, SHARE_OF_MORE, SHARES, blend_with_start
from rscd_plugin.core.learning.detector.task import DetectorTask
from rscd_plugin.core.learning.training.averaging import copy_of
from rscd_plugin.core.models.detector import ChangeDetector
from rscd_plugin.core.models.encoder import Encoder
from rscd_plugin.core.models.initialising import seeded
from rscd_plugin.core.progress import Progress

from .learning_chips import BYTES, square_chips


def detector(seed: int) -> ChangeDetector:
    with seeded(seed):
        return ChangeDetector(Encoder(3, (8, 12, 16, 24), (1, 1, 1, 1)), width=16).eval()


@pytest.fixture(scope="module")
def able() -> ChangeDetector:
    """One that finds bright squares."""
    network = detector(0)
    task = DetectorTask(network, BYTES, 64, pairs=square_chips())
    optimiser = torch.optim.AdamW(network.train().parameters(), lr=3e-3)
    rng = torch.Generator().manual_seed(0)
    for _ in range(120):
        loss = sum(task.terms(task.draw(4, rng)).values())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return network.eval()


def mixed(start: dict, end: dict, share: float) -> dict:
    return {name: (1 - share) * start[name] + share * end[name] if end[name].is_floating_point() else end[name] for name in end}


def blended(start: ChangeDetector, end: ChangeDetector, validation: Chips, learnt_px: int = 0) -> tuple[float, dict]:
    network = detector(9)
    network.load_state_dict(end.state_dict())
    share = blend_with_start(network, copy_of(start), learnt_px, validation, BYTES, Progress())
    return share, network.state_dict()


def test_what_was_learnt_is_kept_where_it_is_better(able: ChangeDetector) -> None:
    share, weights = blended(detector(5), able, square_chips(seed=6))
    assert share == SHARES[0] == 1.0
    assert all(torch.equal(weights[name], tensor) for name, tensor in able.state_dict().items())


def test_what_was_known_comes_back_where_learning_spoilt_it(able: ChangeDetector) -> None:
    share, weights = blended(able, detector(5), square_chips(seed=6))
    assert share < 1.0
    for name, tensor in mixed(able.state_dict(), detector(5).state_dict(), share).items():
        torch.testing.assert_close(weights[name], tensor)


@pytest.mark.parametrize(("learnt_px", "expected"), [(FEW_PIXELS - 1, SHARE_OF_FEW), (FEW_PIXELS, SHARE_OF_MORE)])
def test_with_too_little_validation_the_share_goes_by_what_was_learnt_from(
    able: ChangeDetector, learnt_px: int, expected: float
) -> None:
    share, weights = blended(detector(5), able, square_chips(count=4, empty=4, seed=6), learnt_px)
    assert share == expected
    for name, tensor in mixed(detector(5).state_dict(), able.state_dict(), share).items():
        torch.testing.assert_close(weights[name], tensor)


def test_it_can_be_cancelled(able: ChangeDetector) -> None:
    with pytest.raises(Cancelled):
        blend_with_start(able, copy_of(able), 0, square_chips(), BYTES, Progress(is_cancelled=lambda: True))
