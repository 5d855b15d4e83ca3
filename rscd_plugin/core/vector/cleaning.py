"""Cleaning a change mask: by majority, or by opening and closing, with a square around every pixel."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage

from ..progress import Progress
from ..raster.writing import ScratchRaster
from .threshold import CHANGED, NODATA, windows_of

Cleaning = Callable[[np.ndarray, np.ndarray, int], np.ndarray]


def clean(mask: ScratchRaster, cleaned: ScratchRaster, method: str, size_px: int, progress: Progress) -> None:
    """Write the mask, cleaned. method: one of mask_spec.CLEANINGS but `none`. size_px: the side of the square, odd.

    Pixels without data, and those outside the raster, have no say, and stay as they are.
    """
    cleaning, reach = _METHODS[method]
    plan = windows_of(mask.grid, reach * (size_px // 2))
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        pixels = mask.read(tile.read)
        valid = pixels != NODATA
        result = cleaning(pixels == CHANGED, valid, size_px)
        kept = np.where(valid, result, NODATA)[tile.keep.slices_in(tile.read)]
        cleaned.write(tile.keep, kept)
    cleaned.flush()


def majority(changed: np.ndarray, valid: np.ndarray, size_px: int) -> np.ndarray:
    """Change where more than half of the valid pixels in the square are change; as it was where exactly half are."""
    votes, voters = _sum(changed, size_px), _sum(valid, size_px)
    return (2 * votes > voters) | (changed & (2 * votes == voters))


def opening(changed: np.ndarray, valid: np.ndarray, size_px: int) -> np.ndarray:
    """Only what a square that is change throughout covers."""
    eroded = ndimage.minimum_filter((changed | ~valid).astype(np.uint8), size_px, mode="constant", cval=1) & valid
    return ndimage.maximum_filter(eroded.astype(np.uint8), size_px, mode="constant", cval=0).astype(bool) & changed


def closing(changed: np.ndarray, valid: np.ndarray, size_px: int) -> np.ndarray:
    """And all that no square without any change covers."""
    return ~opening(valid & ~changed, valid, size_px) & valid


def opening_closing(changed: np.ndarray, valid: np.ndarray, size_px: int) -> np.ndarray:
    """One after the other."""
    return closing(opening(changed, valid, size_px), valid, size_px)


def _sum(pixels: np.ndarray, size_px: int) -> np.ndarray:
    ones = np.ones(size_px, np.int32)
    rows = ndimage.convolve1d(pixels.astype(np.int32), ones, axis=0, mode="constant")
    return ndimage.convolve1d(rows, ones, axis=1, mode="constant")


_METHODS: dict[str, tuple[Cleaning, int]] = {  # and how many times half the square a pixel may come from
    "majority": (majority, 1),
    "opening": (opening, 2),
    "closing": (closing, 2),
    "opening_closing": (opening_closing, 4),
}
