"""Polygons whose pixels are left out, such as clouds: burnt into the validity of each window while it is read."""

from __future__ import annotations

import numpy as np
from osgeo import gdal, ogr, osr

from ..errors import UserError
from ..jobs.spec import VectorSource
from ..tiling.window import Window
from .grid import Grid
from .target_grid import transformed_bounds

_POLYGONS = (ogr.wkbPolygon, ogr.wkbMultiPolygon, ogr.wkbCurvePolygon, ogr.wkbMultiSurface)
_MAY_HOLD_POLYGONS = (*_POLYGONS, ogr.wkbUnknown, ogr.wkbGeometryCollection)


class Exclusion:
    """The polygons of a layer on a grid. Every pixel that one touches is left out.

    Raises UserError when there is no such layer, it holds no polygons, or one of layer and grid has a CRS and the other none.
    """

    def __init__(self, source: VectorSource, grid: Grid) -> None:
        self._grid = grid
        try:
            self._dataset = gdal.OpenEx(source.path, gdal.OF_VECTOR)
        except RuntimeError as error:
            raise UserError(f"EXCLUDE: {source.path} cannot be opened as a vector layer: {error}.") from error
        self._layer = self._dataset.GetLayerByName(source.layer) if source.layer else self._dataset.GetLayer(0)
        if self._layer is None:
            raise UserError(f"EXCLUDE: {source.path} holds no layer {source.layer or 'at all'}. Choose a polygon layer.")
        if ogr.GT_Flatten(self._layer.GetGeomType()) not in _MAY_HOLD_POLYGONS:
            kind = ogr.GeometryTypeToName(self._layer.GetGeomType())
            raise UserError(f"EXCLUDE: {source.path} holds {kind} geometries. Polygons are needed: buffer or convert them.")
        self._crs = _crs_of(self._layer, source.crs_wkt)
        if bool(self._crs) != bool(grid.crs):
            raise UserError("EXCLUDE and the rasters must both have a CRS, or none of them. Give the other one its CRS.")
        same = self._crs is None or self._crs.IsSame(grid.crs, ["CRITERION=EQUIVALENT"])
        self._to_grid = None if same else osr.CoordinateTransformation(self._crs, grid.crs)

    def included(self, window: Window) -> np.ndarray:
        """Which pixels of a window lie outside all polygons: (height, width) bool."""
        grid = self._grid.crop(window)
        self._look_at(grid)
        burnt = gdal.GetDriverByName("MEM").Create("", window.width, window.height, 1, gdal.GDT_Byte)
        burnt.SetGeoTransform(grid.transform)
        burnt.SetProjection(grid.crs_wkt)
        shapes = (ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")).CreateDataSource("")
        layer = shapes.CreateLayer("exclude", grid.crs, ogr.wkbUnknown)
        for feature in self._layer:
            geometry = feature.GetGeometryRef()
            if geometry is None:
                continue
            shape = geometry.Clone()
            if self._to_grid is not None:
                shape.Transform(self._to_grid)
            copy = ogr.Feature(layer.GetLayerDefn())
            copy.SetGeometryDirectly(shape)
            layer.CreateFeature(copy)
        gdal.RasterizeLayer(burnt, [1], layer, burn_values=[1], options=["ALL_TOUCHED=TRUE"])
        pixels = np.empty((window.height, window.width), np.uint8)
        burnt.GetRasterBand(1).ReadRaster(0, 0, window.width, window.height, buf_obj=pixels)
        return pixels == 0

    def _look_at(self, grid: Grid) -> None:
        """Have the layer give only polygons near `grid`."""
        if self._crs is None or self._to_grid is None:
            bounds = grid.bounds
        else:
            bounds = transformed_bounds(grid.bounds, grid.crs, _Place(self._crs, self._layer.GetExtent()))
        if bounds is None:
            self._layer.SetSpatialFilter(None)
        else:
            self._layer.SetSpatialFilterRect(*bounds)
        self._layer.ResetReading()


class _Place:
    """Where a layer lies, as `transformed_bounds` asks."""

    def __init__(self, crs: osr.SpatialReference, extent: tuple[float, float, float, float]) -> None:
        x_min, x_max, y_min, y_max = extent
        self.crs = crs
        self.bounds = (x_min, y_min, x_max, y_max)


def _crs_of(layer: ogr.Layer, given_wkt: str | None) -> osr.SpatialReference | None:
    crs = osr.SpatialReference(wkt=given_wkt) if given_wkt else layer.GetSpatialRef()
    if crs is not None:
        crs = crs.Clone()
        crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs
