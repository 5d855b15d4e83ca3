"""What tile size, halo and fading do to a model's answer, on labelled pairs.

python -m scripts.benchmark_tiling MODEL DATA [--tiles N]: DATA holds A/, B/ and label/ with pictures of the same names
(8-bit RGB; label above 127 is change), as LEVIR-CD is published. For each way of tiling, pooled over all pictures: F1 at the
card's threshold, the share of pixels whose mask differs from that of the untiled picture, how much stronger the probability
steps across tile borders than elsewhere (1 = no seam), and model calls' pixels per picture pixel.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from osgeo import gdal

from rscd_plugin.core.engines.card import ASSUMED_RGB
from rscd_plugin.core.engines.onnx_engine import OnnxEngine
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.tiling.plan import TilePlan

WAYS = [(256, 0), (256, 32), (256, 64), (512, 0), (512, 32), (512, 64), (512, 128)]


def main() -> None:
    """Measure every way and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", default="test_*", help="which pictures (default: test_*)")
    options = parser.parse_args()
    engine = OnnxEngine(options.model, None, "auto", Progress())
    engine.use_card(engine.card or ASSUMED_RGB)
    rows = {(tile, halo, how): _Row() for tile, halo in WAYS for how in ("cropped", "faded") if halo or how == "cropped"}
    whole_row = _Row()
    for pre, post, label in _pictures(options.data, options.only):
        height, width = label.shape
        whole = _predict(engine, pre, post)
        whole_row.add(whole, whole, label, [], engine.card.threshold, 1.0)
        for tile, halo in WAYS:
            plan = TilePlan(width, height, tile, halo)
            answers = [_predict(engine, *(image[(slice(None), *_slices(t.read))] for image in (pre, post))) for t in plan]
            borders = sorted({t.keep.col for t in plan} - {0})
            cost = sum(t.read.size_px for t in plan) / label.size
            for how, join in (("cropped", _cropped), ("faded", _faded)):
                if (tile, halo, how) in rows:
                    joined = join(plan, answers, label.shape)
                    rows[tile, halo, how].add(joined, whole, label, borders, engine.card.threshold, cost)
    print(f"{'way':28}{'F1':>8}{'differs':>10}{'seam':>8}{'cost':>8}")
    print(f"{'whole':28}{whole_row}")
    for (tile, halo, how), row in rows.items():
        print(f"{f'tile {tile}, halo {halo}, {how}':28}{row}")


class _Row:
    def __init__(self) -> None:
        self.hits = self.false = self.missed = self.differ = self.pixels = 0
        self.at_borders: list[float] = []
        self.elsewhere: list[float] = []
        self.cost = 0.0

    def add(
        self, score: np.ndarray, whole: np.ndarray, label: np.ndarray, borders: list[int], threshold: float, cost: float
    ) -> None:
        mask = score > threshold
        self.hits += int((mask & label).sum())
        self.false += int((mask & ~label).sum())
        self.missed += int((~mask & label).sum())
        self.differ += int((mask != (whole > threshold)).sum())
        self.pixels += label.size
        self.cost = cost
        steps = np.abs(np.diff(score, axis=1)).mean(axis=0)
        at_border = np.isin(np.arange(len(steps)), np.array(borders, int) - 1)
        self.at_borders += steps[at_border].tolist()
        self.elsewhere += steps[~at_border].tolist()

    def __str__(self) -> str:
        f1 = 2 * self.hits / max(2 * self.hits + self.false + self.missed, 1)
        seam = np.mean(self.at_borders) / np.mean(self.elsewhere) if self.at_borders else 1.0
        return f"{f1:8.4f}{self.differ / self.pixels:10.3%}{seam:8.2f}{self.cost:8.2f}"


def _pictures(data: Path, only: str) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    for path in sorted((data / "label").glob(only + ".png")):
        pre, post, label = (gdal.Open(str(data / part / path.name)).ReadAsArray() for part in ("A", "B", "label"))
        yield pre.astype(np.float32), post.astype(np.float32), (label if label.ndim == 2 else label[0]) > 127


def _predict(engine: OnnxEngine, pre: np.ndarray, post: np.ndarray) -> np.ndarray:
    return engine.predict(pre[None], post[None], np.ones((1, *pre.shape[1:]), bool), Progress())[0]


def _slices(window: object) -> tuple[slice, slice]:
    return slice(window.row, window.row_end), slice(window.col, window.col_end)


def _cropped(plan: TilePlan, answers: list[np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    joined = np.empty(shape, np.float32)
    for tile, answer in zip(plan, answers):
        joined[_slices(tile.keep)] = answer[tile.keep.slices_in(tile.read)]
    return joined


def _faded(plan: TilePlan, answers: list[np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    joined = np.zeros(shape, np.float32)
    for tile, answer in zip(plan, answers):
        joined[_slices(tile.read)] += plan.weights(tile) * answer
    return joined


if __name__ == "__main__":
    main()
