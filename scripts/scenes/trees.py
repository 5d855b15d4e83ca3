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
BARE_CROWNS = ((0.36, 0.32, 0.28, 0.40), (0.45, 0.44, 0.46, 0.46), (0.30, 0.28, 0.27, 0.33))


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


def plan_trees(rng: np.random.Generator, land: Land, keep_off: tuple[np.ndarray, np.ndarray], pixel_size_m: float) -> Trees:
    """Clumps where the land suits them at a date, none where `keep_off` (pre, post: bool (H, W)) says building or road."""
    size_px = land.kind.shape[0]
    hectares = (size_px * pixel_size_m) ** 2 / 10_000
    richness = float(np.clip(rng.lognormal(0.0, 0.5), 0.4, 1.6))
    densest = max(DENSITY_PER_HA.values())
    count = rng.poisson(densest * hectares * richness)
    y, x = rng.uniform(0, size_px - 1, (2, count))
    rows, columns = y.astype(int), x.astype(int)
    density = np.array([DENSITY_PER_HA[kind] / densest for kind in range(len(DENSITY_PER_HA))])
    clumps = np.exp(0.9 * np.roll(land.relief, (size_px // 5, size_px // 4), axis=(0, 1))[rows, columns] - 0.4)
    luck, fate = rng.random((2, count))
    region = land.region[rows, columns]
    wooded = (land.region_kind[:, region] == WOOD).any(axis=0)
    standing = []
    for date, spared in ((0, fate > 0.07), (1, fate < 0.91)):
        kind = land.region_kind[date][region]
        chance = density[kind] * np.where(kind == WOOD, 1.0, clumps)
        standing.append((luck < chance) & spared & ~keep_off[date][rows, columns])
    radius_m = np.clip(rng.lognormal(np.where(wooded, 1.0, 0.55), 0.45), 0.7, 6.0)
    tone, sheds = rng.lognormal(0.0, 0.16, count), rng.random(count) < rng.uniform(0, 0.8)
    return Trees(y, x, radius_m / pixel_size_m, tone, sheds, in_pre=standing[0], in_post=standing[1])


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
    others = BARE_CROWNS if rng.random() < 0.4 else FOLIAGE
    other = np.array(others[rng.choice(len(others))]) * rng.lognormal(0, 0.1) * rng.lognormal(0, 0.04, 4)
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
