"""When an image was taken: from the layer's temporal properties, its file's metadata, or its name."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache

from osgeo import gdal
from qgis.core import QgsRasterLayer, QgsRasterLayerTemporalProperties
from qgis.PyQt.QtCore import QCoreApplication, QDate

from .locale_words import date_words, month_words

translate = QCoreApplication.translate

# When it was taken, in the words of GDAL and of sensors; the domain first, where it is not the common one.
_TAKEN = (
    ("IMAGERY", "ACQUISITIONDATETIME"),
    ("", "ACQUISITIONDATETIME"),
    ("", "ACQUISITION_DATE"),
    ("", "DATE_ACQUIRED"),
    ("", "DATATAKE_1_DATATAKE_SENSING_START"),
    ("", "PRODUCT_START_TIME"),
    ("", "acquisition_date"),
    ("", "date"),
)
_MADE = (("", "TIFFTAG_DATETIME"),)  # of the file, which may be years after the image: names are believed more
_YEAR, _MONTH, _DAY = r"(19[3-9]\d|20[0-4]\d)", r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
_PATTERNS = (  # the most precise first; the groups are named by their order
    (re.compile(rf"(?<!\d){_YEAR}([-_.:/ ]?){_MONTH}\2{_DAY}(?!\d)"), (1, 3, 4)),
    (re.compile(rf"(?<!\d){_DAY}\.{_MONTH}\.{_YEAR}(?!\d)"), (3, 2, 1)),
    (re.compile(rf"(?<!\d){_YEAR}[-_.]?{_MONTH}(?!\d)"), (1, 2)),
    (re.compile(rf"(?<!\d){_YEAR}(?!\d)"), (1,)),
)


@dataclass(frozen=True)
class LayerDate:
    """iso: 2019-05-03, 2019-05 or 2019; empty where no date is known. origin: where it was found, for the user."""

    iso: str = ""
    origin: str = ""

    def words(self) -> str:
        """As the user's language writes it, and where it was found."""
        if not self.iso:
            return translate("LayerDate", "Date not known")
        year, month, day = (*map(int, self.iso.split("-")), 1, 1)[:3]
        day_one = QDate(year, month, day)
        date = {4: self.iso, 7: month_words(day_one), 10: date_words(day_one)}[len(self.iso)]
        return translate("LayerDate", "{date} ({origin})").format(date=date, origin=self.origin)


def is_older(date: LayerDate, than: LayerDate) -> bool:
    """Whether `date` is surely the earlier of the two: both known, and different as far as both are known."""
    shared = min(len(date.iso), len(than.iso))
    return date.iso[:shared] < than.iso[:shared]


def earlier_first(one: QgsRasterLayer, other: QgsRasterLayer) -> tuple[QgsRasterLayer, QgsRasterLayer]:
    """The two in order of their dates; as they come where these do not tell."""
    return (other, one) if is_older(date_of(other), date_of(one)) else (one, other)


def date_of(layer: QgsRasterLayer) -> LayerDate:
    """The date of a layer. Opens the header of local files only."""
    temporal = layer.temporalProperties()
    if temporal.isActive() and temporal.mode() == QgsRasterLayerTemporalProperties.ModeFixedTemporalRange:
        begin = temporal.fixedTemporalRange().begin()
        if begin.isValid():
            words = translate("LayerDate", "layer's own")
            return LayerDate(begin.date().toString("yyyy-MM-dd"), words)
    path = layer.source().split("|")[0]
    metadata = _metadata(path, os.path.getmtime(path)) if os.path.exists(path) else ("", "")
    stem = os.path.splitext(os.path.basename(path))[0]
    for text, words in (
        (metadata[0], translate("LayerDate", "metadata")),
        (layer.name(), translate("LayerDate", "layer name")),
        (stem, translate("LayerDate", "file name")),
        (metadata[1], translate("LayerDate", "file date")),
    ):
        found = date_in(text)
        if found:
            return LayerDate(found, words)
    return LayerDate()


def date_in(text: str) -> str:
    """The first and most precise date in a text, as ISO writes it; empty where there is none."""
    for pattern, groups in _PATTERNS:
        for match in pattern.finditer(text):
            parts = [match.group(group) for group in groups]
            if len(parts) < 3 or QDate(*map(int, parts)).isValid():
                return "-".join(parts)
    return ""


@lru_cache(maxsize=256)
def _metadata(path: str, changed: float) -> tuple[str, str]:
    """What the file says of when the image was taken, and of when the file was made. changed: when it was last written."""
    try:
        dataset = gdal.OpenEx(path, gdal.OF_RASTER)
    except RuntimeError:  # where another plugin has asked GDAL for exceptions
        dataset = None
    if dataset is None:
        return "", ""
    taken, made = (
        next((value for domain, name in places if (value := dataset.GetMetadataItem(name, domain))), "")
        for places in (_TAKEN, _MADE)
    )
    return taken, made
