"""Augmented squares cut out of chips."""

from __future__ import annotations

import numpy as np
import torch

from ..chips.chips import NO_LABEL, Chips
from ..chips.scaling import Scaling
from ..drawing import below
from .augment import vary_geometry


class Crops:
    """Draws squares of `crop_px` pixels out of `chips`: turned, flipped, scaled, some of them aimed at foreground (or change)."""

    def __init__(self, chips: Chips, crop_px: int, scaling: Scaling) -> None:
        self.crop_px = crop_px
        self._chips, self._scaling = chips, scaling
        self._with_foreground = [row for row in range(len(chips)) if _foreground(chips.labels[row]).any()]

    def draw(self, count: int, rng: torch.Generator, dates: int | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """Images (count, dates, bands, crop_px, crop_px) float32, value / scale, and labels (count, crop_px, crop_px) uint8.

        Of every two squares the first is aimed at a foreground pixel, which lies within a third of a crop from its middle.
        dates: more than the chips have repeats the last one, a little shifted; None: as many as the chips have.
        """
        picks, centres = zip(*(self._pick(index % 2 == 0, rng) for index in range(count)))
        images = torch.from_numpy(np.stack([self._chips.images[pick] for pick in picks]).astype(np.float32))
        labels = torch.from_numpy(np.stack([self._chips.labels[pick] for pick in picks]).astype(np.float32))
        missing = (dates or self._chips.dates) - self._chips.dates
        images = torch.cat([images, *(images[:, -1:] for _ in range(missing))], dim=1)
        images, cut = vary_geometry(self._scaling.zero_to_one(images), labels[:, None], torch.tensor(centres), self.crop_px, rng)
        return images, cut[:, 0].to(torch.uint8)

    def _pick(self, aimed: bool, rng: torch.Generator) -> tuple[int, tuple[float, float]]:
        side = self._chips.side_px
        if aimed and self._with_foreground:
            row = self._with_foreground[below(len(self._with_foreground), rng)]
            places = np.flatnonzero(_foreground(self._chips.labels[row]))
            y, x = divmod(int(places[below(len(places), rng)]), side)
            reach = self.crop_px // 3
            return row, (float(y + below(2 * reach + 1, rng) - reach), float(x + below(2 * reach + 1, rng) - reach))
        return below(len(self._chips), rng), (float(below(side, rng)), float(below(side, rng)))


def _foreground(labels: np.ndarray) -> np.ndarray:
    return (labels != 0) & (labels != NO_LABEL)
