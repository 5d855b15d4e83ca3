"""All rasters of a folder, and the masks that belong to them by name."""

from __future__ import annotations

import os
from pathlib import Path

from qgis.core import QgsRasterLayer

from ..core.errors import UserError
from ..core.jobs.spec import RasterSource

ENDINGS = (".tif", ".tiff", ".vrt", ".png", ".jpg", ".jp2", ".img")
_NAMED_AT_MOST = 3


def rasters_in(folder: str, name: str) -> list[Path]:
    """The files of `folder` (its own, not those of folders in it) that are rasters by their ending, sorted by name.

    name: of the parameter, for messages. Raises UserError when there is no such folder or nothing in it.
    """
    place = Path(os.path.abspath(folder))
    if not place.is_dir():
        raise UserError(f"{name}: there is no folder {place}. Choose the one that holds the rasters.")
    found = sorted(file for file in place.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())
    found = [file for file in found if not file.name.startswith(".")]
    if not found:
        raise UserError(f"{name}: {place} holds no raster. Expected are files that end in {', '.join(ENDINGS)}.")
    return found


def file_source(file: Path, name: str) -> tuple[RasterSource, int]:
    """A raster file as the worker opens it, and how many bands it has. Raises UserError when it cannot be opened."""
    options = QgsRasterLayer.LayerOptions(loadDefaultStyle=False)  # which would read the pixels
    layer = QgsRasterLayer(str(file), file.stem, "gdal", options)
    if not layer.isValid():
        raise UserError(f"{name}: {file} cannot be opened as a raster. Is it whole? Mend it, or take it out of the folder.")
    return RasterSource(str(file)), layer.bandCount()


def matching(images: list[Path], labels: list[Path], images_name: str, labels_name: str) -> list[Path]:
    """For each image the label file of the same name, whatever their endings. Raises UserError where there is none, or two."""
    by_stem = _by_stem(labels, labels_name)
    _by_stem(images, images_name)
    missing = [image.name for image in images if image.stem not in by_stem]
    if missing:
        named = ", ".join(missing[:_NAMED_AT_MOST]) + (" …" if len(missing) > _NAMED_AT_MOST else "")
        raise UserError(
            f"{labels_name}: {len(missing)} of {len(images)} images have no mask of the same name in {labels[0].parent}: "
            f"{named}. Add the masks, or take those images out of {images_name}."
        )
    return [by_stem[image.stem] for image in images]


def _by_stem(files: list[Path], name: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for file in files:
        other = found.setdefault(file.stem, file)
        if other is not file:
            raise UserError(
                f"{name}: {other.name} and {file.name} have the same name but for its ending, so which mask belongs to which "
                "image cannot be told. Rename or remove one of them."
            )
    return found
