"""Every widget of the panel and the dialogs: what the keyboard reaches has words, and icons alone are explained."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsProject
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QCoreApplication, QEvent, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QToolButton,
    QWidget,
)

from rscd_plugin.dock.desktop import Desktop
from rscd_plugin.dock.setup.options_page import OptionsFactory
from rscd_plugin.runtime.driver import Graphics

from .desktop import FakeInterface


@pytest.fixture
def desktop(provider, monkeypatch):
    monkeypatch.setattr("rscd_plugin.dock.setup.setup_dialog.look_for_graphics", lambda _cancelled: Graphics(refusal="none"))
    QgsProject.instance().clear()
    iface = FakeInterface()
    made = Desktop(iface)
    made.dock.show()
    made.setup.open_setup()
    made.setup.open_status()
    yield made
    made.take_down()
    iface.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def windows(desktop) -> dict[str, QWidget]:
    """All that has widgets of ours."""
    return {
        "panel": desktop.dock,
        "set-up": desktop.setup.dialog,
        "status": desktop.setup.status,
        "options": OptionsFactory(desktop.setup).createWidget(desktop.dock.parentWidget()),
    }


def shown_widgets(window: QWidget) -> list[QWidget]:
    """All widgets but what Qt and QGIS make larger ones of and bring their own words for: these have the focus as a whole."""
    return [widget for widget in window.findChildren(QWidget) if not _is_inside(widget)]


def _is_inside(widget: QWidget) -> bool:
    if widget.objectName().startswith("qt_"):
        return True
    if isinstance(widget.parentWidget(), (QAbstractSpinBox, QAbstractScrollArea, QLineEdit, QTabBar, QgsMessageBar)):
        return True
    if isinstance(widget.parentWidget(), QDockWidget) and isinstance(widget, QAbstractButton):
        return True  # of its title bar
    return any(isinstance(above, QComboBox) for above in parents(widget))


def parents(widget: QWidget) -> Iterator[QWidget]:
    while (widget := widget.parentWidget()) is not None:
        yield widget


def words_of(widget: QWidget, labels: list[QLabel]) -> str:
    """What a screen reader has to say: a name, a text, or the label whose buddy it is."""
    text = widget.title() if isinstance(widget, QGroupBox) else widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text or next((label.text() for label in labels if label.buddy() is widget), "")


def told(widget: QWidget) -> str:
    return " in ".join(f"{type(each).__name__} {each.objectName()}".strip() for each in (widget, *parents(widget)))


@pytest.mark.parametrize("name", ["panel", "set-up", "status", "options"])
def test_what_the_keyboard_reaches_has_words(desktop, name):
    window = windows(desktop)[name]
    labels = window.findChildren(QLabel)
    reached = [widget for widget in shown_widgets(window) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(reached) > 4
    assert [told(widget) for widget in reached if not words_of(widget, labels)] == []


@pytest.mark.parametrize("name", ["panel", "set-up", "status", "options"])
def test_icons_alone_are_explained(desktop, name):
    buttons = [each for each in shown_widgets(windows(desktop)[name]) if isinstance(each, QAbstractButton)]
    assert len(buttons) > 2
    assert [told(each) for each in buttons if _is_bare(each) and not (each.accessibleName() and each.toolTip())] == []


def _is_bare(button: QAbstractButton) -> bool:
    """Whether it shows no word."""
    only_icon = isinstance(button, QToolButton) and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    return not button.text() or button.text() in ("…", "...") or (only_icon and not button.icon().isNull())


def test_every_button_of_the_panel_can_be_reached(desktop):
    """With Tab or by arrows, but for those with a key of their own."""
    buttons = [each for each in shown_widgets(desktop.dock) if isinstance(each, QAbstractButton)]
    assert [told(each) for each in buttons if each.focusPolicy() == Qt.FocusPolicy.NoFocus] == []
