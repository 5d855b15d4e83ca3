"""The dialog that sets the runtime up: what, how large, where; then progress, until it is there or was cancelled."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from ...core.errors import UserError
from ...runtime.driver import Graphics, look_for_graphics
from ...runtime.environment import VARIABLE, default_folder, make_environment
from ...runtime.install_progress import InstallState
from ...runtime.installation import Watcher
from ...runtime.packages import Source
from ...runtime.proxy import qgis_proxy
from ...runtime.settings import keep_preferences, preferences
from ..accessible import name_insides
from ..background_task import BackgroundTask
from ..help_button import add_help
from .install_view import InstallView
from .setup_form import Choice, SetupForm


class SetupDialog(QDialog):
    """Not modal; it may be closed while it installs. `installed`: the runtime is another. `moved`: while it becomes one."""

    installed = pyqtSignal()
    moved = pyqtSignal(object)  # an InstallState; None when nothing is going on any more

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Set up the runtime"))
        self._task: BackgroundTask | None = None
        self._look: BackgroundTask | None = None
        intro = QLabel(
            self.tr(
                "Finding changes needs packages that QGIS does not have. They are put into a folder of their own, outside QGIS "
                "and outside the plugin; QGIS's own packages are never touched."
            )
        )
        intro.setWordWrap(True)
        self.form = SetupForm()
        self.problem_label = QLabel()
        self.problem_label.setWordWrap(True)
        self.view = InstallView()
        self.view.hide()
        self.install_button = QPushButton()
        self.install_button.setDefault(True)
        self.cancel_button = QPushButton(self.tr("C&ancel the installation"))
        self.cancel_button.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        add_help(buttons, "setup")
        buttons.addButton(self.install_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.ActionRole)
        whole = QVBoxLayout(self)
        for widget in (intro, self.form, self.problem_label, self.view):
            whole.addWidget(widget)
        whole.setStretchFactor(self.view, 1)
        whole.addWidget(buttons)
        self.resize(560, self.sizeHint().height())
        buttons.rejected.connect(self.reject)
        self.install_button.clicked.connect(self.install)
        self.cancel_button.clicked.connect(self.cancel)
        self._growing = QTimer(self)  # a child: it never outlives the dialog
        self._growing.setSingleShot(True)
        self._growing.timeout.connect(self._grow)
        self.form.changed.connect(self._refresh)
        self.view.details.collapsedStateChanged.connect(lambda _collapsed: self._growing.start())
        self.form.fill()
        name_insides(self)

    def open_for(self, tier: str) -> None:
        """Show it with what `tier` needs. An installation that is going on is shown as it is."""
        if self._task is None:
            self.form.fill(tier)
            self._look_for_graphics()
        self.show()
        self.raise_()
        self.activateWindow()

    def is_busy(self) -> bool:
        """Whether an installation is going on."""
        return self._task is not None

    def install(self) -> None:
        """Install what is chosen, or try out and mend what is there."""
        choice = self.form.choice()
        try:
            source = Source(choice.wheels, None if choice.wheels else qgis_proxy())
        except UserError as error:
            self.problem_label.setText(str(error))
            return
        self._remember_folder(choice)

        def work(task: BackgroundTask) -> Any:
            watcher = Watcher(task.said.emit, task.moved.emit, task.isCanceled)
            return make_environment(choice.folder, choice.tier, watcher, build=choice.build, source=source, mend=True)

        task = BackgroundTask(self.tr("Setting up the runtime for change detection"), work)
        task.said.connect(self.view.add_line)
        task.moved.connect(self._on_moved)
        task.done.connect(lambda _environment: self._on_ended(self.tr("The runtime is installed, and it works."), True))
        task.failed.connect(self._on_failed)
        task.stopped.connect(lambda: self._on_ended(self.tr("Cancelled. Nothing new was installed."), False))
        self.view.begin()
        self._task = task.start()
        self._refresh()
        self.moved.emit(InstallState())

    def cancel(self) -> None:
        """Stop; the end comes as a signal, within a second or two."""
        if self._task is not None:
            self.cancel_button.setEnabled(False)
            self._task.cancel()

    def take_down(self) -> None:
        """The threads end, and the dialog goes."""
        for task in (self._task, self._look):
            if task is not None:
                task.leave()
        self._task = self._look = None
        self.close()
        self.deleteLater()

    def _look_for_graphics(self) -> None:
        if self._look is not None:
            return
        look = BackgroundTask(self.tr("Looking for a GPU"), lambda task: look_for_graphics(task.isCanceled))
        look.done.connect(self._on_graphics)
        look.failed.connect(lambda _text: self._on_graphics(Graphics(refusal="none")))
        look.stopped.connect(lambda: self._on_graphics(Graphics(refusal="none")))
        self._look = look.start()

    def _on_graphics(self, found: Graphics) -> None:
        self._look = None
        self.form.show_graphics(found)

    def _on_moved(self, state: InstallState) -> None:
        self.view.show_state(state)
        self._task.setProgress(100 * state.share)
        self.moved.emit(state)

    def _on_failed(self, text: str) -> None:
        self.view.add_line(text)
        self._on_ended(text.splitlines()[0], False)
        self.view.unfold()

    def _on_ended(self, words: str, fine: bool) -> None:
        self._task = None
        self.view.end(words, fine)
        self.form.refresh()
        self.moved.emit(None)
        self.installed.emit()

    def _remember_folder(self, choice: Choice) -> None:
        """Where it is installed is where it is looked for from now on."""
        if not os.environ.get(VARIABLE):
            kept = "" if choice.folder == default_folder() else str(choice.folder)
            keep_preferences(replace(preferences(), environment_folder=kept))

    def _grow(self) -> None:
        """Make room for what was unfolded."""
        self.resize(self.size().expandedTo(self.sizeHint()))

    def _refresh(self) -> None:
        busy = self.is_busy()
        problem = "" if busy else self.form.problem()
        self.problem_label.setText(problem)
        self.problem_label.setVisible(bool(problem))
        self.form.setVisible(not busy)
        if busy:
            self.view.show()
        self.install_button.setVisible(not busy)
        self.install_button.setEnabled(not problem)
        self.install_button.setText(self.tr("&Try out and repair") if self.form.is_installed() else self.tr("In&stall"))
        self.cancel_button.setVisible(busy)
        self.cancel_button.setEnabled(busy)
        self._growing.start()
