"""The scores of networks that were optimised on the pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch.nn import functional

from ..classic.methods import Score
from ..classic.standardising import Standard
from ..raster.pair import PairWindow
from .objectives import Objective
from .standardised import standardised


class Dates(Protocol):
    """Gives I1 and I2 of a window: two (1, bands, height, width) float32 on the device, 0 where not valid."""

    def __call__(self, window: PairWindow) -> tuple[torch.Tensor, torch.Tensor]: ...


@dataclass(frozen=True)
class StandardisedDates:
    """I1 and I2 as each date's standardised bands."""

    standard: Standard
    device: str

    def __call__(self, window: PairWindow) -> tuple[torch.Tensor, torch.Tensor]:
        pre, post = np.split(standardised(window, self.standard), [len(window.pre)])
        return torch.from_numpy(pre)[None].to(self.device), torch.from_numpy(post)[None].to(self.device)


@dataclass(frozen=True)
class NetworkScore:
    """-log q of the D-CPG's change probability p = 1 - q: p where p is small, and without an upper end."""

    objective: Objective
    dates: Dates

    @property
    def halo_px(self) -> int:
        """How far around a pixel its score looks."""
        return self.objective.generator.halo_px

    @property
    def align_px(self) -> int:
        """Windows must begin at multiples of this."""
        return self.objective.generator.align_px

    def score(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0 or more; NaN where invalid."""
        with torch.no_grad():
            score = functional.softplus(self.objective(*self.dates(window)))[0, 0].cpu().numpy()
        score[~window.valid] = np.nan
        return score


@dataclass(frozen=True)
class WithStart:
    """Geometric mean of the network's score and the start's: what both mark. So a network led astray cannot do much harm."""

    start: Score
    network: NetworkScore

    @property
    def halo_px(self) -> int:
        """How far around a pixel its score looks."""
        return max(self.start.halo_px, self.network.halo_px)

    @property
    def align_px(self) -> int:
        """Windows must begin at multiples of this."""
        return max(self.start.align_px, self.network.align_px)

    def score(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0 or more; NaN where invalid."""
        return np.sqrt(self.start.score(window) * self.network.score(window))
