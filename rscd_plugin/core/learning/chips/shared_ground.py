"""Images that show the same ground, as of several years: what is validated on in one is not trained on in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...raster.grid import Grid
from .survey import FoundSquare
from .usable_images import extent_of

_THE_SAME = 0.5  # of the larger block's area, in both
_TOO_MUCH = 0.1  # of the smaller square's area; neighbours in another CRS seem to overlap by less


def blocks_of_one_ground(squares: Sequence[FoundSquare], grids: Mapping[int, Grid]) -> dict[int, int]:
    """For each block a number that blocks of several images share where they show about the same ground."""
    blocks = sorted({square.block for square in squares})
    numbers = {block: block for block in blocks}
    if len(grids) < 2:
        return numbers
    places = {block: place for place, block in enumerate(blocks)}
    bounds = np.tile([np.inf, np.inf, -np.inf, -np.inf], (len(blocks), 1))
    image_of = np.zeros(len(blocks), np.int64)
    for square, ground in zip(squares, _ground(squares, grids)):
        own = bounds[places[square.block]]
        own[:2], own[2:] = np.fmin(own[:2], ground[:2]), np.fmax(own[2:], ground[2:])
        image_of[places[square.block]] = square.image
    areas = _areas(bounds)
    for place, block in enumerate(blocks):
        shared = _shared(bounds[place], bounds) > _THE_SAME * np.fmax(areas[place], areas)
        shared &= image_of != image_of[place]
        for other in np.flatnonzero(shared[:place]):
            old, new = numbers[block], numbers[blocks[other]]
            numbers = {key: new if value == old else value for key, value in numbers.items()}
    return numbers


def apart_from(
    training: Sequence[FoundSquare], validation: Sequence[FoundSquare], grids: Mapping[int, Grid]
) -> list[FoundSquare]:
    """The squares of `training` that share no ground with one of `validation` in another image; all where no CRS tells."""
    if len(grids) < 2:
        return list(training)
    kept_from = _ground(validation, grids)
    areas, images = _areas(kept_from), np.array([square.image for square in validation])
    apart = []
    for square, ground in zip(training, _ground(training, grids)):
        limit = _TOO_MUCH * np.fmin(areas, _areas(ground[None]))
        if not ((_shared(ground, kept_from) > limit) & (images != square.image)).any():
            apart.append(square)
    return apart


def _ground(squares: Sequence[FoundSquare], grids: Mapping[int, Grid]) -> np.ndarray:
    """(n, 4) west, south, east, north in degrees; NaN without a CRS."""
    extents = (extent_of(grids[square.image].crop(square.window)) for square in squares)
    return np.array([extent or (np.nan,) * 4 for extent in extents])


def _areas(bounds: np.ndarray) -> np.ndarray:
    return (bounds[:, 2] - bounds[:, 0]) * (bounds[:, 3] - bounds[:, 1])


def _shared(one: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The area that `one` (4,) has in common with each of `others` (n, 4); NaN where that is not known."""
    size = np.minimum(one[2:], others[:, 2:]) - np.maximum(one[:2], others[:, :2])
    return np.maximum(size, 0).prod(axis=1)
