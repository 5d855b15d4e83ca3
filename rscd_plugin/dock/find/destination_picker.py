"""Choosing where results go."""

from __future__ import annotations

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QVBoxLayout, QWidget

from .layouts import fit_narrow

_FOLDER = "folder"


class DestinationPicker(QWidget):
    """Temporary files, or a folder. changed: another place was chosen."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.combo = QComboBox(self)
        fit_narrow(self.combo)
        self.combo.addItem(self.tr("Temporary, until QGIS closes"), "")
        self.combo.addItem(self.tr("In a folder"), _FOLDER)
        self.combo.setToolTip(self.tr("Files are named after pre, post and method; none is overwritten"))
        self.folder_widget = QgsFileWidget(self)
        self.folder_widget.setStorageMode(QgsFileWidget.GetDirectory)
        self.folder_widget.setDialogTitle(self.tr("Choose a folder for the results"))
        self.folder_widget.lineEdit().setAccessibleName(self.tr("Folder for the results"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        layout.addWidget(self.folder_widget)
        self.combo.currentIndexChanged.connect(self._on_chosen)
        self.folder_widget.fileChanged.connect(self._on_chosen)
        self._on_chosen()

    def folder(self) -> str | None:
        """The folder; empty for temporary files, None where a folder is wanted and none is named yet."""
        if self.combo.currentData() != _FOLDER:
            return ""
        return self.folder_widget.filePath() or None

    def choose(self, folder: str) -> None:
        """Choose a folder, or temporary files by an empty one."""
        self.folder_widget.setFilePath(folder)
        self.combo.setCurrentIndex(self.combo.findData(_FOLDER if folder else ""))

    def _on_chosen(self, _value: object = None) -> None:
        self.folder_widget.setVisible(self.combo.currentData() == _FOLDER)
        self.changed.emit()
