"""Whether bands and pixels of two images fit the method: by the worker's own rules, asked before it starts."""

from __future__ import annotations

import os
from collections.abc import Iterator

from osgeo import gdal
from qgis.core import QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication

from ...core.engines.card import ModelCard
from ...core.errors import UserError
from ...core.raster.bands import choose_bands, match_bands
from ...core.raster.grid import Grid
from ...layers.locale_words import short_number
from .problems import Level, Problem, plain

translate = QCoreApplication.translate


def grid_of(layer: QgsRasterLayer) -> Grid:
    """The layer's pixels as core knows them; for layers that are not rotated."""
    box, crs = layer.extent(), layer.crs()
    transform = (box.xMinimum(), layer.rasterUnitsPerPixelX(), 0.0, box.yMaximum(), 0.0, -layer.rasterUnitsPerPixelY())
    return Grid(crs.toWkt() if crs.isValid() else "", transform, layer.width(), layer.height())


def model_problems(pre: QgsRasterLayer, post: QgsRasterLayer, card: ModelCard, assumed: bool) -> list[Problem]:
    """Whether a model takes these images. assumed: whether the card is only a guess, since the model has none."""
    return [*_wrong_pixel_size(pre, card), *_wrong_bands(pre, post, card), *(_guess() if assumed else ())]


def match_problems(pre: QgsRasterLayer, post: QgsRasterLayer) -> list[Problem]:
    """Whether the bands of the two can be compared with each other."""
    datasets = [_opened(pre), _opened(post)]
    if None in datasets:
        return []
    try:
        match_bands(*datasets, (), ())
    except UserError:
        text = translate(
            "Fit",
            "Pre has {pre} band(s), post {post}; their names do not tell which belong together. Say so in the advanced settings.",
        )
        return [Problem(text.format(pre=pre.bandCount(), post=post.bandCount()))]
    return []


def _wrong_pixel_size(pre: QgsRasterLayer, card: ModelCard) -> Iterator[Problem]:
    size_m = grid_of(pre).pixel_size_m() if pre.width() and pre.height() else None
    if not card.takes_pixels_of(size_m):
        text = translate(
            "Fit",
            "The pixels are {size} m wide; the model was trained on {trained} m. Expect a poorer result, or resample both first.",
        )
        yield Problem(text.format(size=short_number(size_m, 2), trained=short_number(card.pixel_size_m, 6)), level=Level.WARNING)


def _wrong_bands(pre: QgsRasterLayer, post: QgsRasterLayer, card: ModelCard) -> Iterator[Problem]:
    for date, layer in (("pre", pre), ("post", post)):
        dataset = _opened(layer)
        if dataset is None:
            continue
        try:
            choose_bands(dataset, card.bands, (), date, f"“{layer.name()}”")
        except UserError as error:
            yield Problem(plain(error))


def _guess() -> Iterator[Problem]:
    text = translate(
        "Fit",
        "The model does not say how it wants its input: red, green and blue of 8 bits are assumed. A card beside it would tell.",
    )
    yield Problem(text, level=Level.WARNING)


def _opened(layer: QgsRasterLayer) -> gdal.Dataset | None:
    """The layer's file, where it is a local one: opening others might take long, and the worker checks again."""
    path, *options = layer.source().split("|option:")
    if not os.path.exists(path):
        return None
    try:
        return gdal.OpenEx(path, gdal.OF_RASTER, open_options=options)
    except RuntimeError:  # where another plugin has asked GDAL for exceptions
        return None
