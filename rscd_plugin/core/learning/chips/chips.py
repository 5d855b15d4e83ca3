"""Labelled squares of ground: what is learnt from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NO_LABEL = 255  # among labels: nobody knows, or the image holds no data


@dataclass(frozen=True)
class Chips:
    """Squares of one size, none of which overlaps another.

    images: (N, dates, bands, side, side), values as in the rasters; one date, or pre and post. labels: (N, side, side) uint8.
    With one date its class, 0 is background; with two 1 is change, 0 no change; NO_LABEL where nothing is known. Both may be
    memory maps. samples: (N,) int64, which of the job's labelled images each comes from. windows: (N, 2) int64, column and
    row of each square's upper left pixel there. blocks: (N,) int64, the block of ground it lies in, no number shared by two
    images.
    """

    images: np.ndarray
    labels: np.ndarray
    samples: np.ndarray
    windows: np.ndarray
    blocks: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def dates(self) -> int:
        """1, or 2: pre and post."""
        return self.images.shape[1]

    @property
    def bands(self) -> int:
        """How many there are."""
        return self.images.shape[2]

    @property
    def side_px(self) -> int:
        """Width and height of a square."""
        return self.labels.shape[-1]

    def rows(self, index: np.ndarray) -> Chips:
        """Some of them, in that order. Copied out of a memory map."""
        return Chips(self.images[index], self.labels[index], self.samples[index], self.windows[index], self.blocks[index])
