"""Roofs: their height over the ground and the light on their slopes."""

from __future__ import annotations

import numpy as np

from .houses import FLAT, GABLE, Building
from .light import Sun, slope_light
from .shapes import Shape, footprint, inside, local_axes, window_of


def paint_buildings(
    image: np.ndarray, height_m: np.ndarray, buildings: list[Building], sun: Sun, pixel_size_m: float, fine: np.ndarray
) -> np.ndarray:
    """Draw roofs into `image` (4, H, W; reflectance) and `height_m` (H, W), in place.

    Returns the light on the roofs relative to flat ground, float32 (H, W), 1 elsewhere.
    """
    size_px = height_m.shape[0]
    light = np.ones_like(height_m)
    for building in buildings:
        window = window_of(building.parts, size_px)
        if window is None:
            continue
        rng = np.random.default_rng(building.seed)
        mask = footprint(building.parts, window)
        roof = np.full(mask.shape, -1e3, dtype=np.float32)
        for part in building.parts:
            u, v = local_axes(part, window)
            run = _run_from_eave(building.roof, part, u, v)
            roof = np.maximum(roof, np.where(inside(part, u, v), run, -1e3 + run))
        roof *= np.float32(pixel_size_m * building.pitch)
        u, v = local_axes(building.parts[0], window)
        texture = 1.0 + rng.uniform(0.02, 0.09) * fine[window]
        texture += rng.uniform(0.0, 0.05) * np.sin((u if rng.random() < 0.5 else v) * (2 * np.pi / building.roof_lines_px))
        if building.roof == FLAT:
            texture += _roof_plant(rng, building, u, v)
        image[:, window[0], window[1]][:, mask] = np.array(building.colour, np.float32)[:, None] * texture[mask]
        if building.roof == FLAT:
            height_m[window][mask] = building.eave_m
        else:
            height_m[window][mask] = building.eave_m + roof[mask]
            light[window][mask] = slope_light(roof, sun, pixel_size_m)[mask]
    return light


def building_mask(buildings: list[Building], size_px: int) -> np.ndarray:
    """Union of the footprints: bool (H, W)."""
    standing = np.zeros((size_px, size_px), dtype=bool)
    for building in buildings:
        window = window_of(building.parts, size_px)
        if window is not None:
            standing[window] |= footprint(building.parts, window)
    return standing


def _run_from_eave(roof: int, part: Shape, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Horizontal distance to the nearest eave in pixels: the roof rises with it."""
    from_u, from_v = part.half_u - np.abs(u), part.half_v - np.abs(v)
    if roof == GABLE:  # the ridge runs along the longer side
        return from_v if part.half_u >= part.half_v else from_u
    return np.minimum(from_u, from_v)


def _roof_plant(rng: np.random.Generator, building: Building, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Light and dark boxes on flat roofs, as a change of tone."""
    tone = np.zeros_like(u)
    body = building.parts[0]
    for _ in range(int(rng.integers(0, 7))):
        at_u, at_v = rng.uniform(-0.8, 0.8) * body.half_u, rng.uniform(-0.8, 0.8) * body.half_v
        half = rng.uniform(0.8, 2.5)
        tone[(np.abs(u - at_u) < half) & (np.abs(v - at_v) < half)] = rng.uniform(-0.4, 0.35)
    return tone
