"""Which images of a job can be learnt from, and what is known of these without their pixels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from statistics import median

from osgeo import osr

from ...errors import UserError
from ...jobs.learning_spec import LabelledImage
from ...progress import Progress
from ...raster.grid import Bounds, Grid
from ...raster.target_grid import bounds_in, describe
from .labelled_image import ImageFacts, OpenImage, OpenImages

_UNLIKE = 1.25  # pixel sizes further apart than this are worth a word


def usable_images(images: OpenImages, samples: Sequence[LabelledImage], chip_px: int, progress: Progress) -> list[ImageFacts]:
    """Those at least as large as a chip that share ground with their labels, in order; the log tells of the others.

    Raises UserError when none is left of one kind (single dates, pairs), or they have unlike numbers of bands.
    """
    facts, left_out = [], {1: "", 2: ""}
    for number, sample in enumerate(samples):
        progress.report(number / len(samples))
        image = images[number]
        reason = _too_small(image.facts, chip_px) or _elsewhere(image)
        if reason:
            left_out[len(sample.dates)] = left_out[len(sample.dates)] or reason
            progress.log(f"Left out: {reason}")
        else:
            facts.append(image.facts)
    for dates, reason in left_out.items():
        if reason and not any(len(samples[fact.number].dates) == dates for fact in facts):
            what = "image" if dates == 1 else "pair"
            raise UserError(f"No {what} can be learnt from. {reason}")
    _refuse_unlike_bands(facts, progress)
    return facts


def median_pixel_size_m(facts: Sequence[ImageFacts], progress: Progress) -> float | None:
    """Side of a pixel in metres; None where no image has a CRS. The log warns of images that differ by more than 25 %."""
    sizes = [size for size in (fact.grid.pixel_size_m() for fact in facts) if size is not None]
    if not sizes:
        return None
    if max(sizes) > _UNLIKE * min(sizes):
        progress.log(
            f"Warning: the images' pixels differ in size, from {min(sizes):.3g} to {max(sizes):.3g} m, and things look the "
            "larger the smaller they are. Images of about the same pixel size are better to learn from."
        )
    return median(sizes)


def extent_of(grid: Grid) -> Bounds | None:
    """(west, south, east, north) in degrees, WGS84; None without a CRS."""
    return bounds_in(grid, _world()) if grid.crs_wkt else None


@lru_cache(maxsize=1)
def _world() -> Grid:
    wgs84 = osr.SpatialReference()
    wgs84.ImportFromEPSG(4326)
    return Grid(wgs84.ExportToWkt(), (-180.0, 1.0, 0.0, 90.0, 0.0, -1.0), 360, 180)


def _too_small(facts: ImageFacts, chip_px: int) -> str:
    grid = facts.grid
    if min(grid.width, grid.height) >= chip_px:
        return ""
    return f"{facts.title} has {grid.width} x {grid.height} pixels, less than CHIP_SIZE {chip_px}."


def _elsewhere(image: OpenImage) -> str:
    bounds, grid = image.labels.bounds(), image.facts.grid
    if bounds is None or grid.window_of(bounds) is not None:
        return ""
    found = "x {0:.10g} to {2:.10g}, y {1:.10g} to {3:.10g}".format(*bounds)
    return (
        f"The labels lie outside of {image.facts.title}. Labels: {found}; image: {describe(grid)}. Check that both show the same "
        "place and that their CRS are right."
    )


def _refuse_unlike_bands(facts: Sequence[ImageFacts], progress: Progress) -> None:
    first = facts[0]
    for other in facts[1:]:
        if len(other.band_names) != len(first.band_names):
            raise UserError(
                f"{first.title} has {len(first.band_names)} band(s) and {other.title} has {len(other.band_names)}. All images "
                "need as many: say which ones in BANDS, or leave some images out."
            )
    unlike = next((other for other in facts if other.band_names != first.band_names), None)
    if unlike is not None:
        progress.log(
            f"Warning: bands are taken by their numbers, but {first.title} calls them {', '.join(first.band_names)} and "
            f"{unlike.title} {', '.join(unlike.band_names)}."
        )
