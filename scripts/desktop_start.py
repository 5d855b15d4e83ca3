"""Runs inside desktop QGIS (scripts/desktop): loads the demo pair, takes a picture where one is asked for."""

from __future__ import annotations

import os
from pathlib import Path

from qgis.core import QgsLayerTreeGroup, QgsMapLayer, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QDockWidget, QTreeView
from qgis.utils import iface

DEMO = Path(os.environ["RSCD_DEMO"])
SCREENSHOT = os.environ.get("RSCD_SCREENSHOT", "")
SETTLE_MS = 1500
GIVE_UP_MS = 60_000


def load_demo() -> None:
    """The pair, and over it the results if there are any, styled as their files say."""
    layers: list[QgsMapLayer] = [
        QgsRasterLayer(str(DEMO / f"{name}.tif"), name)
        for name in ("pre", "post", "change_mask", "change_probability")
        if (DEMO / f"{name}.tif").is_file()
    ]
    if (DEMO / "changes.gpkg").is_file():
        layers.append(QgsVectorLayer(str(DEMO / "changes.gpkg"), "changes", "ogr"))
    group: QgsLayerTreeGroup = QgsProject.instance().layerTreeRoot()
    for layer in layers:
        QgsProject.instance().addMapLayer(layer, False)
        # The mask would hide the pair.
        group.insertLayer(0, layer).setItemVisibilityChecked(layer.name() != "change_mask")
    QgsProject.instance().setCrs(layers[0].crs())
    iface.mapCanvas().setExtent(layers[0].extent())
    iface.mapCanvas().refresh()


def arrange() -> None:
    """Open the Toolbox, so that the plugin's algorithms are to be seen; the browser makes room for it."""
    for name, visible in (("ProcessingToolbox", True), ("Browser", False)):
        dock = iface.mainWindow().findChild(QDockWidget, name)
        if dock is not None:
            dock.setVisible(visible)
    for tree in iface.mainWindow().findChildren(QTreeView, "algorithmTree"):
        tree.expandRecursively(tree.model().index(tree.model().rowCount() - 1, 0))


def take_screenshot_and_leave() -> None:
    """Save a picture of the main window and quit without a question."""
    iface.mainWindow().grab().save(SCREENSHOT)
    QgsProject.instance().clear()
    QgsProject.instance().setDirty(False)
    iface.actionExit().trigger()


load_demo()
arrange()
if SCREENSHOT:
    iface.mainWindow().setGeometry(0, 0, 1600, 1000)
    iface.mapCanvas().mapCanvasRefreshed.connect(lambda: QTimer.singleShot(SETTLE_MS, take_screenshot_and_leave))
    QTimer.singleShot(GIVE_UP_MS, take_screenshot_and_leave)
