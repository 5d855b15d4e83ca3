"""Polygons whose pixels are left out, such as clouds: burnt into the validity of each window while it is read."""

from __future__ import annotations

import numpy as np

from ..jobs.spec import VectorSource
from ..tiling.window import Window
from .burning import Polygons
from .grid import Grid


class Exclusion:
    """The polygons of a layer on a grid. Every pixel that one touches is left out.

    title: of the parameter, for messages. any_shape: points and lines leave out their pixels too. Raises UserError when there
    is no such layer, it holds no polygons, or one of layer and grid has a CRS and the other none.
    """

    def __init__(self, source: VectorSource, grid: Grid, title: str = "EXCLUDE", any_shape: bool = False) -> None:
        self._polygons = Polygons(source, grid, title, any_shape)

    def included(self, window: Window) -> np.ndarray:
        """Which pixels of a window lie outside all polygons: (height, width) bool."""
        return self._polygons.burnt(window, every_touched=True) == 0
