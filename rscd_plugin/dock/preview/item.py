"""The preview on the canvas. No layer: nothing of it gets into the project, its layer tree or its undo."""

from __future__ import annotations

from qgis.core import QgsPointXY, QgsRectangle
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QImage, QPainter, QPalette, QPen, QPolygonF, QTransform
from qgis.PyQt.QtWidgets import QWidget

_ABOVE_THE_MAP = 5.0  # and below rubber bands


class PreviewItem(QgsMapCanvasItem):
    """An image that lies on the map where it belongs, however that moves and turns; framed, and marked with a word."""

    def __init__(self, canvas: QgsMapCanvas, mark: str) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._mark = mark
        self._image = QImage()
        self._extent = QgsRectangle()
        self.setZValue(_ABOVE_THE_MAP)
        self.hide()

    def show_image(self, image: QImage, extent: QgsRectangle) -> None:
        """Show `image`, north up, over `extent` in the map's CRS."""
        self._image, self._extent = image, extent
        self.updatePosition()
        self.show()

    def image(self) -> QImage:
        """What is shown; null when nothing is."""
        return self._image if self.isVisible() else QImage()

    def extent(self) -> QgsRectangle:
        """Where it lies, in the map's CRS."""
        return self._extent

    def clear(self) -> None:
        """Show nothing."""
        self._image = QImage()
        self.hide()

    def updatePosition(self) -> None:
        """Called by the canvas when the map has moved."""
        self.prepareGeometryChange()
        self.setPos(0, 0)
        self.update()

    def boundingRect(self) -> QRectF:
        """In pixels of the canvas, with the frame and the mark."""
        return self._corners().boundingRect().adjusted(-3, -30, 3, 3)

    def paint(self, painter: QPainter, option: object = None, widget: QWidget | None = None) -> None:
        """Called by Qt."""
        if self._image.isNull():
            return
        corners = self._corners()
        right, down = corners[1] - corners[0], corners[3] - corners[0]
        width, height = self._image.width(), self._image.height()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = QTransform(
            right.x() / width, right.y() / width, down.x() / height, down.y() / height, corners[0].x(), corners[0].y()
        )
        painter.setTransform(place, True)
        painter.drawImage(QPointF(0, 0), self._image)
        painter.restore()
        self._paint_mark(painter, corners)

    def _paint_mark(self, painter: QPainter, corners: QPolygonF) -> None:
        palette = self._canvas.palette()
        painter.save()
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(corners)
        size = painter.fontMetrics().size(0, self._mark)
        # In the upper left corner of what of it can be seen.
        seen = corners.boundingRect().intersected(QRectF(self._canvas.rect()))
        tag = QRectF(seen.left(), seen.top(), size.width() + 12, size.height() + 6)
        painter.fillRect(tag, palette.brush(QPalette.ColorRole.Highlight))
        painter.setPen(palette.color(QPalette.ColorRole.HighlightedText))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, self._mark)
        painter.restore()

    def _corners(self) -> QPolygonF:
        """Upper left, upper right, lower right, lower left, in pixels of the canvas."""
        box = self._extent
        places = (
            (box.xMinimum(), box.yMaximum()),
            (box.xMaximum(), box.yMaximum()),
            (box.xMaximum(), box.yMinimum()),
            (box.xMinimum(), box.yMinimum()),
        )
        return QPolygonF([self.toCanvasCoordinates(QgsPointXY(*place)) for place in places])
