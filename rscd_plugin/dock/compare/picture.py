"""A picture of a map, drawn in the background; the last one stands in, moved and scaled, until the next is ready."""

from __future__ import annotations

from qgis.core import QgsMapRendererCache, QgsMapRendererParallelJob, QgsMapSettings
from qgis.PyQt.QtCore import QObject, QRectF, pyqtSignal
from qgis.PyQt.QtGui import QImage, QPainter, QTransform

SAME_PLACE_PX = 0.01

# Jobs that were told to stop, which takes them a moment; nobody waits for them, but somebody must keep them until then.
_ending: set[QgsMapRendererParallelJob] = set()


def wait_for_ending() -> None:
    """Nothing that was given up is being drawn any more."""
    for job in list(_ending):
        job.cancel()
    _ending.clear()


class Picture(QObject):
    """Draws what `draw` is told. `drawn` is emitted when there is a new picture."""

    drawn = pyqtSignal()

    def __init__(self, cache: QgsMapRendererCache, parent: QObject) -> None:
        super().__init__(parent)
        self._cache = cache
        self._job: QgsMapRendererParallelJob | None = None
        self._settings: QgsMapSettings | None = None  # of the image
        self._image = QImage()

    def draw(self, settings: QgsMapSettings) -> None:
        """Begin a new picture; one that is on its way is given up."""
        self._give_up()
        job = QgsMapRendererParallelJob(settings)
        job.setCache(self._cache)
        job.finished.connect(lambda: self._finished(job))
        self._job = job
        job.start()

    def is_drawing(self) -> bool:
        """Whether a picture is on its way."""
        return self._job is not None

    def image(self) -> QImage:
        """The last picture; null before the first. Its size is in the screen's own pixels."""
        return self._image

    def paint(self, painter: QPainter, view: QgsMapSettings) -> None:
        """Paint the last picture where it belongs in `view`, in whose logical pixels the painter counts."""
        if self._settings is None or self._settings.destinationCrs() != view.destinationCrs():
            return
        size = self._settings.outputSize()
        place = QRectF(0, 0, size.width(), size.height())
        moved = self._settings.mapToPixel().transform().inverted()[0] * view.mapToPixel().transform()
        painter.save()
        # A picture of this very view is copied pixel by pixel; rounding must not blur it.
        if not _keeps_in_place(moved, place):
            painter.setTransform(moved, True)
        painter.drawImage(place, self._image)
        painter.restore()

    def take_down(self) -> None:
        """Nothing more is drawn; `wait_for_ending` waits for what has begun."""
        self._give_up()

    def _give_up(self) -> None:
        if self._job is not None:
            job, self._job = self._job, None
            _ending.add(job)
            job.cancelWithoutBlocking()

    def _finished(self, job: QgsMapRendererParallelJob) -> None:
        if job is self._job:
            self._job = None
            self._image, self._settings = job.renderedImage(), QgsMapSettings(job.mapSettings())
            self.drawn.emit()
        _ending.discard(job)
        job.deleteLater()


def _keeps_in_place(transform: QTransform, place: QRectF) -> bool:
    moved = transform.mapRect(place)
    corners = zip(moved.getCoords(), place.getCoords())
    straight = abs(transform.m12()) < 1e-9 and abs(transform.m21()) < 1e-9
    return straight and all(abs(one - other) < SAME_PLACE_PX for one, other in corners)
