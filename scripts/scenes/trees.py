"""Trees and bushes: where they stand, and the shape of their crowns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import ndimage

from .land import COMMERCE, CROPS, MEADOW, SITE, SUBURB, WOOD, Land

DENSITY_PER_HA = {SUBURB: 55, MEADOW: 130, WOOD: 420, CROPS: 3, SITE: 12, COMMERCE: 8}
FOLIAGE = (
    (0.12, 0.20, 0.12, 0.55),
    (0.17, 0.22, 0.12, 0.60),
    (0.08, 0.17, 0.13, 0.48),
    (0.22, 0.26, 0.14, 0.62),
    (0.15, 0.19, 0.15, 0.45),
)
BARE_CROWN = (0.36, 0.32, 0.28, 0.40)


@dataclass(frozen=True)
class Trees:
    """All trees of both dates; arrays of one entry per tree."""

    y_px: np.ndarray
    x_px: np.ndarray
    radius_px: np.ndarray
    tone: np.ndarray  # brightness, about 1
    sheds: np.ndarray  # bool: loses its leaves
    in_pre: np.ndarray
    in_post: np.ndarray


def plan_trees(rng: np.random.Generator, land: Land, keep_off: np.ndarray, pixel_size_m: float) -> Trees:
    """Clumps where the land suits them, none where `keep_off` (bool (H, W): buildings, roads)."""
    size_px = land.kind.shape[0]
    hectares = (size_px * pixel_size_m) ** 2 / 10_000
    richness = rng.lognormal(0.0, 0.5)
    densest = max(DENSITY_PER_HA.values())
    count = rng.poisson(densest * hectares * min(richness, 1.6))
    y, x = rng.uniform(0, size_px - 1, (2, count))
    rows, columns = y.astype(int), x.astype(int)
    density = np.zeros(8)
    for kind, value in DENSITY_PER_HA.items():
        density[kind] = value / densest
    clumps = np.roll(land.relief, (size_px // 5, size_px // 4), axis=(0, 1))[rows, columns]
    kind = land.kind[rows, columns]
    chance = density[kind] * np.where(kind == WOOD, 1.0, np.exp(0.9 * clumps - 0.4))
    kept = (rng.random(count) < chance) & ~keep_off[rows, columns]
    y, x, kind = y[kept], x[kept], kind[kept]
    count = len(y)
    radius_m = np.clip(rng.lognormal(np.where(kind == WOOD, 1.0, 0.55), 0.45), 0.7, 6.0)
    fate = rng.random(count)
    return Trees(
        y, x, radius_m / pixel_size_m,
        tone=rng.lognormal(0.0, 0.16, count), sheds=rng.random(count) < rng.uniform(0, 0.7),
        in_pre=fate > 0.07, in_post=fate < 0.91,
    )  # fmt: skip


def grow_crowns(trees: Trees, standing: np.ndarray, size_px: int, pixel_size_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Crown height in metres (0 = none) and signed tone (negative: sheds leaves), both float32 (H, W)."""
    height = np.zeros((size_px, size_px), dtype=np.float32)
    tone = np.zeros((size_px, size_px), dtype=np.float32)
    signed = np.where(trees.sheds, -trees.tone, trees.tone).astype(np.float32)
    for index in np.flatnonzero(standing):
        radius = max(1, int(round(trees.radius_px[index])))
        crown = _crown(radius, index % 6) * np.float32(pixel_size_m)
        reach = crown.shape[0] // 2
        top, left = int(trees.y_px[index]) - reach, int(trees.x_px[index]) - reach
        rows = slice(max(0, top), min(size_px, top + 2 * reach + 1))
        columns = slice(max(0, left), min(size_px, left + 2 * reach + 1))
        part = crown[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        place = height[rows, columns]
        taller = part > place
        place[taller] = part[taller]
        tone[rows, columns][taller] = signed[index]
    return height, tone


def crown_colours(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Colour of evergreen and of shedding crowns at one date, each (4,)."""
    green = np.array(FOLIAGE[rng.choice(len(FOLIAGE))]) * rng.lognormal(0, 0.12) * rng.lognormal(0, 0.05, 4)
    leafless = rng.random() < 0.3
    other = np.array(BARE_CROWN if leafless else FOLIAGE[rng.choice(len(FOLIAGE))]) * rng.lognormal(0, 0.1, 4)
    return np.clip(green, 0.03, 0.8).astype(np.float32), np.clip(other, 0.03, 0.8).astype(np.float32)


@lru_cache(maxsize=256)
def _crown(radius_px: int, variant: int) -> np.ndarray:
    """A lumpy dome: height over the ground in pixels, float32, odd size; the same for every scene."""
    rng = np.random.default_rng([radius_px, variant, 71])
    reach = radius_px + 2
    v, u = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    lumps = ndimage.gaussian_filter(rng.standard_normal(u.shape), max(0.8, radius_px / 4))
    lumps /= lumps.std() + 1e-6
    squared = (u**2 + v**2) / radius_px**2 + 0.28 * lumps
    dome = np.sqrt(np.clip(1.0 - squared, 0.0, 1.2))
    leaves = 1.0 + 0.22 * rng.standard_normal(u.shape)
    return (1.5 * radius_px * dome * leaves).clip(0).astype(np.float32)
