"""A pair of generated scenes and the exact change between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .details import Patch, paint_patches, plan_patches
from .ground import GroundLook, GroundTextures, make_looks, make_textures, paint_ground, road_mask
from .houses import Building, plan_buildings
from .land import Land, make_land
from .light import Sun, cast_shadow, slope_light
from .roofs import building_mask, paint_buildings
from .sensor import expose
from .trees import Trees, crown_colours, grow_crowns, plan_trees

FENCE_M = np.float32(1.7)
BAND_NAMES = ("red", "green", "blue", "nir")


@dataclass(frozen=True)
class Scene:
    """`pre`, `post`: uint8 (4, H, W), red, green, blue, nir; the post image lies up to 1 px off the pre image.

    `truth`: uint8 (H, W) on pre's grid, 1 where a building was added or removed (its footprint), 0 elsewhere.
    """

    pre: np.ndarray
    post: np.ndarray
    truth: np.ndarray
    buildings: tuple[Building, ...]
    shift_px: tuple[float, float]  # (dy, dx) of post's content against pre's
    pixel_size_m: float
    seed: int


def make_scene(seed: int, size_px: int = 2048, pixel_size_m: float = 0.5) -> Scene:
    """The scene of this seed: the same seed and size give the same bytes. About 2 µs a pixel."""
    plan_rng, pre_rng, post_rng = (np.random.default_rng([seed, size_px, stream]) for stream in range(3))
    land = make_land(plan_rng, size_px, pixel_size_m)
    buildings, occupied = plan_buildings(plan_rng, land, pixel_size_m)
    patches = plan_patches(plan_rng, land, buildings, occupied, pixel_size_m)
    standing = (
        [building for building in buildings if building.in_pre],
        [building for building in buildings if building.in_post],
    )
    keep_off = tuple(building_mask(standing[date], size_px) | road_mask(land, land.kind_at(date)) for date in (0, 1))
    trees = plan_trees(plan_rng, land, keep_off, pixel_size_m)
    textures = make_textures(plan_rng, land, pixel_size_m)
    looks = make_looks(plan_rng, land)
    shift_px = tuple(float(value) for value in plan_rng.uniform(-0.7, 0.7, 2))

    images = []
    for date, rng in enumerate((pre_rng, post_rng)):
        there = [patch for patch in patches if (patch.in_pre, patch.in_post)[date]]
        radiance = _render(rng, land, date, textures, looks[date], standing[date], there, trees, pixel_size_m)
        images.append(expose(rng, radiance, ((0.0, 0.0), shift_px)[date]))
    changed = building_mask([building for building in buildings if building.in_pre != building.in_post], size_px)
    return Scene(images[0], images[1], changed.astype(np.uint8), tuple(buildings), shift_px, pixel_size_m, seed)


def _render(
    rng: np.random.Generator, land: Land, date: int, textures: GroundTextures, look: GroundLook,
    buildings: list[Building], patches: list[Patch], trees: Trees, pixel_size_m: float,
) -> np.ndarray:  # fmt: skip
    """Radiance of one date, float32 (4, H, W): reflectance times light."""
    size_px = land.kind.shape[0]
    sun = Sun(float(rng.uniform(0, 2 * math.pi)), math.radians(float(rng.uniform(30, 68))))
    image = paint_ground(rng, land, land.kind_at(date), textures, look)
    height_m = np.where(textures.fences & land.has_lots(date), FENCE_M, np.float32(0.0))
    paint_patches(image, height_m, patches, textures.fine)
    light = paint_buildings(image, height_m, buildings, sun, pixel_size_m, textures.fine)

    crown_m, tone = grow_crowns(trees, (trees.in_pre, trees.in_post)[date], size_px, pixel_size_m)
    evergreen, shedding = crown_colours(rng)
    crowns = (crown_m > 0.4) & (crown_m > height_m)
    light[crowns] = slope_light(crown_m * np.float32(0.6), sun, pixel_size_m)[crowns]
    tones = tone[crowns]
    for band in range(4):
        image[band][crowns] = np.abs(tones) * np.where(tones > 0, evergreen[band], shedding[band])
    np.maximum(height_m, crown_m, out=height_m)

    depth = float(rng.uniform(0.25, 0.5))  # what skylight leaves of the light in a shadow
    light[cast_shadow(height_m, sun, pixel_size_m)] = depth
    skylight = np.array([0.94, 1.0, 1.10, 0.85], dtype=np.float32)
    for band in range(4):
        image[band] *= light + (skylight[band] - 1.0) * np.maximum(0.0, 0.6 - light)
    return image
