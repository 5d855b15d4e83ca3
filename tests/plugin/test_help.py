"""The panel's help button: it opens the guide at the page of the tab that is shown."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QDialogButtonBox, QMainWindow

from rscd_plugin import help as plugin_help
from rscd_plugin.dock.change_dock import ChangeDock, Section
from rscd_plugin.dock.compare.section import CompareSection
from rscd_plugin.dock.find.find_section import FindSection
from rscd_plugin.dock.review.section import ReviewSection
from rscd_plugin.dock.setup.options_page import OptionsFactory
from rscd_plugin.dock.setup.runtime_setup import RuntimeSetup
from rscd_plugin.runtime.driver import Graphics
from scripts.guide import SOURCE

from .desktop import FakeInterface


class Browser(QObject):
    """Takes what the system's browser would be asked to open."""

    def __init__(self):
        super().__init__()
        self.opened: list[str] = []

    @pyqtSlot("QUrl")
    def take(self, url):
        self.opened.append(url.toLocalFile() if url.isLocalFile() else url.toString())


class Window(QMainWindow):
    def mainWindow(self):
        return self


class Comparing(Section):
    GUIDE_PAGE = "comparing"


@pytest.fixture
def browser(qgis_app):
    taken = Browser()
    for scheme in ("file", "https"):
        QDesktopServices.setUrlHandler(scheme, taken, "take")
    yield taken
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def test_it_opens_the_page_of_the_tab_that_is_shown(browser, monkeypatch, tmp_path):
    shipped = tmp_path / "a folder with blanks and ümlauts"
    shipped.mkdir()
    for name in ("index", "comparing"):
        (shipped / f"{name}.html").write_text(name)
    monkeypatch.setattr(plugin_help, "_PLACES", (shipped,))
    window = Window()
    dock = ChangeDock(window)
    button = dock.tabs.cornerWidget()
    button.click()
    comparing = Comparing()
    dock.add_section(Section(), "First")
    dock.add_section(comparing, "Second")
    button.click()
    dock.show_section(comparing)
    button.click()
    pages = [str(shipped / f"{name}.html") for name in ("index", "index", "comparing")]
    assert browser.opened == pages
    assert not button.icon().isNull() and button.accessibleName() and button.toolTip()
    dock.take_down()


@pytest.mark.parametrize("section", [FindSection, CompareSection, ReviewSection])
def test_every_tab_has_a_page(section):
    assert section.GUIDE_PAGE != Section.GUIDE_PAGE
    assert (SOURCE / f"{section.GUIDE_PAGE}.md").is_file()


def test_without_a_guide_on_disk_it_opens_the_homepage(browser, monkeypatch, tmp_path):
    monkeypatch.setattr(plugin_help, "_PLACES", (tmp_path,))
    window = Window()
    dock = ChangeDock(window)
    dock.tabs.cornerWidget().click()
    assert browser.opened == ["https://example.org/rscd/guide/index.html"]
    dock.take_down()


def test_dialogs_and_options_have_a_page_too(browser, monkeypatch, tmp_path):
    monkeypatch.setattr(plugin_help, "_PLACES", (tmp_path,))
    monkeypatch.setattr("rscd_plugin.dock.setup.setup_dialog.look_for_graphics", lambda _cancelled: Graphics(refusal="none"))
    window = FakeInterface()
    setup = RuntimeSetup(window, window.menu)
    setup.open_setup()
    setup.open_status()
    for dialog in (setup.dialog, setup.status):
        dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Help).click()
    page = OptionsFactory(setup).createWidget()
    page.help_button.click()
    setup.take_down()
    window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    names = [url.rpartition("/")[2] for url in browser.opened]
    assert names == ["setup.html", "setup.html", "settings.html"]
    assert all((SOURCE / name).with_suffix(".md").is_file() for name in names)
