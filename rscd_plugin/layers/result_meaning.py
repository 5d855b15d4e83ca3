"""What the numbers of a result raster mean, as its own metadata tell it."""

from __future__ import annotations

from enum import Enum

from osgeo import gdal


class Meaning(Enum):
    """Of values from 0 to 1: a probability that was calibrated on labels, a model's own, or a score that only ranks."""

    CALIBRATED = "calibrated"
    MODEL = "model"
    SCORE = "score"
    UNKNOWN = "unknown"


def meaning_of(raster: str) -> Meaning:
    """Reads the metadata of a result's probability or mask; UNKNOWN for rasters that were not made here."""
    metadata = _metadata(raster)
    if metadata.get("rscd.calibrated") == "yes":
        return Meaning.CALIBRATED
    if "rscd.score_threshold" in metadata:
        return Meaning.SCORE
    return Meaning.MODEL if "rscd.calibrated" in metadata else Meaning.UNKNOWN


def _metadata(raster: str) -> dict[str, str]:
    try:
        dataset = gdal.OpenEx(raster, gdal.OF_RASTER)
    except RuntimeError:  # only where something in QGIS has switched GDAL's exceptions on
        dataset = None
    return dataset.GetMetadata() if dataset is not None else {}
