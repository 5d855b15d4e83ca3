"""Runs inside desktop QGIS (scripts/desktop --session): the whole way from an empty project to reviewed changes and labels."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QDockWidget
from qgis.utils import iface, plugins, reloadPlugin

sys.path.insert(0, os.environ["RSCD_CHECKOUT"])
from rscd_plugin.dock.compare.comparison import Mode
from rscd_plugin.dock.find.run import ENDED
from scripts.desktop_driver import Session, click, press

DEMO = Path(os.environ["RSCD_DEMO"])
FOLDER = Path(os.environ["RSCD_SESSION"])
DECISIONS = (Qt.Key.Key_A, Qt.Key.Key_X, Qt.Key.Key_A)  # accept, reject, accept
PANEL_PX = 400


def steps(session: Session) -> Iterator[Any]:
    """Each picture is a step that a user sees."""
    yield from empty(session)
    pre, post = (QgsRasterLayer(str(DEMO / f"{name}.tif"), name) for name in ("pre", "post"))
    yield from load(session, pre, post)
    yield from preview(session)
    yield from run(session)
    yield from compare(session, pre, post)
    yield from review(session)
    yield from set_up(session)
    yield from reload_plugin(session)


def desktop() -> Any:
    """The plugin's own windows; others after each reload."""
    return plugins["rscd_plugin"].desktop


def empty(session: Session) -> Iterator[Any]:
    """Nothing is loaded: the panel says what it wants."""
    window = iface.mainWindow()
    window.setGeometry(0, 0, 1600, 1000)
    for name in ("Browser", "ProcessingToolbox"):
        dock = window.findChild(QDockWidget, name)
        if dock is not None:
            dock.hide()
    desktop().dock.setUserVisible(True)
    window.resizeDocks([desktop().dock], [PANEL_PX], Qt.Orientation.Horizontal)
    yield 1.0
    session.facts["can_run_without_images"] = desktop().find.run_button.isEnabled()
    session.picture("1-empty")


def load(session: Session, pre: QgsRasterLayer, post: QgsRasterLayer) -> Iterator[Any]:
    """The two dates are loaded and chosen."""
    QgsProject.instance().addMapLayers([pre, post])
    QgsProject.instance().setCrs(pre.crs())
    iface.mapCanvas().setExtent(pre.extent())
    yield 0.5
    desktop().find.form.pair.choose(pre, post)
    yield lambda: desktop().find.run_button.isEnabled()
    yield 2.0  # the model's card comes from a worker
    session.picture("2-pair")


def preview(session: Session) -> Iterator[Any]:
    """What Run would find in the middle of the map."""
    controls = desktop().find.preview
    iface.mapCanvas().zoomByFactor(0.4)
    yield 1.0
    click(controls.button)
    said = controls.status.text()
    yield lambda: controls.status.text() not in ("", said)
    yield 1.0
    session.facts["preview"] = controls.status.text()
    session.picture("3-preview")
    click(controls.button)
    iface.mapCanvas().zoomToFullExtent()
    yield 1.0


def run(session: Session) -> Iterator[Any]:
    """Run is pressed, and the results arrive."""
    find = desktop().find
    find.form.destination.choose(str(FOLDER))
    yield 0.5
    click(find.run_button)
    yield 1.0
    session.picture("4-running")
    yield lambda: all(each.state in ENDED for each in find.queue.runs)
    yield 2.0
    session.facts["runs"] = [(each.state.value, each.error) for each in find.queue.runs]
    session.facts["groups"] = [group.name() for group in QgsProject.instance().layerTreeRoot().findGroups()]
    session.picture("5-results")


def compare(session: Session, pre: QgsRasterLayer, post: QgsRasterLayer) -> Iterator[Any]:
    """Swipe, then two maps side by side."""
    section = desktop().compare
    desktop().dock.show_section(section)
    for mode, name in ((Mode.SWIPE, "6-swipe"), (Mode.SIDE_BY_SIDE, "7-side-by-side")):
        section.compare(pre, post, mode)
        yield 2.5
        session.picture(name)
    section.compare(pre, post, Mode.OFF)
    yield 0.5


def review(session: Session) -> Iterator[Any]:
    """Three decisions by key, then labels for training."""
    section = desktop().review
    desktop().dock.show_section(section)
    changes = next(
        layer
        for layer in QgsProject.instance().mapLayers().values()
        if isinstance(layer, QgsVectorLayer) and layer.featureCount() > 0
    )
    section.setup.picker.setLayer(changes)
    click(section.setup.start_button)
    yield 0.5
    click(section.setup.question.yes)
    yield lambda: section.session is not None and section.session.fid is not None
    yield 2.0
    session.picture("8-review")
    for key in DECISIONS:
        press(section, key)
        yield 0.8
    yield 1.5
    session.picture("9-decided")
    session.facts["progress"] = section.steps.progress.text()
    section.labels.setCollapsed(False)
    section.labels.file.setFilePath(str(FOLDER / "labels.tif"))
    yield 0.5
    click(section.labels.export_button)
    yield lambda: (FOLDER / "labels.tif").is_file()
    yield 1.0
    session.picture("10-labels")
    click(section.steps.stop_button)
    yield 0.5


def set_up(session: Session) -> Iterator[Any]:
    """What the runtime is, how it would be installed, and the settings."""
    desktop().setup.open_status()
    yield 1.5
    session.picture("11-runtime")
    desktop().setup.status.close()
    desktop().setup.open_setup("learn")
    yield 1.5
    session.picture("12-set-up")
    desktop().setup.dialog.close()
    yield 0.5
    QTimer.singleShot(2000, lambda: (session.picture("13-options"), QApplication.activeModalWidget().reject()))
    iface.showOptionsDialog(iface.mainWindow(), "RscdOptions")  # comes back when it is closed
    yield 0.5


def reload_plugin(session: Session) -> Iterator[Any]:
    """Off and on again ten times leaves nothing."""
    before = traces()
    for _ in range(10):
        reloadPlugin("rscd_plugin")
        yield 0.3
    session.facts["left_behind"] = {name: count - before[name] for name, count in traces().items() if count > before[name]}
    desktop().dock.setUserVisible(True)


def traces() -> dict[str, int]:
    """What of the plugin there is in QGIS's windows."""
    window = iface.mainWindow()
    return {
        "docks": len(window.findChildren(QDockWidget)),
        "actions": len(window.actions()) + len(iface.rasterToolBar().actions()),
        "menu": len(iface.rasterMenu().actions()),
        "items": len(iface.mapCanvas().scene().items()),
    }


SESSION = Session(steps, FOLDER)
SESSION.start()
