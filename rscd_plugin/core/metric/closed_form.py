"""The closed form of Metric-CD: the distance that its loss is minimised by, for fixed features, pixel by pixel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import torch

from ..classic.chronochrome import Chronochrome
from ..learning.similarity_dissimilarity import distance, feature_distance
from ..models.feature_extractor import FeatureExtractor, VggExtractor
from ..models.feature_statistics import FeatureMoments, FeatureStatistics
from ..raster.pair import PairWindow
from .standardised import standardised

RANDOM_WIDTHS = (16, 32, 64)
RANDOM_EXTRACTORS = 3
_ROUNDING = 1e-5  # standard deviations: what the prediction of a date by itself misses it by, and more


@dataclass(frozen=True)
class ClosedForm:
    """D = mean_c |I1 - I2| + Σ_l mean_c |f1_l - f2_l| (METHODS.md, section 1), the mean over several D-FE of the second part.

    I1 is pre as chronochrome tells post from it, so that the dates are alike in radiometry; f are features normalised by
    statistics of the whole pair, a date at a time. statistics: of pre and post, by extractor.
    """

    chronochrome: Chronochrome
    extractors: tuple[FeatureExtractor, ...]
    statistics: tuple[tuple[FeatureStatistics, FeatureStatistics], ...]
    device: str

    @classmethod
    def of_windows(
        cls,
        chronochrome: Chronochrome,
        extractors: Iterable[FeatureExtractor],
        windows: Iterable[tuple[PairWindow, tuple[slice, slice]]],
        device: str,
    ) -> ClosedForm:
        """Statistics from windows with a halo, and which part of each counts."""
        made = cls(chronochrome, tuple(extractor.to(device).eval() for extractor in extractors), (), device)
        moments = [(FeatureMoments(), FeatureMoments()) for _ in made.extractors]
        for window, kept in windows:
            counted = np.zeros_like(window.valid)
            counted[kept] = window.valid[kept]
            valid = torch.from_numpy(counted)[None, None].to(device)
            dates = made.dates(window)
            with torch.no_grad():
                for extractor, both in zip(made.extractors, moments):
                    for gathered, image in zip(both, dates):
                        gathered.add(extractor(image), valid)
        return replace(made, statistics=tuple((pre.statistics(), post.statistics()) for pre, post in moments))

    @property
    def halo_px(self) -> int:
        """How far around a pixel its distance looks."""
        return max(extractor.halo_px for extractor in self.extractors)

    @property
    def align_px(self) -> int:
        """Windows must begin at multiples of this."""
        return max(extractor.align_px for extractor in self.extractors)

    def dates(self, window: PairWindow) -> tuple[torch.Tensor, torch.Tensor]:
        """I1 and I2: two (1, post bands, height, width) float32 on the device, 0 where not valid."""
        pre, post = np.split(standardised(window, self.chronochrome.standard), [len(window.pre)])
        told = np.where(window.valid, self.chronochrome.predicted(pre), 0.0).astype(np.float32)
        told = np.where(np.abs(told - post) < _ROUNDING, post, told)
        return torch.from_numpy(told)[None].to(self.device), torch.from_numpy(post)[None].to(self.device)

    def score(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0 or more; NaN where invalid."""
        pre, post = self.dates(window)
        size = window.valid.shape
        with torch.no_grad():
            total = distance(pre, post)
            for extractor, (of_pre, of_post) in zip(self.extractors, self.statistics):
                features = of_pre.normalised(extractor(pre)), of_post.normalised(extractor(post))
                total = total + feature_distance(*features, extractor.levels, size) / len(self.extractors)
        score = total[0, 0].cpu().numpy()
        score[~window.valid] = np.nan
        return score


def random_extractors(bands: int, seed: int) -> tuple[VggExtractor, ...]:
    """Three thin VGG-like D-FE of seeded He weights. One as wide as the published is slower and no better."""
    return tuple(VggExtractor(bands, RANDOM_WIDTHS, RANDOM_EXTRACTORS * seed + index) for index in range(RANDOM_EXTRACTORS))
