"""Drives desktop QGIS from inside, step by step: a step waits for what it needs, pictures and facts are kept."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QMetaObject, QObject, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QApplication, QMessageBox, QWidget
from qgis.utils import iface

_TICK_MS = 50
_PATIENCE_S = 120.0
_LEAVE_EVERY_MS = 500
Condition = Callable[[], Any]


class Session(QObject):
    """Runs `steps`, a generator that yields what it waits for: seconds, or a condition. Ends QGIS after it.

    folder: for the pictures, and for session.json with `facts` and, where a step failed, `error`.
    """

    def __init__(self, steps: Callable[[Session], Iterator[float | Condition]], folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.facts: dict[str, Any] = {}
        self._error = ""
        self._steps = steps(self)
        self._waits_for: Condition = bool
        self._since = 0.0
        self._stepping = False  # a modal dialog has an event loop of its own, which lets the clock go on
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._wait_for(1.0)

    def start(self) -> None:
        """Begin, once QGIS's event loop runs."""
        self._timer.start(_TICK_MS)

    def picture(self, name: str) -> None:
        """Save what the screen shows, dialogs included."""
        QApplication.processEvents()
        QApplication.primaryScreen().grabWindow(0).save(str(self.folder / f"{name}.png"))

    def _tick(self) -> None:
        if self._stepping:
            return
        self._stepping = True
        try:
            if self._waits_for():
                self._wait_for(next(self._steps))
            elif time.monotonic() - self._since > _PATIENCE_S:
                raise TimeoutError(f"waited {_PATIENCE_S:.0f} s in vain in line {self._steps.gi_frame.f_lineno}")
        except StopIteration:
            self._end()
        except Exception:
            self._error = traceback.format_exc()
            self.picture("error")
            self._end()
        finally:
            self._stepping = False

    def _wait_for(self, what: float | Condition) -> None:
        self._since = since = time.monotonic()
        self._waits_for = what if callable(what) else lambda: time.monotonic() - since >= what

    def _end(self) -> None:
        self._timer.stop()
        (self.folder / "session.json").write_text(json.dumps({"facts": self.facts, "error": self._error}, indent=1))
        QgsProject.instance().clear()
        QgsProject.instance().setDirty(False)
        self._timer.timeout.disconnect()
        self._timer.timeout.connect(_leave)
        self._timer.start(_LEAVE_EVERY_MS)


def _leave() -> None:
    """Quit; say yes where QGIS asks, as it does while tasks go on, and close other dialogs."""
    dialog = QApplication.activeModalWidget()
    if dialog is None:
        # From Qt's own loop, as a click does: called from here it would keep Python from the threads that QGIS waits for.
        QMetaObject.invokeMethod(iface.actionExit(), "trigger", Qt.ConnectionType.QueuedConnection)
    elif isinstance(dialog, QMessageBox):
        yes = dialog.button(QMessageBox.StandardButton.Yes)
        dialog.accept() if yes is None else yes.click()
    else:
        dialog.close()


def click(button: QAbstractButton) -> None:
    """As with the mouse. Raises RuntimeError where a user could not."""
    if not (button.isVisible() and button.isEnabled()):
        raise RuntimeError(f"the button '{button.text()}' cannot be clicked")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def press(widget: QWidget, key: Qt.Key) -> None:
    """As on the keyboard. There is no window manager to make a window the active one."""
    QApplication.setActiveWindow(widget.window())
    widget.setFocus()
    QTest.keyClick(widget, key)
