"""The line between two sides, taken by the mouse or moved by keys, while map tools go on working elsewhere."""

from __future__ import annotations

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QObject, QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QMouseEvent

GRAB_PX = 7
KEY_STEP = 0.02


class LineHandle(QObject):
    """Listens to a canvas. `moved` tells where the line is wanted, as a share of the canvas's width (or height)."""

    moved = pyqtSignal(float)

    def __init__(self, canvas: QgsMapCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas, self._viewport = canvas, canvas.viewport()
        self._split, self._across = 0.5, False
        self._dragging = self._hovering = False
        self._viewport.installEventFilter(self)  # the mouse
        canvas.installEventFilter(self)  # the keys

    def set_line(self, split: float, across: bool) -> None:
        """Where the line is now; `across`: it is horizontal."""
        self._split, self._across = split, across

    def take_down(self) -> None:
        """The canvas has its mouse and cursor for itself."""
        self._canvas.removeEventFilter(self)
        self._viewport.removeEventFilter(self)
        self._hover(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """For Qt. What concerns the line is kept from the map tool."""
        kind = event.type()
        if watched is self._viewport:
            if kind == QEvent.Type.MouseMove:
                return self._mouse_moved(event)
            if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                return self._mouse_pressed(event)
            if kind == QEvent.Type.MouseButtonRelease:
                return self._mouse_released(event)
            if kind == QEvent.Type.Leave and not self._dragging:
                self._hover(False)
        elif kind == QEvent.Type.KeyPress:
            return self._key_pressed(event)
        return False

    def _mouse_moved(self, event: QMouseEvent) -> bool:
        if self._dragging:
            self._want(self._along(event.pos()) / self._length())
            return True
        if event.buttons() == Qt.MouseButton.NoButton:
            self._hover(self._is_near(event.pos()))
        return False

    def _mouse_pressed(self, event: QMouseEvent) -> bool:
        self._dragging = event.button() == Qt.MouseButton.LeftButton and self._is_near(event.pos())
        return self._dragging

    def _mouse_released(self, event: QMouseEvent) -> bool:
        was_dragging = self._dragging
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = False
        return was_dragging

    def _key_pressed(self, event: QKeyEvent) -> bool:
        """Alt and an arrow; arrows alone pan the map."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != Qt.KeyboardModifier.AltModifier:
            return False
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down) if self._across else (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.key() not in keys:
            return False
        self._want(self._split + (KEY_STEP if event.key() == keys[1] else -KEY_STEP))
        return True

    def _want(self, split: float) -> None:
        self.moved.emit(min(1.0, max(0.0, split)))

    def _is_near(self, place: QPoint) -> bool:
        return abs(self._along(place) - self._split * self._length()) <= GRAB_PX

    def _along(self, place: QPoint) -> int:
        return place.y() if self._across else place.x()

    def _length(self) -> int:
        return max(1, self._viewport.height() if self._across else self._viewport.width())

    def _hover(self, hovering: bool) -> None:
        if hovering == self._hovering:
            return
        self._hovering = hovering
        if hovering:
            self._viewport.setCursor(Qt.CursorShape.SplitVCursor if self._across else Qt.CursorShape.SplitHCursor)
        else:
            self._viewport.unsetCursor()
