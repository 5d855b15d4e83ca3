"""From a change mask to change polygons along the edges of pixels, with what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr

from ..progress import Progress
from ..raster.grid import Grid
from ..raster.writing import ScratchRaster, explained
from ..tiling.window import Window
from .threshold import CHANGED, UNCHANGED, Readable, windows_of

LAYER = "changes"
AreasOf = Callable[[Window], np.ndarray]
_TYPES = {"i": ogr.OFTInteger64, "f": ogr.OFTReal, "U": ogr.OFTString}  # by NumPy's kind


class ChangePolygons:
    """Connected changed pixels (sharing an edge) of a mask, as polygons in a scratch file.

    GDAL's polygonizer draws them; each is then burnt back with its number, so that area and probability are counted
    from its very pixels.
    """

    def __init__(self, mask: ScratchRaster, folder: Path, progress: Progress) -> None:
        self._mask = mask
        self.grid = mask.grid
        path = folder / "polygons.scratch.gpkg"
        with explained(path):
            self._file = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
            self._layer = self._file.CreateLayer(LAYER, mask.grid.crs, ogr.wkbPolygon, ["SPATIAL_INDEX=NO"])
            self._layer.CreateField(ogr.FieldDefn("value", ogr.OFTInteger))
            with _transaction(self._layer):
                gdal.Polygonize(mask.band, mask.band, self._layer, 0, [], callback=progress.part(0, 0.4).gdal_callback)
        progress.report(0.4)
        self._layer.SetAttributeFilter(f"value = {CHANGED}")
        self._numbers = ScratchRaster(folder / "numbers.scratch.tif", mask.grid, "int32")
        self._burn(progress.part(0.4, 1.0))

    def _burn(self, progress: Progress) -> None:
        """Feature numbers (from 1) into a raster."""
        numbered = self._file.ExecuteSQL("SELECT *, fid AS number FROM changes WHERE value = 1", dialect="SQLITE")
        options = ["ATTRIBUTE=number"]
        with explained(self._numbers.path):
            gdal.RasterizeLayer(self._numbers.dataset, [1], numbered, options=options, callback=progress.gdal_callback)
        self._file.ReleaseResultSet(numbered)
        progress.report(1.0)

    def objects(self, window: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows and columns (in the window) of the pixels that lie in polygons, and the numbers of these."""
        numbers = self._numbers.read(window)
        rows, cols = np.nonzero(numbers)
        return rows, cols, numbers[rows, cols]

    def measure(self, probability: Readable | None, progress: Progress, areas: AreasOf | None = None) -> None:
        """Count area and probability of every polygon; pixels without a probability are left out of the latter.

        areas: gives areas of a window's pixels in m²; those of the grid's rows by default.
        """
        count = max((feature.GetFID() for feature in self._layer), default=0) + 1
        if areas is None and self.grid.crs:
            areas = _areas_by_row(self.grid)
        self.area_px = np.zeros(count, np.int64)
        self.area_m2 = None if areas is None else np.zeros(count)
        self.valid_px = np.zeros(count, np.int64)  # those with a probability
        self.mean_probability = np.zeros(count)
        self.max_probability = np.full(count, -np.inf)
        self.lowest = np.inf
        plan = windows_of(self.grid)
        for index, tile in enumerate(plan):
            progress.report(index / len(plan))
            rows, cols, numbers = self.objects(tile.keep)
            found, inverse = np.unique(numbers, return_inverse=True)
            self.area_px[found] += np.bincount(inverse, minlength=len(found))
            if areas is not None:
                self.area_m2[found] += np.bincount(inverse, areas(tile.keep)[rows, cols], len(found))
            if probability is not None and len(found):
                self._add(found, inverse, probability.read(tile.keep)[rows, cols].astype(np.float64))
        known = self.valid_px > 0
        self.mean_probability = np.where(known, self.mean_probability / np.maximum(self.valid_px, 1), np.nan)
        self.max_probability[~known] = np.nan
        self._kept = self.area_px > 0

    def _add(self, found: np.ndarray, inverse: np.ndarray, values: np.ndarray) -> None:
        """Add a window's probabilities to the polygons `found`; inverse: which of them each lies in."""
        valid = ~np.isnan(values)
        inverse, values = inverse[valid], values[valid]
        self.valid_px[found] += np.bincount(inverse, minlength=len(found))
        self.mean_probability[found] += np.bincount(inverse, values, len(found))
        highest = np.full(len(found), -np.inf)
        np.maximum.at(highest, inverse, values)
        self.max_probability[found] = np.maximum(self.max_probability[found], highest)
        self.lowest = min(self.lowest, values.min(initial=np.inf))

    def drop_smaller_than(self, min_area_m2: float, progress: Progress) -> None:
        """Take polygons of less than `min_area_m2` out of the mask and of what is written. Needs `measure` and a CRS."""
        self._kept &= self.area_m2 >= min_area_m2
        plan = windows_of(self.grid)
        for index, tile in enumerate(plan):
            progress.report(index / len(plan))
            numbers = self._numbers.read(tile.keep)
            dropped = (numbers > 0) & ~self._kept[numbers]
            if dropped.any():
                mask = self._mask.read(tile.keep)
                mask[dropped] = UNCHANGED
                self._mask.write(tile.keep, mask)
        self._mask.flush()

    def write(self, path: Path, progress: Progress, more: Mapping[str, np.ndarray] | None = None) -> int:
        """Write a GeoPackage, layer `changes`: id, area_px, area_m2 (NULL without a CRS), mean and max probability (0-1).

        more: further fields, by number; NaN and empty texts become NULL. Returns the number of polygons.
        """
        columns = {
            "area_px": self.area_px,
            "area_m2": np.full(len(self.area_px), np.nan) if self.area_m2 is None else self.area_m2,
            "mean_probability": self.mean_probability,
            "max_probability": self.max_probability,
            **(more or {}),
        }
        with explained(path):
            file = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
            layer = file.CreateLayer(LAYER, self.grid.crs, ogr.wkbPolygon)
            layer.CreateField(ogr.FieldDefn("id", ogr.OFTInteger64))
            for name, values in columns.items():
                layer.CreateField(ogr.FieldDefn(name, _TYPES[values.dtype.kind]))
            with _transaction(layer):
                written = self._copy(layer, list(columns.values()), progress)
            file.FlushCache()
        progress.report(1.0)
        return written

    def _copy(self, layer: ogr.Layer, columns: list[np.ndarray], progress: Progress) -> int:
        total = max(int(self._kept.sum()), 1)
        written = 0
        for polygon in self._layer:
            number = polygon.GetFID()
            if not self._kept[number]:
                continue
            if written % 256 == 0:
                progress.report(written / total)
            written += 1
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetGeometry(_valid(polygon.GetGeometryRef()))
            feature.SetField(0, written)  # by place, since by name would take most of the time
            for place, column in enumerate(columns, start=1):
                value = column[number].item()
                if value == value and value != "":
                    feature.SetField(place, value)
            layer.CreateFeature(feature)
        return written


def _valid(polygon: ogr.Geometry) -> ogr.Geometry:
    """Some versions of GDAL draw a ring that touches itself in a corner where there should be a hole of its own."""
    return polygon if polygon.IsValid() else polygon.MakeValid()


def _areas_by_row(grid: Grid) -> AreasOf:
    areas = grid.row_areas_m2()
    return lambda window: np.broadcast_to(areas[window.row : window.row_end, None], (window.height, window.width))


class _transaction:
    """One transaction around many features: a thousand times faster, and all or nothing."""

    def __init__(self, layer: ogr.Layer) -> None:
        self._layer = layer

    def __enter__(self) -> None:
        self._layer.StartTransaction()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        if kind is None:
            self._layer.CommitTransaction()
        else:
            self._layer.RollbackTransaction()
