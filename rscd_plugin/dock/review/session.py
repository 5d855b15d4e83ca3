"""A review that is going on: which polygon is looked at, what is decided, and how to take it back. No widgets."""

from __future__ import annotations

from collections import deque

from qgis.core import QgsFeature, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...core.errors import UserError
from ...layers.locale_words import number_words
from ...layers.review_fields import ACCEPTED, OPEN, REJECTED, Review
from ...layers.review_order import ALL, Order, OrderQuery, ReviewList
from ...layers.review_store import ReviewStore, Step
from ..background_task import BackgroundTask
from .edit_watch import EditedShape, EditWatch

_STEPS_KEPT = 500


class ReviewSession(QObject):
    """Goes through the polygons of one layer. Ends by itself when the layer goes.

    moved: another polygon is looked at, or another shape of it. changed: what is said of it, counts, or whether the layer is
    being edited. said: something to tell the user. ended: no more calls, the layer is going or gone.
    """

    moved = pyqtSignal()
    changed = pyqtSignal()
    said = pyqtSignal(str)
    failed = pyqtSignal(str)
    ended = pyqtSignal()

    def __init__(self, layer: QgsVectorLayer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.layer: QgsVectorLayer | None = layer
        self.store = ReviewStore(layer)
        self.list = ReviewList([], [], [])
        self.shown = OPEN
        self.feature: QgsFeature | None = None
        self.review = Review()
        self._place: int | None = None
        self._order: Order | None = None
        self._steps: deque[Step] = deque(maxlen=_STEPS_KEPT)
        self._reading: BackgroundTask | None = None
        self._watch = EditWatch(layer, self.store, self._edits_over)
        layer.willBeDeleted.connect(self.end)
        layer.editingStarted.connect(self.changed)

    # --- which polygons, in which order

    @property
    def is_reading(self) -> bool:
        """Whether the list of polygons is not there yet."""
        return self._reading is not None

    @property
    def fid(self) -> int | None:
        """The polygon that is looked at."""
        return None if self._place is None else self.list.fids[self._place]

    @property
    def place(self) -> int | None:
        """Where it comes in the order, from 0."""
        return self._place

    @property
    def is_editing(self) -> bool:
        """Whether the layer is in edit mode, in which nothing can be decided."""
        return self.layer is not None and self.layer.isEditable()

    @property
    def can_undo(self) -> bool:
        """Whether there is a decision to take back."""
        return bool(self._steps)

    def load(self, order: Order) -> None:
        """Read the list anew in this order, in the background; stays at the polygon looked at, or goes to the first."""
        if self._reading is not None:
            self._reading.drop()
        self._order = order
        query = OrderQuery(self.layer, order)
        task = BackgroundTask(self.tr("Order of review"), lambda task: query.read(task.isCanceled))
        task.done.connect(self._loaded)
        task.failed.connect(self._not_loaded)
        task.stopped.connect(lambda: self._not_loaded(self.tr("Cancelled. Choose an order to read the polygons again.")))
        self._reading = task.start()
        self.changed.emit()

    def show(self, shown: str) -> None:
        """Step through polygons of this state only, or ALL; goes to the next one where the current one is none of them."""
        self.shown = shown
        if self._place is None or shown not in (ALL, self.review.state):
            self._step(1, quiet=True)
        self.changed.emit()

    def next(self) -> None:
        """Go to the next polygon."""
        self._step(1)

    def previous(self) -> None:
        """Go to the previous polygon."""
        self._step(-1)

    # --- decisions

    def accept(self) -> None:
        """It is a change; go on."""
        self._decide(ACCEPTED)

    def reject(self) -> None:
        """It is none; go on."""
        self._decide(REJECTED)

    def set_class(self, kind: str) -> None:
        """What kind of change it is."""
        if self._write(kind=kind) and kind and kind not in self.list.classes:
            self.list.classes = sorted([*self.list.classes, kind])
            self.changed.emit()

    def set_note(self, note: str) -> None:
        """What else there is to say."""
        self._write(note=note)

    def undo(self) -> None:
        """Take back the last decision that was not taken back yet, and go to its polygon."""
        if not self._steps or self.layer is None:
            return
        step = self._steps[-1]
        try:
            self.store.take_back(step)
        except UserError as error:
            if not self.is_editing:
                self._steps.pop()  # it would not work another time either
            self.failed.emit(str(error))
            self.changed.emit()
            return
        self._steps.pop()
        place = self.list.place_of(step.fid)
        if place is not None:
            self.list.set_state(place, step.was.state)
            self._go(place)
        else:
            self.changed.emit()

    def end(self) -> None:
        """Let go of the layer. What was decided is in its data already."""
        if self.layer is None:
            return
        if not sip.isdeleted(self.layer):  # a layer on its way out takes its connections along
            self.layer.willBeDeleted.disconnect(self.end)
            self.layer.editingStarted.disconnect(self.changed)
            self._watch.stop()
        if self._reading is not None:
            self._reading.drop()
            self._reading = None
        self.layer = self.feature = self._place = None
        self.list = ReviewList([], [], [])
        self._steps.clear()
        self.ended.emit()

    def _decide(self, state: str) -> None:
        if self._place is None:
            return
        place = self._place
        if self.review.state != state:
            if not self._write(state=state):
                return
            self.list.set_state(place, state)
        self._step(1)

    def _write(self, **changes: str) -> bool:
        """Write where there is anything new; whether all is as wanted then."""
        if self.layer is None or self.fid is None:
            return False
        if all(getattr(self.review, name) == value for name, value in changes.items()):
            return True
        try:
            step = self.store.decide(self.fid, **changes)
        except UserError as error:
            self.failed.emit(str(error))
            self.changed.emit()
            return False
        self._steps.append(step)
        self.review = step.now
        self.changed.emit()
        return True

    # --- going there

    def _loaded(self, found: ReviewList) -> None:
        fid = self.fid
        self._reading = None
        self.list = found
        self._place = None
        place = None if fid is None else found.place_of(fid)
        if place is None or not self._go(place):
            self._step(1)

    def _not_loaded(self, text: str) -> None:
        self._reading = None
        self.failed.emit(text)
        self.changed.emit()

    def _step(self, step: int, quiet: bool = False) -> None:
        """To the next place that is shown, or the previous one (-1). quiet: without a word on going round."""
        if self.layer is None:
            return
        start = self._place if self._place is not None else min(-step, 0)
        begun = self._place is not None
        passed_over = 0
        while True:
            place = self.list.following(start if self._place is None else self._place, self.shown, step)
            if place is None:
                self.said.emit(self._nothing_left())
                break
            if self._go(place):
                if passed_over:
                    text = self.tr("Polygons that are no longer in the layer were passed over: {n}.")
                    self.said.emit(text.format(n=number_words(passed_over)))
                elif not quiet and begun and (place - start) * step < 0:
                    self.said.emit(self.tr("That was the last one; it goes on from the other end."))
                return
            passed_over += 1
        self.moved.emit()
        self.changed.emit()

    def _go(self, place: int) -> bool:
        """Look at the polygon there; False where it is gone."""
        self._place = place
        self.feature = self.store.feature(self.list.fids[place])
        if self.feature is None:
            self.list.drop(place)
            return False
        self.review = Review.of(self.feature)
        self.moved.emit()
        self.changed.emit()
        return True

    def _nothing_left(self) -> str:
        if not len(self.list):
            self._place = self.feature = None
            self.review = Review()
            return self.tr("The layer holds no polygons.")
        if self.shown == OPEN:
            return self.tr("All polygons are reviewed.")
        return self.tr("There is no such polygon. Choose others under Show.")

    def _edits_over(self, shapes: list[EditedShape], is_stale: bool) -> None:
        """The layer's edit mode is left: sign the shapes; then look again, as the polygon may be another one or gone."""
        try:
            for edited in shapes:
                self._steps.append(self.store.sign(edited.fid, edited.was, edited.now))
        except UserError as error:
            self.failed.emit(str(error))
        if is_stale and self._order is not None:
            self.load(self._order)
        elif self._place is None or not self._go(self._place):
            self._step(1)
