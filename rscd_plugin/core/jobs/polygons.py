"""From a change mask to change polygons along the edges of pixels, and what the pixels tell of each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal

from ..errors import UserError
from ..progress import Progress
from ..raster.band_names import band_names
from ..raster.bands import match_bands
from ..raster.image_on_grid import ImageOnGrid
from ..raster.pixel_areas import PixelAreas
from ..raster.single_band import SingleBand
from ..raster.writing import ScratchRaster
from ..vector.object_columns import brightness_change, kind_by, percentile
from ..vector.polygons import ChangePolygons
from ..vector.threshold import CHANGED, NODATA, UNCHANGED, windows_of
from .checks import check_disk
from .mask_spec import PolygonsJob, PolygonsOutputs


def polygons(job: PolygonsJob, outputs: PolygonsOutputs, progress: Progress) -> dict[str, Any]:
    """Run the job; returns the file, how many polygons it holds, and the names of the bands compared.

    Everything is written inside `outputs.folder`, which the caller owns and removes. Raises UserError and Cancelled.
    """
    folder = Path(outputs.folder)
    given = SingleBand(job.mask, "MASK")
    check_disk(given.grid, True, folder)
    probability = SingleBand(job.probability, "PROBABILITY") if job.probability else None
    if probability is not None and not probability.grid.same_as(given.grid):
        raise UserError("PROBABILITY and MASK do not have the same pixels: choose the two of one run.")
    pre, post = (
        ImageOnGrid(source, given.grid, date, "MASK", progress) if source else None
        for source, date in ((job.pre, "pre"), (job.post, "post"))
    )
    bands = match_bands(pre.image, post.image, (), ()) if pre and post else ((), ())
    names = _names(pre.image, bands[0]) if pre else []
    if job.kind_band is not None and job.kind_band not in bands[0]:
        raise UserError(f"KIND_BAND is {job.kind_band}; the bands of pre that are compared are {', '.join(map(str, bands[0]))}.")

    mask = _as_mask(given, folder, progress.part(0.0, 0.1))
    found = ChangePolygons(mask, folder, progress.part(0.1, 0.4))
    areas = PixelAreas(given.grid).of if given.grid.crs else None
    found.measure(probability, progress.part(0.4, 0.55), areas)
    columns: dict[str, np.ndarray] = {}
    if probability is not None:
        columns["p90_probability"] = percentile(found, probability, 0.9, progress.part(0.55, 0.65))
    if pre and post:
        changes = brightness_change(found, pre, post, bands, progress.part(0.65, 0.8))
        columns.update(zip(names, changes))
        if job.kind_band is not None:
            columns["kind"] = kind_by(changes[bands[0].index(job.kind_band)])
    file = folder / "changes.gpkg"
    written = found.write(file, progress.part(0.8, 1.0), columns)
    progress.log(f"{written} polygons.")
    return {"files": {"changes": str(file)}, "polygons": written, "brightness_fields": names}


def _as_mask(given: SingleBand, folder: Path, progress: Progress) -> ScratchRaster:
    """The mask in our own numbers. Raises UserError when the raster cannot be a mask."""
    mask = ScratchRaster(folder / "mask.scratch.tif", given.grid, "uint8", NODATA)
    plan = windows_of(given.grid)
    for index, tile in enumerate(plan):
        progress.report(index / len(plan))
        values = given.read(tile.keep)
        known = ~np.isnan(values)
        if (values[known] % 1 != 0).any():
            raise UserError(
                "MASK holds numbers that are not whole, so it is no mask but perhaps a probability: make a mask of it first, "
                "with rscd:thresholdchanges."
            )
        mask.write(tile.keep, np.where(known, np.where(values != 0, CHANGED, UNCHANGED), NODATA))
    mask.flush()
    return mask


def _names(image: gdal.Dataset, bands: tuple[int, ...]) -> list[str]:
    """A field for each band: brightness_change_ with its name where known, else its number."""
    known = {number: re.sub(r"\W+", "_", name).strip("_") for name, number in band_names(image).items()}
    texts = [known.get(number) or str(number) for number in bands]
    if len(set(texts)) < len(texts):
        texts = [str(number) for number in bands]
    return [f"brightness_change_{text}" for text in texts]
