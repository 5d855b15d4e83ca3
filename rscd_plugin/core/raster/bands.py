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
