"""One labelled image, or labelled pair, of a job: read by window, with its labels."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ...errors import UserError
from ...jobs.learning_spec import LabelledImage
from ...progress import Progress
from ...raster.band_names import band_names, data_bands
from ...raster.grid import Grid
from ...raster.pair import Pair
from ...raster.source import GDAL_TYPES, open_raster, read_bands, read_valid, refuse_unlike_images
from ...tiling.window import Window
from .labels import Labels

_KEPT_TYPES = ("uint8", "uint16", "int16")
_OPEN_AT_ONCE = 64
_LARGEST = 1e30  # nothing that is measured; -3.4e38 stands for no data in many files that do not say so


@dataclass(frozen=True)
class ImageFacts:
    """What is known of an image without its pixels.

    number: its place in the job. title: its file, or those of both dates. band_names: of the bands chosen. dtype: float32 where
    the bands' own is none of uint8, uint16 and int16, or they have several.
    """

    number: int
    title: str
    grid: Grid
    band_names: tuple[str, ...]
    dtype: str


class OpenImage:
    """The dates of a labelled image on one grid, and its labels there. Raises UserError when they do not fit together.

    bands: numbers from 1, the same of every date; empty: all but alpha.
    """

    def __init__(
        self, sample: LabelledImage, number: int, bands: Sequence[int], class_names: tuple[str, ...], progress: Progress
    ) -> None:
        if len(sample.dates) == 2:
            self._pair = Pair(*sample.dates, None, progress)
            self._datasets = [self._pair.pre, self._pair.post]
            grid = self._pair.grid
        else:
            self._pair = None
            self._datasets = [open_raster(sample.dates[0])]
            refuse_unlike_images(self._datasets[0], sample.dates[0].path)
            grid = Grid.of(self._datasets[0])
        paths = [date.path for date in sample.dates]
        self._bands = [_bands(dataset, bands, path) for dataset, path in zip(self._datasets, paths)]
        if len({len(numbers) for numbers in self._bands}) > 1:
            raise UserError(
                f"{paths[0]} has {len(self._bands[0])} band(s) and {paths[1]} {len(self._bands[1])}. Both dates need as many: "
                "say which ones in BANDS."
            )
        self.labels = Labels(sample.labels, grid, len(sample.dates) == 2, class_names)
        self.facts = ImageFacts(
            number, " and ".join(paths), grid, _names(self._datasets[0], self._bands[0]), _common_dtype(self._dtypes())
        )

    def read(self, window: Window, dtype: str) -> tuple[np.ndarray, np.ndarray]:
        """Pixels of a window: (dates, bands, height, width) of `dtype`; where a date holds data: (dates, height, width) bool.

        What is not a number, or beyond all that can be measured, is no data.
        """
        if self._pair is not None:
            read = [self._pair.read_date(date, self._bands[i], window, dtype) for i, date in enumerate(("pre", "post"))]
        else:
            pixels = read_bands(self._datasets[0], self._bands[0], window, dtype)
            read = [(pixels, read_valid(self._datasets[0], self._bands[0], window))]
        pixels, valid = (np.stack(part) for part in zip(*read))
        if pixels.dtype.kind == "f":
            valid &= (np.abs(pixels) < _LARGEST).all(axis=1)
        return pixels, valid

    def _dtypes(self) -> set[str]:
        kinds = {kind: name for name, kind in GDAL_TYPES.items()}
        bands = ((dataset, number) for dataset, numbers in zip(self._datasets, self._bands) for number in numbers)
        return {kinds.get(dataset.GetRasterBand(number).DataType, "float32") for dataset, number in bands}


class OpenImages:
    """The labelled images of a job, opened when they are asked for; a few of them stay open."""

    def __init__(
        self, samples: Sequence[LabelledImage], bands: Sequence[int], class_names: tuple[str, ...], progress: Progress
    ) -> None:
        self._samples = samples
        self._bands = bands
        self._class_names = class_names
        self._said: set[str] = set()
        self._log = progress.log
        self._open: OrderedDict[int, OpenImage] = OrderedDict()

    def __getitem__(self, number: int) -> OpenImage:
        if number not in self._open:
            if len(self._open) >= _OPEN_AT_ONCE:
                self._open.popitem(last=False)
            quiet = Progress(on_log=self._log_once)
            self._open[number] = OpenImage(self._samples[number], number, self._bands, self._class_names, quiet)
        self._open.move_to_end(number)
        return self._open[number]

    def _log_once(self, text: str) -> None:
        """An image is opened several times, and many images have the same to say."""
        if text not in self._said:
            self._said.add(text)
            self._log(text)


def common_dtype(facts: Sequence[ImageFacts]) -> str:
    """What holds the pixels of all of these images."""
    return _common_dtype({fact.dtype for fact in facts})


def _common_dtype(dtypes: set[str]) -> str:
    one = next(iter(dtypes))
    return one if len(dtypes) == 1 and one in _KEPT_TYPES else "float32"


def _bands(dataset: gdal.Dataset, chosen: Sequence[int], path: str) -> tuple[int, ...]:
    missing = [number for number in chosen if not 1 <= number <= dataset.RasterCount]
    if missing:
        raise UserError(f"BANDS asks for band {missing[0]}, but {path} has {dataset.RasterCount} band(s).")
    return tuple(chosen) or tuple(data_bands(dataset))


def _names(dataset: gdal.Dataset, bands: Sequence[int]) -> tuple[str, ...]:
    names = {number: name for name, number in band_names(dataset).items()}
    return tuple(names.get(number, f"band {number}") for number in bands)
