"""Tile size, halo and batch, from the model, the device and a memory budget.

A model that knows its halo does not look further: the halo is cut off, and tiles leave no trace. Others may look at the
whole tile (instance normalisation, attention), and neighbouring tiles then differ whatever the halo: these are faded
into each other, which scripts/benchmark_tiling.py measures to be better, seamless and no slower.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import psutil

from ..errors import UserError
from ..progress import Progress
from .onnx_engine import OnnxEngine

_TILE_PER_HALO = 8
_DEFAULT_TILE_PX = {"cpu": 256, "cuda": 1024}
_DEFAULT_BATCH = {"cpu": 1, "cuda": 4}
_PROBE_PX = 128


@dataclass(frozen=True)
class TileChoice:
    """tile_px, halo_px: pixels. batch: tiles in one call. fade: whether tiles are faded into each other, or cut."""

    tile_px: int
    halo_px: int
    batch: int
    fade: bool


def memory_budget_bytes(memory_mb: int) -> int:
    """What was asked for; for 0 a quarter of the memory that is free, at most 4 GB."""
    return memory_mb << 20 if memory_mb else min(psutil.virtual_memory().available // 4, 4 << 30)


def choose_tiles(
    engine: OnnxEngine, tile_size: int, halo_px: int | None, batch_size: int, budget_bytes: int, progress: Progress
) -> TileChoice:
    """What the user fixed is kept; the rest follows from model, device and budget.

    tile_size, batch_size: 0 is automatic; halo_px: None is the model card's, else an eighth of the tile. On the CPU small
    tiles one at a time are fastest, as they fit into caches. Raises UserError when what was fixed does not fit the model.
    """
    card, layout, multiple = engine.card, engine.layout, engine.card.size_multiple
    known_halo = halo_px if halo_px is not None else card.halo_px
    batch = layout.batch or batch_size or _DEFAULT_BATCH[engine.device]
    if layout.height or layout.width:
        tile = _fixed_tile(engine, tile_size)
    elif tile_size:
        tile = tile_size
        if tile_size % multiple:
            raise UserError(f"TILE_SIZE is {tile_size}; this model takes multiples of {multiple} pixels.")
    else:
        tile = _rounded_up(max(_DEFAULT_TILE_PX[engine.device], _TILE_PER_HALO * (known_halo or 0)), multiple)
        smallest = _rounded_up(2 * (known_halo or 0) + multiple, multiple)
        if engine.device == "cpu":
            bytes_per_pixel = _measured_bytes_per_pixel(engine, multiple, progress)
            while tile > smallest and tile * tile * batch * bytes_per_pixel > budget_bytes:
                tile = max(_rounded_up(tile // 2, multiple), smallest)
    halo = known_halo if known_halo is not None else tile // _TILE_PER_HALO
    return TileChoice(tile, halo, batch, fade=card.halo_px is None)


def _fixed_tile(engine: OnnxEngine, tile_size: int) -> int:
    height, width = engine.layout.height, engine.layout.width
    if height != width:
        raise UserError(f"{engine.path.name} takes tiles of {width} x {height} pixels only; square tiles are supported.")
    if tile_size not in (0, height):
        raise UserError(f"TILE_SIZE is {tile_size}, but {engine.path.name} takes tiles of {height} x {height} pixels only.")
    return height


def _measured_bytes_per_pixel(engine: OnnxEngine, multiple: int, progress: Progress) -> float:
    """Memory that one run of the model takes for each pixel of a tile, from a small trial run."""
    side = _rounded_up(_PROBE_PX, multiple)
    bands = len(engine.card.bands)
    tile = np.zeros((1, bands, side, side), np.float32)
    before = psutil.Process().memory_info().rss
    engine.predict(tile, tile, np.ones((1, side, side), bool), progress)
    taken = max(psutil.Process().memory_info().rss - before, 0)  # the session keeps what it once allocated
    own_arrays = 8 * bands * 4
    return taken / side**2 + own_arrays


def _rounded_up(value: int, multiple: int) -> int:
    return -(-value // multiple) * multiple
