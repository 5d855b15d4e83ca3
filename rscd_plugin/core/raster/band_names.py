"""What the bands of a raster show: their names and wavelengths, wherever a file may say so."""

from __future__ import annotations

from osgeo import gdal

# As sensors and programs call them. Numbers are Sentinel-2's; those with SR_ or "band" are Landsat 8's and 9's.
_NAMES = {
    "coastal": {"coastal", "coastal aerosol", "b01", "b1", "sr_b1", "band 1 - coastal"},
    "blue": {"blue", "b", "b02", "b2", "band 2 - blue", "sr_b2"},
    "green": {"green", "g", "b03", "b3", "band 3 - green", "sr_b3"},
    "red": {"red", "r", "b04", "b4", "band 4 - red", "sr_b4"},
    "rededge1": {"rededge1", "red edge 1", "b05", "b5"},
    "rededge2": {"rededge2", "red edge 2", "b06", "b6"},
    "rededge3": {"rededge3", "red edge 3", "b07", "b7"},
    "nir": {"nir", "near infrared", "near-infrared", "b08", "b8", "n", "sr_b5", "band 5 - nir"},
    "nir_narrow": {"nir_narrow", "narrow nir", "b8a", "b08a"},
    "swir1": {"swir1", "swir 1", "b11", "sr_b6"},
    "swir2": {"swir2", "swir 2", "b12", "sr_b7"},
}
# Middle wavelengths, in micrometres. The broad near infrared comes first; what lies between these is known by its number.
_WAVELENGTHS = (
    ("coastal", 0.425, 0.452),
    ("blue", 0.452, 0.515),
    ("green", 0.525, 0.60),
    ("red", 0.63, 0.69),
    ("rededge1", 0.695, 0.715),
    ("rededge2", 0.73, 0.75),
    ("rededge3", 0.77, 0.795),
    ("nir", 0.80, 0.90),
    ("swir1", 1.55, 1.75),
    ("swir2", 2.08, 2.35),
)
_COLOURS = {gdal.GCI_RedBand: "red", gdal.GCI_GreenBand: "green", gdal.GCI_BlueBand: "blue"}
_TO_MICROMETRES = {"nanometers": 1e-3, "nanometres": 1e-3, "nm": 1e-3}


def data_bands(dataset: gdal.Dataset) -> list[int]:
    """Band numbers from 1, alpha bands left out."""
    numbers = range(1, dataset.RasterCount + 1)
    return [n for n in numbers if dataset.GetRasterBand(n).GetColorInterpretation() != gdal.GCI_AlphaBand]


def band_names(dataset: gdal.Dataset) -> dict[str, int]:
    """Standard name (red, nir, …), else the band's own lower-case description → band number; the first of each name.

    Taken from the description, then the wavelength, then the colour interpretation.
    """
    names: dict[str, int] = {}
    for number in data_bands(dataset):
        band = dataset.GetRasterBand(number)
        described = band.GetDescription().strip().lower()
        standard = next((name for name, known in _NAMES.items() if described in known), None)
        name = standard or _by_wavelength(band) or _COLOURS.get(band.GetColorInterpretation()) or described
        if name:
            names.setdefault(name, number)
    return names


def wavelength_um(band: gdal.Band) -> float | None:
    """The middle wavelength in micrometres, from GDAL's IMAGERY domain or ENVI's metadata; None where nothing says it."""
    text = band.GetMetadataItem("CENTRAL_WAVELENGTH_UM", "IMAGERY")
    if text is not None:
        return _number(text)
    value = _number(band.GetMetadataItem("wavelength"))
    if value is None:
        return None
    units = (band.GetMetadataItem("wavelength_units") or "").strip().lower()
    factor = _TO_MICROMETRES.get(units, 1e-3 if value > 100 else 1.0)
    return value * factor


def _by_wavelength(band: gdal.Band) -> str | None:
    value = wavelength_um(band)
    if value is None:
        return None
    return next((name for name, low, high in _WAVELENGTHS if low <= value < high), None)


def _number(text: str | None) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None
