"""From a change mask to change polygons along the edges of pixels, with what is known of each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import gdal, ogr

from ..progress import Progress
from ..raster.writing import ScratchRaster, explained
from .threshold import CHANGED, UNCHANGED, Readable, windows_of

LAYER = "changes"


class ChangePolygons:
    """Connected changed pixels (sharing an edge) of a mask, as polygons in a scratch file.

    GDAL's polygonizer draws them; each is then burnt back with its number, so that area and probability are counted
    from its very pixels.
    """

    def __init__(self, mask: ScratchRaster, folder: Path, progress: Progress) -> None:
        self._mask = mask
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

    def measure(self, probability: Readable, progress: Progress) -> None:
        """Count area and probability of every polygon."""
        count = max((feature.GetFID() for feature in self._layer), default=0) + 1
        row_areas = self._mask.grid.row_areas_m2() if self._mask.grid.crs else None
        self.area_px = np.zeros(count, np.int64)
        self.area_m2 = None if row_areas is None else np.zeros(count)
        self.mean_probability = np.zeros(count)
        self.max_probability = np.zeros(count)
        plan = windows_of(self._mask.grid)
        for index, tile in enumerate(plan):
            progress.report(index / len(plan))
            numbers = self._numbers.read(tile.keep)
            rows, cols = np.nonzero(numbers)
            found, inverse = np.unique(numbers[rows, cols], return_inverse=True)
            values = probability.read(tile.keep)[rows, cols].astype(np.float64)
            self.area_px[found] += np.bincount(inverse, minlength=len(found))
            self.mean_probability[found] += np.bincount(inverse, values, len(found))
            highest = np.zeros(len(found))
            np.maximum.at(highest, inverse, values)
            self.max_probability[found] = np.maximum(self.max_probability[found], highest)
            if self.area_m2 is not None:
                self.area_m2[found] += np.bincount(inverse, row_areas[rows + tile.keep.row], len(found))
        self.mean_probability /= np.maximum(self.area_px, 1)
        self._kept = self.area_px > 0

    def drop_smaller_than(self, min_area_m2: float, progress: Progress) -> None:
        """Take polygons of less than `min_area_m2` out of the mask and of what is written. Needs `measure` and a CRS."""
        self._kept &= self.area_m2 >= min_area_m2
        plan = windows_of(self._mask.grid)
        for index, tile in enumerate(plan):
            progress.report(index / len(plan))
            numbers = self._numbers.read(tile.keep)
            dropped = (numbers > 0) & ~self._kept[numbers]
            if dropped.any():
                mask = self._mask.read(tile.keep)
                mask[dropped] = UNCHANGED
                self._mask.write(tile.keep, mask)
        self._mask.flush()

    def write(self, path: Path, progress: Progress) -> int:
        """Write a GeoPackage, layer `changes`: id, area_px, area_m2 (NULL without a CRS), mean and max probability (0-1).

        Returns the number of polygons.
        """
        with explained(path):
            file = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
            layer = file.CreateLayer(LAYER, self._mask.grid.crs, ogr.wkbPolygon)
            for name, kind in FIELDS.items():
                layer.CreateField(ogr.FieldDefn(name, kind))
            with _transaction(layer):
                written = self._copy(layer, progress)
            file.FlushCache()
        progress.report(1.0)
        return written

    def _copy(self, layer: ogr.Layer, progress: Progress) -> int:
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
            feature.SetGeometry(polygon.GetGeometryRef())
            # By place, since by name would take most of the time. In the order of FIELDS.
            feature.SetField(0, written)
            feature.SetField(1, int(self.area_px[number]))
            if self.area_m2 is not None:
                feature.SetField(2, float(self.area_m2[number]))
            feature.SetField(3, float(self.mean_probability[number]))
            feature.SetField(4, float(self.max_probability[number]))
            layer.CreateFeature(feature)
        return written


FIELDS = {
    "id": ogr.OFTInteger64,
    "area_px": ogr.OFTInteger64,
    "area_m2": ogr.OFTReal,
    "mean_probability": ogr.OFTReal,
    "max_probability": ogr.OFTReal,
}


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
