"""Which squares are trained on and which validated on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ...errors import UserError
from ...progress import Progress
from ...raster.grid import Grid
from .area_split import split_by_block
from .labelled_image import ImageFacts, OpenImages
from .shared_ground import apart_from, blocks_of_one_ground
from .squares import sides_to_try
from .survey import FoundSquare, Survey, survey


@dataclass(frozen=True)
class Wanted:
    """most: squares, for training and validation together. validation_share: of the blocks."""

    chip_px: int
    most: int
    validation_share: float
    seed: int


@dataclass(frozen=True)
class Chosen:
    """Squares of images with one date or with two. found: how they were come by."""

    dates: int
    found: Survey
    training: list[FoundSquare]
    validation: list[FoundSquare]

    def __str__(self) -> str:
        what, wanted = ("Single dates", "foreground") if self.dates == 1 else ("Pairs", "change")
        parts = (self.training, self.validation)
        counts = [f"{len(part)} ({sum(square.foreground_px > 0 for square in part)} with {wanted})" for part in parts]
        return (
            f"{what}: squares of {self.found.side_px} x {self.found.side_px} pixels, {counts[0]} to train on and {counts[1]} of "
            f"other ground to validate on; {self.found.visited} were looked at, {self.found.dropped} of them hold too little "
            "valid and labelled ground."
        )


def choose_squares(
    images: OpenImages, facts: Sequence[ImageFacts], dates: int, dtype: str, wanted: Wanted, progress: Progress
) -> Chosen:
    """The largest squares of these images that can be split by area. Raises UserError when none can."""
    sides = sides_to_try([(fact.grid.width, fact.grid.height) for fact in facts], wanted.chip_px)
    grids = {fact.number: fact.grid for fact in facts}
    for done, side_px in enumerate(sides):
        part = progress.part(done / len(sides), (done + 1) / len(sides))
        found = survey(images, facts, side_px, dtype, wanted.most, wanted.seed, part)
        grounds = blocks_of_one_ground(found.squares, grids)
        parts = split_by_block(found.squares, grounds, wanted.validation_share, wanted.seed)
        if parts is not None and _reason_against(found, dates) is None:
            return Chosen(dates, found, *parts)
    raise UserError(_reason_against(found, dates) or _one_place(found, dates))


def keep_apart(chosen: Sequence[Chosen], grids: Mapping[int, Grid], progress: Progress) -> list[Chosen]:
    """The same without training squares whose ground is validated on in another image.

    Raises UserError when nothing is left to train on.
    """
    validation = [square for each in chosen for square in each.validation]
    result = []
    for each in chosen:
        training = apart_from(each.training, validation, grids)
        if len(training) < len(each.training):
            progress.log(
                f"{len(each.training) - len(training)} of {len(each.training)} squares show ground that is validated on in "
                "another image, and are not trained on."
            )
        if not any(square.foreground_px for square in training):
            raise UserError(
                "The images overlap so much that no ground is left to train on that is not needed to check the result. Leave "
                "some of the images out, or cut them so that they share less ground."
            )
        result.append(replace(each, training=training))
    return result


def _reason_against(found: Survey, dates: int) -> str | None:
    """Why nothing can be learnt from these squares; None when it can."""
    wanted, parameter = ("foreground", "LABELS") if dates == 1 else ("change", "CHANGE_LABELS")
    side = f"{found.side_px} x {found.side_px} pixels"
    if len(found.squares) < 2:
        return (
            f"{len(found.squares)} of {found.visited} squares of {side} can be learnt from; two are the least. At least half of "
            "a square must hold data in the image and be labelled (the nodata value of a label raster is no label, not even 0). "
            "Check nodata values in the layers' properties, label more ground, or choose a smaller CHIP_SIZE."
        )
    if not any(square.foreground_px for square in found.squares):
        return (
            f"No {wanted} was found in {found.visited} squares of {side}. {parameter} needs polygons, or values other than 0 in "
            "a raster, that lie on the images. Check that they belong together."
        )
    if dates == 1 and not any(square.background_px for square in found.squares):
        return (
            f"All that is labelled is foreground, {len(found.squares)} squares of {side}: there is no background to tell it "
            "from. Outside polygons is background; in a raster its value is 0, which must not be the nodata value. Check LABELS."
        )
    return None


def _one_place(found: Survey, dates: int) -> str:
    wanted = "foreground" if dates == 1 else "change"
    return (
        f"All {wanted} lies in one block of ground, so that nothing is left to check the result on. More labelled ground is "
        f"needed: {wanted} at two places at least, {2 * found.side_px} pixels apart or in two images of other ground."
    )
