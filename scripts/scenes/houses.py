"""Which buildings stand where, at which of the two dates."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .land import COMMERCE, SITE, SUBURB, Land, Streets
from .shapes import Shape, footprint, window_of

FLAT, GABLE, HIP = range(3)
# red, green, blue, near infrared: reflectances as they look from above
ROOF_COLOURS = np.array(
    [
        [0.36, 0.33, 0.31, 0.36],
        [0.42, 0.38, 0.34, 0.41],
        [0.30, 0.29, 0.29, 0.31],
        [0.47, 0.43, 0.38, 0.46],
        [0.55, 0.53, 0.50, 0.54],
        [0.24, 0.23, 0.24, 0.25],
        [0.50, 0.32, 0.25, 0.45],
        [0.62, 0.40, 0.29, 0.55],
        [0.76, 0.74, 0.71, 0.74],
        [0.88, 0.88, 0.87, 0.86],
        [0.36, 0.42, 0.47, 0.42],
        [0.33, 0.42, 0.36, 0.40],
        [0.57, 0.48, 0.37, 0.55],
        [0.40, 0.27, 0.22, 0.38],
        [0.18, 0.17, 0.18, 0.19],
        [0.66, 0.64, 0.58, 0.66],
    ],
    dtype=np.float32,
)
ROOF_WEIGHTS = np.array([8, 6, 8, 4, 4, 5, 1.5, 1.5, 2, 2, 0.7, 0.5, 2.5, 1.2, 1.5, 2])


@dataclass(frozen=True)
class Building:
    """One building. `parts` are one to four rectangles under one roof; heights in metres."""

    parts: tuple[Shape, ...]
    roof: int
    eave_m: float
    pitch: float  # rise over run
    colour: tuple[float, float, float, float]
    roof_lines_px: float  # spacing of seams or courses
    seed: int
    in_pre: bool
    in_post: bool
    drive: Shape | None = None  # the paved way to the street


class Planner:
    """Adds buildings as long as they stand clear of each other."""

    def __init__(self, rng: np.random.Generator, size_px: int, pixel_size_m: float) -> None:
        self.rng, self.size_px, self.pixel_size_m = rng, size_px, pixel_size_m
        self.occupied = np.zeros((size_px, size_px), dtype=bool)  # by a building at either date
        self.buildings: list[Building] = []
        # neighbourhoods look alike: a few colours for each 128 px square
        blocks = size_px // 128 + 1
        self._palettes = rng.choice(len(ROOF_COLOURS), size=(blocks, blocks, 3), p=ROOF_WEIGHTS / ROOF_WEIGHTS.sum())

    def add(self, parts: tuple[Shape, ...], states: tuple[bool, bool], roof: int, drive: Shape | None = None) -> bool:
        """Add a building unless it overlaps another or lies outside; says whether it was added."""
        window = window_of(parts, self.size_px)
        if window is None or not any(states):
            return False
        mask = footprint(parts, window)
        grown = footprint(tuple(_grown(part, 0.8) for part in parts), window)
        if not mask.any() or (self.occupied[window] & grown).any():
            return False
        self.occupied[window] |= mask
        rng = self.rng
        pick = self._palettes[window[0].start // 128, window[1].start // 128, rng.integers(3)]
        if rng.random() < 0.25:
            pick = rng.choice(len(ROOF_COLOURS), p=ROOF_WEIGHTS / ROOF_WEIGHTS.sum())
        base = ROOF_COLOURS[pick]
        if roof == FLAT and rng.random() < 0.5:
            base = ROOF_COLOURS[rng.choice([4, 8, 9, 15])]
        colour = np.clip(base * rng.lognormal(0.0, 0.10) * rng.lognormal(0.0, 0.03, 4), 0.04, 0.95)
        self.buildings.append(
            Building(
                parts, roof, eave_m=float(rng.uniform(2.4, 7.5 if roof == FLAT else 5.5)),
                pitch=float(rng.uniform(0.25, 0.7)), colour=tuple(float(c) for c in colour),
                roof_lines_px=float(rng.uniform(1.5, 6.0)), seed=int(rng.integers(2**31)),
                in_pre=states[0], in_post=states[1], drive=drive,
            )
        )  # fmt: skip
        return True


def plan_buildings(rng: np.random.Generator, land: Land, pixel_size_m: float) -> tuple[list[Building], np.ndarray]:
    """Houses along the streets, halls in commerce, and a few farms.

    Returns the buildings and where one stands at either date, bool (H, W).
    """
    size_px = land.kind.shape[0]
    planner = Planner(rng, size_px, pixel_size_m)
    for across, along, side in _lots(land.streets, size_px):
        _build_on_lot(planner, land, across, along, side)
    extent_m = size_px * pixel_size_m
    for _ in range(rng.poisson(extent_m**2 / 9_000)):
        _build_anywhere(planner, land)
    return planner.buildings, planner.occupied


def _lots(streets: Streets, size_px: int) -> Iterator[tuple[float, float, int]]:
    """(street, position along it, side) of every lot whose centre may lie inside the square."""
    corners = np.array([[0, 0], [0, size_px], [size_px, 0], [size_px, size_px]], dtype=np.float64)
    across, along = streets.coordinates(corners[:, 0], corners[:, 1])
    first, last = math.floor(across.min() / streets.spacing_px) - 1, math.ceil(across.max() / streets.spacing_px) + 1
    lots = range(math.floor(along.min() / streets.lot_width_px), math.ceil(along.max() / streets.lot_width_px))
    for street in range(first, last + 1):
        for lot in lots:
            for side in (-1, 1):
                yield street * streets.spacing_px, (lot + 0.5) * streets.lot_width_px, side


def _build_on_lot(planner: Planner, land: Land, across: float, along: float, side: int) -> None:
    rng, streets, scale = planner.rng, land.streets, planner.pixel_size_m
    depth_px = streets.spacing_px / 2 - streets.road_half_px
    y, x, heading = streets.point(across + side * (streets.road_half_px + depth_px * 0.48), along)
    if not (-20 <= y < planner.size_px + 20 and -20 <= x < planner.size_px + 20):
        return
    row, column = (int(np.clip(value, 0, planner.size_px - 1)) for value in (y, x))
    kind = land.kind[row, column]
    to_cross = abs((along + streets.cross_px / 2) % streets.cross_px - streets.cross_px / 2)
    if kind not in (SUBURB, SITE, COMMERCE) or to_cross < streets.road_half_px + streets.lot_width_px * 0.45:
        return
    states = _states(rng, land, kind, land.region[row, column])
    heading += 0.0 if rng.random() < 0.8 else float(rng.normal(0, 0.12))
    if kind == COMMERCE:
        if rng.random() < 0.35:
            half_u, half_v = (float(rng.uniform(9, 26)) / scale for _ in range(2))
            half_v = min(half_v, depth_px * 0.42)
            planner.add(_parts(rng, Shape(y, x, half_u, half_v, heading), 0.3), states, FLAT if rng.random() < 0.75 else GABLE)
        return
    half_u = min(streets.lot_width_px / 2 - float(rng.uniform(0.5, 1.6)) / scale, float(rng.uniform(6.5, 11.5)) / scale)
    half_v = min(float(rng.uniform(7.0, 12.0)) / scale, depth_px * 0.43)
    shift = float(rng.normal(0, 1.2)) / scale
    body = Shape(y + shift * math.cos(heading), x - shift * math.sin(heading), half_u, half_v, heading)
    drive_half_v = depth_px * 0.24
    drive_u = float(rng.choice([-1, 1])) * half_u * 0.5
    drive = body.moved(drive_u, -side * (half_v + drive_half_v * 0.8), float(rng.uniform(1.3, 3.2)) / scale, drive_half_v)
    roof = rng.choice([FLAT, GABLE, HIP], p=(0.08, 0.27, 0.65))
    planner.add(_parts(rng, body, 0.8), states, int(roof), drive if rng.random() < 0.85 else None)


def _build_anywhere(planner: Planner, land: Land) -> None:
    rng, size_px = planner.rng, planner.size_px
    y, x = rng.uniform(0, size_px, 2)
    across, along = land.streets.coordinates(np.float32(y), np.float32(x))
    spacing = land.streets.spacing_px
    reach_px = float(rng.uniform(3.0, 14.0)) / planner.pixel_size_m
    to_street = abs((across + spacing / 2) % spacing - spacing / 2)
    if land.kind[int(y), int(x)] in (SUBURB, COMMERCE, SITE) and to_street < land.streets.road_half_px + 1.4 * reach_px:
        return
    body = Shape(float(y), float(x), reach_px, reach_px * float(rng.uniform(0.4, 1.0)), float(rng.uniform(0, math.pi)))
    states = ((True, True), (False, True), (True, False))[rng.choice(3, p=(0.5, 0.32, 0.18))]
    planner.add(_parts(rng, body, 0.25), states, int(rng.choice([FLAT, GABLE, HIP], p=(0.3, 0.5, 0.2))))


def _states(rng: np.random.Generator, land: Land, kind: int, region: int) -> tuple[bool, bool]:
    """(stands at pre, stands at post) of one lot."""
    chances = (0.05, 0.86, 0.055, 0.035)
    if kind == SITE:
        chances = ((0.40, 0.50, 0.06, 0.04), (0.13, 0.10, 0.77, 0.0), (0.15, 0.13, 0.0, 0.72))[land.tendency[region]]
    pre, post = ((False, False), (True, True), (False, True), (True, False))[rng.choice(4, p=chances)]
    wild_pre, wild_post = land.wild[:, region]
    return pre and not wild_pre, post and not wild_post


def _parts(rng: np.random.Generator, body: Shape, wing_chance: float) -> tuple[Shape, ...]:
    """The body alone, or with wings that make it an L, a T or a Z within the body's outline."""
    if rng.random() >= wing_chance:
        return (body,)
    slim = Shape(body.y, body.x, body.half_u, body.half_v * float(rng.uniform(0.6, 0.85)), body.heading)
    parts = [slim]
    for to_front in rng.permutation((-1.0, -1.0, 1.0, 1.0))[: rng.integers(1, 4)]:
        half_u, half_v = body.half_u * float(rng.uniform(0.25, 0.6)), body.half_v * float(rng.uniform(0.5, 0.75))
        sideways = float(rng.choice([-1.0, 0.3, 1.0])) * (body.half_u - half_u)
        parts.append(slim.moved(sideways, float(to_front) * (body.half_v - half_v), half_u, half_v))
    return tuple(parts)


def _grown(shape: Shape, by_px: float) -> Shape:
    return Shape(shape.y, shape.x, shape.half_u + by_px, shape.half_v + by_px, shape.heading)
