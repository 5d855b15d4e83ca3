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

_QUANTILES = 1025
_LEAST_SCORE = 1e-12


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
        score = self.of_dates(*self.dates(window))
        score[~window.valid] = np.nan
        return score

    def of_dates(self, pre: torch.Tensor, post: torch.Tensor) -> np.ndarray:
        """Of I1 and I2, (1, bands, height, width) on any device: (height, width) float32."""
        device = next(self.objective.parameters()).device
        with torch.no_grad():
            return functional.softplus(self.objective(pre.to(device), post.to(device)))[0, 0].cpu().numpy()


@dataclass(frozen=True)
class WithStart:
    """Geometric mean of the network's score and, counted twice, the start's: what both mark.

    So a network led astray cannot do much harm: with equal shares one city of nine lost more than it may (AP .02).
    """

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
        return joined(self.start.score(window), self.network.score(window))


def joined(start: np.ndarray, network: np.ndarray) -> np.ndarray:
    """The two scores as `WithStart` joins them."""
    return np.cbrt(start * start * network)


@dataclass(frozen=True)
class OnScale:
    """A score brought to the scale of another by its quantiles: the order stays, the share above a value is the other's.

    quantiles, targets: of the two, above 0 and rising, float64. Between them the logarithm is interpolated; beyond them the
    factor is that at the end, so that nothing saturates.
    """

    inner: Score
    quantiles: np.ndarray
    targets: np.ndarray

    @classmethod
    def of_values(cls, inner: Score, values: np.ndarray, targets: np.ndarray) -> OnScale:
        """From values (n,) of both scores at the same pixels, 0 or more."""
        shares = np.linspace(0.0, 1.0, _QUANTILES)
        pairs = np.stack([np.quantile(one, shares) for one in (values, targets)])
        rising = np.maximum(pairs, _LEAST_SCORE)
        kept = np.append(True, (np.diff(rising) > 0).all(axis=0))
        return cls(inner, *rising[:, kept])

    @property
    def halo_px(self) -> int:
        """How far around a pixel its score looks."""
        return self.inner.halo_px

    @property
    def align_px(self) -> int:
        """Windows must begin at multiples of this."""
        return self.inner.align_px

    def score(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0 or more; NaN where invalid."""
        score = self.inner.score(window).astype(np.float64)
        ratio = np.log(self.targets / self.quantiles)
        with np.errstate(divide="ignore"):
            return (score * np.exp(np.interp(np.log(score), np.log(self.quantiles), ratio))).astype(np.float32)
