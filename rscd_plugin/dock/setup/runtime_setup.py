"""The runtime as the desktop sees it: its two dialogs, and the word that it has changed."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QAction, QDialog, QDialogButtonBox, QMenu, QVBoxLayout, QWidget

from ..help_button import add_help
from .options_page import OptionsFactory
from .setup_dialog import SetupDialog
from .status_page import StatusPage


class RuntimeSetup(QObject):
    """Opens the dialogs, each made when it is first asked for. `changed`: another runtime is there, or none any more.
    `moved`: an installation goes on (an InstallState), or has ended (None).
    """

    changed = pyqtSignal()
    moved = pyqtSignal(object)

    def __init__(self, iface: Any, menu: QMenu) -> None:
        super().__init__(iface.mainWindow())
        self._iface = iface
        self.dialog: SetupDialog | None = None
        self.status: StatusDialog | None = None
        self._action = QAction(QgsApplication.getThemeIcon("/mActionOptions.svg"), self.tr("Runtime …"), self)
        self._action.setObjectName("RscdRuntime")
        self._action.triggered.connect(lambda _checked=False: self.open_status())
        menu.addAction(self._action)
        self._options = OptionsFactory(self)
        iface.registerOptionsWidgetFactory(self._options)

    def open_setup(self, tier: str = "detect") -> None:
        """The dialog that installs and repairs, for work that needs `tier`."""
        if self.dialog is None:
            self.dialog = SetupDialog(self._iface.mainWindow())
            self.dialog.installed.connect(self.changed)
            self.dialog.moved.connect(self.moved)
        self.dialog.open_for(tier)

    def open_status(self) -> None:
        """The dialog that says how it stands."""
        if self.status is None:
            self.status = StatusDialog(self._iface.mainWindow())
            self.status.page.wants_setup.connect(self.open_setup)
            self.status.page.removed.connect(self.changed)
            self.changed.connect(self.status.page.refresh)
        self.status.page.refresh()
        self.status.show()
        self.status.raise_()
        self.status.activateWindow()

    def take_down(self) -> None:
        """No action, page, dialog or thread stays."""
        self._iface.unregisterOptionsWidgetFactory(self._options)
        for dialog in (self.status, self.dialog):
            if dialog is not None:
                dialog.take_down()
        self.status = self.dialog = None
        self.deleteLater()


class StatusDialog(QDialog):
    """The status page in a window of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Runtime of change detection"))
        self.page = StatusPage()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        add_help(buttons, "setup")
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(self.page)
        whole.addWidget(buttons)
        self.resize(720, 460)

    def take_down(self) -> None:
        """The test ends, and the dialog goes."""
        self.page.take_down()
        self.close()
        self.deleteLater()
