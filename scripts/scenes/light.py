"""Sunlight: slopes and cast shadows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Sun:
    """Direction to the sun: azimuth in radians from +x to +y (image axes), elevation in radians."""

    azimuth: float
    elevation: float


def slope_light(height_m: np.ndarray, sun: Sun, pixel_size_m: float) -> np.ndarray:
    """Lambertian light on a surface relative to that on flat ground, float32 (H, W), 0.25-1.7."""
    slope_y, slope_x = np.gradient(height_m, np.float32(pixel_size_m))
    toward = slope_x * np.float32(math.cos(sun.azimuth)) + slope_y * np.float32(math.sin(sun.azimuth))
    steepness = np.sqrt(1.0 + slope_x**2 + slope_y**2)
    light = (1.0 - toward / np.float32(math.tan(sun.elevation))) / steepness
    return np.clip(0.3 + 0.7 * light, 0.25, 1.7).astype(np.float32)


def cast_shadow(height_m: np.ndarray, sun: Sun, pixel_size_m: float) -> np.ndarray:
    """Which pixels lie in the shadow of something taller: bool (H, W).

    Walks from every pixel towards the sun one pixel at a time, up to the tallest thing's shadow length.
    """
    step_x, step_y = math.cos(sun.azimuth), math.sin(sun.azimuth)
    rise_m = math.tan(sun.elevation) * pixel_size_m
    shadow = np.zeros(height_m.shape, dtype=bool)
    longest = min(int(float(height_m.max()) / rise_m), 40)
    for step in range(1, longest + 1):
        dy, dx = round(step_y * step), round(step_x * step)
        here, there = _overlap(height_m.shape, dy, dx)
        shadow[here] |= height_m[there] > height_m[here] + np.float32(step * rise_m)
    return shadow


def _overlap(shape: tuple[int, int], dy: int, dx: int) -> tuple[tuple, tuple]:
    """Slices of the pixels that have a neighbour at (dy, dx), and of those neighbours."""
    here, there = [], []
    for length, shift in zip(shape, (dy, dx)):
        here.append(slice(max(0, -shift), length - max(0, shift)))
        there.append(slice(max(0, shift), length + min(0, shift)))
    return tuple(here), tuple(there)
