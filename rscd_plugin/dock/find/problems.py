"""What stands against a run, found before it: each a sentence that says what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from qgis.core import QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication

from ...core.errors import UserError
from ...layers.layer_dates import date_of, is_older
from ...layers.raster_source import raster_source

translate = QCoreApplication.translate

SWAP = "swap"


class Level(Enum):
    """HINT: something is still to be chosen. WARNING: a run is possible, but ..."""

    HINT = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True)
class Problem:
    """text: for the user. remedy: what one click can do about it, if anything."""

    text: str
    level: Level = Level.ERROR
    remedy: str = ""

    @property
    def blocks(self) -> bool:
        """Whether Run has to wait for it."""
        return self.level is not Level.WARNING


def layer_problems(pre: QgsRasterLayer | None, post: QgsRasterLayer | None) -> list[Problem]:
    """Whether there are two images that can be compared at all."""
    if pre is None or post is None:
        return [Problem(_missing(pre, post), Level.HINT)]
    unreadable = [
        Problem(text)
        for text in (_unreadable(pre, translate("Problems", "Pre")), _unreadable(post, translate("Problems", "Post")))
        if text
    ]
    if unreadable:
        return unreadable
    if pre.id() == post.id() or _place(pre) == _place(post):
        return [Problem(translate("Problems", "Pre and post are the same image. Choose two of different dates."))]
    return [*_crs_problems(pre, post), *_date_problems(pre, post)]


def _missing(pre: QgsRasterLayer | None, post: QgsRasterLayer | None) -> str:
    if pre is None and post is None:
        return translate("Problems", "Choose two images of the same place: the earlier one as pre, the later one as post.")
    if pre is None:
        return translate("Problems", "Choose the earlier image as pre.")
    return translate("Problems", "Choose the later image as post.")


def _unreadable(layer: QgsRasterLayer, name: str) -> str:
    try:
        raster_source(layer, name)
    except UserError as error:
        return str(error)
    return ""


def _crs_problems(pre: QgsRasterLayer, post: QgsRasterLayer) -> Iterator[Problem]:
    if pre.crs().isValid() and post.crs().isValid():
        return
    if pre.crs().isValid() or post.crs().isValid():
        without = post if pre.crs().isValid() else pre
        text = translate(
            "Problems", "“{name}” has no CRS, so how the two lie to each other is not known. Set it in the layer's properties."
        )
        yield Problem(text.format(name=without.name()))
    elif (pre.width(), pre.height()) != (post.width(), post.height()):
        text = translate(
            "Problems",
            "Neither image has a CRS, and their sizes differ: {pre} and {post} pixels. Set the CRS of both, or crop one.",
        )
        sizes = [f"{layer.width()} × {layer.height()}" for layer in (pre, post)]
        yield Problem(text.format(pre=sizes[0], post=sizes[1]))
    else:
        yield Problem(
            translate("Problems", "Neither image has a CRS: they are compared pixel by pixel, and areas in m² stay unknown."),
            level=Level.WARNING,
        )


def _date_problems(pre: QgsRasterLayer, post: QgsRasterLayer) -> Iterator[Problem]:
    if is_older(date_of(post), date_of(pre)):
        yield Problem(translate("Problems", "Post seems to be older than pre. Swap the two?"), level=Level.WARNING, remedy=SWAP)


def folder_problems(folder: str) -> list[Problem]:
    """Whether results may be put there; an empty name stands for temporary results."""
    if folder and not os.path.isdir(folder):
        return [
            Problem(
                translate("Problems", "The folder {folder} does not exist. Choose another one for the results.").format(
                    folder=folder
                )
            )
        ]
    if folder and not os.access(folder, os.W_OK):
        return [
            Problem(
                translate("Problems", "The folder {folder} cannot be written to. Choose another one for the results.").format(
                    folder=folder
                )
            )
        ]
    return []


def plain(error: UserError) -> str:
    """What an algorithm says, without the name of the parameter in front."""
    return re.sub(r"^[A-Z_]+: ", "", str(error))


def _place(layer: QgsRasterLayer) -> str:
    path, *options = layer.source().split("|")
    return "|".join([os.path.realpath(path) if os.path.exists(path) else path, *options])
