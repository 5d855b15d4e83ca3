"""The small things that come and go: cars, pools, slabs, patches of dirt. None of them is a building."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .ground import PAVINGS, SOILS, road_mask
from .houses import Building
from .land import COMMERCE, SITE, SUBURB, Land
from .shapes import Shape, footprint, inside, local_axes, window_of

CAR_COLOURS = (
    (0.9, 0.9, 0.9, 0.85),
    (0.12, 0.12, 0.13, 0.14),
    (0.5, 0.5, 0.52, 0.5),
    (0.55, 0.14, 0.12, 0.4),
    (0.15, 0.2, 0.4, 0.2),
)
POOL = (0.25, 0.62, 0.70, 0.12)


@dataclass(frozen=True)
class Patch:
    """A coloured shape on the ground; `height_m` above 0 casts a shadow."""

    shape: Shape
    colour: tuple[float, ...]
    height_m: float
    in_pre: bool
    in_post: bool


def plan_patches(
    rng: np.random.Generator, land: Land, buildings: list[Building], occupied: np.ndarray, pixel_size_m: float
) -> list[Patch]:
    """Drives, slabs, pools, dirt and cars. Cars keep clear of every building; what is flat may lie under one."""
    size_px = land.kind.shape[0]
    patches = []
    concrete = np.clip(np.array((0.80, 0.78, 0.73, 0.77)) * rng.lognormal(0, 0.15), 0.3, 0.95)
    for building in buildings:
        if building.drive is not None:
            stays = rng.random() < 0.4  # what led to a house may outlive or foreshadow it
            tamed = _tamed(land, building.drive.y, building.drive.x)
            states = (building.in_pre or (stays and tamed[0]), building.in_post or (stays and tamed[1]))
            patches.append(Patch(building.drive, _shade(rng, concrete), 0.0, *states))
        if building.in_pre != building.in_post and rng.random() < 0.12:  # the slab a house will stand on, or stood on
            tamed = _tamed(land, building.parts[0].y, building.parts[0].x)
            states = (not building.in_pre and tamed[0], not building.in_post and tamed[1])
            patches.append(Patch(building.parts[0], _shade(rng, concrete), 0.0, *states))
    hectares = (size_px * pixel_size_m) ** 2 / 10_000
    for _ in range(rng.poisson(3.5 * hectares)):
        patches.append(_ground_patch(rng, land, pixel_size_m))
    roads = road_mask(land, land.kind)
    for _ in range(rng.poisson(9.0 * hectares)):
        car = _car(rng, land, roads, pixel_size_m)
        if car is not None:
            patches.append(car)
    return [patch for patch in patches if patch.height_m == 0 or _is_clear(patch.shape, occupied)]


def paint_patches(image: np.ndarray, height_m: np.ndarray, patches: list[Patch], fine: np.ndarray) -> None:
    """Draw `patches` into `image` (4, H, W) and their heights into `height_m` (H, W), in place; `fine` is texture."""
    for patch in patches:
        window = window_of((patch.shape,), height_m.shape[0])
        if window is None:
            continue
        mask = inside(patch.shape, *local_axes(patch.shape, window))
        texture = 1.0 + 0.04 * fine[window][mask]
        image[:, window[0], window[1]][:, mask] = np.array(patch.colour, dtype=np.float32)[:, None] * texture
        if patch.height_m > 0:
            height_m[window][mask] = patch.height_m


def _ground_patch(rng: np.random.Generator, land: Land, pixel_size_m: float) -> Patch:
    size_px = land.kind.shape[0]
    y, x = (float(value) for value in rng.uniform(0, size_px, 2))
    states = ((True, True), (False, True), (True, False))[rng.choice(3, p=(0.4, 0.3, 0.3))]
    heading = land.streets.heading if rng.random() < 0.6 else float(rng.uniform(0, math.pi))
    kind = land.kind[int(y), int(x)]
    if kind == SUBURB and rng.random() < 0.35:
        half = float(rng.uniform(1.5, 3.5)) / pixel_size_m
        return Patch(Shape(y, x, half, half * 0.6, heading, True), POOL, 0.0, *states)
    if kind in (SUBURB, SITE) and rng.random() < 0.2:  # a turning circle
        half = float(rng.uniform(7, 13)) / pixel_size_m
        tamed = _tamed(land, y, x)
        paving = PAVINGS[rng.choice(len(PAVINGS))]
        return Patch(Shape(y, x, half, half, heading, True), _shade(rng, np.array(paving)), 0.0, *tamed)
    reach = float(rng.lognormal(1.5, 0.65)) / pixel_size_m
    shape = Shape(y, x, reach, reach * float(rng.uniform(0.3, 1.0)), heading, bool(rng.random() < 0.4))
    colours = PAVINGS + SOILS if kind in (SITE, COMMERCE) or rng.random() < 0.5 else SOILS
    colour = np.array(colours[rng.choice(len(colours))]) * rng.lognormal(0, 0.15)
    return Patch(shape, tuple(np.clip(colour, 0.05, 0.95)), 0.0, *states)


def _car(rng: np.random.Generator, land: Land, roads: np.ndarray, pixel_size_m: float) -> Patch | None:
    size_px = land.kind.shape[0]
    y, x = rng.integers(0, size_px, 2)
    if not roads[y, x] and land.kind[y, x] != COMMERCE:
        return None
    _, _, heading = land.streets.point(float(land.across[y, x]), float(land.along[y, x]))
    heading += math.pi / 2 if land.kind[y, x] == COMMERCE else 0.0
    shape = Shape(float(y), float(x), float(rng.uniform(2.0, 2.8)) / pixel_size_m, 0.95 / pixel_size_m, heading)
    colour = CAR_COLOURS[rng.choice(len(CAR_COLOURS), p=(0.35, 0.25, 0.25, 0.08, 0.07))]
    in_pre = bool(rng.random() < 0.5)
    tamed = _tamed(land, shape.y, shape.x)
    return Patch(shape, colour, 1.5, in_pre and tamed[0], not in_pre and tamed[1])


def _shade(rng: np.random.Generator, colour: np.ndarray) -> tuple[float, ...]:
    return tuple(np.clip(colour * rng.lognormal(0, 0.06), 0.1, 0.97))


def _tamed(land: Land, y: float, x: float) -> tuple[bool, bool]:
    """Whether streets and lots are there at pre, at post."""
    last = land.region.shape[0] - 1
    wild = land.wild[:, land.region[min(max(int(y), 0), last), min(max(int(x), 0), last)]]
    return not wild[0], not wild[1]


def _is_clear(shape: Shape, occupied: np.ndarray) -> bool:
    window = window_of((shape,), occupied.shape[0])
    return window is not None and not (occupied[window] & footprint((shape,), window)).any()
