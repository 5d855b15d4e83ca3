"""The tab "Find": choose, run, and see how far the runs are."""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis, QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from ...core.errors import UserError
from ...layers.layer_dates import date_of
from ...layers.raster_source import raster_source
from ...layers.run_record import RunRecord
from ...runtime.warm_worker import WarmWorker
from ..change_dock import Section
from ..preview import PreviewControls
from .advanced_dialog import AdvancedDialog
from .algorithm_call import AlgorithmCall
from .arrivals import AddResults, Arrivals
from .choices import Choices
from .destinations import destinations
from .find_form import FindForm
from .layouts import wrapping_label
from .model_list import remember_model
from .problem_list import ProblemList
from .problems import plain
from .project_memory import ProjectMemory
from .readiness import Readiness, readiness
from .refill import choices_of_record, layer_of_source
from .run import Run
from .run_queue import RunQueue
from .run_view import RunView

_LOOK_AFTER_MS = 60


class FindSection(Section):
    """Two images, a method, an area, a place for the results; Run. `top` is a layout for what has to be said first."""

    GUIDE_PAGE = "first-result"

    def __init__(self, iface: Any, warm_worker: WarmWorker, add_results: AddResults) -> None:
        super().__init__()
        self._iface = iface
        self.readiness = Readiness()
        self.form = FindForm(iface, warm_worker, self)
        self.problems = ProblemList(self)
        self.queue = RunQueue(self)
        self._arrivals = Arrivals(iface, add_results, self)
        self._advanced = AdvancedDialog(self)
        self._estimate = wrapping_label(self)
        self.run_button, self.cancel_button = self._buttons()
        self.preview = PreviewControls(iface, warm_worker, self.call, self)
        self.top = QVBoxLayout()
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LOOK_AFTER_MS)
        self._soon.timeout.connect(self.look)
        self.form.changed.connect(self._soon.start)
        self.form.advanced.connect(self._open_advanced)
        self.problems.remedy.connect(self.form.pair.swap)
        self._advanced.closed.connect(self._on_advanced)
        self.queue.ended.connect(self._arrivals.take, Qt.ConnectionType.QueuedConnection)  # after QGIS's own message
        self.queue.listed.connect(self._show_buttons)
        self._memory = ProjectMemory(QgsProject.instance(), self._current, self._restore, self)
        self._memory.read()
        self.look()

    def take_down(self) -> None:
        """Stop all runs; leave nothing on the canvas, and listen to nothing any more."""
        self._soon.stop()
        self._advanced.take_down()
        self.preview.take_down()
        self._memory.take_down()
        self.form.take_down()
        self.queue.take_down()

    def call(self) -> AlgorithmCall:
        """What Run would run now. Raises UserError with the reason when the panel is not complete."""
        self.look()
        blocking = [problem.text for problem in self.readiness.of_input if problem.blocks]
        if blocking:
            raise UserError(blocking[0])
        pre, post, area = self.form.pair.pre(), self.form.pair.post(), self.readiness.area
        exclude = area.exclude(pre.crs(), QgsProject.instance().transformContext())
        return self.form.choices().call(_named(pre), _named(post), area.extent(pre.crs()), exclude)

    def look(self) -> None:
        """Find what stands against a run, and show it."""
        self._soon.stop()
        form = self.form
        self.readiness = readiness(form.pair, form.method, form.area, form.destination.folder(), form.choices())
        self.problems.show_problems(self.readiness.problems)
        estimate = self.readiness.estimate
        self._estimate.setText(estimate.words() if estimate else "")
        self._estimate.setVisible(estimate is not None)
        self._show_buttons()

    def run(self) -> None:
        """Put a run of what is chosen into the queue."""
        try:
            call = self.call()
            pre, post, choices = self.form.pair.pre(), self.form.pair.post(), self.form.choices()
            record = RunRecord(
                algorithm=call.algorithm,
                parameters={**call.parameters, "PRE": pre.source(), "POST": post.source()},
                method=choices.method_words(),
                pre=pre.name(),
                post=post.name(),
                pre_date=date_of(pre).iso,
                post_date=date_of(post).iso,
            )
            method, taken = choices.short_method(), self.queue.files_to_come()
            outputs = destinations(call.algorithm, choices.folder, pre.name(), post.name(), method, taken)
            estimate = self.readiness.estimate
            self.queue.add(Run(record, outputs, method, estimate.pixels, estimate.seconds), call.parameters)
        except UserError as error:
            self._warn(plain(error))
            return
        if choices.model:
            remember_model(choices.model)

    def cancel(self) -> None:
        """Stop the run in hand."""
        run = self.queue.current
        if run is not None:
            self.queue.cancel(run)

    def fill(self, record: RunRecord) -> None:
        """Choose what a run was made with, so that it can be run again. Images that are not in the project are added to it."""
        project, wanted = QgsProject.instance(), record.parameters
        try:
            pre = layer_of_source(project, wanted.get("PRE", ""), record.pre)
            post = layer_of_source(project, wanted.get("POST", ""), record.post)
            choices, warning = choices_of_record(record, pre, self.form.destination.folder() or "")
        except UserError as error:
            self._warn(plain(error))
            return
        self.form.choose(choices, pre, post)
        self.look()
        if warning:
            self._warn(warning)

    def _open_advanced(self) -> None:
        try:
            self._advanced.open(self.call())
        except UserError as error:
            self._warn(plain(error))

    def _on_advanced(self, algorithm: str, settings: dict[str, Any]) -> None:
        """Take over what was set in the dialog, unless the panel has moved on to another method."""
        if algorithm == self.form.choices().algorithm:
            self.form.set_more(settings)

    def _current(self) -> tuple[Choices, str, str]:
        pair = self.form.pair
        return (self.form.choices(), *(layer.id() if layer is not None else "" for layer in (pair.pre(), pair.post())))

    def _restore(self, choices: Choices, pre_id: str, post_id: str) -> None:
        layers = (QgsProject.instance().mapLayer(layer_id) for layer_id in (pre_id, post_id))
        self.form.choose(choices, *(layer if isinstance(layer, QgsRasterLayer) else None for layer in layers))

    def _warn(self, text: str) -> None:
        self._iface.messageBar().pushMessage(self.tr("Change detection"), text, Qgis.Warning, 0)

    def _show_buttons(self) -> None:
        busy = self.queue.current is not None
        self.run_button.setEnabled(not self.readiness.blocked)
        self.run_button.setText(self.tr("Ru&n next") if busy else self.tr("Ru&n"))
        self.form.advanced_button.setEnabled(not any(problem.blocks for problem in self.readiness.of_input))
        self.cancel_button.setEnabled(busy)

    def _buttons(self) -> tuple[QPushButton, QPushButton]:
        run = QPushButton(QgsApplication.getThemeIcon("/mActionStart.svg"), self.tr("Ru&n"), self)
        run.setToolTip(self.tr("Find the changes, in the background; several runs wait for each other"))
        font = run.font()
        font.setBold(True)
        run.setFont(font)
        run.setMinimumHeight(round(run.sizeHint().height() * 1.3))
        run.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        run.clicked.connect(self.run)
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.setToolTip(self.tr("Stop the run in hand"))
        cancel.setMinimumHeight(run.minimumHeight())
        cancel.clicked.connect(self.cancel)
        return run, cancel

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.run_button)
        buttons.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.addLayout(self.top)
        for widget in (self.form, self.problems, self._estimate):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        for widget in (self.preview, RunView(self.queue, self)):
            layout.addWidget(widget)
        layout.addStretch()


def _named(layer: QgsRasterLayer) -> str:
    """As a parameter: its source, or its id where it is more than that."""
    source = raster_source(layer, layer.name())
    plain = source.crs_wkt is None and not source.extra_nodata and not source.ignore_nodata
    return layer.source() if plain else layer.id()
