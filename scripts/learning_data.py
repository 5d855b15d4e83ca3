"""What the evaluation of learning learns from and is scored on: chips of real tiles in place, and of generated scenes.

Generated scenes for pretraining, training and test, and those of the starter model, come from disjoint seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from osgeo import gdal

from rscd_plugin.core.learning.chips.chips import Chips
from rscd_plugin.core.learning.chips.scaling import Scaling

from .scenes import make_scene
from .scenes.roofs import building_mask

SCALING = Scaling(255.0, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
PIXEL_SIZE_M = 0.5  # of LEVIR-CD and the generated scenes
TRAINING_TILES, TEST_TILES = range(1, 11), range(11, 15)
# The little there is of LEVIR-CD elsewhere: one tile, four squares and one of LEVIR-CD+.
OTHER_AREAS = (
    ("train_14", "levir/1024"), ("train_36_0512_0512", "levir/256"), ("train_386_0512_0768", "levir/256"),
    ("train_412_0512_0768", "levir/256"), ("val_27_0000_0256", "levir/256"), ("train_645_512_1024_512_1024", "levirplus"),
)  # fmt: skip
TILE_PX, PAIR_PX, SINGLE_PX = 1024, 256, 152
# How large a pixel of each set is against PIXEL_SIZE_M. The images of Potsdam come shrunk.
BUILDING_SCALES = {
    "inria_256": 0.6, "inria_sadl": 0.6, "inria_cities": 0.6, "crowdai": 0.6, "whu_newzealand": 0.6, "whu_east_asia": 0.9,
    "isprs_potsdam": 2.0,
}  # fmt: skip
SINGLE_SEED, PAIRS_SEED, TEST_SEED, UNSEEN_SEED = 500_000, 600_000, 700_000, 800_000  # the first of each
SINGLE_SCENES, PAIR_SCENES, TEST_SCENES, UNSEEN_SCENES = 600, 160, 80, 40
REAL_REPEATS = 5  # so that the few real squares are about a quarter of those of single dates


@dataclass(frozen=True)
class Tile:
    """A pair to be scored: pre, post (3, H, W) uint8, changed (H, W) bool."""

    pre: np.ndarray
    post: np.ndarray
    changed: np.ndarray


def levir_tile(data: Path, name: str, folder: str = "levir/1024") -> Tile:
    """A tile of LEVIR-CD, red, green and blue, by its name, such as test_1."""
    pre, post, label = (_read(data / folder / part / f"{name}.png") for part in ("A", "B", "label"))
    return Tile(pre[:3], post[:3], label[0] > 127)


def levir_pairs(data: Path) -> Chips:
    """All squares of PAIR_PX pixels of the training tiles: 160 of them."""
    tiles = [levir_tile(data, f"test_{number}") for number in TRAINING_TILES]
    cuts = [(slice(row, row + PAIR_PX), slice(col, col + PAIR_PX)) for row, col in _corners(TILE_PX, TILE_PX, PAIR_PX)]
    images = [np.stack([date[(slice(None), *cut)] for date in (tile.pre, tile.post)]) for tile in tiles for cut in cuts]
    return as_chips(images, [tile.changed[cut] for tile in tiles for cut in cuts])


def generated_pairs(first: int, count: int, workers: int) -> Chips:
    """A scene of PAIR_PX pixels a chip, and what changed."""
    scenes = list(_scenes(first, count, PAIR_PX, workers))
    return as_chips([scene[0] for scene in scenes], [scene[2] for scene in scenes])


def generated_singles(first: int, count: int, workers: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Images (1, 3, SINGLE_PX, SINGLE_PX) and building masks: one date of each scene, pre and post in turn, cut into four."""
    images, masks = [], []
    for index, (dates, standing, _) in enumerate(_scenes(first, count, 2 * SINGLE_PX, workers)):
        _cut(dates[index % 2], standing[index % 2], images, masks)
    return images, masks


