"""Which bands of a raster a model gets, and which bands of two dates belong together: by number, by name, or by order."""

from __future__ import annotations

from collections.abc import Sequence

from osgeo import gdal

from ..errors import UserError
from .band_names import band_names, data_bands


def choose_bands(dataset: gdal.Dataset, wanted: Sequence[str], chosen: Sequence[int], date: str, title: str) -> tuple[int, ...]:
    """Numbers of the bands that the model gets, in its order.

    wanted: the model's band names. chosen: the user's numbers, empty when none were given. date: `pre` or `post`. title: what to
    call the raster in messages. Raises UserError when they do not fit.
    """
    if chosen:
        _check_numbers(dataset, chosen, date, title)
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
    """Numbers of the bands that are compared, of pre and of post, as many of each.

    The user's where given. Else those that both dates have by name or wavelength, in pre's order, where every band of the date
    with fewer of them is known in the other, or all bands of both are known. Else by order, which needs as many in both.
    Raises UserError when they do not fit.
    """
    for date, dataset, chosen in (("pre", pre, chosen_pre), ("post", post, chosen_post)):
        _check_numbers(dataset, chosen, date, f"The {date} raster")
    bands_pre, bands_post = tuple(chosen_pre) or tuple(data_bands(pre)), tuple(chosen_post) or tuple(data_bands(post))
    if not chosen_pre and not chosen_post:
        names_pre, names_post = band_names(pre), band_names(post)
        shared = [name for name in names_pre if name in names_post]
        all_known = len(names_pre) == len(bands_pre) and len(names_post) == len(bands_post)
        if shared and (all_known or len(shared) == min(len(bands_pre), len(bands_post))):
            return tuple(names_pre[name] for name in shared), tuple(names_post[name] for name in shared)
    if len(bands_pre) != len(bands_post):
        raise UserError(
            f"{len(bands_pre)} band(s) of the pre raster cannot be compared with {len(bands_post)} of the post raster: their "
            "names and wavelengths do not tell which belong together. Say so in BANDS_PRE and BANDS_POST: as many of each, in "
            "the same order."
        )
    return bands_pre, bands_post


def _check_numbers(dataset: gdal.Dataset, chosen: Sequence[int], date: str, title: str) -> None:
    missing = [number for number in chosen if not 1 <= number <= dataset.RasterCount]
    if missing:
        raise UserError(f"BANDS_{date.upper()} asks for band {missing[0]}, but {title} has {dataset.RasterCount} band(s).")
