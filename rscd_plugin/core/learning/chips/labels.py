"""What is known of the ground, on the grid of an image: polygons burnt, or a raster read, by window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from osgeo import ogr

from ...errors import UserError
from ...jobs.learning_spec import LabelSource
from ...progress import Progress
from ...raster.band_names import data_bands
from ...raster.burning import Polygons, open_polygons
from ...raster.grid import Bounds, Grid
from ...raster.on_grid import Words, nearest_on
from ...raster.source import open_raster, read_bands, read_valid
from ...raster.target_grid import bounds_in
from ...tiling.window import Window
from .chips import NO_LABEL

FOREGROUND = "foreground"  # the name of the one class of labels that tell none apart
_MOST_CLASSES = 250
_FEATURES_AT_ONCE = 2000


def find_class_names(sources: Iterable[LabelSource], progress: Progress) -> tuple[str, ...]:
    """Names of the classes 1..K of single dates' labels, the same for all of a job's images.

    With a class field its values as text, in order: as numbers where all of them are, else by letters. NULL and empty ones are
    no class. Else FOREGROUND alone. Raises UserError when a layer lacks the field, when there are more than 250 classes, or when
    some labels tell classes apart and others do not.
    """
    kinds = {(source.polygons, source.class_field) if source.polygons else None for source in sources}
    with_field = [kind for kind in kinds if kind is not None and kind[1]]
    if not with_field:
        return (FOREGROUND,)
    if len(with_field) < len(kinds):
        raise UserError(
            "Some labels have a class field, others tell no classes apart, so their foreground cannot be given a number. "
            "Use polygons with a class field for all images, or for none."
        )
    names: set[str] = set()
    for polygons, field in sorted(with_field, key=repr):
        dataset, layer = open_polygons(polygons, "LABELS")
        index = _index_of(layer, field, polygons.path)
        for done, feature in enumerate(layer):
            if done % _FEATURES_AT_ONCE == 0:
                progress.report(0.0)
            names.add(_class_of(feature, index))
            if len(names - {""}) > _MOST_CLASSES:
                raise UserError(
                    f"LABELS: the field {field} of {polygons.path} holds more than {_MOST_CLASSES} different values. "
                    "Choose a field that holds a class, or none."
                )
        del dataset
    names.discard("")
    try:
        return tuple(sorted(names, key=float))
    except ValueError:
        return tuple(sorted(names))


class Labels:
    """The labels of an image or of a pair, on its grid.

    class_names: of the classes 1..K, as `find_class_names` gives them; without any meaning where there are two dates: whatever
    is labelled there has changed. Raises UserError when source and grid cannot be brought together.
    """

    def __init__(self, source: LabelSource, grid: Grid, two_dates: bool, class_names: tuple[str, ...] = (FOREGROUND,)) -> None:
        title = "CHANGE_LABELS" if two_dates else "LABELS"
        if source.polygons is not None:
            field = "" if two_dates else source.class_field
            self._burner: _PolygonLabels | _RasterLabels = _PolygonLabels(source, grid, title, field, class_names)
        else:
            self._burner = _RasterLabels(source, grid, title)

    def read(self, window: Window) -> np.ndarray:
        """(height, width) uint8: 0 background, 1..K classes, NO_LABEL where nothing is known."""
        return self._burner.read(window)

    def bounds(self) -> Bounds | None:
        """What the labels cover, in the grid's CRS; None when that is nothing, or not known."""
        return self._burner.bounds()

    def windows(self) -> Iterator[Window] | None:
        """Windows outside of which all is background; None when only reading tells."""
        return self._burner.windows()


class _PolygonLabels:
    """Outside all polygons is background. A polygon of no class is ground of which nobody knows what it is."""

    def __init__(self, source: LabelSource, grid: Grid, title: str, field: str, class_names: tuple[str, ...]) -> None:
        self._polygons = Polygons(source.polygons, grid, title)
        self._numbers = {name: number for number, name in enumerate(class_names, start=1)}
        self._field = _index_of(self._polygons.layer, field, source.polygons.path) if field else None

    def read(self, window: Window) -> np.ndarray:
        if self._field is None:
            return self._polygons.burnt(window)
        return self._polygons.burnt(window, lambda feature: self._numbers.get(_class_of(feature, self._field), NO_LABEL))

    def bounds(self) -> Bounds | None:
        return self._polygons.bounds()

    def windows(self) -> Iterator[Window]:
        return self._polygons.windows()


class _RasterLabels:
    """On another grid the nearest pixel counts. Outside the raster nothing is known."""

    def __init__(self, source: LabelSource, grid: Grid, title: str) -> None:
        path = source.raster.path
        dataset = open_raster(source.raster)
        bands = data_bands(dataset)
        if len(bands) != 1:
            raise UserError(
                f"{title}: {path} has {len(bands)} bands. A label raster has one: 0 is background, any other value foreground. "
                "Choose another raster, or take one band out of this one (Raster > Conversion > Translate)."
            )
        self._bands = tuple(bands)
        self._dataset = nearest_on(dataset, grid, Words(title, path, "the labels have", "the image has", "its image"))
        own = Grid.of(dataset)
        self._bounds = bounds_in(own, grid) if grid.crs else grid.bounds

    def read(self, window: Window) -> np.ndarray:
        values = read_bands(self._dataset, self._bands, window, "float64")[0]
        known = read_valid(self._dataset, self._bands, window) & np.isfinite(values)
        return np.where(known, values != 0, NO_LABEL).astype(np.uint8)

    def bounds(self) -> Bounds | None:
        return self._bounds

    def windows(self) -> None:
        return None


def _class_of(feature: ogr.Feature, field: int) -> str:
    """The name of a feature's class; empty when it has none."""
    return feature.GetFieldAsString(field).strip() if feature.IsFieldSetAndNotNull(field) else ""


def _index_of(layer: ogr.Layer, field: str, path: str) -> int:
    definition = layer.GetLayerDefn()
    names = [definition.GetFieldDefn(number).GetName() for number in range(definition.GetFieldCount())]
    if field not in names:
        raise UserError(
            f"LABELS: {path} has no field {field}; it has {', '.join(names) or 'none at all'}. Choose one of these as "
            "CLASS_FIELD, or none."
        )
    return names.index(field)
