"""How much disk a run takes. Light: QGIS itself asks it too."""

from __future__ import annotations


def disk_needed_bytes(pixels: int, polygons: bool) -> int:
    """An upper estimate of the disk space of one run: scratch and finished rasters, before compression."""
    bytes_per_pixel = 4 + 1 + (4 if polygons else 0) + (4 + 1) * 4 / 3
    return int(pixels * bytes_per_pixel)
