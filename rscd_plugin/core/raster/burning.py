"""Polygons of a vector layer burnt on a grid, window by window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from osgeo import gdal, ogr, osr

from ..errors import UserError
from ..jobs.spec import VectorSource
from ..tiling.window import Window
from .grid import Bounds, Grid
from .source import GDAL_TYPES
from .target_grid import transformed_bounds

_POLYGONS = (ogr.wkbPolygon, ogr.wkbMultiPolygon, ogr.wkbCurvePolygon, ogr.wkbMultiSurface)
_MAY_HOLD_POLYGONS = (*_POLYGONS, ogr.wkbUnknown, ogr.wkbGeometryCollection)
_UNDEFINED = ("Undefined geographic SRS", "Undefined Cartesian SRS", "Undefined SRS")  # what a GeoPackage has for none


def open_polygons(source: VectorSource, title: str) -> tuple[gdal.Dataset, ogr.Layer]:
    """The layer, and the dataset that it lives as long as. title: of the parameter, for messages.

    Raises UserError when there is no such layer, or it holds no polygons.
    """
    dataset, layer = open_layer(source, title)
    if ogr.GT_Flatten(layer.GetGeomType()) not in _MAY_HOLD_POLYGONS:
        kind = ogr.GeometryTypeToName(layer.GetGeomType())
        raise UserError(f"{title}: {source.path} holds {kind} geometries. Polygons are needed: buffer or convert them.")
    return dataset, layer


def open_layer(source: VectorSource, title: str) -> tuple[gdal.Dataset, ogr.Layer]:
    """The same, of any kind of geometry."""
    try:
        dataset = gdal.OpenEx(source.path, gdal.OF_VECTOR)
    except RuntimeError as error:
        raise UserError(f"{title}: {source.path} cannot be opened as a vector layer: {error}.") from error
    layer = dataset.GetLayerByName(source.layer) if source.layer else dataset.GetLayer(0)
    if layer is None:
        raise UserError(f"{title}: {source.path} holds no layer {source.layer or 'at all'}. Choose another one.")
    return dataset, layer


def crs_of_polygons(source: VectorSource, title: str) -> str:
    """The CRS of a layer as WKT, empty where it has none. Raises UserError as `open_polygons` does."""
    dataset, layer = open_polygons(source, title)
    crs = crs_of(layer, source.crs_wkt)
    del dataset
    return crs.ExportToWkt() if crs else ""


class Polygons:
    """The polygons of a layer as they lie on a grid.

    title: of the parameter, for messages. Raises UserError when there is no such layer, it holds no polygons, or one of layer and
    grid has a CRS and the other none. layer: what features come from. any_shape: points and lines are taken too.
    """

    def __init__(self, source: VectorSource, grid: Grid, title: str, any_shape: bool = False) -> None:
        self._grid = grid
        self._least_dimension = 0 if any_shape else 2
        self._dataset, self.layer = (open_layer if any_shape else open_polygons)(source, title)
        self._crs = crs_of(self.layer, source.crs_wkt)
        if bool(self._crs) != bool(grid.crs):
            raise UserError(f"{title} and the rasters must both have a CRS, or none of them. Give the other one its CRS.")
        same = self._crs is None or self._crs.IsSame(grid.crs, ["CRITERION=EQUIVALENT"])
        self._to_grid = None if same else osr.CoordinateTransformation(self._crs, grid.crs)

    def burnt(
        self,
        window: Window,
        value_of: Callable[[ogr.Feature], int] = lambda feature: 1,
        every_touched: bool = False,
        dtype: str = "uint8",
    ) -> np.ndarray:
        """What lies in each pixel of a window: (height, width) of `dtype`; 0 outside all polygons, inside what `value_of` gives.

        A pixel is inside where its centre is; if `every_touched`, wherever a polygon touches it. Where polygons overlap, the
        one that stands later in the layer counts.
        """
        grid = self._grid.crop(window)
        burnt = gdal.GetDriverByName("MEM").Create("", window.width, window.height, 1, GDAL_TYPES[dtype])
        burnt.SetGeoTransform(grid.transform)
        burnt.SetProjection(grid.crs_wkt)
        shapes = (ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")).CreateDataSource("")
        layer = shapes.CreateLayer("polygons", grid.crs, ogr.wkbUnknown)
        layer.CreateField(ogr.FieldDefn("value", ogr.OFTInteger))
        for feature, shape in self._near(grid):
            copy = ogr.Feature(layer.GetLayerDefn())
            copy.SetField(0, value_of(feature))
            copy.SetGeometryDirectly(shape)
            layer.CreateFeature(copy)
        options = ["ATTRIBUTE=value", f"ALL_TOUCHED={'TRUE' if every_touched else 'FALSE'}"]
        gdal.RasterizeLayer(burnt, [1], layer, options=options)
        pixels = np.empty((window.height, window.width), dtype)
        burnt.GetRasterBand(1).ReadRaster(0, 0, window.width, window.height, buf_obj=pixels)
        return pixels

    def windows(self) -> Iterator[Window]:
        """Of every polygon near the grid, the window that its bounds touch; in the layer's order."""
        for _, shape in self._near(self._grid):
            x_min, x_max, y_min, y_max = shape.GetEnvelope()
            window = self._grid.window_of((x_min, y_min, x_max, y_max))
            if window is not None:
                yield window

    def bounds(self) -> Bounds | None:
        """Of the whole layer, in the grid's CRS; None when it is empty or has no place there."""
        if not self.layer.GetFeatureCount():
            return None
        bounds = self._place.bounds
        return bounds if self._to_grid is None else transformed_bounds(bounds, self._crs, self._grid)

    @cached_property
    def _place(self) -> _Place:
        """Asked for once: some formats go through all features for it."""
        x_min, x_max, y_min, y_max = self.layer.GetExtent()
        return _Place(self._crs, (x_min, y_min, x_max, y_max))

    def _near(self, grid: Grid) -> Iterator[tuple[ogr.Feature, ogr.Geometry]]:
        """Features whose bounds come near `grid`, and a copy of their shape in its CRS."""
        bounds = grid.bounds
        if self._to_grid is not None:
            bounds = transformed_bounds(bounds, grid.crs, self._place)
        if bounds is None:
            self.layer.SetSpatialFilter(None)
        else:
            self.layer.SetSpatialFilterRect(*bounds)
        self.layer.ResetReading()
        for feature in self.layer:
            geometry = feature.GetGeometryRef()
            if geometry is None or geometry.IsEmpty() or geometry.GetDimension() < self._least_dimension:
                continue  # a layer of any kind of geometry may hold points and lines too
            shape = geometry.GetLinearGeometry()  # GDAL burns no curves
            if self._to_grid is not None:
                shape.Transform(self._to_grid)
            yield feature, shape


@dataclass(frozen=True)
class _Place:
    """Where a layer lies, as `transformed_bounds` asks."""

    crs: osr.SpatialReference | None
    bounds: Bounds


def crs_of(layer: ogr.Layer, given_wkt: str | None) -> osr.SpatialReference | None:
    """The layer's CRS, or the one given to it, x before y; None when there is none."""
    crs = osr.SpatialReference(wkt=given_wkt) if given_wkt else layer.GetSpatialRef()
    if crs is None or (crs.GetName() or "").startswith(_UNDEFINED):
        return None
    crs = crs.Clone()
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs
