"""What to install: tier, build, where from and where to, with the sizes that follow from it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QStorageInfo, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QButtonGroup, QComboBox, QFormLayout, QGroupBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from ...runtime.builds import Sizes, expected_sizes
from ...runtime.driver import Graphics
from ...runtime.environment import VARIABLE, Condition, condition, default_folder, environment_folder
from .words import graphics_words, size_words

_MB = 1_000_000


@dataclass(frozen=True)
class Choice:
    """What the user chose. wheels: None for the network."""

    tier: str
    build: str
    folder: Path
    wheels: Path | None = None


class SetupForm(QWidget):
    """The choices. `changed` when one of them, or what follows from them, is another."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiers = QButtonGroup(self)
        self.detect = QRadioButton(self.tr("&Find changes with a trained model, or by classic methods"))
        self.learn = QRadioButton(self.tr("Find changes without training data as &well, and train models (adds PyTorch)"))
        self._builds = QButtonGroup(self)
        self.cpu = QRadioButton(self.tr("&CPU: works on every computer"))
        self.gpu = QRadioButton(self.tr("&GPU: much faster, needs an NVIDIA GPU with a recent driver"))
        self.graphics_label = _wrapped(self.tr("Looking for a GPU …"))
        self.graphics_label.setContentsMargins(24, 0, 0, 0)
        self.gpu.setEnabled(False)
        self.detect.setChecked(True)
        self.cpu.setChecked(True)
        self.source = QComboBox()
        self.source.addItem(self.tr("The internet"))
        self.source.addItem(self.tr("A folder of wheels on this computer"))
        self.wheels = _folder_widget(self.tr("Choose the folder with the .whl files"))
        self.folder = _folder_widget(self.tr("Choose an empty or a new folder"))
        self.folder.lineEdit().setPlaceholderText(str(default_folder()))
        self.sizes_label = _wrapped()
        self.sizes_label.setToolTip(
            self.tr(
                "Measured with all packages on 64-bit Linux. What QGIS has already is not downloaded. pip keeps a copy of "
                "downloads in a cache of its own."
            )
        )
        self._lay_out()
        self._chosen_build = False
        self._connect()

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        for title, group, buttons in (
            (self.tr("What it is for"), self._tiers, (self.detect, self.learn)),
            (self.tr("What it runs on"), self._builds, (self.cpu, self.gpu)),
        ):
            box = QGroupBox(title)
            inside = QVBoxLayout(box)
            for button in buttons:
                group.addButton(button)
                inside.addWidget(button)
            if group is self._builds:
                inside.addWidget(self.graphics_label)
            whole.addWidget(box)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for text, widget in (
            (self.tr("&Packages from"), self.source),
            (self.tr("F&older of wheels"), self.wheels),
            (self.tr("Install &into"), self.folder),
        ):
            label = QLabel(text)
            label.setBuddy(widget)
            form.addRow(label, widget)
            widget.setAccessibleName(text.replace("&", ""))
        self._form = form
        whole.addLayout(form)
        whole.addWidget(self.sizes_label)

    def _connect(self) -> None:
        self._tiers.buttonToggled.connect(self.refresh)
        self._builds.buttonToggled.connect(self.refresh)
        self._builds.buttonClicked.connect(self._on_build_clicked)
        self.source.currentIndexChanged.connect(self.refresh)
        self.wheels.fileChanged.connect(self.refresh)
        self.folder.fileChanged.connect(self.refresh)

    def fill(self, tier: str = "detect") -> None:
        """Show what is installed, or what is needed for `tier` where that is more."""
        found = condition(tier)
        self.folder.setFilePath("" if found.folder == default_folder() else str(found.folder))
        self.folder.setEnabled(not os.environ.get(VARIABLE))
        if os.environ.get(VARIABLE):
            self.folder.setToolTip(self.tr("The environment variable RSCD_ENVIRONMENT says where."))
        holds = found.environment.tiers if found.environment else ()
        (self.learn if "learn" in (tier, *holds) else self.detect).setChecked(True)
        if found.environment is not None:
            (self.gpu if found.environment.build == "gpu" else self.cpu).setChecked(True)
            self._chosen_build = True
        self.refresh()

    def show_graphics(self, found: Graphics) -> None:
        """What the driver's own program said. The GPU build is chosen where it will work and nothing else was chosen."""
        self.graphics_label.setText(graphics_words(found))
        works = not found.refusal
        self.gpu.setEnabled(works)
        if works and not self._chosen_build:
            self.gpu.setChecked(True)
        elif not works:
            self.cpu.setChecked(True)
        self.refresh()

    def choice(self) -> Choice:
        """As it stands."""
        folder = self.folder.filePath().strip()
        wheels = Path(self.wheels.filePath().strip()) if self.source.currentIndex() == 1 else None
        if os.environ.get(VARIABLE):
            where = environment_folder()
        else:
            where = Path(folder).expanduser().absolute() if folder else default_folder()
        return Choice("learn" if self.learn.isChecked() else "detect", "gpu" if self.gpu.isChecked() else "cpu", where, wheels)

    def is_installed(self) -> bool:
        """Whether what is chosen is there already."""
        choice, found = self.choice(), self._found()
        return found.state == "ready" and found.environment.build == choice.build

    def problem(self) -> str:
        """Why what is chosen cannot be installed; empty when it can."""
        choice = self.choice()
        if choice.wheels is not None and not any(choice.wheels.glob("*.whl")):
            return self.tr("Choose a folder that holds the packages as .whl files.")
        sizes, free = self._sizes(), free_bytes(choice.folder)
        if free is not None and free < (sizes.download_mb + sizes.disk_mb) * _MB:
            return self.tr("There is not enough room on the disk: {needed} are needed while installing, {free} are free.").format(
                needed=size_words((sizes.download_mb + sizes.disk_mb) * _MB), free=size_words(free)
            )
        return ""

    def _found(self) -> Condition:
        return condition(self.choice().tier, self.choice().folder)

    def _sizes(self) -> Sizes:
        choice, found = self.choice(), self._found()
        there = found.environment
        sizes = expected_sizes(choice.tier, choice.build, there.tiers if there else (), there.build if there else None)
        return sizes if choice.wheels is None else Sizes(0, sizes.disk_mb)

    def _on_build_clicked(self) -> None:
        self._chosen_build = True

    def refresh(self) -> None:
        """Look again at what is there and how much room is left."""
        offline = self.source.currentIndex() == 1
        self.wheels.setVisible(offline)
        self._form.labelForField(self.wheels).setVisible(offline)
        sizes, free = self._sizes(), free_bytes(self.choice().folder)
        parts = []
        if self.is_installed():
            parts.append(self.tr("All of this is installed already."))
        elif offline:
            parts.append(self.tr("About {disk} on the disk.").format(disk=size_words(sizes.disk_mb * _MB)))
        else:
            parts.append(
                self.tr("About {download} to download, about {disk} on the disk.").format(
                    download=size_words(sizes.download_mb * _MB), disk=size_words(sizes.disk_mb * _MB)
                )
            )
        if free is not None:
            parts.append(self.tr("{free} are free there.").format(free=size_words(free)))
        self.sizes_label.setText(" ".join(parts))
        self.changed.emit()


def free_bytes(folder: Path) -> int | None:
    """Free space where `folder` is or will be; None where that cannot be told."""
    place = next((place for place in (folder, *folder.parents) if place.is_dir()), None)
    storage = QStorageInfo(str(place)) if place else None
    return storage.bytesAvailable() if storage is not None and storage.isValid() else None


def _wrapped(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _folder_widget(title: str) -> QgsFileWidget:
    widget = QgsFileWidget()
    widget.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
    widget.setDialogTitle(title)
    return widget
