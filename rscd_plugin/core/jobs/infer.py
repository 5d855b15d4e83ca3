"""The change probability of a whole pair, tile by tile."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice

import numpy as np

from ..engines.onnx_engine import OnnxEngine
from ..engines.tile_choice import TileChoice
from ..errors import UserError
from ..progress import Progress
from ..raster.pair import Pair, PairWindow
from ..raster.writing import ScratchRaster
from ..tiling.pipeline import run_overlapped
from ..tiling.plan import Tile, TilePlan

_SAY_TIME_LEFT_EVERY_S = 20.0


@dataclass(frozen=True)
class InferenceStatistics:
    """tiles: run through the model. valid_px: pixels that hold data in both dates. seconds: spent."""

    tiles: int
    valid_px: int
    seconds: float


def infer_probability(
    pair: Pair, engine: OnnxEngine, tiles: TileChoice, probability: ScratchRaster, progress: Progress
) -> InferenceStatistics:
    """Run the model over the pair and write its probability, NaN where either date has no data.

    Raises UserError when no pixel is valid in both dates.
    """
    plan = TilePlan(pair.grid.width, pair.grid.height, tiles.tile_px, tiles.halo_px, engine.card.size_multiple)
    tiles_in_order = iter(plan)
    batches = iter(lambda: list(islice(tiles_in_order, tiles.batch)), [])
    batch_count = -(-len(plan) // tiles.batch)
    progress.log(
        f"{pair.grid.width} x {pair.grid.height} pixels in {len(plan)} tiles of {tiles.tile_px} pixels with a halo of "
        f"{tiles.halo_px} {'faded into each other' if tiles.fade else 'cut off'}, {tiles.batch} at once."
    )
    shape = _tile_shape(engine, next(iter(plan)))
    clock = _Clock(progress)
    counted = {"tiles": 0, "valid_px": 0}

    def read(batch: list[Tile]) -> list[PairWindow]:
        return [pair.read(tile.read) for tile in batch]

    def compute(windows: list[PairWindow]) -> list[np.ndarray]:
        scores = [np.full(window.valid.shape, np.nan, np.float32) for window in windows]
        filled = [index for index, window in enumerate(windows) if window.valid.any()]
        if filled:
            pre = np.stack([_padded(windows[i].pre, shape) for i in filled])
            post = np.stack([_padded(windows[i].post, shape) for i in filled])
            valid = np.stack([_padded(windows[i].valid, shape) for i in filled])
            for index, score in zip(filled, engine.predict(pre, post, valid, progress)):
                window = windows[index]
                height, width = window.valid.shape
                scores[index][window.valid] = score[:height, :width][window.valid]
        counted["tiles"] += len(filled)
        return scores

    def write(batch: list[Tile], scores: list[np.ndarray]) -> None:
        for tile, score in zip(batch, scores):
            kept = score[tile.keep.slices_in(tile.read)]
            counted["valid_px"] += int(np.isfinite(kept).sum())
            if tiles.fade:
                so_far = np.nan_to_num(probability.read(tile.read))  # not written yet reads as NaN
                probability.write(tile.read, np.minimum(so_far + plan.weights(tile) * score, 1.0))
            else:
                probability.write(tile.keep, kept)

    run_overlapped(batches, batch_count, read, compute, write, clock)
    probability.flush()
    if counted["valid_px"] == 0:
        raise UserError(
            "No pixel holds data in both dates: everything is nodata, masked or outside one of them. "
            "Check the nodata values in the layers' properties, and EXTENT."
        )
    return InferenceStatistics(counted["tiles"], counted["valid_px"], clock.seconds)


def _tile_shape(engine: OnnxEngine, tile: Tile) -> tuple[int, int]:
    """Height and width of what the model gets: of a tile, filled up to what the model takes."""
    if engine.layout.height:
        return engine.layout.height, engine.layout.width
    multiple = engine.card.size_multiple
    return -(-tile.read.height // multiple) * multiple, -(-tile.read.width // multiple) * multiple


def _padded(array: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Mirrored at the lower and right edge, as far as the tile lacks pixels."""
    missing = [(0, wanted - size) for wanted, size in zip(shape, array.shape[-2:])]
    if missing == [(0, 0), (0, 0)]:
        return array
    return np.pad(array, [(0, 0)] * (array.ndim - 2) + missing, mode="symmetric")


class _Clock(Progress):
    """Says now and then how much time is left."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._inner = progress
        self._started = self._said = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def report(self, share: float) -> None:
        self._inner.report(share)
        now = time.monotonic()
        if share > 0 and now - self._said > _SAY_TIME_LEFT_EVERY_S:
            self._said = now
            self._inner.log(f"{share:.0%} of the tiles done, about {self.seconds * (1 - share) / share:.0f} s left.")
