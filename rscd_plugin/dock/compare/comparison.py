"""One comparison that is going on: what it has put over and beside the map, until it is taken down."""

from __future__ import annotations

from enum import Enum
from typing import Any

from qgis.core import QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from .cover import Cover, Showing
from .line_handle import LineHandle
from .pair_pictures import PairPictures
from .second_map import SecondMap


class Mode(Enum):
    """How two layers are compared."""

    OFF = "off"
    SWIPE = "swipe"
    FLICKER = "flicker"
    SIDE_BY_SIDE = "side_by_side"


class Comparison(QObject):
    """`left` against `right` in the main map, and in a second one where they stand side by side. The project is only read.

    ended: one of the layers is leaving the project, or the user closed the second map; whoever made this takes it down.
    split_wanted: the user moves the line.
    """

    ended = pyqtSignal()
    split_wanted = pyqtSignal(float)

    def __init__(self, iface: Any, mode: Mode, left: QgsMapLayer, right: QgsMapLayer, with_above: bool, parent: QObject) -> None:
        super().__init__(parent)
        canvas = iface.mapCanvas()
        self.mode = mode
        self._ids = {left.id(), right.id()}
        self._split, self._across, self._flipped = 0.5, False, False
        wanted = (mode != Mode.SIDE_BY_SIDE, True)
        self.pictures = PairPictures(canvas, (left, right), with_above, wanted, self)
        self.cover = Cover(canvas, self.pictures.pictures, (left.name(), right.name()))
        self.pictures.changed.connect(self.cover.refresh)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.flip)
        self.handle: LineHandle | None = None
        self.second_map: SecondMap | None = None
        if mode == Mode.SWIPE:
            self.handle = LineHandle(canvas, self)
            self.handle.moved.connect(self.split_wanted)
        elif mode == Mode.SIDE_BY_SIDE:
            self.second_map = SecondMap(iface, left, right, with_above)
            self.second_map.closed.connect(self.ended)
        QgsProject.instance().layersWillBeRemoved.connect(self._layers_go)
        self._show()

    def set_line(self, split: float, across: bool) -> None:
        """Put the line at this share of the map's width, or height where it runs `across`."""
        self._split, self._across = split, across
        if self.handle is not None:
            self.handle.set_line(split, across)
        self._show()

    def set_with_above(self, with_above: bool) -> None:
        """Whether the layers above both are drawn on both sides."""
        self.pictures.set_with_above(with_above)
        if self.second_map is not None:
            self.second_map.set_with_above(with_above)

    def set_clock(self, interval_ms: int | None) -> None:
        """Change over by itself at this interval; None: only when told to."""
        if interval_ms is None:
            self._clock.stop()
        else:
            self._clock.start(interval_ms)

    def flip(self) -> None:
        """Show the other layer: in the whole map, or on each side of the line."""
        self._flipped = not self._flipped
        self._show()

    def take_down(self) -> None:
        """Nothing is left on or beside the map, and nothing is being drawn."""
        QgsProject.instance().layersWillBeRemoved.disconnect(self._layers_go)
        self._clock.stop()
        if self.handle is not None:
            self.handle.take_down()
        if self.second_map is not None:
            self.second_map.closed.disconnect(self.ended)
            self.second_map.take_down()
        self.cover.take_down()
        self.pictures.take_down()
        self.deleteLater()

    def _show(self) -> None:
        if self.mode == Mode.SWIPE:
            self.cover.show_sides(Showing.BOTH, self._split, self._across, self._flipped)
        else:
            self.cover.show_sides(Showing.LEFT if self._flipped else Showing.RIGHT)

    def _layers_go(self, ids: list[str]) -> None:
        if self._ids.intersection(ids):
            self.ended.emit()
