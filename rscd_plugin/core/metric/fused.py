"""What a pair tells without optimising anything: the fast mode, and where the optimised one starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..classic.blurred_mad import BlurredMad
from ..classic.chronochrome import Chronochrome
from ..classic.cva import Cva
from ..classic.irmad import IrMad
from ..classic.methods import Score
from ..classic.sampling import sample_bands
from ..classic.sfa import SlowFeatures
from ..classic.smoothing import smooth, smoothing_halo_px
from ..models.feature_extractor import FeatureExtractor
from ..progress import Progress
from ..raster.pair import Pair, PairWindow
from ..tiling.window import Window
from .bilateral import JointBilateral
from .blocks import Blocks, choose_blocks, with_halo
from .closed_form import ClosedForm, random_extractors
from .standardised import standardised

_SMOOTH_PX = 2.0  # of the scores that look at single pixels
_SMOOTH_FUSED_PX = 1.0


@dataclass(frozen=True)
class FusedScore:
    """The closed form of Metric-CD and smoothed classic scores: their geometric mean, smoothed up to the images' edges.

    Each part is fooled by something else (light, season, shift, texture), and what all of them mark is change; a geometric mean
    needs no common unit. pointwise: smoothed before fusing; the other two look around by themselves.
    """

    pointwise: tuple[Score, ...]
    closed_form: ClosedForm
    blurred_mad: BlurredMad
    bilateral: JointBilateral

    @property
    def halo_px(self) -> int:
        """How far around a pixel its score looks."""
        parts = max(smoothing_halo_px(_SMOOTH_PX), self.closed_form.halo_px, self.blurred_mad.halo_px)
        return parts + smoothing_halo_px(_SMOOTH_FUSED_PX) + self.bilateral.halo_px

    @property
    def align_px(self) -> int:
        """Windows must begin at multiples of this."""
        return self.closed_form.align_px

    def score(self, window: PairWindow) -> np.ndarray:
        """(height, width) float32, 0 or more; NaN where invalid."""
        parts = [smooth(part.score(window), _SMOOTH_PX) for part in self.pointwise]
        parts += [self.closed_form.score(window), self.blurred_mad.score(window)]
        with np.errstate(divide="ignore"):
            fused = np.exp(np.mean(np.log(np.stack(parts, dtype=np.float64)), axis=0))
        bands = standardised(window, self.closed_form.chronochrome.standard)
        smoothed = smooth(fused, _SMOOTH_FUSED_PX)
        return self.bilateral(smoothed, bands, window.valid, self.closed_form.device)

    def with_extractors(
        self, extractors: Sequence[FeatureExtractor], pair: Pair, blocks: Blocks, progress: Progress
    ) -> FusedScore:
        """The same with other features, statistics gathered anew."""
        chronochrome, device = self.closed_form.chronochrome, self.closed_form.device
        return replace(self, closed_form=_closed_form(chronochrome, extractors, pair, blocks, device, progress))


def fit_fused(
    pair: Pair, extractors: tuple[FeatureExtractor, ...] | None, most_blocks: int, seed: int, device: str, progress: Progress
) -> tuple[FusedScore, Blocks]:
    """Learn what is usual in this pair, and choose the blocks that stand for it. extractors: None for seeded ones.

    Raises UserError when no pixel is valid in both dates.
    """
    pre_count = len(pair.pre_bands)
    sample = sample_bands(pair, seed, progress.part(0.0, 0.25))
    chronochrome = Chronochrome.of_sample(sample, pre_count, progress.part(0.25, 0.3))
    standard = chronochrome.standard
    irmad = IrMad.of_sample(sample, pre_count, progress.part(0.3, 0.5))
    slow_features = SlowFeatures.of_sample(sample, progress.part(0.5, 0.58))
    bilateral = JointBilateral.of_covariance(standard.moments(sample, progress.part(0.58, 0.6)).covariance)
    del sample
    blocks = choose_blocks(pair, Cva(standard), most_blocks, seed, progress.part(0.6, 0.7))
    reading = progress.part(0.7, 0.8)
    blurred_mad = BlurredMad.of_windows(standard, read_blocks(pair, blocks.spread, BlurredMad.halo_px, reading))
    extractors = extractors or random_extractors(len(pair.post_bands), seed)
    closed_form = _closed_form(chronochrome, extractors, pair, blocks, device, progress.part(0.8, 1.0))
    return FusedScore((Cva(standard), irmad, slow_features, chronochrome), closed_form, blurred_mad, bilateral), blocks


def _closed_form(
    chronochrome: Chronochrome,
    extractors: Sequence[FeatureExtractor],
    pair: Pair,
    blocks: Blocks,
    device: str,
    progress: Progress,
) -> ClosedForm:
    """With the statistics of these features, gathered from the blocks that stand for the pair."""
    halo_px = max(extractor.halo_px for extractor in extractors)
    windows = read_blocks(pair, blocks.spread, halo_px, progress)
    return ClosedForm.of_windows(chronochrome, extractors, windows, device)


def read_blocks(
    pair: Pair, blocks: Iterable[Window], halo_px: int, progress: Progress
) -> Iterator[tuple[PairWindow, tuple[slice, slice]]]:
    """Each block's window with a halo, and where the block lies in it."""
    blocks = list(blocks)
    for index, block in enumerate(blocks):
        progress.report(index / len(blocks))
        tile = with_halo(block, halo_px, pair.grid)
        yield pair.read(tile.read), tile.keep.slices_in(tile.read)
