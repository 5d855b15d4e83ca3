"""What lies over the map while two layers are compared: their pictures, the line between them, their names."""

from __future__ import annotations

from enum import Enum
from typing import Any

from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QPainter, QPalette, QPen, QPolygonF

from .picture import Picture

BELOW_RUBBER_BANDS = -5  # the canvas's own map is at -10, what map tools draw at 0 and above
EVERYWHERE = QRectF(-50_000, -50_000, 100_000, 100_000)  # the scene moves under the view while the user pans
TAG_MARGIN_PX = 8
GRIP_PX = 22


class Showing(Enum):
    """What is to be seen."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Cover(QgsMapCanvasItem):
    """Paints the sides over the canvas. `split`: where the line is, as a share of the canvas's width (or height)."""

    def __init__(self, canvas: QgsMapCanvas, pictures: tuple[Picture, Picture], names: tuple[str, str]) -> None:
        super().__init__(canvas)
        self._canvas, self._pictures, self._names = canvas, pictures, names
        self._showing, self._split, self._across, self._flipped = Showing.BOTH, 0.5, False, False
        self.setZValue(BELOW_RUBBER_BANDS)
        # The view copies what it has while it pans, the line with it.
        for bar in (canvas.horizontalScrollBar(), canvas.verticalScrollBar()):
            bar.valueChanged.connect(self.refresh)

    def show_sides(self, showing: Showing, split: float = 0.5, across: bool = False, flipped: bool = False) -> None:
        """Show one side, or both with a line at `split`. across: it is horizontal. flipped: each is in the other's place."""
        self._showing, self._split, self._across, self._flipped = showing, split, across, flipped
        self.refresh()

    def refresh(self, *_: Any) -> None:
        """Paint again."""
        self.update()

    def boundingRect(self) -> QRectF:
        """For Qt: all of the canvas, wherever the user has panned to."""
        return EVERYWHERE

    def updatePosition(self) -> None:
        """For QGIS: the canvas shows another place now."""
        self.update()

    def take_down(self) -> None:
        """The canvas is as it was."""
        for bar in (self._canvas.horizontalScrollBar(), self._canvas.verticalScrollBar()):
            bar.valueChanged.disconnect(self.refresh)
        self._canvas.scene().removeItem(self)

    def paint(self, painter: QPainter, *_: Any) -> None:
        """For Qt."""
        left, right = self.sides()
        pictures, names = (self._pictures[::-1], self._names[::-1]) if self._flipped else (self._pictures, self._names)
        # Pictures belong to the ground, and go with it while the user pans; the line stays where it is on the screen.
        for picture, side in zip(pictures, (left, right)):
            # Before the first picture the map is to be seen, as it was until now.
            if not side.isEmpty() and not picture.image().isNull():
                self._paint_side(painter, picture, side)
        if self._showing == Showing.BOTH:
            self._paint_line(painter, right)
        self._paint_names(painter, names, left, right)

    def sides(self) -> tuple[QRectF, QRectF]:
        """The parts of the scene that show left and right; one that is not to be seen is empty."""
        view = QRectF(self._canvas.viewport().rect())
        view.moveTopLeft(QPointF(self._canvas.mapToScene(0, 0)))
        if self._showing == Showing.LEFT:
            return view, QRectF()
        if self._showing == Showing.RIGHT:
            return QRectF(), view
        left, right = QRectF(view), QRectF(view)
        # Whole pixels, so that no column is mixed of both.
        if self._across:
            line = view.top() + round(view.height() * self._split)
            left.setBottom(line)
            right.setTop(line)
        else:
            line = view.left() + round(view.width() * self._split)
            left.setRight(line)
            right.setLeft(line)
        return left, right

    def _paint_side(self, painter: QPainter, picture: Picture, side: QRectF) -> None:
        painter.save()
        painter.setClipRect(side, Qt.ClipOperation.IntersectClip)
        # Where the old picture does not reach is background: what the canvas shows there may be the other side's layer.
        painter.fillRect(side, self._canvas.canvasColor())
        picture.paint(painter, self._canvas.mapSettings())
        painter.restore()

    def _paint_line(self, painter: QPainter, right: QRectF) -> None:
        ends = (right.topLeft(), right.topRight() if self._across else right.bottomLeft())
        colours = self._canvas.palette()
        for colour, width in ((QPalette.ColorRole.HighlightedText, 4), (QPalette.ColorRole.Highlight, 2)):
            painter.setPen(QPen(colours.color(colour), width))
            painter.drawLine(*ends)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate((ends[0] + ends[1]) / 2)
        painter.rotate(90 if self._across else 0)
        painter.setPen(QPen(colours.color(QPalette.ColorRole.HighlightedText), 1.5))
        painter.setBrush(colours.color(QPalette.ColorRole.Highlight))
        painter.drawEllipse(QPointF(0, 0), GRIP_PX / 2, GRIP_PX / 2)
        painter.setBrush(colours.color(QPalette.ColorRole.HighlightedText))
        for way in (-1, 1):
            painter.drawPolygon(QPolygonF([QPointF(way * 7, 0), QPointF(way * 3, -4), QPointF(way * 3, 4)]))
        painter.restore()

    def _paint_names(self, painter: QPainter, names: tuple[str, str], left: QRectF, right: QRectF) -> None:
        if not left.isEmpty():
            beside_line = self._showing == Showing.BOTH and not self._across
            self._paint_name(painter, names[0], left, at_right=beside_line, at_bottom=self._across)
        if not right.isEmpty():
            self._paint_name(painter, names[1], right, at_right=False, at_bottom=False)

    def _paint_name(self, painter: QPainter, name: str, side: QRectF, at_right: bool, at_bottom: bool) -> None:
        """The name of the layer, in a box in a corner of its side; shortened where it does not fit, left out where none does."""
        painter.setFont(self._canvas.font())
        metrics = painter.fontMetrics()
        room = side.adjusted(TAG_MARGIN_PX, TAG_MARGIN_PX, -TAG_MARGIN_PX, -TAG_MARGIN_PX)
        text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, int(room.width()) - 2 * TAG_MARGIN_PX)
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * TAG_MARGIN_PX, metrics.height() + TAG_MARGIN_PX)
        if not text or box.width() > room.width() or box.height() > room.height():
            return
        box.moveTopLeft(room.topLeft())
        if at_right:
            box.moveRight(room.right())
        if at_bottom:
            box.moveBottom(room.bottom())
        colours = self._canvas.palette()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(colours.color(QPalette.ColorRole.Window))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(colours.color(QPalette.ColorRole.WindowText))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
