"""Rectangles and ellipses with a heading, and how they are rasterised. The one place where geometry becomes pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

Slices = tuple  # (slice, slice): rows, columns


@dataclass(frozen=True)
class Shape:
    """A rectangle (or ellipse) around (y, x), turned so that its u axis points to `heading` (radians from +x to +y).

    Everything is in pixels; a pixel belongs to the shape when its centre does.
    """

    y: float
    x: float
    half_u: float
    half_v: float
    heading: float
    ellipse: bool = False

    def moved(self, along_u: float, along_v: float, half_u: float, half_v: float) -> Shape:
        """A shape of the same heading whose centre lies (along_u, along_v) from this one's."""
        cos, sin = math.cos(self.heading), math.sin(self.heading)
        y = self.y + along_u * sin + along_v * cos
        x = self.x + along_u * cos - along_v * sin
        return Shape(y, x, half_u, half_v, self.heading, self.ellipse)


def window_of(shapes: tuple[Shape, ...], size_px: int, margin_px: int = 1) -> Slices | None:
    """The slices of the raster that hold all `shapes`, or None when they lie outside."""
    lows, highs = [], []
    for shape in shapes:
        cos, sin = abs(math.cos(shape.heading)), abs(math.sin(shape.heading))
        reach_x = shape.half_u * cos + shape.half_v * sin + margin_px
        reach_y = shape.half_u * sin + shape.half_v * cos + margin_px
        lows.append((shape.y - reach_y, shape.x - reach_x))
        highs.append((shape.y + reach_y, shape.x + reach_x))
    top, left = (max(0, math.floor(min(low[axis] for low in lows))) for axis in (0, 1))
    bottom, right = (min(size_px, math.ceil(max(high[axis] for high in highs)) + 1) for axis in (0, 1))
    if top >= bottom or left >= right:
        return None
    return slice(top, bottom), slice(left, right)


def local_axes(shape: Shape, window: Slices) -> tuple[np.ndarray, np.ndarray]:
    """(u, v) of every pixel centre of `window` in the shape's own axes, float32 (h, w), pixels from its centre."""
    rows, columns = window
    dy = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] - np.float32(shape.y)
    dx = np.arange(columns.start, columns.stop, dtype=np.float32)[None, :] - np.float32(shape.x)
    cos, sin = np.float32(math.cos(shape.heading)), np.float32(math.sin(shape.heading))
    return dx * cos + dy * sin, dy * cos - dx * sin


def inside(shape: Shape, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Which of the pixels at (u, v) belong to the shape: bool (h, w)."""
    if shape.ellipse:
        return (u / shape.half_u) ** 2 + (v / shape.half_v) ** 2 <= 1.0
    return (np.abs(u) <= shape.half_u) & (np.abs(v) <= shape.half_v)


def footprint(shapes: tuple[Shape, ...], window: Slices) -> np.ndarray:
    """Union of `shapes` on `window`: bool (h, w)."""
    mask = np.zeros((window[0].stop - window[0].start, window[1].stop - window[1].start), dtype=bool)
    for shape in shapes:
        mask |= inside(shape, *local_axes(shape, window))
    return mask
