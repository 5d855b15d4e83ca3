"""What a run will take: time, from earlier runs on this machine, and disk."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsRasterLayer, QgsRectangle, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QLocale

from ...core.raster.disk import disk_needed_bytes
from ...layers.locale_words import number_words

translate = QCoreApplication.translate

LARGE_PIXELS = 10**9
_SPEEDS = "rscd/speeds"
_START_S = 4.0  # the worker's, and what does not grow with the images
# Rough, in megapixels a second on two cores, until this machine has shown its own speed.
_ROUGH = {
    "metric_optimised": 0.05,
    "metric_fast": 0.15,
    "metric_reference": 0.01,
    "cva": 0.5,
    "pca_kmeans": 0.3,
    "irmad": 0.3,
    "sfa": 0.3,
}
_ROUGH_MODEL = 0.5


@dataclass(frozen=True)
class Estimate:
    """pixels: of the area. seconds: of the run. measured: whether they come from earlier runs here. disk_bytes: at most."""

    pixels: int
    seconds: float
    measured: bool
    disk_bytes: int

    def words(self) -> str:
        """A sentence for the user."""
        size = translate("Estimate", "{n} megapixels").format(n=_number(self.pixels / 1e6))
        if self.pixels >= LARGE_PIXELS:
            size = translate("Estimate", "{n} gigapixels").format(n=_number(self.pixels / 1e9))
        text = translate("Estimate", "{size}: about {time}, up to {disk} of disk.")
        if not self.measured:
            text = translate("Estimate", "{size}: very roughly {time}, up to {disk} of disk.")
        return text.format(size=size, time=duration_words(self.seconds), disk=QLocale().formattedDataSize(self.disk_bytes, 1))


def pixels_in(rectangle: QgsRectangle, pre: QgsRasterLayer) -> int:
    """How many of pre's pixels a rectangle in its CRS holds."""
    across, down = rectangle.width() / pre.rasterUnitsPerPixelX(), rectangle.height() / pre.rasterUnitsPerPixelY()
    return round(across) * round(down)


def estimate(method: str, is_model: bool, pixels: int) -> Estimate:
    """For a method by its short name."""
    kept = QgsSettings().value(f"{_SPEEDS}/{method}", 0.0, type=float)
    speed = kept if kept > 0 else _ROUGH_MODEL if is_model else _ROUGH[method]
    return Estimate(pixels, _START_S + pixels / 1e6 / speed, kept > 0, disk_needed_bytes(pixels, polygons=True))


def keep_speed(method: str, pixels: int, seconds: float) -> None:
    """Learn from a run that has ended: what was known and what it showed count half each. Tiny runs tell nothing."""
    if pixels < 250_000 or seconds <= 0:
        return
    shown = pixels / 1e6 / max(seconds - _START_S, seconds / 4)
    kept = QgsSettings().value(f"{_SPEEDS}/{method}", 0.0, type=float)
    QgsSettings().setValue(f"{_SPEEDS}/{method}", (kept + shown) / 2 if kept > 0 else shown)


def seconds_left(share: float, passed: float, expected: float) -> float:
    """From the share done (0-1) and the seconds passed; at the beginning, when that tells little, from what was expected."""
    by_progress = passed * (1 - share) / share if share > 0 else 0.0
    trust = min(share / 0.2, 1.0)
    return trust * by_progress + (1 - trust) * max(expected - passed, 0.0)


def duration_words(seconds: float) -> str:
    """Rounded as one would say it."""
    if seconds < 90:
        return translate("Estimate", "{n} s").format(n=max(round(seconds), 1))
    if seconds < 5400:
        return translate("Estimate", "{n} min").format(n=round(seconds / 60))
    return translate("Estimate", "{n} h").format(n=_number(seconds / 3600))


def _number(value: float) -> str:
    return number_words(value, 0 if value >= 10 else 1 if value >= 0.95 else 2)
