"""The key that shows the other layer: a short press changes over, a long one shows it while the key is down."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QAction

FREE_KEY = "F8"  # neither QGIS 3.22 nor later ones use it; users change it in QGIS's list of shortcuts
LONG_PRESS_MS = 400


class FlickerKey(QObject):
    """An action of QGIS's main window. `pressed` is emitted for every change-over."""

    pressed = pyqtSignal()

    def __init__(self, iface: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._iface = iface
        self._held_for = QElapsedTimer()
        self.action = QAction(self.tr("Compare: show the other layer"), self)
        self.action.setObjectName("RscdFlicker")
        self.action.setToolTip(self.tr("Press to change over to the other layer, hold to see it while the key is down"))
        self.action.setAutoRepeat(False)
        self.action.triggered.connect(self._triggered)
        iface.registerMainWindowAction(self.action, FREE_KEY)
        iface.mainWindow().addAction(self.action)  # without it the key does nothing

    def key(self) -> str:
        """The key as the user knows it, empty where it was taken away."""
        return self.action.shortcut().toString(self.action.shortcut().SequenceFormat.NativeText)

    def take_down(self) -> None:
        """QGIS knows the key no more."""
        self._listen(False)
        self._iface.mainWindow().removeAction(self.action)
        self._iface.unregisterMainWindowAction(self.action)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """For Qt; installed only while the key is down. Releasing it after a long press changes back."""
        if event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
            self._listen(False)
            if self._held_for.hasExpired(LONG_PRESS_MS):
                self.pressed.emit()
        return False

    def _triggered(self) -> None:
        self._held_for.start()
        self._listen(True)
        self.pressed.emit()

    def _listen(self, on: bool) -> None:
        application = QCoreApplication.instance()
        application.removeEventFilter(self)
        if on:
            application.installEventFilter(self)
