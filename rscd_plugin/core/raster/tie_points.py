"""Tie points: places where a tile of one date is found again in the other, by correlating its gradients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from skimage.registration import phase_cross_correlation

from ..progress import Progress
from ..tiling.window import Window
from .pair import Pair

GRADIENT_SIGMA_PX = 1.5
_MARGIN_PX = 5  # pixels around a tile that its gradients need
_TILES_A_SIDE = 11
_MIN_TILE_PX, _MAX_TILE_PX = 64, 256
_MIN_VALID = 0.9
_UPSAMPLING = 100
_ATTEMPTS = 3


@dataclass(frozen=True)
class TiePoints:
    """places: middles of tiles, shifts: how far post has them from there; both (n, 2) float64, columns and rows, pixels.

    tiles: how many were valid and textured enough to be compared; those that were not found again are no tie points.
    """

    places: np.ndarray
    shifts: np.ndarray
    tiles: int


def tile_px(width: int, height: int) -> int:
    """Side of the tiles for a raster of that size; below 32 means that it is too small."""
    return min(max(min(width, height) // 4, _MIN_TILE_PX), _MAX_TILE_PX, min(width, height) - 2 * _MARGIN_PX)


def find_tie_points(
    pair: Pair, pre_bands: tuple[int, ...], post_bands: tuple[int, ...], guess: tuple[int, int], progress: Progress
) -> TiePoints:
    """Compare tiles all over the pair, post taken `guess` (columns, rows) further on; shifts include the guess.

    One tile in each cell of a lattice, at a seeded random place, so that no regular pattern on the ground meets it.
    """
    side = tile_px(pair.grid.width, pair.grid.height)
    generator = np.random.default_rng(0)
    cells = [_cells(size, side) for size in (pair.grid.width, pair.grid.height)]
    places, shifts, tiles = [], [], 0
    for index in range(len(cells[0]) * len(cells[1])):
        progress.report(index / (len(cells[0]) * len(cells[1])))
        (col, col_room), (row, row_room) = cells[0][index % len(cells[0])], cells[1][index // len(cells[0])]
        for _ in range(_ATTEMPTS):
            tile = Window(col + int(generator.integers(col_room + 1)), row + int(generator.integers(row_room + 1)), side, side)
            pre = _gradients(pair, "pre", pre_bands, tile)
            if pre is not None:
                break
        first = None if pre is None else _gradients(pair, "post", post_bands, tile.shifted(*guess))
        if first is None:
            continue
        tiles += 1
        rough = np.add(guess, _shift(pre, first, 1).round().astype(int))
        if np.abs(rough - guess).max() > side // 4:
            continue
        second = _gradients(pair, "post", post_bands, tile.shifted(int(rough[0]), int(rough[1])))
        if second is not None:
            places.append((tile.col + side / 2, tile.row + side / 2))
            shifts.append(rough + _shift(pre, second, _UPSAMPLING))
    progress.report(1.0)
    return TiePoints(np.array(places, float).reshape(-1, 2), np.array(shifts, float).reshape(-1, 2), tiles)


def _cells(size: int, side: int) -> list[tuple[int, int]]:
    """First pixels of tiles along one axis, and by how much each may be moved on. Tiles share half of themselves at most."""
    room = size - side - 2 * _MARGIN_PX
    count = min(room // (side // 2) + 1, _TILES_A_SIDE)
    starts = [_MARGIN_PX + index * room // max(count - 1, 1) for index in range(count)]
    jitter = max(room // max(count - 1, 1) - side // 2, 0)
    return [(start, jitter if index < count - 1 else 0) for index, start in enumerate(starts)]


def _gradients(pair: Pair, date: str, bands: tuple[int, ...], tile: Window) -> np.ndarray | None:
    """Tapered gradients of the mean of bands, as complex numbers: (height, width). None without enough data or any texture."""
    wide = Window(tile.col - _MARGIN_PX, tile.row - _MARGIN_PX, tile.width + 2 * _MARGIN_PX, tile.height + 2 * _MARGIN_PX)
    inside = wide.intersection(pair.grid.window)
    if inside is None or inside.size_px < _MIN_VALID * wide.size_px:
        return None
    pixels, valid = np.zeros((len(bands), wide.height, wide.width), np.float32), np.zeros((wide.height, wide.width), bool)
    part = inside.slices_in(wide)
    pixels[(slice(None), *part)], valid[part] = pair.read_date(date, bands, inside)
    valid[part] &= pair.included(inside)
    if valid.mean() < _MIN_VALID:
        return None
    gradients = gradients_of(pixels, valid)[_MARGIN_PX:-_MARGIN_PX, _MARGIN_PX:-_MARGIN_PX]
    taper = np.hanning(tile.width + 2)[1:-1]
    return gradients * taper[:, None] * taper if np.abs(gradients).max() > 0 else None


def gradients_of(pixels: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Gradients of the mean of standardised bands as complex numbers, east the real part: (height, width) complex.

    pixels: (bands, height, width). Zero beside pixels that are not `valid`. The strongest are cut to the 90th percentile of their
    length, so that no single roof or glint decides.
    """
    mean = np.zeros(valid.shape)
    for plane in pixels.astype(np.float64):
        middle = np.median(plane[valid])
        spread = np.median(np.abs(plane[valid] - middle)) or plane[valid].std()
        mean += np.where(valid, plane - middle, 0.0) / spread if spread > 0 else 0.0
    by_column = ndimage.gaussian_filter(mean, GRADIENT_SIGMA_PX, order=(0, 1))
    by_row = ndimage.gaussian_filter(mean, GRADIENT_SIGMA_PX, order=(1, 0))
    inside = ndimage.binary_erosion(valid, iterations=int(2 * GRADIENT_SIGMA_PX), border_value=1)
    gradients = np.where(inside, by_column + 1j * by_row, 0)
    length = np.abs(gradients)
    most = np.percentile(length, 90)
    return gradients * np.minimum(1, most / np.maximum(length, most)) if most > 0 else gradients * 0


def _shift(pre: np.ndarray, post: np.ndarray, upsampling: int) -> np.ndarray:
    """By how many columns and rows post's content lies further on.

    The maximum of the cross-correlation of gradients (Argyriou and Vlachos 2006), refined by an upsampled discrete Fourier
    transform (Guizar-Sicairos 2008). Phases only, as in phase correlation proper, were less exact on real pairs.
    """
    found = phase_cross_correlation(pre, post, upsample_factor=upsampling, normalization=None)
    return -np.asarray(found[0])[::-1]
