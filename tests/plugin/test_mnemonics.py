"""Letters that reach the panel's widgets with Alt: no two alike in a tab, in any language; in English none of QGIS's menu bar."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtWidgets import QAbstractButton, QGroupBox, QLabel

from rscd_plugin.dock.desktop import Desktop
from rscd_plugin.translation import install_translator, remove_translator
from scripts.translate import CATALOGUES

from .desktop import FakeInterface

# Pro&ject &Edit &View &Layer &Settings &Plugins Vect&or &Raster &Database &Web &Mesh Pro&cessing &Help: Alt with one of them
# would open no menu and press no button, only move the focus from one to the other.
MENU_BAR = set("jevlsporwdmch")
LANGUAGES = ["en", *(file.stem.partition("_")[2] for file in CATALOGUES.glob("*.ts"))]


@pytest.fixture(params=LANGUAGES)
def desktop(request, provider, monkeypatch):
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: request.param))
    translator = install_translator()
    QgsProject.instance().clear()
    iface = FakeInterface()
    made = Desktop(iface)
    made.dock.show()
    yield made
    made.take_down()
    iface.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    remove_translator(translator)


def letters(section, hidden: bool = False) -> dict[str, list[str]]:
    """Letter → the texts of all widgets in sight that have it; hidden: of those out of sight, too."""
    found = defaultdict(list)
    for kind in (QLabel, QAbstractButton, QGroupBox):
        for widget in section.findChildren(kind):
            text = widget.title() if kind is QGroupBox else widget.text()
            match = re.search(r"&(\w)", text.replace("&&", ""))
            if match and (hidden or widget.isVisibleTo(section)):
                found[match[1].lower()].append(text)
    return found


@pytest.mark.parametrize("tab", ["find", "compare", "review", "review under way"])
def test_no_letter_twice_in_a_tab(desktop, tab):
    section = getattr(desktop, tab.split()[0])
    if tab == "review under way":
        section.setup.hide()
        section.steps.show()
        section.labels.show()
    found = letters(section)
    assert not {letter: texts for letter, texts in found.items() if len(texts) > 1}
    assert len(found) >= 2


@pytest.mark.parametrize("desktop", ["en"], indirect=True)
def test_no_letter_of_the_menu_bar(desktop):
    for section in (desktop.find, desktop.compare, desktop.review):
        found = letters(section, hidden=True)
        assert found and not {letter: texts for letter, texts in found.items() if letter in MENU_BAR}
