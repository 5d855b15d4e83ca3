"""How two layers are compared, with what each way can be told."""

from __future__ import annotations

from typing import Callable

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ...layers.locale_words import number_words
from .comparison import Mode

SPLIT_STEPS = 1000
TENTH_S = 100  # the clock's slider counts tenths of a second, Qt milliseconds
# Three flashes a second are held to be safe for people with photosensitive epilepsy; one flash is two changes.
CLOCK_TENTHS = (2, 30)
CLOCK_START_TENTHS = 8


class ModeChoice(QGroupBox):
    """A button for each way, what it can be told below it."""

    mode_changed = pyqtSignal()
    options_changed = pyqtSignal()

    def __init__(self, flicker_key: Callable[[], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Compare by"))
        self._flicker_key = flicker_key
        self._modes = QButtonGroup(self)
        self._hints: dict[Mode, QLabel] = {}
        self._options: dict[Mode, list[QWidget]] = {mode: [] for mode in Mode}
        self._layout = QVBoxLayout(self)
        self._add_mode(Mode.OFF, self.tr("No&thing, show the map as it is"))
        self._add_mode(Mode.SWIPE, self.tr("Sw&ipe"))
        self._add_swipe_options()
        self._add_mode(Mode.FLICKER, self.tr("Flic&ker"))
        self._add_flicker_options()
        self._add_mode(Mode.SIDE_BY_SIDE, self.tr("Side b&y side"))
        self._add_hint(Mode.SIDE_BY_SIDE)
        self.set_mode(Mode.OFF)
        self._modes.idToggled.connect(lambda _id, checked: checked and self._mode_toggled())

    def mode(self) -> Mode:
        """The way that is chosen."""
        return list(Mode)[self._modes.checkedId()]

    def set_mode(self, mode: Mode) -> None:
        """Choose a way, without a signal."""
        self._modes.blockSignals(True)
        self._modes.button(list(Mode).index(mode)).setChecked(True)
        self._modes.blockSignals(False)
        self._enable()

    def split(self) -> float:
        """Where the line is, as a share of the map's width, or height."""
        return self.line.value() / SPLIT_STEPS

    def set_split(self, split: float) -> None:
        """Put the line elsewhere."""
        self.line.setValue(round(split * SPLIT_STEPS))

    def across(self) -> bool:
        """Whether the line is horizontal."""
        return self.horizontal.isChecked()

    def interval_ms(self) -> int | None:
        """How often it flickers by itself; None where it does not."""
        by_itself = self.mode() == Mode.FLICKER and self.by_itself.isChecked()
        return self.interval.value() * TENTH_S if by_itself else None

    def _add_mode(self, mode: Mode, text: str) -> None:
        button = QRadioButton(text, self)
        self._modes.addButton(button, list(Mode).index(mode))
        self._layout.addWidget(button)

    def _add_swipe_options(self) -> None:
        self.line = QSlider(Qt.Orientation.Horizontal, self)
        self.line.setRange(0, SPLIT_STEPS)
        self.line.setSingleStep(SPLIT_STEPS // 100)
        self.line.setPageStep(SPLIT_STEPS // 10)
        self.line.setValue(SPLIT_STEPS // 2)
        self.line.setToolTip(self.tr("Where the line is in the map"))
        self.horizontal = QCheckBox(self.tr("Hori&zontal line"), self)
        label = QLabel(self.tr("Li&ne:"), self)
        label.setBuddy(self.line)
        self._add_row(Mode.SWIPE, label, self.line)
        self._add_row(Mode.SWIPE, self.horizontal)
        self._add_hint(Mode.SWIPE)
        self.line.valueChanged.connect(self.options_changed)
        self.horizontal.toggled.connect(self.options_changed)

    def _add_flicker_options(self) -> None:
        self.by_itself = QCheckBox(self.tr("&By itself, every"), self)
        self.interval = QSlider(Qt.Orientation.Horizontal, self)
        self.interval.setRange(*CLOCK_TENTHS)
        self.interval.setPageStep(5)
        self.interval.setValue(CLOCK_START_TENTHS)
        self.interval.setAccessibleName(self.tr("Seconds between changes"))
        self.interval.setToolTip(self.tr("Seconds between changes"))
        self._seconds = QLabel(self)
        self._add_row(Mode.FLICKER, self.by_itself, self.interval, self._seconds)
        self._add_hint(Mode.FLICKER)
        self.by_itself.toggled.connect(self._clock_changed)
        self.interval.valueChanged.connect(self._clock_changed)

    def _add_row(self, mode: Mode, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.addSpacing(20)
        for widget in widgets:
            row.addWidget(widget)
        self._layout.addLayout(row)
        self._options[mode] += widgets

    def _add_hint(self, mode: Mode) -> None:
        hint = QLabel(self)
        hint.setWordWrap(True)
        self._hints[mode] = hint
        self._add_row(mode, hint)
        hint.setSizePolicy(hint.sizePolicy().Policy.Expanding, hint.sizePolicy().Policy.Minimum)

    def _mode_toggled(self) -> None:
        self._enable()
        self.mode_changed.emit()

    def _clock_changed(self) -> None:
        self._enable()
        self.options_changed.emit()

    def _enable(self) -> None:
        """Only what can be used now is enabled, and only its hint is shown."""
        for mode, widgets in self._options.items():
            for widget in widgets:
                widget.setEnabled(mode == self.mode())
        self.interval.setEnabled(self.interval_ms() is not None)
        self._seconds.setText(self.tr("{seconds} s").format(seconds=number_words(self.interval.value() / 10, 1)))
        for mode, hint in self._hints.items():
            hint.setVisible(mode == self.mode())
            hint.setText(self._hint(mode))

    def _hint(self, mode: Mode) -> str:
        if mode == Mode.SWIPE:
            return self.tr("Drag the line in the map. Alt with an arrow key moves it too.")
        if mode == Mode.SIDE_BY_SIDE:
            return self.tr("Both maps move together. The cross shows where the mouse is in the other map.")
        key = self._flicker_key()
        if not key:
            return self.tr("The key that shows the other layer is taken away in QGIS's keyboard shortcuts.")
        return self.tr("{key} shows the other layer, for as long as you hold it. A short press changes over.").format(key=key)
