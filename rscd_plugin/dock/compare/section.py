"""The tab "Compare": which two layers, and how."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QVBoxLayout

from ...core.errors import UserError
from ..change_dock import Section
from .comparison import Comparison, Mode
from .default_pair import default_pair
from .flicker_key import FlickerKey
from .mode_choice import ModeChoice
from .pair_choice import PairChoice
from .picture import wait_for_ending


class CompareSection(Section):
    """Two layers, and one comparison of them at a time."""

    GUIDE_PAGE = "comparing"

    def __init__(self, iface: Any) -> None:
        super().__init__()
        self._iface, self._project = iface, QgsProject.instance()
        self.comparison: Comparison | None = None
        self._key = FlickerKey(iface, self)
        self.pair_choice = PairChoice(self)
        self.mode_choice = ModeChoice(self._key.key, self)
        layout = QVBoxLayout(self)
        layout.addWidget(self.pair_choice)
        layout.addWidget(self.mode_choice)
        layout.addStretch(1)
        self.pair_choice.changed.connect(self._start)
        self.pair_choice.with_above_changed.connect(self._set_with_above)
        self.mode_choice.mode_changed.connect(self._start)
        self.mode_choice.options_changed.connect(self._set_options)
        self._key.pressed.connect(self._flip)
        # A run adds several layers and then says what they are; a project is read layer by layer.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(0)
        self._settled.timeout.connect(self._offer_pair)
        self._project.layersAdded.connect(self._settled.start)
        self._project.layersRemoved.connect(self._settled.start)
        self._offer_pair()

    def compare(self, pre_layer: QgsMapLayer, post_layer: QgsMapLayer, mode: Mode | None = None) -> None:
        """Compare these two, in this way; without `mode` as before, which may be not at all."""
        self.pair_choice.set_pair(pre_layer, post_layer, chosen=True)
        if mode is not None:
            self.mode_choice.set_mode(mode)
        self._start()

    def take_down(self) -> None:
        """The map is as it was, and nothing listens any more."""
        self._settled.stop()
        self._project.layersAdded.disconnect(self._settled.start)
        self._project.layersRemoved.disconnect(self._settled.start)
        self._stop()
        wait_for_ending()
        self._key.take_down()

    def _start(self) -> None:
        """Compare what is chosen now, as it is chosen now."""
        self._stop()
        mode = self.mode_choice.mode()
        if mode == Mode.OFF:
            return
        try:
            left, right = self.pair_choice.pair()
        except UserError as error:
            self.mode_choice.set_mode(Mode.OFF)
            self._iface.messageBar().pushWarning(self.tr("Compare"), str(error))
            return
        self.comparison = Comparison(self._iface, mode, left, right, self.pair_choice.with_above.isChecked(), self)
        self.comparison.ended.connect(self._end)
        self.comparison.split_wanted.connect(self.mode_choice.set_split)
        self._set_options()

    def _stop(self) -> None:
        if self.comparison is not None:
            self.comparison.ended.disconnect(self._end)
            self.comparison.take_down()
            self.comparison = None

    def _end(self) -> None:
        self._stop()
        self.mode_choice.set_mode(Mode.OFF)

    def _set_options(self) -> None:
        if self.comparison is not None:
            self.comparison.set_line(self.mode_choice.split(), self.mode_choice.across())
            self.comparison.set_clock(self.mode_choice.interval_ms())

    def _set_with_above(self, with_above: bool) -> None:
        if self.comparison is not None:
            self.comparison.set_with_above(with_above)

    def _flip(self) -> None:
        if self.comparison is None or self.comparison.mode == Mode.SIDE_BY_SIDE:
            self.mode_choice.set_mode(Mode.FLICKER)
            self._start()
        if self.comparison is not None:
            self.comparison.flip()

    def _offer_pair(self) -> None:
        """Fill the pickers, unless the user did or is just comparing."""
        if not self.pair_choice.is_chosen() and self.comparison is None:
            self.pair_choice.set_pair(*default_pair(self._project), chosen=False)
