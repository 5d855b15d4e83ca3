"""Words for a screen reader on what QGIS's own widgets are made of, which QGIS leaves without."""

from __future__ import annotations

from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QLabel, QToolButton, QWidget


def name_insides(window: QWidget) -> None:
    """For all group boxes that fold, and all fields for files; after the window has been filled."""
    translate = QCoreApplication.translate
    for box in window.findChildren(QgsCollapsibleGroupBox):
        button = box.findChild(QToolButton, "collapseButton")
        if button is not None:
            title = box.title().replace("&", "")
            _name(button, translate("Accessible", "Show or hide “{what}”").format(what=title))
    labels = {label.buddy(): label.text().replace("&", "") for label in window.findChildren(QLabel) if label.buddy() is not None}
    for field in window.findChildren(QgsFileWidget):
        name = field.accessibleName() or labels.get(field, "")
        if name:
            field.lineEdit().setAccessibleName(name)
        for button in field.findChildren(QToolButton, options=Qt.FindChildOption.FindDirectChildrenOnly):
            _name(button, translate("Accessible", "{what}: choose …").format(what=field.lineEdit().accessibleName()))


def _name(button: QToolButton, words: str) -> None:
    button.setAccessibleName(words)
    button.setToolTip(words)
