"""`python -m scripts.score_starter [FOLDER]`: score the shipped model on real pairs it has never seen.

FOLDER holds A (earlier), B (later) and label (0 / 255), PNG tiles of equal names, as LEVIR-CD comes. The model's own
threshold is used, nothing is chosen by the result, and the model's card is told the figure.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
from osgeo import gdal

from rscd_plugin.core.engines.card import ModelCard, find_card
from rscd_plugin.core.learning.detector.export import replace_card

from .train_starter import OUT

BESIDE_CHECKOUT = Path(__file__).parents[2] / "shared" / "data" / "levir" / "1024"
METRIC = "f1_levir_cd_test_1_to_14_zero_shot"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.score_starter", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=BESIDE_CHECKOUT)
    parser.add_argument("--model", type=Path, default=OUT)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = arguments.threads
    session = onnxruntime.InferenceSession(str(arguments.model), options, providers=["CPUExecutionProvider"])
    card = find_card(arguments.model, session.get_modelmeta().custom_metadata_map, None)

    counts = np.zeros(3, dtype=np.int64)
    for number in range(1, 15):
        name = f"test_{number}.png"
        pre, post = (_normalised(_read(arguments.folder / date / name)[:3], card) for date in ("A", "B"))
        changed = _read(arguments.folder / "label" / name)[0] > 127
        probability = session.run(None, {"pre": pre[None], "post": post[None]})[0][0, 0]
        tile = _counts(probability >= card.threshold, changed)
        counts += tile
        print(f"{name}: F1 {_f1(tile):.3f}, {100 * changed.mean():.1f} % changed", flush=True)
    hits, false_alarms, misses = counts
    print(
        f"pooled: F1 {_f1(counts):.3f}, precision {hits / max(1, hits + false_alarms):.3f}, "
        f"recall {hits / max(1, hits + misses):.3f} at threshold {card.threshold}"
    )
    replace_card(arguments.model, replace(card, metrics={**card.metrics, METRIC: round(_f1(counts), 3)}))


def _read(path: Path) -> np.ndarray:
    dataset = gdal.Open(str(path))
    if dataset is None:
        raise SystemExit(f"{path} cannot be read: give the folder that holds A, B and label.")
    shape = (dataset.RasterCount, dataset.RasterYSize, dataset.RasterXSize)
    return np.frombuffer(dataset.ReadRaster(), dtype=np.uint8).reshape(shape)


def _normalised(image: np.ndarray, card: ModelCard) -> np.ndarray:
    mean, std = (np.array(values, dtype=np.float32)[:, None, None] for values in (card.mean, card.std))
    return (image.astype(np.float32) / np.float32(card.scale) - mean) / std


def _counts(found: np.ndarray, changed: np.ndarray) -> np.ndarray:
    """Hits, false alarms and misses, in pixels."""
    return np.array([(found & changed).sum(), (found & ~changed).sum(), (~found & changed).sum()])


def _f1(counts: np.ndarray) -> float:
    hits, false_alarms, misses = (int(value) for value in counts)
    return 2 * hits / max(1, 2 * hits + false_alarms + misses)


if __name__ == "__main__":
    main()
