"""What is to be chosen for a run: all widgets of the tab above the Run button."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication, QgsRasterLayer
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ...layers.locale_words import value_words
from ...runtime.warm_worker import WarmWorker
from .area_picker import AreaPicker
from .choices import Choices, kept_for_any_method
from .destination_picker import DestinationPicker
from .layouts import wrapping_label
from .method_picker import MethodPicker
from .pair_picker import PairPicker


class FindForm(QWidget):
    """changed: anything was chosen anew. advanced: the button of that name was pressed."""

    changed = pyqtSignal()
    advanced = pyqtSignal()

    def __init__(self, iface: Any, warm_worker: WarmWorker, parent: QWidget) -> None:
        super().__init__(parent)
        self._more: dict[str, Any] = {}
        self.pair = PairPicker(self)
        self.method = MethodPicker(warm_worker, self)
        self._more_words = wrapping_label(self)
        self._reset = QPushButton(self.tr("Reset"), self)
        self._reset.setToolTip(self.tr("Back to the defaults of the advanced settings"))
        self._reset.clicked.connect(lambda: self.set_more({}))
        self._reset.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.advanced_button = QPushButton(self.tr("Advanced settin&gs…"), self)
        self.advanced_button.setToolTip(
            self.tr("Open the dialog of the Processing algorithm, filled in with what is chosen here")
        )
        self.advanced_button.clicked.connect(self.advanced)
        self.area = AreaPicker(iface, self)
        self.destination = DestinationPicker(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._group(self.tr("Images"), "RscdImages", self._boxed(self.pair)))
        layout.addWidget(self._group(self.tr("Method"), "RscdMethod", self._method_layout()))
        layout.addWidget(self._group(self.tr("Where"), "RscdWhere", self._where_layout()))
        for part in (self.pair, self.method, self.area, self.destination):
            part.changed.connect(self.changed)
        self._method = self.method.method()
        self.method.changed.connect(self._on_method)
        self.set_more({})

    def take_down(self) -> None:
        """Listen to nothing any more; leave nothing on the canvas."""
        self.area.take_down()
        self.pair.take_down()

    def choices(self) -> Choices:
        """What is chosen now."""
        rectangle, crs = self.area.rectangle()
        return Choices(
            method=self.method.method(),
            model=self.method.model.model(),
            mode=self.method.mode.currentData(),
            classic_method=self.method.classic.currentData(),
            area=self.area.kind(),
            rectangle=rectangle,
            rectangle_crs=crs,
            folder=self.destination.folder() or "",
            more=self._more,
        )

    def choose(self, choices: Choices, pre: QgsRasterLayer | None, post: QgsRasterLayer | None) -> None:
        """Choose all of it."""
        self.pair.choose(pre, post)
        self.method.choose(choices.method, choices.model, choices.mode, choices.classic_method)
        self.area.choose(choices.area, choices.rectangle, choices.rectangle_crs)
        self.destination.choose(choices.folder)
        self.set_more(choices.more)

    def set_more(self, more: dict[str, Any]) -> None:
        """Set parameters that no widget here shows; they are listed in words."""
        self._more = dict(more)
        self._more_words.setText("\n".join(self._more_lines()))
        self._more_words.setVisible(bool(more))
        self._reset.setVisible(bool(more))
        self.changed.emit()

    def _more_lines(self) -> list[str]:
        algorithm = QgsApplication.processingRegistry().algorithmById(self.choices().algorithm)
        lines = []
        for name, value in self._more.items():
            definition = algorithm.parameterDefinition(name) if algorithm is not None else None
            title = definition.description().split(" [")[0] if definition is not None else name
            lines.append(self.tr("{setting}: {value}").format(setting=title, value=value_words(value)))
        return lines

    def _on_method(self) -> None:
        """A threshold of one method means nothing to another."""
        if self.method.method() != self._method:
            self._method = self.method.method()
            self.set_more(kept_for_any_method(self._more))

    def _method_layout(self) -> QLayout:
        layout = self._boxed(self.method)
        row = QHBoxLayout()
        row.addWidget(self._more_words)
        row.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(row)
        layout.addWidget(self.advanced_button)
        return layout

    def _where_layout(self) -> QLayout:
        layout = QFormLayout()
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, widget, buddy in (
            (self.tr("&Area"), self.area, self.area.combo),
            (self.tr("Res&ults"), self.destination, self.destination.combo),
        ):
            label = QLabel(title, self)
            label.setBuddy(buddy)
            layout.addRow(label, widget)
        return layout

    def _boxed(self, widget: QWidget) -> QVBoxLayout:
        layout = QVBoxLayout()
        layout.addWidget(widget)
        return layout

    def _group(self, title: str, name: str, layout: QLayout) -> QgsCollapsibleGroupBox:
        group = QgsCollapsibleGroupBox(title, self)
        group.setObjectName(name)  # QGIS remembers by it whether it is folded
        group.setLayout(layout)
        return group
