"""How exactly a known shift is found: on the cities of OSCD and tiles of LEVIR.

    python -m scripts.benchmark_coregistration DATA [--mode translation]

Post is shifted by Fourier; error = estimate(shifted) - estimate(unshifted) - shift. "One date": pre against itself.
"Changed": a fifth of the area of post is replaced by other parts of it first.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from osgeo import gdal

from rscd_plugin.core.jobs.spec import RasterSource
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.raster.coregistration import Coregistration, coregister
from rscd_plugin.core.raster.pair import Pair

SHIFTS = ((0.3, -0.3), (2.6, 2.6), (-7.4, 7.4))
LEVIR = ("test_1", "test_2", "test_5", "test_8", "test_12")
MARGIN_PX = 32


def fourier_shift(pixels: np.ndarray, cols: float, rows: float) -> np.ndarray:
    """(bands, height, width), content moved by that many columns and rows, mirrored at the edges."""
    padded = np.pad(pixels, ((0, 0), (MARGIN_PX, MARGIN_PX), (MARGIN_PX, MARGIN_PX)), mode="symmetric")
    by_row, by_col = np.fft.fftfreq(padded.shape[1])[:, None], np.fft.fftfreq(padded.shape[2])
    moved = np.fft.ifft2(np.fft.fft2(padded) * np.exp(-2j * np.pi * (by_col * cols + by_row * rows))).real
    return moved[:, MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX].astype(np.float32)


def change_a_fifth(pixels: np.ndarray, seed: int = 0) -> np.ndarray:
    """A fifth of the area, in squares of a twelfth of the side, replaced by what lies elsewhere."""
    changed, generator = pixels.copy(), np.random.default_rng(seed)
    height, width = pixels.shape[1:]
    side = min(height, width) // 12
    done = np.zeros((height, width), bool)
    while done.mean() < 0.2:
        (row, from_row), (col, from_col) = (generator.integers(size - side, size=2) for size in (height, width))
        changed[:, row : row + side, col : col + side] = pixels[:, from_row : from_row + side, from_col : from_col + side]
        done[row : row + side, col : col + side] = True
    return changed


def write(path: Path, pixels: np.ndarray) -> RasterSource:
    """A GeoTIFF of 10 m pixels."""
    bands, height, width = pixels.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, bands, gdal.GDT_Float32)
    dataset.SetGeoTransform((500000, 10, 0, 5000000, 0, -10))
    for number, plane in enumerate(pixels, start=1):
        dataset.GetRasterBand(number).WriteRaster(0, 0, width, height, np.ascontiguousarray(plane, np.float32))
    dataset.FlushCache()
    return RasterSource(str(path))


def read(pre: Path, post: Path) -> tuple[np.ndarray, np.ndarray]:
    """Both dates on pre's grid: (bands, height, width) float32 each."""
    pair = Pair(RasterSource(str(pre)), RasterSource(str(post)), None, Progress())
    bands = range(1, min(pair.pre.RasterCount, 4) + 1)
    return tuple(pair.read_date(date, bands, pair.grid.window)[0] for date in ("pre", "post"))


def found(pre: np.ndarray, post: np.ndarray, mode: str, folder: Path) -> Coregistration:
    """What co-registration makes of two arrays."""
    pair = Pair(write(folder / "pre.tif", pre), write(folder / "post.tif", post), None, Progress())
    bands = tuple(range(1, len(pre) + 1))
    return coregister(pair, bands, bands, mode, Progress())


def errors(pre: np.ndarray, post: np.ndarray, mode: str, folder: Path) -> tuple[list[float], Coregistration]:
    """The larger of the errors along columns and rows for each of SHIFTS, and what was found unshifted."""
    still = found(pre, post, mode, folder)
    result = []
    for shift in SHIFTS:
        moved = found(pre, fourier_shift(post, *shift), mode, folder)
        result.append(float(np.abs(np.subtract(moved.shift_px, still.shift_px) - shift).max()))
        if moved.reliable != still.reliable:
            result[-1] = float("nan")
    return result, still


def main() -> int:
    """Print the table; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--mode", default="translation")
    options = parser.parse_args()
    scenes = [(folder.name, folder / "pre.tif", folder / "post.tif") for folder in sorted((options.data / "oscd").iterdir())]
    levir = options.data / "levir" / "1024"
    scenes += [(name, levir / "A" / f"{name}.png", levir / "B" / f"{name}.png") for name in LEVIR]
    print(f"errors in pixels for shifts of {', '.join(str(abs(shift[0])) for shift in SHIFTS)} pixels")
    print(f"{'scene':12} {'one date':>20} {'  changed':>20} {'two dates':>20} {'  changed':>20}   unshifted, tie points of tiles")
    worst = {"one": 0.0, "two": 0.0}
    with tempfile.TemporaryDirectory() as folder:
        for name, pre_path, post_path in scenes:
            pre, post = read(pre_path, post_path)
            line = f"{name:12}"
            for kind, date in (("one", pre), ("two", post)):
                for other in (date, change_a_fifth(date)):
                    missed, still = errors(pre, other, options.mode, Path(folder))
                    if other is date:
                        first = still
                    line += f" {'/'.join(f'{value:.3f}' for value in missed):>20}"
                    worst[kind] = max(worst[kind], *missed) if np.isfinite(missed).all() else float("inf")
            agreed = "" if first.reliable else "  no reliable match"
            shift = "{:+.2f} {:+.2f}".format(*first.shift_px)
            print(f"{line}   {shift}, {len(first.points)} of {first.tiles}{agreed}", flush=True)
    print(f"worst: {worst['one']:.3f} within one date (bar 0.1), {worst['two']:.3f} across dates (bar 0.3)")
    return 0 if worst["one"] <= 0.1 and worst["two"] <= 0.3 else 1


if __name__ == "__main__":
    sys.exit(main())