def real_singles(data: Path) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Squares of the single-date images with building masks, brought to PIXEL_SIZE_M: as `generated_singles`."""
    images, masks = [], []
    for folder, scale in BUILDING_SCALES.items():
        known = {file.stem: file for file in (data / "buildings" / folder / "mask").iterdir()}
        for file in sorted((data / "buildings" / folder / "image").iterdir()):
            if file.stem in known:
                image, mask = _rescaled(file, scale, "bilinear")[:3], _rescaled(known[file.stem], scale, "near")[0] > 127
                _cut(image, mask, images, masks)
    return images, masks


def single_chips(data: Path | None, workers: int) -> Chips:
    """All that pretraining may learn from: generated single dates, and real ones where `data` is given."""
    images, masks = generated_singles(SINGLE_SEED, SINGLE_SCENES, workers)
    if data is not None:
        more = real_singles(data)
        images, masks = images + REAL_REPEATS * more[0], masks + REAL_REPEATS * more[1]
    return as_chips([image[None] for image in images], masks)


class Source:
    """levir or generated: what its cells learn from and are scored on. What is generated is kept in `folder`."""

    def __init__(self, name: str, data: Path, folder: Path, workers: int = 1) -> None:
        self._name, self._data, self._folder, self._workers = name, data, folder, workers

    def singles(self) -> Chips:
        """Of single dates, for pretraining: the same for both."""
        return self._kept("singles", lambda: single_chips(self._data, self._workers))

    def unseen_singles(self) -> Chips:
        """Of generated single dates that nothing learns from: to see how far foreground and background lie apart."""
        images, masks = generated_singles(UNSEEN_SEED, UNSEEN_SCENES, self._workers)
        return as_chips([image[None] for image in images], masks)

    def pairs(self) -> Chips:
        """All labelled pairs that training draws from."""
        if self._name == "levir":
            return levir_pairs(self._data)
        return self._kept("pairs", lambda: generated_pairs(PAIRS_SEED, PAIR_SCENES, self._workers))

    def tests(self) -> dict[str, list[Tile]]:
        """Tiles to be scored together, by name."""
        if self._name == "levir":
            near = [levir_tile(self._data, f"test_{number}") for number in TEST_TILES]
            return {"test": near, "other areas": [levir_tile(self._data, *place) for place in OTHER_AREAS]}
        chips = self._kept("test", lambda: generated_pairs(TEST_SEED, TEST_SCENES, self._workers))
        return {"test": [Tile(*images, changed == 1) for images, changed in zip(chips.images, chips.labels)]}

    def _kept(self, name: str, make: Callable[[], Chips]) -> Chips:
        file = self._folder / f"{name}.npz"
        if not file.is_file():
            chips = make()
            np.savez(file.with_suffix(".unfinished.npz"), images=chips.images, labels=chips.labels)
            file.with_suffix(".unfinished.npz").replace(file)
        with np.load(file) as kept:
            return as_chips(list(kept["images"]), list(kept["labels"]))


def draw_budget(chips: Chips, per_cent: int, seed: int) -> tuple[Chips, Chips]:
    """The change labels that an arm may use, for training and for validation, drawn by seed.

    Half of them hold more than 1 % change, as long as there are so many. A seventh of each half, at least one, validates.
    """
    rng = np.random.default_rng(seed)
    share = (chips.labels == 1).mean(axis=(1, 2))
    count = round(per_cent / 100 * len(chips))
    rich, poor = (rng.permutation(np.flatnonzero(mask)) for mask in (share > 0.01, share <= 0.01))
    of_rich = min(len(rich), max(count // 2, count - len(poor)))
    parts = [rich[:of_rich], poor[: count - of_rich]]
    kept = [max(1, round(len(part) / 7)) for part in parts]
    training = np.concatenate([part[first:] for part, first in zip(parts, kept)])
    return chips.rows(training), chips.rows(np.concatenate([part[:first] for part, first in zip(parts, kept)]))


def as_chips(images: list[np.ndarray], masks: list[np.ndarray]) -> Chips:
    """Chips of images (dates, 3, side, side) and masks (side, side), each a block by itself."""
    rows = np.arange(len(images))
    return Chips(np.stack(images), np.stack(masks).astype(np.uint8), rows, np.zeros((len(rows), 2), np.int64), rows)


def _scenes(first: int, count: int, size_px: int, workers: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Of each scene: both dates (2, 3, size, size), the buildings standing at each (2, size, size), the change (size, size)."""
    with Pool(workers) as pool:
        yield from pool.imap(_scene, [(seed, size_px) for seed in range(first, first + count)], chunksize=8)


def _scene(seed_and_size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    scene = make_scene(*seed_and_size)
    standing = (
        [building for building in scene.buildings if building.in_pre],
        [building for building in scene.buildings if building.in_post],
    )
    masks = [building_mask(buildings, seed_and_size[1]) for buildings in standing]
    return np.stack([scene.pre[:3], scene.post[:3]]), np.stack(masks), scene.truth


def _cut(image: np.ndarray, mask: np.ndarray, images: list[np.ndarray], masks: list[np.ndarray]) -> None:
    for row, col in _corners(*mask.shape, SINGLE_PX):
        images.append(image[:, row : row + SINGLE_PX, col : col + SINGLE_PX])
        masks.append(mask[row : row + SINGLE_PX, col : col + SINGLE_PX])


def _corners(height: int, width: int, side: int) -> Iterable[tuple[int, int]]:
    return [(row, col) for row in range(0, height - side + 1, side) for col in range(0, width - side + 1, side)]


def _rescaled(file: Path, scale: float, resampling: str) -> np.ndarray:
    raster = gdal.Open(str(file))
    size = [round(side * scale) for side in (raster.RasterXSize, raster.RasterYSize)]
    how = "average" if resampling == "bilinear" and scale < 1 else resampling
    return _values(gdal.Translate("", raster, format="MEM", width=size[0], height=size[1], resampleAlg=how))


def _read(file: Path) -> np.ndarray:
    return _values(gdal.Open(str(file)))


def _values(raster: gdal.Dataset) -> np.ndarray:
    shape = (raster.RasterCount, raster.RasterYSize, raster.RasterXSize)
    return np.frombuffer(raster.ReadRaster(buf_type=gdal.GDT_Byte), np.uint8).reshape(shape)
