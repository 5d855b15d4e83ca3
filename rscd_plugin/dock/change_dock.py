"""The dock panel "Change detection": a tab for each step of the work."""

from __future__ import annotations

from typing import Any

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QScrollArea, QTabWidget, QWidget

from .accessible import name_insides
from .help_button import HelpButton


class Section(QWidget):
    """A tab of the panel. Subclasses take away in `take_down` all that they put elsewhere: canvas items, actions, connections."""

    GUIDE_PAGE = "index"  # where the user guide tells of this tab

    def take_down(self) -> None:
        """Called once, before the panel goes."""


class ChangeDock(QgsDockWidget):
    """The panel. `add_section` fills it."""

    def __init__(self, iface: Any) -> None:
        super().__init__(iface.mainWindow())
        self.setObjectName("RscdChangeDock")  # QGIS remembers its place by this
        self.setWindowTitle(self.tr("Change detection"))
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Steps of change detection"))
        self.tabs.tabBar().setAccessibleName(self.tr("Steps of change detection"))
        self.tabs.setCornerWidget(HelpButton(self._guide_page, self.tabs))
        self.setWidget(self.tabs)
        self._sections: list[Section] = []

    def add_section(self, section: Section, title: str) -> None:
        """Put `section` behind a tab; it scrolls where the panel is too small for it."""
        scroll = QScrollArea(self.tabs)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a stop for Tab without a word; what gets the focus scrolls into view
        scroll.setWidget(section)
        name_insides(section)
        self.tabs.addTab(scroll, title)
        self._sections.append(section)

    def show_section(self, section: Section) -> None:
        """Open the panel at this tab."""
        self.tabs.setCurrentIndex(self._sections.index(section))
        self.setUserVisible(True)

    def _guide_page(self) -> str:
        shown = self.tabs.currentIndex()
        return self._sections[shown].GUIDE_PAGE if shown >= 0 else Section.GUIDE_PAGE

    def take_down(self) -> None:
        """Nothing of any tab stays behind."""
        for section in self._sections:
            section.take_down()
        self._sections.clear()
