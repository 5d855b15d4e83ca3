"""What is seen during a review: how far it is, both dates, the polygon, and what can be decided."""

from __future__ import annotations

from qgis.core import NULL
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...layers.locale_words import number_words, time_words
from ...layers.review_fields import ACCEPTED, OPEN, REJECTED
from ...layers.review_order import ALL, AREA, AREA_FIELDS, CONFIDENCE, CONFIDENCE_FIELDS, ID, Order, orders_of
from .keys import ReviewActions
from .session import ReviewSession
from .strip import DateStrip


class StepPage(QWidget):
    """Shows a session; asks for what the user wants by signals and actions. texts_done: a text was typed and left by Return."""

    order_chosen = pyqtSignal(object)
    shown_chosen = pyqtSignal(str)
    stop = pyqtSignal()
    texts_done = pyqtSignal()

    def __init__(self, actions: ReviewActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._class_was = self._note_was = ""
        self.title = QLabel(self)
        self.title.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName(self.tr("Reviewed so far"))
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.progress = QLabel(self)
        self.facts = QLabel(self)
        self.facts.setWordWrap(True)
        self.facts.setMinimumHeight(2 * self.facts.fontMetrics().lineSpacing() + 4)  # so that the buttons stay where they are
        self.facts.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.says = QLabel(self)
        self.says.setWordWrap(True)
        self.show_combo = self._combo()
        for text, shown in (
            (self.tr("Open ones"), OPEN),
            (self.tr("All"), ALL),
            (self.tr("Accepted ones"), ACCEPTED),
            (self.tr("Rejected ones"), REJECTED),
        ):
            self.show_combo.addItem(text, shown)
        self.order_combo = self._combo()
        self.class_combo = self._combo()
        self.class_combo.setEditable(True)
        self.class_combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.class_combo.setToolTip(actions.class_.toolTip())
        self.note_edit = QLineEdit(self)
        self.note_edit.setToolTip(actions.note.toolTip())
        self.strip = DateStrip(self)
        self.stop_button = QPushButton(self.tr("S&top review"), self)
        self.stop_button.setToolTip(self.tr("Stop here; all decisions are saved, and it goes on from them another time"))
        self._lay_out()
        self.show_combo.activated.connect(lambda _: self.shown_chosen.emit(self.show_combo.currentData()))
        self.order_combo.activated.connect(lambda _: self.order_chosen.emit(self.order_combo.currentData()))
        self.stop_button.clicked.connect(self.stop)
        for edit in (self.class_combo.lineEdit(), self.note_edit):
            edit.returnPressed.connect(self.texts_done)

    def begin(self, session: ReviewSession) -> None:
        """A review of another layer."""
        names = {
            Order(CONFIDENCE, True): self.tr("Most confident first"),
            Order(CONFIDENCE): self.tr("Least confident first"),
            Order(AREA, True): self.tr("Largest first"),
            Order(AREA): self.tr("Smallest first"),
            Order(ID): self.tr("By id"),
        }
        self.order_combo.clear()
        for order in orders_of(session.layer):
            self.order_combo.addItem(names[order], order)
        self.show_combo.setCurrentIndex(0)
        self.title.setText(self.tr("Review of '{layer}'").format(layer=session.layer.name()))
        self.says.clear()
        self.strip.fill(session.layer)

    def show_state(self, session: ReviewSession) -> None:
        """Counts, the polygon's facts, and what can be done now."""
        found = session.list
        done = found.count(ACCEPTED) + found.count(REJECTED)
        self.bar.setRange(0, max(len(found), 1))
        self.bar.setValue(done)
        counts = {"done": done, "total": len(found), "accepted": found.count(ACCEPTED)}
        text = (
            self.tr("Reading the order …") if session.is_reading else self.tr("{done} of {total} reviewed, {accepted} accepted")
        )
        self.progress.setText(text.format(**{name: number_words(count) for name, count in counts.items()}))
        self.facts.setText(self._facts(session))
        ready = session.fid is not None and not session.is_reading
        decides = ready and not session.is_editing
        actions = self._actions
        for action in (actions.accept, actions.reject, actions.class_, actions.note):
            action.setEnabled(decides)
        for action in (actions.next, actions.previous):
            action.setEnabled(not session.is_reading and len(found) > 0)
        actions.undo.setEnabled(session.can_undo and not session.is_editing)
        actions.edit.setEnabled(ready or session.is_editing)
        actions.edit.setChecked(session.is_editing)
        actions.edit.setText(self._edit_text(session.is_editing))
        for widget in (self.class_combo, self.note_edit):
            widget.setEnabled(decides)
        for widget in (self.show_combo, self.order_combo):
            widget.setEnabled(not session.is_reading)
        self._show_texts(session)

    def _edit_text(self, is_editing: bool) -> str:
        text = self.tr("Save shape ({key})") if is_editing else self.tr("Edit shape ({key})")
        return text.format(key=self._actions.edit.shortcut().toString())

    def typed(self) -> tuple[str | None, str | None]:
        """Class and note that were typed and are not written yet; None where there is nothing new."""
        kind, note = self.class_combo.currentText().strip(), self.note_edit.text().strip()
        return (kind if kind != self._class_was else None), (note if note != self._note_was else None)

    def _show_texts(self, session: ReviewSession) -> None:
        self._class_was, self._note_was = session.review.kind, session.review.note
        if [self.class_combo.itemText(i) for i in range(self.class_combo.count())] != session.list.classes:
            self.class_combo.clear()
            self.class_combo.addItems(session.list.classes)
        self.class_combo.setEditText(self._class_was)
        if self.note_edit.text() != self._note_was:
            self.note_edit.setText(self._note_was)

    def _facts(self, session: ReviewSession) -> str:
        feature, review = session.feature, session.review
        if feature is None or session.place is None:
            return ""
        states = {OPEN: self.tr("open"), ACCEPTED: self.tr("accepted"), REJECTED: self.tr("rejected")}
        state = states.get(review.state, review.state)
        if review.state and review.user:
            state = self.tr("{state} by {user}, {time}").format(state=state, user=review.user, time=time_words(review.time))
        names = feature.fields().names()
        place, total = number_words(session.place + 1), number_words(len(session.list))
        parts = [self.tr("Polygon {n} of {total}: {state}").format(n=place, total=total, state=state)]
        for fields, text, decimals in (
            (CONFIDENCE_FIELDS, self.tr("score {value}"), 2),
            (AREA_FIELDS[:1], self.tr("{value} m²"), 1),
        ):
            values = [feature[name] for name in fields if name in names]
            if values and values[0] is not None and values[0] != NULL:
                parts.append(text.format(value=number_words(values[0], decimals)))
        if not feature.hasGeometry():
            parts.append(self.tr("it has no shape"))
        if session.is_editing:
            parts.append(self.tr("the layer is being edited: save the shape first"))
        return " · ".join(parts)

    def _combo(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return combo

    def _lay_out(self) -> None:
        top = QFormLayout()
        top.addRow(self.tr("Show"), self.show_combo)
        top.addRow(self.tr("Order"), self.order_combo)
        texts = QFormLayout()
        texts.addRow(self.tr("Cl&ass"), self.class_combo)
        texts.addRow(self.tr("&Note"), self.note_edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.progress)
        layout.addWidget(self.bar)
        layout.addLayout(top)
        layout.addWidget(self.facts)
        layout.addLayout(self._buttons())
        layout.addLayout(texts)
        layout.addWidget(self.says)
        layout.addWidget(self.strip, 1)
        layout.addWidget(self.stop_button)
        buttons = [button for button in self.findChildren(QToolButton) if button.defaultAction() in self._actions.all]
        texts_and_dates = [self.class_combo, self.note_edit, *self.strip.pickers, self.stop_button]
        tab_order = [self.show_combo, self.order_combo, *buttons, *texts_and_dates]
        for first, second in zip(tab_order, tab_order[1:]):
            self.setTabOrder(first, second)

    def _buttons(self) -> QGridLayout:
        grid = QGridLayout()
        actions = self._actions
        rows = ((actions.accept, actions.reject), (actions.previous, actions.next), (actions.edit, actions.undo))
        for row, pair in enumerate(rows):
            for column, action in enumerate(pair):
                button = QToolButton(self)
                button.setDefaultAction(action)
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
                button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                grid.addWidget(button, row, column)
        return grid
