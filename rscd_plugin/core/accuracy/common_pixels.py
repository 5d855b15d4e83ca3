"""On which pixels a result and its reference are compared."""

from __future__ import annotations

import math

from ..errors import UserError
from ..jobs.accuracy_spec import AssessJob
from ..jobs.spec import VectorSource
from ..raster.burning import Polygons, crs_of_polygons
from ..raster.grid import Bounds, Grid
from ..raster.target_grid import extent_window
from .ground import Place, no_overlap

_SIDE_PX = 4096
_MOST_PX = 1_000_000  # along a side


def common_pixels(job: AssessJob, result: Grid | None, reference: Grid | None) -> Place:
    """The result's pixels, else the reference's, else pixels made for two polygon layers; within EXTENT.

    result, reference: grids of those that are rasters. Raises UserError.
    """
    whole = result or reference
    if whole is None:
        whole = _made(job)
        return Place(whole, whole.window)
    window = whole.window if job.extent is None else extent_window(job.extent, whole, whole)
    return Place(whole, window)


def _made(job: AssessJob) -> Grid:
    """North-up pixels in the result's CRS, over EXTENT, else what both layers cover together."""
    wkt = crs_of_polygons(job.result.polygons, "RESULT")
    x_min, y_min, x_max, y_max = job.extent or _covered(job, wkt)
    size = job.pixel_size or max(x_max - x_min, y_max - y_min) / _SIDE_PX or 1.0
    width, height = (max(1, math.ceil(length / size - 1e-6)) for length in (x_max - x_min, y_max - y_min))
    if max(width, height) > _MOST_PX:
        raise UserError(
            f"PIXEL_SIZE {size:g} makes {width} x {height} pixels, more than {_MOST_PX} along a side. Give a larger one, in "
            "units of the result's CRS, or a smaller EXTENT."
        )
    return Grid(wkt, (x_min, size, 0.0, y_max, 0.0, -size), width, height)


def _covered(job: AssessJob, wkt: str) -> Bounds:
    found = [_bounds(source, wkt, title) for source, title in _layers(job)]
    result, reference = found[0], found[1]
    if result and reference and not _meet(result, reference):
        raise no_overlap("REFERENCE", job.reference.polygons.path)
    known = [bounds for bounds in found if bounds is not None]
    if not known:
        raise UserError(
            "RESULT and REFERENCE hold no polygon, and EXTENT is empty: there is no ground to compare. Give an EXTENT."
        )
    if len(found) == 3 and found[2] is not None:
        return found[2]
    lows, highs = zip(*((bounds[:2], bounds[2:]) for bounds in known))
    return (*map(min, zip(*lows)), *map(max, zip(*highs)))


def _layers(job: AssessJob) -> list[tuple[VectorSource, str]]:
    layers = [(job.result.polygons, "RESULT"), (job.reference.polygons, "REFERENCE")]
    return [*layers, (job.area, "AREA_OF_INTEREST")] if job.area else layers


def _bounds(source: VectorSource, wkt: str, title: str) -> Bounds | None:
    """Of a layer, in a CRS; None for an empty one."""
    return Polygons(source, Grid(wkt, (0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 1, 1), title).bounds()


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
