"""The bare ground at one date: grass, soil, crops, water, roads. Reflectances, before any light falls on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .land import COMMERCE, CROPS, SITE, SUBURB, WOOD, Land
from .noise import fractal_noise, smooth_step

# red, green, blue, near infrared
DRY_GRASS = ((0.56, 0.47, 0.34, 0.60), (0.44, 0.39, 0.28, 0.52), (0.50, 0.46, 0.38, 0.55))
GREEN_GRASS = ((0.22, 0.30, 0.15, 0.66), (0.27, 0.30, 0.18, 0.60), (0.16, 0.25, 0.13, 0.70), (0.30, 0.38, 0.20, 0.72))
SOILS = (
    (0.70, 0.61, 0.46, 0.72),
    (0.64, 0.52, 0.38, 0.70),
    (0.50, 0.36, 0.26, 0.56),
    (0.62, 0.57, 0.50, 0.66),
    (0.40, 0.33, 0.27, 0.45),
)
PAVINGS = (
    (0.34, 0.34, 0.34, 0.34),
    (0.50, 0.48, 0.45, 0.49),
    (0.63, 0.60, 0.54, 0.61),
    (0.26, 0.26, 0.27, 0.26),
    (0.72, 0.67, 0.57, 0.70),
)
WATERS = ((0.10, 0.17, 0.15, 0.06), (0.30, 0.27, 0.20, 0.14), (0.12, 0.30, 0.22, 0.09), (0.07, 0.11, 0.14, 0.04))


@dataclass(frozen=True)
class GroundLook:
    """What the ground looks like at one date; every table is indexed by region."""

    grass: tuple[np.ndarray, np.ndarray]  # dry and green, (4,)
    soil: np.ndarray  # (region, 4)
    greenness: np.ndarray  # (region,) 0-1
    bareness: np.ndarray  # (region,) about -1 … 1
    crop: np.ndarray  # (region, 4)
    paving: np.ndarray  # (4,)
    water: np.ndarray  # (4,)
    water_level: float  # standard deviations of the water noise; above 3 is none


@dataclass(frozen=True)
class GroundTextures:
    """Fields shared by both dates: what lies in the soil stays there. float32 (H, W), mean 0, std 1."""

    patches: np.ndarray  # tens of metres
    rough: np.ndarray  # metres
    fine: np.ndarray  # pixels
    row_phase: np.ndarray  # crops: phase of the rows, radians
    lot_tone: np.ndarray  # per lot, -1 … 1
    fences: np.ndarray  # between lots: bool


def make_looks(rng: np.random.Generator, land: Land) -> tuple[GroundLook, GroundLook]:
    """One look per date. What a farmer or a builder decides may differ; soils, roads and palettes are kin."""
    count = len(land.tendency)
    soil = np.array(SOILS, dtype=np.float32)[rng.choice(len(SOILS), size=count)]
    soil[rng.random(count) < 0.6] = SOILS[rng.choice(len(SOILS))]  # most of a place has one soil
    paving = np.array(PAVINGS[rng.choice(len(PAVINGS))], dtype=np.float32)
    bareness = rng.normal(-0.9, 0.4, count)
    dry, green = DRY_GRASS[rng.choice(len(DRY_GRASS))], GREEN_GRASS[rng.choice(len(GREEN_GRASS))]
    crop = _crops(rng, count)
    has_water = rng.random() < 0.45
    level = float(rng.uniform(1.3, 2.2)) if has_water else 9.0
    water = WATERS[rng.choice(len(WATERS))]
    looks = []
    for kinds in land.region_kind:
        season = rng.uniform(0.0, 1.0)
        new_crop = rng.random(count) < 0.6
        crop = np.where(new_crop[:, None], _crops(rng, count), crop)
        change = np.where(rng.random(count) < 0.4, rng.normal(0, 0.6, count), rng.normal(0, 0.1, count))
        looks.append(
            GroundLook(
                grass=(_jittered(rng, dry), _jittered(rng, green)),
                soil=np.clip(soil * rng.lognormal(0, 0.08) * rng.lognormal(0, 0.03, (count, 4)), 0.05, 0.95).astype(np.float32),
                greenness=np.clip(season + rng.normal(0, 0.28, count), 0, 1).astype(np.float32),
                bareness=(bareness + change + np.select([kinds == SITE, kinds == WOOD], [0.9, -0.3], 0.0)).astype(np.float32),
                crop=crop.astype(np.float32),
                paving=_jittered(rng, tuple(paving)),
                water=_jittered(rng, water),
                water_level=level + float(rng.normal(0, 0.12)),
            )
        )
    return looks[0], looks[1]


def make_textures(rng: np.random.Generator, land: Land, pixel_size_m: float) -> GroundTextures:
    """The fields that both dates share."""
    size_px = land.kind.shape[0]
    angle = rng.uniform(0, np.pi, len(land.tendency)).astype(np.float32)[land.region]
    period_px = (rng.uniform(1.6, 7.0, len(land.tendency)) / pixel_size_m).astype(np.float32)[land.region]
    rows = np.arange(size_px, dtype=np.float32)[:, None]
    columns = np.arange(size_px, dtype=np.float32)[None, :]
    row_phase = (columns * np.cos(angle) + rows * np.sin(angle)) * (np.float32(2 * np.pi) / period_px)

    streets = land.streets
    lot = np.floor(land.along / streets.lot_width_px).astype(np.int32)
    block = np.floor(land.across / streets.spacing_px * 2).astype(np.int32)
    lot_tone = rng.uniform(-1, 1, 4096).astype(np.float32)[(lot * 61 + block * 977) & 4095]
    line_px = 0.35 / pixel_size_m
    to_fence = np.minimum(
        _to_multiple(land.along, streets.lot_width_px),
        _to_multiple(land.across + np.float32(streets.spacing_px / 2), streets.spacing_px),
    )
    to_road = np.minimum(_to_multiple(land.across, streets.spacing_px), _to_multiple(land.along, streets.cross_px))
    set_back = to_road > streets.road_half_px + 5.0 / pixel_size_m
    fences = (to_fence < line_px) & set_back & (rng.random() < 0.7)
    return GroundTextures(
        patches=fractal_noise(rng, size_px, 1.35, largest_px=60.0 / pixel_size_m),
        rough=fractal_noise(rng, size_px, 0.9, largest_px=16.0 / pixel_size_m),
        fine=fractal_noise(rng, size_px, 0.35, largest_px=3.0 / pixel_size_m),
        row_phase=row_phase, lot_tone=lot_tone, fences=fences,
    )  # fmt: skip


def paint_ground(
    rng: np.random.Generator, land: Land, kind: np.ndarray, textures: GroundTextures, look: GroundLook
) -> np.ndarray:
    """Reflectance of the ground at the date when the land's use is `kind`, float32 (4, H, W), 0-1."""
    built = (kind == SUBURB) | (kind == SITE)
    weather = np.roll(textures.patches, tuple(rng.integers(0, kind.shape[0], 2)), axis=(0, 1))
    green = look.greenness[land.region] + 0.22 * textures.patches + 0.16 * weather + 0.12 * textures.rough
    green += np.where(built, 0.45 * textures.lot_tone, 0)
    green = np.clip(green, 0, 1)
    bare = look.bareness[land.region] + 0.45 * textures.patches + 0.30 * weather + 0.35 * textures.rough
    bare = smooth_step(bare, -0.45, 0.55)
    fields = kind == CROPS
    paved = (kind == COMMERCE) & (textures.patches > -0.8)
    roads, edges = _roads(land, kind)
    tracks = (np.abs(np.roll(land.relief, kind.shape[0] // 2, axis=1)) < 0.012) & ~built & ~fields
    water = (np.roll(land.relief, kind.shape[0] // 3, axis=1) > look.water_level) & ~built & (land.kind != COMMERCE)

    tone = 1.0 + 0.08 * textures.rough + 0.09 * textures.fine + 0.05 * weather
    tone[textures.fences & built] *= 0.72
    tone += np.where(built, 0.12 * textures.lot_tone, 0)
    rows = 1.0 + 0.10 * np.sin(textures.row_phase) * (1 + 0.4 * textures.rough)
    parking = paved & (_to_multiple(land.along, 5.4) < 0.5) & (_to_multiple(land.across, 30.0) < 9)
    worn = 1.0 + 0.05 * textures.patches + 0.03 * textures.fine
    image = np.empty((4, *kind.shape), dtype=np.float32)
    edge_tone = float(rng.uniform(1.05, 1.5))
    for band in range(4):
        grass = look.grass[0][band] + (look.grass[1][band] - look.grass[0][band]) * green
        plane = grass + (look.soil[:, band][land.region] - grass) * bare
        plane[fields] = (look.crop[:, band][land.region] * rows)[fields]
        plane *= tone
        plane[tracks] = look.soil[0, band] * worn[tracks]
        surface = look.paving[band] * worn
        plane[paved] = surface[paved]
        plane[parking] += 0.18
        plane[water] = look.water[band] * (1 + 0.02 * textures.patches[water])
        plane[roads] = surface[roads]
        plane[edges] = np.minimum(surface[edges] * edge_tone, 0.85)
        image[band] = plane
    return np.clip(image, 0.02, 1.0, out=image)


def road_mask(land: Land, kind: np.ndarray) -> np.ndarray:
    """Where the streets run when the land's use is `kind`: bool (H, W)."""
    return _roads(land, kind)[0]


def _roads(land: Land, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    streets = land.streets
    to_road = np.minimum(_to_multiple(land.across, streets.spacing_px), _to_multiple(land.along, streets.cross_px))
    there = (kind == SUBURB) | (kind == SITE) | (kind == COMMERCE)
    through = _to_multiple(land.across, streets.spacing_px * 3) < streets.road_half_px
    roads = ((to_road < streets.road_half_px) & there) | through
    beside = np.abs(to_road - streets.road_half_px - 3.0)
    return roads, (beside < 1.1) & there & ~roads


def _to_multiple(values: np.ndarray, step: float) -> np.ndarray:
    """Distance from `values` to the nearest multiple of `step`."""
    steps = values * np.float32(1 / step)
    return np.abs(steps - np.rint(steps)) * np.float32(step)  # three times as fast as the remainder


def _crops(rng: np.random.Generator, count: int) -> np.ndarray:
    palette = np.array(DRY_GRASS + GREEN_GRASS + SOILS, dtype=np.float32)
    return np.clip(palette[rng.choice(len(palette), size=count)] * rng.lognormal(0, 0.04, (count, 4)), 0.05, 0.95)


def _jittered(rng: np.random.Generator, colour: tuple) -> np.ndarray:
    jitter = rng.lognormal(0, 0.08) * rng.lognormal(0, 0.035, 4)
    return np.clip(np.array(colour) * jitter, 0.03, 0.95).astype(np.float32)
