"""A model's accuracy on labelled pairs, through qgis_process, as users run it.

python -m scripts.benchmark_levir MODEL DATA [--tile 256 512] [--only test_*]: DATA holds A/, B/ and label/ with pictures of the
same names, label above 127 is change, as LEVIR-CD is published. MODEL may be `starter`, the one that ships. Pooled over all
pixels.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from scripts.compare import Counts, count
from scripts.rscd_call import detect


def main() -> None:
    """Print a line for each tile size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("data", type=Path)
    parser.add_argument("--tile", type=int, nargs="+", default=[256, 512], help="0: automatic")
    parser.add_argument("--only", default="test_*")
    options = parser.parse_args()
    for tile in options.tile:
        begun = time.monotonic()
        counts = score(options.model, options.data, tile, options.only)
        seconds = time.monotonic() - begun
        print(
            f"tile {tile}: F1 {counts.f1:.4f}, precision {counts.precision:.4f}, recall {counts.recall:.4f}, "
            f"IoU {counts.iou:.4f} ({seconds:.0f} s, start of qgis_process included)",
            flush=True,
        )


def score(model: str, data: Path, tile: int, only: str = "test_*") -> Counts:
    """Detect on every picture and count its mask against its label."""
    total = Counts(0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        for label in sorted((data / "label").glob(only + ".png")):
            mask = Path(folder) / "mask.tif"
            chosen = {} if model == "starter" else {"MODEL": Path(model).resolve()}
            detect(PRE=data / "A" / label.name, POST=data / "B" / label.name, MASK=mask, TILE_SIZE=tile, **chosen)
            total += count(mask, label, above=127)
    return total


if __name__ == "__main__":
    main()
