"""From the images and labels of a job to chips on disk, for training and for validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...jobs.learning_spec import LabelledImage
from ...progress import Progress
from ...raster.grid import Bounds
from .chips import Chips
from .choice import Chosen, Wanted, choose_squares, keep_apart
from .files import write_chips
from .labelled_image import OpenImages, common_dtype
from .labels import find_class_names
from .scaling import Scaling, find_scaling
from .usable_images import extent_of, median_pixel_size_m, usable_images


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

    @property
    def extent(self) -> Bounds | tuple[()]:
        """What encloses all `extents`; empty where there are none."""
        if not self.extents:
            return ()
        west, south, east, north = zip(*self.extents)
        return min(west), min(south), max(east), max(north)


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
    folder.mkdir(exist_ok=True)
    wanted = Wanted(chip_px, most, validation_share, seed)
    single_labels = [sample.labels for sample in samples if len(sample.dates) == 1]
    class_names = find_class_names(single_labels, progress) if single_labels else ()
    images = OpenImages(samples, bands, class_names, progress)
    facts = usable_images(images, samples, chip_px, progress.part(0.0, 0.1))
    dtype = common_dtype(facts)
    kinds = {dates: [fact for fact in facts if len(samples[fact.number].dates) == dates] for dates in (1, 2)}
    kinds = {dates: own for dates, own in kinds.items() if own}
    chosen = [
        choose_squares(images, own, dates, dtype, wanted, _part(progress, 0.1, 0.6, done, len(kinds)))
        for done, (dates, own) in enumerate(kinds.items())
    ]
    chosen = keep_apart(chosen, {fact.number: fact.grid for fact in facts}, progress)
    splits = {}
    for done, each in enumerate(chosen):
        progress.log(str(each))
        splits[each.dates] = _write(each, images, dtype, folder, _part(progress, 0.6, 0.95, done, len(chosen)))
    extents = (extent_of(fact.grid) for fact in facts)
    gathered = Gathered(
        single=splits.get(1),
        pairs=splits.get(2),
        scaling=find_scaling([split.training for split in splits.values()]),
        band_names=facts[0].band_names,
        class_names=class_names,
        pixel_size_m=median_pixel_size_m(facts, progress),
        extents=tuple(extent for extent in extents if extent is not None),
        images_used=len(facts),
        images_left_out=len(samples) - len(facts),
        squares_looked_at=sum(each.found.visited for each in chosen),
        squares_dropped=sum(each.found.dropped for each in chosen),
    )
    progress.report(1.0)
    return gathered


def _part(progress: Progress, start: float, end: float, done: int, count: int) -> Progress:
    """The progress of one of `count` like steps between two shares."""
    step = (end - start) / count
    return progress.part(start + done * step, start + (done + 1) * step)


def _write(chosen: Chosen, images: OpenImages, dtype: str, folder: Path, progress: Progress) -> Split:
    stem = "single" if chosen.dates == 1 else "pairs"
    training, validation = chosen.training, chosen.validation
    middle = len(training) / (len(training) + len(validation))
    return Split(
        write_chips(training, images, dtype, folder / f"{stem}_training", progress.part(0.0, middle)),
        write_chips(validation, images, dtype, folder / f"{stem}_validation", progress.part(middle, 1.0)),
    )
