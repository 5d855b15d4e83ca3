"""What is looked at before a run, so that a mistake costs a second rather than an hour."""

from __future__ import annotations

import shutil
from pathlib import Path

from osgeo import gdal

from ..engines.card import ASSUMED_RGB, ModelCard
from ..errors import UserError
from ..progress import Progress
from ..raster.band_names import data_bands
from ..raster.disk import disk_needed_bytes
from ..raster.grid import Grid
from ..raster.pair import Pair
from ..raster.source import read_sample
from .spec import DetectJob


def check_disk(grid: Grid, polygons: bool, folder: Path) -> None:
    """Raise UserError when the disk of `folder` has less room than a run on `grid` may need."""
    _check_free(grid, disk_needed_bytes(grid.window.size_px, polygons), folder)


def check_aligned_disk(pair: Pair, rasters: int, folder: Path) -> None:
    """Raise UserError when the disk of `folder` has less room than so many aligned rasters may need, before compression."""
    bands = [pair.pre.GetRasterBand(number) for number in pair.pre_bands]
    bands += [pair.post.GetRasterBand(number) for number in pair.post_bands]
    per_pixel = sum(gdal.GetDataTypeSize(band.DataType) // 8 for band in bands) * (1 + 4 / 3)
    _check_free(pair.grid, int(pair.grid.window.size_px * per_pixel * rasters / 2), folder)


def _check_free(grid: Grid, needed: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise UserError(
            f"The disk is too full: {grid.width} x {grid.height} pixels may need {needed / 1e9:.1f} GB beside the outputs, and "
            f"{free / 1e9:.1f} GB are free. Free some, write to another disk, or choose a smaller EXTENT."
        )


def assumed_card(job: DetectJob, pair: Pair, progress: Progress) -> ModelCard:
    """The card for a model without one: right for 8-bit RGB only, so anything else is an error."""
    for date, dataset, chosen in (("pre", pair.pre, job.bands_pre), ("post", pair.post, job.bands_post)):
        bands = chosen or tuple(data_bands(dataset))
        known = [number for number in bands if 1 <= number <= dataset.RasterCount]
        types = {gdal.GetDataTypeName(dataset.GetRasterBand(number).DataType) for number in known}
        if len(bands) != 3 or types - {"Byte"}:
            kinds = ", ".join(sorted(types))
            raise UserError(
                f"The model has no model card, and the {date} raster has {len(bands)} band(s) of {kinds}. Without a "
                "card only three 8-bit bands can be taken (as RGB). A model card is a small JSON file that says how the model "
                'wants its input: {"bands": ["red", "green", "blue", "nir"], "scale": 10000, "mean": […], "std": […], '
                '"activation": "sigmoid", "threshold": 0.5}. Give it as CARD, or put it beside the model under '
                "the model's name with .json; for three 8-bit bands among others, name them in BANDS_PRE and BANDS_POST."
            )
    progress.log(
        "The model has no model card: RGB / 255 with ImageNet mean and standard deviation and pre first is assumed. "
        f"Saved as a JSON file beside the model and corrected where needed, this is its card:\n{ASSUMED_RGB.to_json()}"
    )
    return ASSUMED_RGB


def check_values(pair: Pair, card: ModelCard) -> None:
    """Raise UserError when pixel values and the card's scale cannot belong together, as with 16-bit data and a scale of 255."""
    for date, dataset, bands in (("pre", pair.pre, pair.pre_bands), ("post", pair.post, pair.post_bands)):
        sample = read_sample(dataset, bands)
        if sample.size == 0:
            continue
        highest = float(sample.max())
        if card.scale > 1 and (highest > 4 * card.scale or (card.scale >= 100 and 0 < highest <= 1)):
            raise UserError(
                f"The {date} raster has values up to {highest:g}, but the model's card divides them by {card.scale:g}: they do "
                "not belong together. Correct `scale` in the card, or rescale the raster."
            )


def check_pixel_size(grid: Grid, card: ModelCard, progress: Progress) -> None:
    """Say in the log when the pixels are much larger or smaller than those the model knows."""
    size_m = grid.pixel_size_m()
    if not card.takes_pixels_of(size_m):
        progress.log(
            f"Warning: pixels are {size_m:.2g} m wide, and the model was trained on {card.pixel_size_m:g} m. "
            "Expect a poorer result, or resample both rasters first."
        )
