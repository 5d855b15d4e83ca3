"""Which bands of a raster a model gets: by number, by name, or by order."""

from __future__ import annotations

from collections.abc import Sequence

from osgeo import gdal

from ..errors import UserError

_NAMES = {
    "blue": {"blue", "b", "b02", "b2", "band 2 - blue", "sr_b2"},
    "green": {"green", "g", "b03", "b3", "band 3 - green", "sr_b3"},
    "red": {"red", "r", "b04", "b4", "band 4 - red", "sr_b4"},
    "nir": {"nir", "near infrared", "near-infrared", "b08", "b8", "n"},
}
_COLOURS = {gdal.GCI_RedBand: "red", gdal.GCI_GreenBand: "green", gdal.GCI_BlueBand: "blue"}


def data_bands(dataset: gdal.Dataset) -> list[int]:
    """Band numbers from 1, alpha bands left out."""
    numbers = range(1, dataset.RasterCount + 1)
    return [n for n in numbers if dataset.GetRasterBand(n).GetColorInterpretation() != gdal.GCI_AlphaBand]


def band_names(dataset: gdal.Dataset) -> dict[str, int]:
    """Standard name (red, green, blue, nir) or the band's own lower-case description → band number."""
    names: dict[str, int] = {}
    for number in data_bands(dataset):
        band = dataset.GetRasterBand(number)
        described = band.GetDescription().strip().lower()
        standard = next((name for name, known in _NAMES.items() if described in known), None)
        name = standard or _COLOURS.get(band.GetColorInterpretation()) or described
        if name:
            names.setdefault(name, number)
    return names


def choose_bands(dataset: gdal.Dataset, wanted: Sequence[str], chosen: Sequence[int], date: str, title: str) -> tuple[int, ...]:
    """Numbers of the bands that the model gets, in its order.

    wanted: the model's band names. chosen: the user's numbers, empty when none were given. date: `pre` or `post`. title: what to
    call the raster in messages. Raises UserError when they do not fit.
    """
    if chosen:
        missing = [number for number in chosen if not 1 <= number <= dataset.RasterCount]
        if missing:
            raise UserError(f"BANDS_{date.upper()} asks for band {missing[0]}, but {title} has {dataset.RasterCount} band(s).")
        if len(chosen) != len(wanted):
            raise UserError(
                f"BANDS_{date.upper()} names {len(chosen)} band(s), but the model takes {len(wanted)}: {', '.join(wanted)}."
            )
        return tuple(chosen)
    names = band_names(dataset)
    if all(name.lower() in names for name in wanted):
        return tuple(names[name.lower()] for name in wanted)
    in_order = data_bands(dataset)
    if len(in_order) == len(wanted):
        return tuple(in_order)
    raise UserError(
        f"{title} has {len(in_order)} band(s), known as {', '.join(names) or 'nothing in particular'}; the model takes "
        f"{len(wanted)}: {', '.join(wanted)}. Say which ones in BANDS_{date.upper()}, or use imagery with these bands."
    )


def match_bands(
    pre: gdal.Dataset, post: gdal.Dataset, chosen_pre: Sequence[int], chosen_post: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Numbers of the bands that are compared, those of pre and those of post, alpha bands left out.

    The user's where given, else all; without a choice bands are matched by name where all of both dates' names are known and
    the same, else by order. Raises UserError when they do not fit.
    """
    for date, dataset, chosen in (("PRE", pre, chosen_pre), ("POST", post, chosen_post)):
        missing = [number for number in chosen if not 1 <= number <= dataset.RasterCount]
        if missing:
            raise UserError(
                f"BANDS_{date} asks for band {missing[0]}, but the {date.lower()} raster has {dataset.RasterCount} band(s)."
            )
    bands_pre, bands_post = tuple(chosen_pre or data_bands(pre)), tuple(chosen_post or data_bands(post))
    names_pre, names_post = band_names(pre), band_names(post)
    if not chosen_pre and not chosen_post and len(names_pre) == len(bands_pre) and set(names_pre) == set(names_post):
        return tuple(names_pre.values()), tuple(names_post[name] for name in names_pre)
    if len(bands_pre) != len(bands_post):
        raise UserError(
            f"{len(bands_pre)} band(s) of the pre raster cannot be compared with {len(bands_post)} of the post raster. "
            "Say in BANDS_PRE and BANDS_POST which ones belong together: as many of each, in the same order."
        )
    return bands_pre, bands_post
