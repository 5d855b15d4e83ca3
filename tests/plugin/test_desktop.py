"""The plugin in QGIS's windows: switched on and off again and again, it leaves nothing."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject
from qgis.PyQt.QtWidgets import QAction, QDockWidget

from rscd_plugin.dock.desktop import Desktop

from .desktop import FakeInterface
from .test_interrupted import wait_until, workers

_CANVAS = ("extentsChanged", "destinationCrsChanged", "mapToolSet")
_SIGNALS = ("layersAdded", "cleared", "readProject", "writeProject", "layersRemoved", "layersWillBeRemoved", "layerWillBeRemoved")


@pytest.fixture
def iface(provider):
    QgsProject.instance().clear()
    made = FakeInterface()
    yield made
    made.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def traces(iface: FakeInterface) -> dict[str, int]:
    """Counts of all that could stay behind."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    gc.collect()
    window, canvas, project = iface.mainWindow(), iface.mapCanvas(), QgsProject.instance()
    return {
        "actions": len(window.findChildren(QAction)) + len(iface.menu.actions()) + len(iface.tool_bar.actions()),
        "docks": len(window.findChildren(QDockWidget)),
        "objects": len(window.findChildren(QObject)),
        "items": len(canvas.scene().items()),
        "canvas": sum(
            canvas.receivers(getattr(canvas, name)) for name in ("extentsChanged", "destinationCrsChanged", "mapToolSet")
        ),
        "layer": iface.receivers(iface.currentLayerChanged),
        **{name: project.receivers(getattr(project, name)) for name in _SIGNALS},
        "threads": len(list(Path(f"/proc/{os.getpid()}/task").iterdir())),
        "workers": len(workers()),
        "tasks": QgsApplication.taskManager().count(),
    }


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, tuple[int, int]]:
    """What there is more of."""
    return {name: (before[name], count) for name, count in after.items() if count > before[name]}


def test_on_and_off_ten_times_leaves_nothing(iface, pair, project_layers):
    project_layers(*pair)
    desktop = Desktop(iface)
    desktop.take_down()
    before = traces(iface)
    for _ in range(10):
        desktop = Desktop(iface)
        desktop.dock.show()
        desktop.take_down()
    assert grown(before, traces(iface)) == {}


def test_off_while_a_card_is_read_and_a_run_goes_on(iface, pair, project_layers, slow_model, tmp_path):
    layers = project_layers(*pair)
    Desktop(iface).take_down()
    before = traces(iface)
    desktop = Desktop(iface)
    desktop.dock.show()
    desktop.dock.setUserVisible(True)
    desktop.find.form.pair.choose(*layers)
    desktop.find.form.method.model.set_model(str(slow_model))
    desktop.find.form.destination.choose(str(tmp_path))
    desktop.find.form.area.choose("rectangle", (500_010.0, 5_399_910.0, 500_030.0, 5_399_930.0), "EPSG:32633")
    desktop.find.run()
    wait_until(lambda: workers())
    desktop.take_down()
    assert not workers()
    assert set(grown(before, traces(iface))) <= {"threads"}  # those of QGIS's own pool wait for other tasks
    assert list(tmp_path.iterdir()) == []


def test_the_action_opens_the_panel_and_tells_so(iface):
    desktop = Desktop(iface)
    action = iface.menu.actions()[0]
    assert action in iface.tool_bar.actions() and action.toolTip()
    desktop.dock.hide()
    action.trigger()
    assert desktop.dock.isVisible()
    action.trigger()
    assert not desktop.dock.isVisible()
    desktop.take_down()


def test_project_and_layers_may_go_after_the_panel(iface, pair, project_layers):
    desktop = Desktop(iface)
    project_layers(*pair)
    desktop.take_down()
    QgsProject.instance().clear()
    QCoreApplication.processEvents()
    assert iface.menu.actions() == []
