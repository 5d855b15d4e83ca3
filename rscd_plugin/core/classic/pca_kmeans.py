"""Principal components of blocks of the difference, and k-means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from ..raster.pair import Pair, PairWindow
from .moments import Moments
from .sampling import WINDOW_PX, sample_bands, sample_pair, stacked, windows_in_steps
from .standardising import Standard

BLOCK_PX = 5
COMPONENTS = 3
_MOST_ROUNDS = 100


@dataclass(frozen=True)
class PcaKmeans:
    """Celik (2009), "Unsupervised change detection in satellite images using PCA and k-means clustering".

    The difference image is cut into blocks that do not overlap; their principal components describe the block around every
    pixel, and k-means (k = 2) parts these descriptions. Paper: one band, blocks of 2 to 8 pixels a side. Here: absolute
    differences of all standardised bands stacked, and an odd side, since the changes found with an even one lie half a pixel off.

    standard: of the bands. usual: (bands,) mean difference. components: (COMPONENTS, bands, BLOCK_PX, BLOCK_PX). centres: (2,
    COMPONENTS), of the unchanged and of the changed.
    """

    standard: Standard
    usual: np.ndarray
    components: np.ndarray
    centres: np.ndarray
    halo_px = BLOCK_PX // 2
    align_px = 1

    @classmethod
    def fit(cls, pair: Pair, seed: int, progress: Progress) -> PcaKmeans:
        """Three passes over the pair, k-means on a sample. Raises UserError when no pixel is valid."""
        standard = Standard.of(sample_bands(pair, seed, progress.part(0.0, 0.25)), progress.part(0.25, 0.3))
        usual, components = _block_components(pair, standard, progress.part(0.3, 0.6))
        unclustered = cls(standard, usual, components, np.zeros((2, COMPONENTS)))
        features = sample_pair(pair, COMPONENTS, unclustered.features, cls.halo_px, seed, progress.part(0.6, 0.9))
        centres = _two_means(features.astype(np.float64), unclustered.no_difference(), progress.part(0.9, 1.0))
        return cls(standard, usual, components, centres)

    def features(self, window: PairWindow) -> np.ndarray:
        """Components of the block around every pixel: (COMPONENTS, height, width) float64.

        What is invalid or outside counts as the usual difference.
        """
        difference = _difference(self.standard, window) - self.usual[:, None, None]
        difference[:, ~window.valid] = 0.0
        before = (BLOCK_PX - 1) // 2
        padded = np.pad(difference, ((0, 0), (before, BLOCK_PX - 1 - before), (before, BLOCK_PX - 1 - before)))
        height, width = window.valid.shape
        features = np.zeros((COMPONENTS, height, width))
        for row in range(BLOCK_PX):
            for col in range(BLOCK_PX):
                shifted = padded[:, row : row + height, col : col + width]
                features += np.tensordot(self.components[:, :, row, col], shifted, axes=1)
        return features

    def no_difference(self) -> np.ndarray:
        """The description of a block without any difference: (COMPONENTS,)."""
        return -(self.components.sum(axis=(2, 3)) @ self.usual)

    def score(self, window: PairWindow) -> np.ndarray:
        """How far a block lies from no difference, along the line through both centres; the clusters part at one such score.

        (height, width) float32, 0 or more; NaN where invalid. Distance from the unchanged centre alone would rank blocks that
        differ less than usual above others.
        """
        line = self.centres[1] - self.centres[0]
        direction = line / max(float(np.linalg.norm(line)), 1e-12)
        along = np.tensordot(direction, self.features(window), axes=1) - direction @ self.no_difference()
        return np.where(window.valid, np.maximum(along, 0.0), np.nan).astype(np.float32)


def _difference(standard: Standard, window: PairWindow) -> np.ndarray:
    """Absolute differences of standardised bands, (bands, height, width) float64."""
    pre, post = np.split(standard(stacked(window)), [len(window.pre)])
    return np.abs(post - pre)


def _block_components(pair: Pair, standard: Standard, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """Of whole, valid blocks: mean difference (bands,); principal components (COMPONENTS, bands, BLOCK_PX, BLOCK_PX)."""
    bands = len(pair.pre_bands)
    moments = Moments.none(bands * BLOCK_PX**2)
    windows = windows_in_steps(pair.grid, WINDOW_PX // BLOCK_PX * BLOCK_PX)
    for index, window in enumerate(windows):
        progress.report(index / len(windows))
        pixels = pair.read(window)
        blocks, valid = _blocks(_difference(standard, pixels)), _blocks(pixels.valid[None])
        moments = moments + Moments.of(blocks[:, valid.all(axis=0)])
    _, vectors = np.linalg.eigh(moments.covariance)
    leading = vectors[:, ::-1][:, :COMPONENTS].T
    leading = leading * np.where(leading.sum(axis=1) < 0, -1.0, 1.0)[:, None]  # eigenvectors come with either sign
    return moments.mean.reshape(bands, -1).mean(axis=1), leading.reshape(COMPONENTS, bands, BLOCK_PX, BLOCK_PX)


def _blocks(pixels: np.ndarray) -> np.ndarray:
    """(bands, height, width) → (bands x BLOCK_PX x BLOCK_PX, blocks), what is left over at the end cut off."""
    bands, height, width = pixels.shape
    rows, cols = height // BLOCK_PX, width // BLOCK_PX
    cut = pixels[:, : rows * BLOCK_PX, : cols * BLOCK_PX].reshape(bands, rows, BLOCK_PX, cols, BLOCK_PX)
    return cut.transpose(0, 2, 4, 1, 3).reshape(bands * BLOCK_PX**2, rows * cols)


def _two_means(features: np.ndarray, no_difference: np.ndarray, progress: Progress) -> np.ndarray:
    """Centres (2, rows) of k-means, k = 2, the one nearer to `no_difference` first. features: (rows, n).

    Begins with the means of the half that differs least and of the twentieth that differs most, so that no chance is involved.
    """
    distance = np.square(features - no_difference[:, None]).sum(axis=0)
    low, high = np.percentile(distance, (50, 95))
    changed = distance > high
    centres = np.stack([features[:, distance <= low].mean(axis=1), features[:, changed | (distance == high)].mean(axis=1)])
    for index in range(_MOST_ROUNDS):
        progress.report(index / _MOST_ROUNDS)
        direction = centres[1] - centres[0]
        nearer_second = direction @ features > direction @ centres.mean(axis=0)
        if not nearer_second.any() or nearer_second.all():
            break
        before, centres = centres, np.stack([features[:, ~nearer_second].mean(axis=1), features[:, nearer_second].mean(axis=1)])
        if np.allclose(before, centres, rtol=0, atol=1e-9):
            break
    progress.report(1.0)
    return centres[np.argsort(np.square(centres - no_difference).sum(axis=1), kind="stable")]
