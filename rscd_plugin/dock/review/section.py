"""The tab "Review": steps through change polygons and keeps what is decided with their layer."""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QHideEvent, QShowEvent
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from ...core.errors import UserError
from ..change_dock import Section
from .copying import Copying
from .keys import ReviewActions
from .labels_box import LabelsBox
from .map_view import MapView
from .session import ReviewSession
from .setup_page import SetupPage
from .shape_edit import ShapeEdit
from .step_page import StepPage

_MESSAGE_S = 8


class ReviewSection(Section):
    """Brings session, map and widgets together. The keys work while this tab is to be seen."""

    GUIDE_PAGE = "reviewing"

    def __init__(self, iface: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._iface = iface
        self.session: ReviewSession | None = None
        self._copying = Copying(self)
        self.actions = ReviewActions([self, iface.mapCanvas()], self)
        self._map = MapView(iface.mapCanvas())
        self._edit = ShapeEdit(iface)
        self.setup = SetupPage(self)
        self.steps = StepPage(self.actions, self)
        self.labels = LabelsBox(iface, self)
        self.labels.setCollapsed(True)
        layout = QVBoxLayout(self)
        for widget in (self.setup, self.steps, self.labels):
            layout.addWidget(widget)
        self._connect()
        self._show_pages()

    def _connect(self) -> None:
        self.setup.start.connect(self.start)
        self.setup.copy.connect(self.copy)
        self._copying.done.connect(self._copied)
        self._copying.failed.connect(self._not_copied)
        self.steps.stop.connect(self.stop)
        self.steps.order_chosen.connect(self._reorder)
        self.steps.shown_chosen.connect(self._show_others)
        self.steps.texts_done.connect(self._texts_done)
        self.steps.strip.chosen.connect(lambda: self._look(move=True))
        self.labels.export_button.clicked.connect(self._export)
        self.labels.said.connect(lambda text: self._tell(text, Qgis.Success))
        self.labels.failed.connect(self._fail)
        self.actions.connect(
            accept=lambda: self._do(ReviewSession.accept),
            reject=lambda: self._do(ReviewSession.reject),
            next=lambda: self._do(ReviewSession.next),
            previous=lambda: self._do(ReviewSession.previous),
            undo=lambda: self._do(ReviewSession.undo),
            edit=self._toggle_edit,
            class_=self._type_class,
            note=self._type_note,
        )

    # --- beginning and ending

    def start(self, layer: QgsVectorLayer) -> None:
        """Review this layer, which has the attributes for it."""
        try:
            session = ReviewSession(layer, self)
        except UserError as error:
            self.setup.tell(str(error))
            return
        self.session = session
        session.moved.connect(lambda: self._look(move=True))
        session.changed.connect(self._show_state)
        session.said.connect(self.steps.says.setText)
        session.failed.connect(self._fail)
        session.ended.connect(self._ended)
        self.steps.begin(session)
        self.labels.propose(layer)
        self._show_pages()
        session.load(self.steps.order_combo.currentData())

    def stop(self) -> None:
        """End the review; what was decided is saved."""
        if self.session is not None:
            self._keep_texts()
            self.session.end()

    def copy(self, layer: QgsVectorLayer) -> None:
        """Save a copy of the layer that can be reviewed, and begin with it."""
        self.setup.setEnabled(not self._copying.start(layer))

    def take_down(self) -> None:
        """No action, outline, task or connection of ours stays anywhere."""
        self.stop()
        self._copying.take_down()
        self.labels.take_down()
        self.steps.strip.take_down()
        self._map.take_down()
        self.actions.take_down()

    def showEvent(self, event: QShowEvent) -> None:
        """The tab is opened: outline and keys are back."""
        super().showEvent(event)
        self._show_state()
        self._look(move=False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Another tab, or the panel closed: a key on the map must not decide unseen."""
        super().hideEvent(event)
        self.actions.set_live(False)
        self._map.clear()

    def _ended(self) -> None:
        self.session = None
        if sip.isdeleted(self):
            return
        self._edit.let_go()
        self._map.clear()
        self.actions.set_live(False)
        self._show_pages()

    def _copied(self, layer: QgsVectorLayer, path: str) -> None:
        self.setup.setEnabled(True)
        self._tell(self.tr("The copy is {path}.").format(path=path), Qgis.Success)
        self.setup.picker.setLayer(layer)
        self.start(layer)

    def _not_copied(self, text: str) -> None:
        self.setup.setEnabled(True)
        self.setup.tell(text)

    # --- what the user does

    def _do(self, what: Any) -> None:
        """One of the session's moves or decisions, once what was typed is written."""
        if self.session is not None and self._keep_texts():
            self.steps.says.clear()
            what(self.session)

    def _keep_texts(self) -> bool:
        """Write class and note where they were typed; whether that went well."""
        session = self.session
        kind, note = self.steps.typed()
        if session is None or session.is_editing or session.fid is None:
            return session is not None
        if kind is not None:
            session.set_class(kind)
        if note is not None:
            session.set_note(note)
        return (kind is None or session.review.kind == kind) and (note is None or session.review.note == note)

    def _texts_done(self) -> None:
        if self._keep_texts():
            self.setFocus()  # so that the keys work again

    def _reorder(self, order: Any) -> None:
        if self.session is not None and self._keep_texts():
            self.session.load(order)

    def _show_others(self, shown: str) -> None:
        if self.session is not None and self._keep_texts():
            self.steps.says.clear()
            self.session.show(shown)

    def _type_class(self) -> None:
        self.steps.class_combo.setFocus()
        self.steps.class_combo.lineEdit().selectAll()

    def _type_note(self) -> None:
        self.steps.note_edit.setFocus()

    def _toggle_edit(self) -> None:
        session = self.session
        if session is None or not self._keep_texts():
            return
        try:
            if session.is_editing:
                self._edit.finish(session.layer)
            else:
                self._edit.begin(session.layer)
        except UserError as error:
            self._fail(str(error))
        self._show_state()

    def _export(self) -> None:
        if self.session is not None and self._keep_texts():
            self.labels.export(self.session.layer, self.steps.strip.pre, self.steps.strip.post)

    # --- what the user sees

    def _show_pages(self) -> None:
        reviewing = self.session is not None
        self.setup.setVisible(not reviewing)
        self.steps.setVisible(reviewing)
        self.labels.setVisible(reviewing)

    def _show_state(self) -> None:
        if self.session is None:
            self.actions.set_live(False)
            return
        self.steps.show_state(self.session)
        if not self.isVisible():
            self.actions.set_live(False)
        self._look(move=False)

    def _look(self, move: bool) -> None:
        """Show the polygon on all maps; while its shape is edited, QGIS's own drawing of it is enough."""
        session = self.session
        if session is None or session.layer is None:
            return
        feature = session.feature
        shape = feature.geometry() if feature is not None and feature.hasGeometry() else None
        crs = session.layer.crs()
        self.steps.strip.look_at(shape, crs, session.review.state, move)
        if self.isVisible():
            drawn = None if session.is_editing else shape
            self._map.look_at(drawn, crs, session.review.state, self.steps.strip.pre or self.steps.strip.post, move)

    def _tell(self, text: str, level: Any) -> None:
        self._iface.messageBar().pushMessage(self.tr("Review"), text, level, _MESSAGE_S)

    def _fail(self, text: str) -> None:
        self._tell(text, Qgis.Warning)
