"""All that the plugin adds to QGIS's windows, and takes away again."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from ..algorithms.base import RESOURCES
from ..layers.result_group import add_results
from ..layers.run_record import RunRecord
from ..runtime.warm_worker import WarmWorker
from .change_dock import ChangeDock
from .compare.section import CompareSection
from .find.algorithm_call import METRIC
from .find.find_section import FindSection
from .review.section import ReviewSection
from .run_again import RunAgainAction
from .setup.runtime_bar import RuntimeBar
from .setup.runtime_setup import RuntimeSetup


class Desktop(QObject):
    """The panel, and the action in menu and toolbar that opens it."""

    def __init__(self, iface: Any) -> None:
        super().__init__(iface.mainWindow())
        self._iface = iface
        self.warm_worker = WarmWorker(self)
        self.dock = ChangeDock(iface)
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self._action = QAction(QIcon(str(RESOURCES / "icons" / "rscd.svg")), self.tr("Change detection"), self)
        self._action.setObjectName("RscdOpenPanel")
        self._action.setToolTip(self.tr("Open the change detection panel"))
        self.dock.setToggleVisibilityAction(self._action)
        iface.addRasterToolBarIcon(self._action)
        iface.addPluginToRasterMenu(self._menu(), self._action)
        self.setup = RuntimeSetup(iface, self._menu())

        self.find = FindSection(iface, self.warm_worker, add_results)
        self.dock.add_section(self.find, self.tr("Find"))
        self.compare = CompareSection(iface)
        self.dock.add_section(self.compare, self.tr("Compare"))
        self.review = ReviewSection(iface)
        self.dock.add_section(self.review, self.tr("Review"))
        self._run_again = RunAgainAction(iface, self._fill)
        self._bar = RuntimeBar(self.setup)
        self.find.top.addWidget(self._bar)
        self.find.form.changed.connect(self._look_for_runtime)
        self.setup.moved.connect(lambda _state: self.warm_worker.stop())  # its files are about to change
        self._look_for_runtime()

    def take_down(self) -> None:
        """Nothing stays behind: no action, dock, item on the canvas, connection or process."""
        self.setup.take_down()
        self._iface.removePluginRasterMenu(self._menu(), self._action)
        self._iface.removeRasterToolBarIcon(self._action)
        self._run_again.take_down()
        self.dock.take_down()
        self.warm_worker.stop()
        self._iface.removeDockWidget(self.dock)
        self.dock.deleteLater()
        self.deleteLater()

    def _fill(self, record: RunRecord) -> None:
        self.dock.show_section(self.find)
        self.find.fill(record)

    def _look_for_runtime(self) -> None:
        """Metric-CD needs more of it than the rest."""
        self._bar.set_tier("learn" if self.find.form.choices().algorithm == METRIC else "detect")

    def _menu(self) -> str:
        return self.tr("Change detection")
