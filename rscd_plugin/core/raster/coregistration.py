"""Co-registration: how post lies to pre, and whether that is sure enough to move it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from skimage.registration import phase_cross_correlation

from ..progress import Progress
from . import displacement as models
from .displacement import Displacement
from .grid import Grid, radii_m
from .pair import Pair
from .sampling import coarse_view
from .tie_points import TiePoints, find_tie_points, gradients_of, tile_px

# Tie points that must agree, at least and as a share of the tiles. Unrelated scenes had up to 2 of 42 for a translation and,
# with more freedom to agree by chance, 6 of 42 for the other models.
_NEEDED = {"translation": (5, 0.15), "affine": (8, 0.25), "smooth": (8, 0.25)}
_BANDS = 4
_COARSE_PX = 768


@dataclass(frozen=True)
class Coregistration:
    """What was found. Where not `reliable`, `reason` says why, and the pair is better left as it is.

    shift_px: how far post's content lies from pre's in the middle, columns and rows. shift_m: the same to the east and north
    (along the axes of the CRS); None without a CRS. residual_px: median distance of the tie points that agree from the model.
    points: those, as (col, row, d_col, d_row). tiles: how many were compared.
    """

    mode: str
    reliable: bool
    reason: str
    displacement: Displacement
    shift_px: tuple[float, float]
    shift_m: tuple[float, float] | None
    residual_px: float
    points: tuple[tuple[float, float, float, float], ...]
    tiles: int

    def sentence(self) -> str:
        """In words, for the log."""
        if not self.reliable:
            return f"Co-registration: no reliable match, the pair stays as it is. {self.reason}"
        metres = "" if self.shift_m is None else f" ({self.shift_m[0]:+.2f} m east, {self.shift_m[1]:+.2f} m north)"
        return (
            f"Co-registration ({self.mode}): post lies {self.shift_px[0]:+.2f} columns and {self.shift_px[1]:+.2f} rows off pre"
            f"{metres}; {len(self.points)} of {self.tiles} tiles agree, residual {self.residual_px:.2f} pixels. "
            "Post is moved back."
        )


def coregister(
    pair: Pair, pre_bands: tuple[int, ...], post_bands: tuple[int, ...], mode: str, progress: Progress
) -> Coregistration:
    """Find how post lies to pre, by the first few of these bands; changes nothing. mode: translation, affine or smooth.

    First a rough look at the whole, for large shifts; then tiles. Of the rough guess and none at all that one counts with which
    more tiles agree.
    """
    side = tile_px(pair.grid.width, pair.grid.height)
    if side < 32:
        return _none(mode, f"{pair.grid.width} x {pair.grid.height} pixels are too few.", 0)
    pre_bands, post_bands = pre_bands[:_BANDS], post_bands[:_BANDS]
    found = find_tie_points(pair, pre_bands, post_bands, (0, 0), progress.part(0.0, 0.4))
    guess = _rough_shift(pair, pre_bands, post_bands, progress.part(0.4, 0.6))
    if guess is not None and math.hypot(*guess) > 2:
        other = find_tie_points(pair, pre_bands, post_bands, guess, progress.part(0.6, 1.0))
        found = max(found, other, key=_agreeing)
    progress.report(1.0)
    return judge(found, mode, pair.grid)


def judge(found: TiePoints, mode: str, grid: Grid) -> Coregistration:
    """The model that the tie points agree on, and whether they are enough."""
    least, share = _NEEDED[mode]
    if len(found.places) < least:
        return _none(mode, f"Only {len(found.places)} places hold data and texture enough in both dates.", found.tiles)
    if mode == "translation":
        model, agreeing = models.translation(found.places, found.shifts)
    elif mode == "affine":
        model, agreeing = models.affine(found.places, found.shifts)
    else:
        model, agreeing = models.smooth(found.places, found.shifts, grid.width, grid.height)
    needed = max(least, share * found.tiles)
    middle = np.array([[grid.width / 2, grid.height / 2]])
    shift_px = tuple(float(value) for value in model.at(middle)[0])
    points = np.column_stack([found.places[agreeing], found.shifts[agreeing]])
    reliable = bool(agreeing.sum() >= needed)
    return Coregistration(
        mode=mode,
        reliable=reliable,
        reason="" if reliable else f"{agreeing.sum()} of {found.tiles} tiles agree on a shift; it takes {math.ceil(needed)}.",
        displacement=model,
        shift_px=shift_px,
        shift_m=_in_metres(shift_px, grid),
        residual_px=float(np.median(models.residuals(model, points[:, :2], points[:, 2:]))) if len(points) else math.nan,
        points=tuple(tuple(map(float, point)) for point in points),
        tiles=found.tiles,
    )


def _agreeing(found: TiePoints) -> int:
    return int(models.translation(found.places, found.shifts)[1].sum()) if len(found.places) else 0


def _rough_shift(
    pair: Pair, pre_bands: tuple[int, ...], post_bands: tuple[int, ...], progress: Progress
) -> tuple[int, int] | None:
    """The shift of a coarse view of the whole, in pixels of the grid; None where there is too little to see."""
    step = max(1, -(-max(pair.grid.width, pair.grid.height) // _COARSE_PX))
    views = []
    for done, (date, bands) in enumerate((("pre", pre_bands), ("post", post_bands))):
        pixels, valid = coarse_view(pair, date, bands, step, progress.part(done / 2, (done + 1) / 2))
        if valid.sum() < 1024:
            return None
        gradients = gradients_of(pixels, valid)
        views.append(gradients * np.hanning(valid.shape[0])[:, None] * np.hanning(valid.shape[1]))
    rows, cols = -np.asarray(phase_cross_correlation(*views, normalization=None)[0])
    return round(cols * step), round(rows * step)


def _in_metres(shift_px: tuple[float, float], grid: Grid) -> tuple[float, float] | None:
    """A shift in the middle of the grid, east and north, in metres; of a geographic CRS on the ellipsoid."""
    if grid.crs is None:
        return None
    col, row = grid.width / 2, grid.height / 2
    (x0, y0), (x1, y1) = grid.xy(col, row), grid.xy(col + shift_px[0], row + shift_px[1])
    if not grid.crs.IsGeographic():
        unit = grid.crs.GetLinearUnits()
        return (x1 - x0) * unit, (y1 - y0) * unit
    to_radians = grid.crs.GetAngularUnits()
    meridian, normal = radii_m(grid.crs, y0 * to_radians)
    across = normal * math.cos(y0 * to_radians)
    return float((x1 - x0) * to_radians * across), float((y1 - y0) * to_radians * meridian)


def _none(mode: str, reason: str, tiles: int) -> Coregistration:
    return Coregistration(mode, False, reason, Displacement((0.0,) * 6), (0.0, 0.0), None, math.nan, (), tiles)
