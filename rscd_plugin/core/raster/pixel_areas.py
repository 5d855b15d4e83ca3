"""Areas of pixels on the ellipsoid, whatever the CRS: a map projection stretches them, Web Mercator up to many times."""

from __future__ import annotations

import numpy as np
from osgeo import osr

from ..tiling.window import Window
from .grid import Grid, radii_m

_NODES = 65  # a side; between them the scale of a projection is as good as straight


class PixelAreas:
    """Areas of a grid's pixels, in square metres on the ellipsoid of its CRS. Raises UserError when there is none.

    Geographic CRS: by latitude, see `Grid.row_areas_m2`. Projected CRS: corners of pixels at 65 x 65 places are brought to
    longitude and latitude, and what lies between is interpolated. Other CRS: in the map plane.
    """

    def __init__(self, grid: Grid) -> None:
        self._rows = grid.row_areas_m2()
        self._scale = self._scales(grid) if grid.crs.IsProjected() else None
        self._grid = grid

    def of(self, window: Window) -> np.ndarray:
        """(height, width) float64."""
        rows = self._rows[window.row : window.row_end, np.newaxis]
        if self._scale is None:
            return np.broadcast_to(rows, (window.height, window.width))
        low, high, share = _between(np.arange(window.row, window.row_end), self._grid.height)
        by_row = self._scale[low] * (1 - share)[:, np.newaxis] + self._scale[high] * share[:, np.newaxis]
        low, high, share = _between(np.arange(window.col, window.col_end), self._grid.width)
        return rows * (by_row[:, low] * (1 - share) + by_row[:, high] * share)

    def _scales(self, grid: Grid) -> np.ndarray:
        """Area on the ellipsoid over area in the map plane at the nodes; 1 where the projection does not reach."""
        crs = grid.crs
        degrees = crs.CloneGeogCS()
        degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        transformation = osr.CoordinateTransformation(crs, degrees)
        rows, cols = np.meshgrid(_nodes(grid.height), _nodes(grid.width), indexing="ij")
        unit = degrees.GetAngularUnits()

        def angles(col: float, row: float) -> tuple[np.ndarray, np.ndarray]:
            xs, ys = grid.xy(cols + 0.5 + col, rows + 0.5 + row)
            places = np.array(transformation.TransformPoints(np.stack([xs.ravel(), ys.ravel()], axis=1).tolist()))
            return places[:, 0].reshape(rows.shape) * unit, places[:, 1].reshape(rows.shape) * unit

        with np.errstate(invalid="ignore"):
            _, latitude = angles(0, 0)
            (east, north), (west, south) = angles(0.5, 0), angles(-0.5, 0)
            along = (_turned(east - west), north - south)
            (east, north), (west, south) = angles(0, 0.5), angles(0, -0.5)
            down = (_turned(east - west), north - south)
            meridian, normal = radii_m(degrees, latitude)
            area = np.abs(along[0] * down[1] - along[1] * down[0]) * meridian * normal * np.cos(latitude)
            scale = area / self._rows[0]
        return np.where(np.isfinite(scale) & (scale > 0), scale, 1.0)


def _nodes(size: int) -> np.ndarray:
    """Pixel numbers, not whole, from the first to the last."""
    return np.linspace(0, size - 1, _NODES)


def _between(pixels: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each pixel the nodes before and after it, and the second one's share."""
    place = pixels * ((_NODES - 1) / max(size - 1, 1))
    low = np.minimum(place.astype(np.int64), _NODES - 2)
    return low, low + 1, place - low


def _turned(angle: np.ndarray) -> np.ndarray:
    """A difference of longitudes, in radians, the short way round."""
    return np.remainder(angle + np.pi, 2 * np.pi) - np.pi
