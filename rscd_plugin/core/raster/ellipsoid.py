"""How large pixels are on the ellipsoid, whatever the CRS does to areas."""

from __future__ import annotations

import numpy as np
from osgeo import osr

from ..tiling.window import Window
from .grid import Grid, radii_m

_NODES_EVERY_PX = 64
_STEP_PX = 2.0


class EllipsoidalAreas:
    """Areas of the pixels of a grid that has a CRS, in m².

    Projected CRS: the map's scale is computed at nodes 64 pixels apart, from how far places 2 pixels to each side lie apart on
    the ellipsoid, and taken as linear between them. Where there is no way to the ellipsoid, areas are those in the map plane.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._row_areas = grid.row_areas_m2()
        self._to_degrees = None
        if grid.crs.IsProjected():
            geographic = grid.crs.CloneGeogCS()
            geographic.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
            self._geographic = geographic
            self._to_degrees = osr.CoordinateTransformation(grid.crs, geographic)

    def of(self, window: Window) -> np.ndarray:
        """(height, width) float64."""
        in_plane = np.broadcast_to(self._row_areas[window.row : window.row_end, None], (window.height, window.width))
        if self._to_degrees is None:
            return in_plane
        rows, cols = _nodes(window.row, window.row_end), _nodes(window.col, window.col_end)
        areas = self._at(*np.meshgrid(cols, rows))
        if not np.isfinite(areas).all():
            return in_plane
        row_weights = _weights(np.arange(window.row, window.row_end) + 0.5, rows)
        col_weights = _weights(np.arange(window.col, window.col_end) + 0.5, cols)
        return row_weights @ areas @ col_weights.T

    def _at(self, cols: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """At places in pixels: area of a parallelogram between points around it."""
        _, east_col, north_col = self._around(cols, rows, _STEP_PX, 0.0)
        latitude, east_row, north_row = self._around(cols, rows, 0.0, _STEP_PX)
        meridian, normal = radii_m(self._geographic, latitude)
        return np.abs(east_col * north_row - east_row * north_col) * meridian * normal * np.cos(latitude)

    def _around(self, cols: np.ndarray, rows: np.ndarray, d_col: float, d_row: float) -> tuple[np.ndarray, ...]:
        """Latitude, and how longitude and latitude change by one pixel in a direction; radians."""
        ahead, behind = (self._radians(cols + way * d_col, rows + way * d_row) for way in (1, -1))
        change = (ahead - behind) / (2 * (d_col + d_row))
        half_turns = np.pi / (2 * (d_col + d_row))  # across the antimeridian
        east = (change[0] + half_turns) % (2 * half_turns) - half_turns
        return (ahead[1] + behind[1]) / 2, east, change[1]

    def _radians(self, cols: np.ndarray, rows: np.ndarray) -> np.ndarray:
        x, y = self._grid.xy(cols.ravel(), rows.ravel())
        points = np.array(self._to_degrees.TransformPoints(np.column_stack([x, y]).tolist()))[:, :2]
        return points.T.reshape(2, *cols.shape) * self._geographic.GetAngularUnits()


def _nodes(start: int, end: int) -> np.ndarray:
    return np.linspace(start, end, 2 + (end - start) // _NODES_EVERY_PX)


def _weights(places: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    """(places, nodes): how much each node says at each place between them."""
    return np.column_stack([np.interp(places, nodes, one) for one in np.eye(len(nodes))])
