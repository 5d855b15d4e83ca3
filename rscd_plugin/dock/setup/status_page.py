"""The state of the runtime: versions, a test of each device with a real session, and what can be done about it."""

from __future__ import annotations

import platform
from typing import Any

from osgeo import gdal
from qgis.core import Qgis, QgsApplication
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import PYQT_VERSION_STR, QT_VERSION_STR, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...algorithms.base import RESOURCES
from ...core.jobs.provenance import plugin_version
from ...core.jobs.selftest import SelftestJob, SelftestOutputs
from ...runtime.environment import Environment, condition, find_environment, remove_environment
from ...runtime.tiers import required_names, tier_requirements
from ...runtime.worker_process import WorkerProcess
from ..background_task import BackgroundTask
from .words import condition_words

_MODEL = RESOURCES / "models" / "starter.onnx"


class StatusPage(QWidget):
    """A table of what is there. `wants_setup`: the user wants to install or mend it. `removed`: it is gone."""

    wants_setup = pyqtSignal()
    removed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: BackgroundTask | None = None
        self.bar = QgsMessageBar()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.table = QTableWidget(0, 2)
        self.table.setHorizontalHeaderLabels([self.tr("What"), self.tr("State")])
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self.table.resizeRowsToContents)  # long texts wrap
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName(self.tr("Versions and devices"))
        self.test_button = QPushButton(self.tr("&Test the devices"))
        self.test_button.setToolTip(self.tr("Run a small model in a worker process on each device"))
        self.copy_button = QPushButton(self.tr("&Copy as text"))
        self.copy_button.setToolTip(self.tr("For a report of a mistake. It names folders of yours; read it before you send it."))
        self.setup_button = QPushButton()
        self.folder_button = QPushButton(self.tr("Open f&older"))
        self.remove_button = QPushButton(self.tr("Re&move …"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        for widget in (self.bar, self.words, self.table):
            whole.addWidget(widget)
        for row in (
            (self.test_button, self.copy_button),
            (self.setup_button, self.folder_button, self.remove_button),
        ):
            line = QHBoxLayout()
            for button in row:
                line.addWidget(button)
            line.addStretch()
            whole.addLayout(line)
        self.test_button.clicked.connect(self.test)
        self.copy_button.clicked.connect(lambda: QgsApplication.clipboard().setText(self.as_text()))
        self.setup_button.clicked.connect(self.wants_setup)
        self.folder_button.clicked.connect(self._open_folder)
        self.remove_button.clicked.connect(self._ask_to_remove)

    def refresh(self) -> None:
        """Show what is there now; what a test found before counts no more."""
        self._condition = found = condition("learn")
        shown = condition("detect") if found.state == "partial" else found
        self.words.setText(condition_words(shown, "detect"))
        self.table.setRowCount(0)
        self._add(self.tr("QGIS"), f"{Qgis.QGIS_VERSION} (Qt {QT_VERSION_STR}, PyQt {PYQT_VERSION_STR})")
        self._add(self.tr("Plugin"), plugin_version())
        self._add(self.tr("GDAL and Python of QGIS"), f"{gdal.__version__}, {platform.python_version()}")
        self._add(self.tr("System"), platform.platform())
        self._add(self.tr("Folder of the runtime"), str(found.folder))
        if found.base:
            self._add(self.tr("Made from"), found.base)
        if found.environment is not None:
            self._add(self.tr("Build"), _build_words(self, found.environment))
            self._add(self.tr("Holds"), ", ".join(found.environment.tiers) or self.tr("packages of another version"))
            self._add(self.tr("Packages"), ", ".join(f"{name} {version}" for name, version in found.environment.versions))
        for button in (self.folder_button, self.remove_button):
            button.setEnabled(found.state != "missing")
        ready = shown.state == "ready"
        self.test_button.setEnabled(ready and self._task is None)
        self.setup_button.setText(self.tr("&Repair or change …") if ready else self.tr("&Set up …"))
        self.table.resizeRowsToContents()

    def test(self) -> None:
        """Try every device out, in a worker, in the background; what was found is added to the table."""
        if self._task is not None:
            return
        self.refresh()
        tiers = self._condition.environment.tiers
        names = tuple(required_names(reversed(tier_requirements(tiers[-1]))))
        job = SelftestJob(str(_MODEL), names, "learn" in tiers)

        def work(task: BackgroundTask) -> dict[str, Any]:
            with WorkerProcess(find_environment()) as worker:
                return worker.run("selftest", job, SelftestOutputs(), lambda share: None, task.said.emit, task.isCanceled)

        task = BackgroundTask(self.tr("Testing the devices of change detection"), work)
        task.done.connect(self._show_found)
        task.failed.connect(self._show_failure)
        task.stopped.connect(self._end)
        self.words.setText(self.tr("Testing …"))
        self._task = task.start()
        self.test_button.setEnabled(False)

    def as_text(self) -> str:
        """The table, for a report."""
        rows = range(self.table.rowCount())
        return "\n".join(f"{self.table.item(row, 0).text()}: {self.table.item(row, 1).text()}" for row in rows)

    def take_down(self) -> None:
        """The test ends."""
        if self._task is not None:
            self._task.leave()
            self._task = None

    def _show_found(self, found: dict[str, Any]) -> None:
        self._end()
        for device in found["devices"]:
            name = self.tr("{library} on {device}").format(**device)
            if device["works"]:
                words, icon = self.tr("works: {says}"), "/mIconSuccess.svg"
            elif device["device"] == "cuda" and self._condition.environment.build == "cpu":
                words, icon = self.tr("not in this build: {says}"), "/mIconInfo.svg"
            else:
                words, icon = self.tr("does not work: {says}"), "/mIconWarning.svg"
            self._add(name, words.format(says=device["says"])).setIcon(QgsApplication.getThemeIcon(icon))
        if not all(device["works"] for device in found["devices"] if device["device"] == "cpu"):
            self.words.setText(self.tr("The runtime is installed and does not work. Repair it."))
        broken = [f"{name} {version}" for name, version in found["versions"].items() if "does not load" in version]
        if broken:
            self._show_failure("; ".join(broken))
        self.table.resizeRowsToContents()

    def _show_failure(self, text: str) -> None:
        self._end()
        self._add(self.tr("Test"), text)
        self.words.setText(self.tr("The runtime is installed and does not work. Repair it."))
        self.table.resizeRowsToContents()

    def _end(self) -> None:
        self._task = None
        self.test_button.setEnabled(True)
        self.words.setText(condition_words(condition("detect"), "detect"))

    def _add(self, what: str, state: str) -> QTableWidgetItem:
        row = self.table.rowCount()
        item = QTableWidgetItem(what)
        self.table.insertRow(row)
        self.table.setItem(row, 0, item)
        self.table.setItem(row, 1, QTableWidgetItem(state))
        return item

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._condition.folder)))

    def _ask_to_remove(self) -> None:
        message = self.bar.createMessage(self.tr("The folder of the runtime will be deleted, with all that is in it."))
        button = QPushButton(self.tr("&Delete it"))
        button.clicked.connect(self.remove)
        message.layout().addWidget(button)
        self.bar.clearWidgets()
        self.bar.pushWidget(message, Qgis.MessageLevel.Warning)

    def remove(self) -> None:
        """Delete the runtime, in the background."""
        self.bar.clearWidgets()
        folder = self._condition.folder
        task = BackgroundTask(self.tr("Removing the runtime of change detection"), lambda _task: remove_environment(folder))
        task.done.connect(lambda _none: self._on_removed(""))
        task.failed.connect(self._on_removed)
        task.stopped.connect(lambda: self._on_removed(self.tr("An installation is going on.")))
        self._task = task.start()

    def _on_removed(self, error: str) -> None:
        self._task = None
        self.refresh()
        if error:
            self.bar.pushMessage(error, Qgis.MessageLevel.Warning)
        self.removed.emit()


def _build_words(widget: QWidget, environment: Environment) -> str:
    return widget.tr("GPU (and CPU)") if environment.build == "gpu" else widget.tr("CPU")
