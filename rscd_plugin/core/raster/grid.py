"""Where pixels lie: CRS, geotransform, width and height, as one value."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from osgeo import gdal, osr

from ..errors import UserError
from ..tiling.window import Window

Transform = tuple[float, float, float, float, float, float]
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Grid:
    """crs_wkt is empty when there is none. transform is GDAL's: (x0, dx/dcol, dx/drow, y0, dy/dcol, dy/drow)."""

    crs_wkt: str
    transform: Transform
    width: int
    height: int

    @classmethod
    def of(cls, dataset: gdal.Dataset) -> Grid:
        """The grid of an open raster. One without a geotransform lies as QGIS shows it, with y running up from the first row."""
        transform = dataset.GetGeoTransform(can_return_null=True) or (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
        return cls(dataset.GetProjectionRef(), transform, dataset.RasterXSize, dataset.RasterYSize)

    @property
    def crs(self) -> osr.SpatialReference | None:
        """The CRS with x before y, whatever its authority says; None when there is none."""
        if not self.crs_wkt:
            return None
        crs = osr.SpatialReference(wkt=self.crs_wkt)
        crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        return crs

    @property
    def window(self) -> Window:
        """All of it."""
        return Window(0, 0, self.width, self.height)

    @property
    def is_rotated(self) -> bool:
        """Whether rows do not run west to east."""
        return self.transform[2] != 0.0 or self.transform[4] != 0.0

    @property
    def bounds(self) -> Bounds:
        """(x_min, y_min, x_max, y_max) in CRS units."""
        corners = [self.xy(col, row) for col in (0, self.width) for row in (0, self.height)]
        xs, ys = zip(*corners)
        return min(xs), min(ys), max(xs), max(ys)

    def xy(self, col: float, row: float) -> tuple[float, float]:
        """Coordinates of a place given in pixels; (0, 0) is the upper left corner of the upper left pixel."""
        x0, dx_col, dx_row, y0, dy_col, dy_row = self.transform
        return x0 + col * dx_col + row * dx_row, y0 + col * dy_col + row * dy_row

    def crop(self, window: Window) -> Grid:
        """The grid of a window of this one."""
        x0, y0 = self.xy(window.col, window.row)
        _, dx_col, dx_row, _, dy_col, dy_row = self.transform
        return Grid(self.crs_wkt, (x0, dx_col, dx_row, y0, dy_col, dy_row), window.width, window.height)

    def window_of(self, bounds: Bounds) -> Window | None:
        """The pixels that a rectangle touches, snapped outwards to whole pixels; None when it touches none."""
        inverse = gdal.InvGeoTransform(self.transform)
        x_min, y_min, x_max, y_max = bounds
        places = [gdal.ApplyGeoTransform(inverse, x, y) for x in (x_min, x_max) for y in (y_min, y_max)]
        cols, rows = zip(*places)
        tolerance = 1e-6  # an edge that lies on a pixel's edge but for rounding does not touch the next pixel
        col, row = math.floor(min(cols) + tolerance), math.floor(min(rows) + tolerance)
        touched = Window(col, row, math.ceil(max(cols) - tolerance) - col, math.ceil(max(rows) - tolerance) - row)
        return touched.intersection(self.window)

    def same_as(self, other: Grid) -> bool:
        """Whether both have the same pixels: same size, same CRS, corners within a thousandth of a pixel."""
        if (self.width, self.height) != (other.width, other.height) or bool(self.crs) != bool(other.crs):
            return False
        if self.crs and not self.crs.IsSame(other.crs, ["CRITERION=EQUIVALENT"]):
            return False
        pixel = self.pixel_side
        corners = [(col, row) for col in (0, self.width) for row in (0, self.height)]
        return all(math.dist(self.xy(*corner), other.xy(*corner)) < 1e-3 * pixel for corner in corners)

    @property
    def _determinant(self) -> float:
        return self.transform[1] * self.transform[5] - self.transform[2] * self.transform[4]

    def row_areas_m2(self) -> np.ndarray:
        """Area of one pixel of every row: (height,) float64, square metres.

        Projected CRS: in the map plane. Geographic CRS: on the ellipsoid, as M(φ) N(φ) cos φ dφ dλ at the latitude φ of the row's
        middle pixel, M and N the radii of curvature along the meridian and across it (Snyder 1987, eq. 4-18 to 4-20).
        Raises UserError when there is no CRS.
        """
        crs = self.crs
        if crs is None:
            raise UserError("Without a CRS no area in m² is known: give the rasters a CRS, or set MIN_AREA to 0.")
        if not crs.IsGeographic():
            return np.full(self.height, abs(self._determinant) * crs.GetLinearUnits() ** 2)
        to_radians = crs.GetAngularUnits()
        rows = np.arange(self.height) + 0.5
        latitude = (self.transform[3] + self.width / 2 * self.transform[4] + rows * self.transform[5]) * to_radians
        meridian, normal = radii_m(crs, latitude)
        return abs(self._determinant) * to_radians**2 * meridian * normal * np.abs(np.cos(latitude))

    @property
    def pixel_side(self) -> float:
        """Side of a square as large as a pixel, in units of the CRS."""
        return math.sqrt(abs(self._determinant))

    def pixel_size_m(self) -> float | None:
        """Side of a square as large as the middle pixel, in metres; None without a CRS."""
        if self.crs is None:
            return None
        return math.sqrt(self.row_areas_m2()[self.height // 2])


def radii_m(crs: osr.SpatialReference, latitude: np.ndarray | float) -> tuple[np.ndarray | float, np.ndarray | float]:
    """Radii of curvature of the CRS's ellipsoid along the meridian and across it, in metres, at latitudes in radians.

    Snyder 1987, eq. 4-18 and 4-20.
    """
    a, b = crs.GetSemiMajor(), crs.GetSemiMinor()
    e2 = 1.0 - (b / a) ** 2
    shrink = 1.0 - e2 * np.sin(latitude) ** 2
    return a * (1.0 - e2) / shrink**1.5, a / np.sqrt(shrink)
