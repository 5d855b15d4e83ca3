"""What the land is used for, and where the streets run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .noise import fractal_noise

SUBURB, MEADOW, WOOD, CROPS, SITE, COMMERCE = range(6)  # SITE: streets are there, houses come or go
STAYS, GROWS, SHRINKS = range(3)  # tendency of a region
LAND_SHARES = (0.30, 0.22, 0.12, 0.10, 0.18, 0.08)


@dataclass(frozen=True)
class Streets:
    """Parallel winding streets and their cross streets, as two coordinates over the plane.

    `across(x, y)` grows from street to street, `along(x, y)` follows them, both in pixels.
    """

    heading: float
    bend_px: float
    bend_length_px: float
    bend_phase: float
    spacing_px: float  # between two streets
    cross_px: float  # between two cross streets
    lot_width_px: float
    road_half_px: float

    def coordinates(self, y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(across, along) in pixels of points (y, x)."""
        cos, sin = np.float32(math.cos(self.heading)), np.float32(math.sin(self.heading))
        along = x * cos + y * sin
        across = y * cos - x * sin + self._bend(along)
        return across, along

    def point(self, across: float, along: float) -> tuple[float, float, float]:
        """(y, x, heading of the street) at the given coordinates: the inverse of `coordinates`."""
        straight = across - float(self._bend(np.float64(along)))
        cos, sin = math.cos(self.heading), math.sin(self.heading)
        turn = 2 * math.pi / self.bend_length_px
        slope = -self.bend_px * turn * math.cos(along * turn + self.bend_phase)
        return along * sin + straight * cos, along * cos - straight * sin, self.heading + math.atan(slope)

    def _bend(self, along: np.ndarray) -> np.ndarray:
        return self.bend_px * np.sin(along * (2 * math.pi / self.bend_length_px) + self.bend_phase)


@dataclass(frozen=True)
class Land:
    """Use of every pixel (`kind` uint8, `region` uint8 index), and the coordinates of every pixel in `streets`.

    `kind` is the use once built; a region that is `wild` at a date is still (or again) meadow or wood then.
    """

    kind: np.ndarray
    region: np.ndarray
    tendency: np.ndarray  # (region,): STAYS, GROWS or SHRINKS
    wild: np.ndarray  # (2, region) bool: at pre, at post
    region_kind: np.ndarray  # (2, region) uint8: the use at pre, at post
    streets: Streets
    across: np.ndarray
    along: np.ndarray
    relief: np.ndarray  # float32, mean 0, std 1, clouds of hundreds of metres

    def kind_at(self, date: int) -> np.ndarray:
        """Use of every pixel at pre (0) or post (1): uint8 (H, W)."""
        return self.region_kind[date][self.region]

    def has_lots(self, date: int) -> np.ndarray:
        """Where house lots are laid out at pre (0) or post (1): bool (H, W)."""
        return np.isin(self.region_kind[date], (SUBURB, SITE))[self.region]


def make_land(rng: np.random.Generator, size_px: int, pixel_size_m: float) -> Land:
    """Divide the square into regions of about 2.5 ha with ragged borders."""
    relief = fractal_noise(rng, size_px, 1.6, largest_px=160.0 / pixel_size_m)
    rows = np.arange(size_px, dtype=np.float32)[:, None]
    columns = np.arange(size_px, dtype=np.float32)[None, :]
    raggedness_px = np.float32(14.0 / pixel_size_m)
    warped_y = rows + raggedness_px * relief
    warped_x = columns - raggedness_px * np.roll(relief, size_px // 3, axis=0)

    extent_m = size_px * pixel_size_m
    count = int(np.clip(round(extent_m**2 / 25_000), 2, 60))
    sites = rng.uniform(-0.1, 1.1, (count, 2)) * size_px
    nearest = np.full((size_px, size_px), np.inf, dtype=np.float32)
    region = np.zeros((size_px, size_px), dtype=np.uint8)
    for index, (site_y, site_x) in enumerate(sites.astype(np.float32)):
        distance = (warped_y - site_y) ** 2 + (warped_x - site_x) ** 2
        closer = distance < nearest
        nearest[closer] = distance[closer]
        region[closer] = index
    kinds = rng.choice(len(LAND_SHARES), size=count, p=LAND_SHARES).astype(np.uint8)

    tendency = rng.choice(3, size=count, p=(0.45, 0.36, 0.19))
    built = (kinds == SITE) | (kinds == COMMERCE)
    wild = np.stack([tendency == GROWS, tendency == SHRINKS]) & built & (rng.random(count) < 0.55)
    wild_kind = rng.choice((MEADOW, WOOD), size=count, p=(0.65, 0.35)).astype(np.uint8)
    region_kind = np.where(wild, wild_kind, kinds)

    streets = _make_streets(rng, pixel_size_m)
    across, along = streets.coordinates(rows, columns)
    return Land(kinds[region], region, tendency, wild, region_kind, streets, across, along, relief)


def _make_streets(rng: np.random.Generator, pixel_size_m: float) -> Streets:
    def px(low_m: float, high_m: float) -> float:
        return float(rng.uniform(low_m, high_m)) / pixel_size_m

    lot_width_px = px(13.0, 23.0)
    road_half_px = px(3.4, 5.0)
    return Streets(
        heading=float(rng.uniform(-math.pi, math.pi)),
        bend_px=px(0.0, 26.0),
        bend_length_px=px(300.0, 700.0),
        bend_phase=float(rng.uniform(0, 2 * math.pi)),
        spacing_px=2 * (road_half_px + px(27.0, 38.0)),
        cross_px=lot_width_px * int(rng.integers(8, 16)),
        lot_width_px=lot_width_px,
        road_half_px=road_half_px,
    )
