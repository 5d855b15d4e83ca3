"""The page "Change detection" in QGIS's options: what holds for all runs unless a run says otherwise."""

from __future__ import annotations

import os

from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from ...algorithms.base import RESOURCES
from ...runtime.environment import VARIABLE, default_folder
from ...runtime.settings import Preferences, keep_preferences, preferences
from ..accessible import name_insides
from ..help_button import HelpButton

_MOST_MEMORY_MB = 10_000_000


class OptionsPage(QgsOptionsPageWidget):
    """Reads the settings when it opens, writes them when OK is pressed."""

    def __init__(self, setup: object, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("RscdOptions")  # showOptionsDialog finds it by this
        self._setup = setup
        self.device = QComboBox()
        for value, text in (
            ("auto", self.tr("Automatic: the GPU where it works, else the CPU")),
            ("cpu", self.tr("CPU")),
            ("cuda", self.tr("GPU (CUDA); a run fails where it does not work")),
        ):
            self.device.addItem(text, value)
        self.memory = QSpinBox()
        self.memory.setRange(0, _MOST_MEMORY_MB)
        self.memory.setSingleStep(512)
        self.memory.setSuffix(self.tr(" MB"))
        self.memory.setSpecialValueText(self.tr("Automatic: a quarter of what is free"))
        self.threads = QSpinBox()
        self.threads.setRange(0, max(os.cpu_count() or 1, 1) * 4)
        self.threads.setSpecialValueText(self.tr("Automatic"))
        self.models = _folder(self.tr("Choose the folder with your models"))
        self.models.lineEdit().setPlaceholderText(self.tr("None: the model that ships with the plugin, and those you open"))
        self.environment = _folder(self.tr("Choose an empty or a new folder for the runtime"))
        self.environment.lineEdit().setPlaceholderText(str(default_folder()))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for text, widget, tip in (
            (self.tr("&Device"), self.device, self.tr("Where models run, for runs that leave it open (DEVICE auto).")),
            (self.tr("&Memory for a run"), self.memory, self.tr("For runs that leave it open (MEMORY_MB 0).")),
            (self.tr("&Threads of a run"), self.threads, self.tr("The most processor threads that the worker's libraries use.")),
            (self.tr("M&odel folder"), self.models, self.tr("The panel lists the models in it.")),
            (self.tr("&Runtime folder"), self.environment, self.tr("Where the runtime is installed, and looked for.")),
        ):
            label = QLabel(text)
            label.setBuddy(widget)
            widget.setToolTip(tip)
            widget.setAccessibleName(text.replace("&", ""))
            form.addRow(label, widget)
        note = QLabel(self.tr("They hold in the panel, in the Processing Toolbox and in qgis_process."))
        note.setWordWrap(True)
        button = QPushButton(self.tr("Runtime: versions, test, repair …"))
        button.clicked.connect(lambda _checked=False: self._setup.open_status())
        form.addRow("", button)
        whole = QVBoxLayout(self)
        self.help_button = HelpButton(lambda: "settings", self)
        top = QHBoxLayout()
        top.addWidget(note, 1)
        top.addWidget(self.help_button)
        whole.addLayout(top)
        whole.addLayout(form)
        whole.addStretch()
        if os.environ.get(VARIABLE):
            self.environment.setEnabled(False)
            self.environment.lineEdit().setPlaceholderText(
                self.tr("{folder} (set by the variable RSCD_ENVIRONMENT)").format(folder=os.environ[VARIABLE])
            )
        self._show(preferences())
        name_insides(self)

    def apply(self) -> None:
        """Called by QGIS when the user agrees."""
        keep_preferences(
            Preferences(
                device=self.device.currentData(),
                memory_mb=self.memory.value(),
                threads=self.threads.value(),
                model_folder=self.models.filePath().strip(),
                environment_folder=self.environment.filePath().strip(),
            )
        )
        self._setup.changed.emit()  # the runtime is perhaps looked for elsewhere now

    def _show(self, kept: Preferences) -> None:
        self.device.setCurrentIndex(self.device.findData(kept.device))
        self.memory.setValue(kept.memory_mb)
        self.threads.setValue(kept.threads)
        self.models.setFilePath(kept.model_folder)
        self.environment.setFilePath(kept.environment_folder)


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page whenever QGIS's options are opened."""

    def __init__(self, setup: object) -> None:
        super().__init__()
        self._setup = setup
        self.setTitle(QCoreApplication.translate("OptionsFactory", "Change detection"))
        self.setIcon(QIcon(str(RESOURCES / "icons" / "rscd.svg")))

    def icon(self) -> QIcon:
        """The plugin's."""
        return QIcon(str(RESOURCES / "icons" / "rscd.svg"))

    def createWidget(self, parent: QWidget | None = None) -> OptionsPage:
        """A fresh page."""
        return OptionsPage(self._setup, parent)


def _folder(title: str) -> QgsFileWidget:
    widget = QgsFileWidget()
    widget.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
    widget.setDialogTitle(title)
    return widget
