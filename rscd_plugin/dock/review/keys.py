"""What can be done with a polygon under review, as actions with single keys."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QWidget


class ReviewActions(QObject):
    """The actions. Their keys work while one of `widgets`, or what is in it, has the focus, and not while a text is typed.

    Letters that QGIS does not use itself: of two actions with one key none would work.
    """

    def __init__(self, widgets: list[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._widgets = widgets
        self.accept = self._action(
            "Accept", "A", "/mIconSuccess.svg", self.tr("Accept"), self.tr("It is a change; go on to the next one")
        )
        self.reject = self._action(
            "Reject", "X", "/mTaskCancel.svg", self.tr("Reject"), self.tr("It is no change; go on to the next one")
        )
        self.previous = self._action(
            "Previous", "P", "/mActionArrowLeft.svg", self.tr("Previous"), self.tr("Go back to the previous polygon")
        )
        self.next = self._action(
            "Next", "N", "/mActionArrowRight.svg", self.tr("Next"), self.tr("Go on to the next polygon, and decide nothing")
        )
        self.edit = self._action(
            "Edit",
            "E",
            "/mActionVertexTool.svg",
            self.tr("Edit shape"),
            self.tr("Edit the polygon with QGIS's vertex tool; once more saves it. Areas and scores stay as they were measured"),
        )
        self.edit.setCheckable(True)
        self.undo = self._action(
            "Undo", "Z", "/mActionUndo.svg", self.tr("Undo"), self.tr("Take back the last decision, class, note or shape")
        )
        self.class_ = self._action("Class", "C", "", self.tr("Class"), self.tr("Go to the class of this polygon"))
        self.note = self._action("Note", "W", "", self.tr("Note"), self.tr("Write a note on this polygon"))
        self.set_live(False)

    @property
    def all(self) -> list[QAction]:
        """Every one of them."""
        return self.findChildren(QAction)

    def connect(self, **handlers: Callable[[], None]) -> None:
        """Have these called, by the actions' names here."""
        for name, handler in handlers.items():
            getattr(self, name).triggered.connect(lambda _checked=False, call=handler: call())

    def set_live(self, live: bool) -> None:
        """Whether they and their keys do anything."""
        for action in self.all:
            action.setEnabled(live)

    def take_down(self) -> None:
        """No widget keeps any of them."""
        for widget in self._widgets:
            if not sip.isdeleted(widget):
                for action in self.all:
                    widget.removeAction(action)

    def _action(self, name: str, key: str, icon: str, text: str, tip: str) -> QAction:
        action = QAction(f"{text} ({key})", self)
        action.setObjectName(f"RscdReview{name}")
        if icon:
            action.setIcon(QgsApplication.getThemeIcon(icon))
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(self.tr("{what} (key {key})").format(what=tip, key=key))
        for widget in self._widgets:
            widget.addAction(action)
        return action
