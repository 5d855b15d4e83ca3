"""From a change probability to everything the user gets: the same last steps for every way of finding changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import UserError
from ..progress import Progress
from ..raster.grid import Grid
from ..raster.writing import ScratchRaster
from ..vector.polygons import ChangePolygons
from ..vector.threshold import MASK_CLASSES, NODATA, changed_area, threshold_windows
from .checks import check_disk
from .provenance import meaning
from .spec import ChangeOutputs


def check_changes(grid: Grid, min_area_m2: float, outputs: ChangeOutputs) -> None:
    """What can be known before the run. Raises UserError when `finish_changes` could not do its part."""
    check_min_area(grid, min_area_m2)
    check_disk(grid, outputs.changes or min_area_m2 > 0, Path(outputs.folder))


def check_min_area(grid: Grid, min_area_m2: float) -> None:
    """Raise UserError when a smallest area is asked for that cannot be known."""
    if min_area_m2 > 0 and grid.crs is None:
        raise UserError("MIN_AREA is given in m², but the rasters have no CRS: give them one, or set MIN_AREA to 0.")


def finish_changes(
    probability: ScratchRaster,
    threshold: float,
    min_area_m2: float,
    outputs: ChangeOutputs,
    metadata: dict[str, str],
    progress: Progress,
) -> dict[str, Any]:
    """Mask, polygons and finished files from a change probability (0-1, NaN where there is no data).

    The mask is what lies above `threshold`; changes smaller than `min_area_m2` are left out of mask, polygons and numbers.
    Returns `files` (kind → path), `changed_area_m2` (None without a CRS), `changed_share` (0-1) and `threshold_used`.
    """
    folder = Path(outputs.folder)
    mask = ScratchRaster(folder / "mask.scratch.tif", probability.grid, "uint8", NODATA, MASK_CLASSES)
    threshold_windows(probability, threshold, mask, progress.part(0.0, 0.15))
    files: dict[str, str] = {}
    if outputs.changes or min_area_m2 > 0:
        polygons = ChangePolygons(mask, folder, progress.part(0.15, 0.35))
        polygons.measure(probability, progress.part(0.35, 0.45))
        if min_area_m2 > 0:
            polygons.drop_smaller_than(min_area_m2, progress.part(0.45, 0.5))
        if outputs.changes:
            files["changes"] = str(folder / "changes.gpkg")
            polygons.write(Path(files["changes"]), progress.part(0.5, 0.6))
    area = changed_area(mask, progress.part(0.6, 0.7))
    if outputs.probability:
        files["probability"] = str(folder / "change_probability.tif")
        probability.band.SetDescription(meaning(metadata))
        probability.finish(Path(files["probability"]), "AVERAGE", metadata, progress.part(0.7, 0.9))
    if outputs.mask:
        files["mask"] = str(folder / "change_mask.tif")
        mask.finish(Path(files["mask"]), "MODE", metadata, progress.part(0.9, 1.0))
    progress.report(1.0)
    return {
        "files": files,
        "changed_area_m2": area.changed_m2,
        "changed_share": area.share,
        "threshold_used": threshold,
    }
