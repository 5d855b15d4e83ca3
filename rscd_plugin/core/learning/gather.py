"""From the images and labels of a job to chips on disk, for training and for validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError
from ..jobs.learning_spec import LabelledImage
from ..progress import Progress
from ..raster.grid import Bounds
from .area_split import split_by_block
from .chip_files import write_chips
from .chips import Chips
from .labelled_image import ImageFacts, OpenImages, common_dtype
from .labels import find_class_names
from .scaling import Scaling, find_scaling
from .squares import sides_to_try
from .survey import FoundSquare, Survey, survey
from .usable_images import extents_of, median_pixel_size_m, usable_images


@dataclass(frozen=True)
class Split:
    """Chips to train on, and chips of other ground to validate on. Both hold foreground."""

    training: Chips
    validation: Chips


@dataclass(frozen=True)
class Gathered:
    """What a job learns from.

    single, pairs: of one date and of two, None where the job has none. scaling: from training chips only. band_names: of the
    first image, "band 2" where a band has none. class_names: of the classes 1..K of single dates; empty without any.
    pixel_size_m: the median over images, None without a CRS. extents: (west, south, east, north) in degrees, WGS84, of the images
    that were used and have a CRS. images_left_out: too small, or where no labels are. squares_dropped: of those looked at, how
    many hold too little valid and labelled ground.
    """

    single: Split | None
    pairs: Split | None
    scaling: Scaling
    band_names: tuple[str, ...]
    class_names: tuple[str, ...]
    pixel_size_m: float | None
    extents: tuple[Bounds, ...]
    images_used: int
    images_left_out: int
    squares_looked_at: int
    squares_dropped: int


def gather_chips(
    samples: Sequence[LabelledImage],
    bands: tuple[int, ...],
    chip_px: int,
    folder: Path,
    seed: int,
    progress: Progress,
    most: int = 1000,
    validation_share: float = 0.2,
) -> Gathered:
    """Cut images and labels into squares of `chip_px` pixels or up to twice as many, and write them to `folder`.

    bands: numbers from 1, the same in all images; empty: all but alpha. most: squares of single dates, and of pairs. Memory does
    not grow with the images. Raises UserError when the labels and images do not fit together or hold too little to learn from.
    """
    kinds = {dates: [number for number, sample in enumerate(samples) if len(sample.dates) == dates] for dates in (1, 2)}
    class_names = find_class_names([samples[number].labels for number in kinds[1]], progress) if kinds[1] else ()
    images = OpenImages(samples, bands, class_names, progress)
    facts = usable_images(images, samples, chip_px, progress.part(0.0, 0.1))
    dtype = common_dtype(facts)
    used = {dates: [fact for fact in facts if fact.number in numbers] for dates, numbers in kinds.items() if numbers}
    chosen = {}
    for dates, own in used.items():
        part = progress.part(0.1, 0.6) if len(used) == 1 else progress.part(0.1 + 0.25 * (dates - 1), 0.1 + 0.25 * dates)
        chosen[dates] = _choose(images, own, dates, chip_px, dtype, most, validation_share, seed, part)
    splits, surveys = {}, [found for found, _ in chosen.values()]
    for done, (dates, (found, parts)) in enumerate(chosen.items()):
        part = progress.part(0.6 + 0.35 * done / len(chosen), 0.6 + 0.35 * (done + 1) / len(chosen))
        splits[dates] = _write(images, parts, found.side_px, dtype, folder / ("single" if dates == 1 else "pairs"), part)
        progress.log(_summary(dates, found, parts))
    scaling = find_scaling([split.training for split in splits.values()])
    progress.report(1.0)
    return Gathered(
        splits.get(1),
        splits.get(2),
        scaling,
        facts[0].band_names,
        class_names,
        median_pixel_size_m(facts, progress),
        extents_of(facts),
        len(facts),
        len(samples) - len(facts),
        sum(found.visited for found in surveys),
        sum(found.dropped for found in surveys),
    )


Parts = tuple[list[FoundSquare], list[FoundSquare]]


def _choose(
    images: OpenImages,
    facts: Sequence[ImageFacts],
    dates: int,
    chip_px: int,
    dtype: str,
    most: int,
    share: float,
    seed: int,
    progress: Progress,
) -> tuple[Survey, Parts]:
    """The largest squares that can be split, for training and for validation."""
    sides = sides_to_try([(fact.grid.width, fact.grid.height) for fact in facts], chip_px)
    for done, side_px in enumerate(sides):
        part = progress.part(done / len(sides), (done + 1) / len(sides))
        found = survey(images, facts, side_px, dtype, most, seed, part)
        parts = split_by_block(found.squares, share, seed)
        if parts is not None:
            break
    _refuse_too_little(found, dates, split=parts is not None)
    return found, parts


def _refuse_too_little(found: Survey, dates: int, split: bool) -> None:
    """Raise UserError when there is nothing to learn from, or nothing to validate on."""
    wanted, param = ("foreground", "LABELS") if dates == 1 else ("change", "CHANGE_LABELS")
    side = f"{found.side_px} x {found.side_px} pixels"
    if len(found.squares) < 2:
        raise UserError(
            f"{len(found.squares)} of {found.visited} squares of {side} can be learnt from; two are the least. At least half of "
            "a square must hold data in the image and be labelled (the nodata value of a label raster is no label, not even 0). "
            "Check nodata values in the layers' properties, label more ground, or choose a smaller CHIP_SIZE."
        )
    if not any(square.foreground_px for square in found.squares):
        raise UserError(
            f"No {wanted} was found in {found.visited} squares of {side}. {param} needs polygons, or values other than 0 in a "
            "raster, that lie on the images. Check that they belong together."
        )
    if dates == 1 and not any(square.background_px for square in found.squares):
        raise UserError(
            f"All that is labelled is foreground, {len(found.squares)} squares of {side}: there is no background to tell it "
            "from. Outside polygons is background; in a raster its value is 0, which must not be the nodata value. Check LABELS."
        )
    if not split:
        raise UserError(
            f"All {wanted} lies in one block of ground, so that nothing is left to check the result on. More labelled ground is "
            f"needed: {wanted} at two places at least, {2 * found.side_px} pixels apart or in two images."
        )


def _write(images: OpenImages, parts: Parts, side_px: int, dtype: str, stem: Path, progress: Progress) -> Split:
    training, validation = parts
    middle = len(training) / (len(training) + len(validation))
    return Split(
        write_chips(training, images, dtype, side_px, Path(f"{stem}_training"), progress.part(0.0, middle)),
        write_chips(validation, images, dtype, side_px, Path(f"{stem}_validation"), progress.part(middle, 1.0)),
    )


def _summary(dates: int, found: Survey, parts: Parts) -> str:
    what, wanted = ("Single dates", "foreground") if dates == 1 else ("Pairs", "change")
    counts = [f"{len(part)} ({sum(square.foreground_px > 0 for square in part)} with {wanted})" for part in parts]
    return (
        f"{what}: squares of {found.side_px} x {found.side_px} pixels, {counts[0]} to train on and {counts[1]} of other ground "
        f"to validate on; {found.visited} were looked at, {found.dropped} of them hold too little valid and labelled ground."
    )
