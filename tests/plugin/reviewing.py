"""What the tests of the review share: change polygons as detection writes them, windows, and waiting."""

from __future__ import annotations

import gc
import sqlite3
import time

import pytest
from osgeo import ogr, osr
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QAction, QApplication

from rscd_plugin.dock.review.session import ReviewSession
from rscd_plugin.layers.review_fields import add_fields
from rscd_plugin.layers.review_order import Order

from .desktop import FakeInterface

# id, mean_probability, area_m2, column and row of the upper left corner and side, all in pixels of 0.5 m; no shape: None
CHANGES = (
    (1, 0.55, 25.0, (20, 20, 10)),
    (2, 0.95, 100.0, (60, 20, 20)),
    (3, None, 4.0, (100, 20, 4)),
    (4, 0.75, 64.0, (140, 20, 16)),
    (5, 0.95, None, None),
)
X0, Y0, PIXEL = 500000.0, 5_400_000.0, 0.5


def box_wkt(col, row, side):
    """A square given in pixels, in map units."""
    x, y, d = X0 + col * PIXEL, Y0 - row * PIXEL, side * PIXEL
    return f"POLYGON(({x} {y},{x + d} {y},{x + d} {y - d},{x} {y - d},{x} {y}))"


def write_changes(path, changes=CHANGES, driver="GPKG", epsg=32633):
    """A file of change polygons, with the fields of detection."""
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    file = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    layer = file.CreateLayer("changes", crs, ogr.wkbPolygon)
    for name, kind in (("id", ogr.OFTInteger64), ("area_m2", ogr.OFTReal), ("mean_probability", ogr.OFTReal)):
        layer.CreateField(ogr.FieldDefn(name, kind))
    layer.StartTransaction()
    for number, probability, area, box in changes:
        feature = ogr.Feature(layer.GetLayerDefn())
        for name, value in (("id", number), ("area_m2", area), ("mean_probability", probability)):
            if value is not None:
                feature.SetField(name, value)
        if box is not None:
            feature.SetGeometry(ogr.CreateGeometryFromWkt(box_wkt(*box)))
        layer.CreateFeature(feature)
    layer.CommitTransaction()
    return path


@pytest.fixture(autouse=True)
def cleared(qgis_app):
    """The project's layers go after each test, and what tracebacks of expected errors hold in circles: all of it before QGIS."""
    yield
    QgsProject.instance().clear()
    gc.collect()


def open_changes(path, name="changes"):
    """The layer, owned by the project but not shown in its tree."""
    layer = QgsVectorLayer(f"{path}|layername=changes", name, "ogr")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer, False)
    return layer


def reviewed(layer, order=Order("id")):  # noqa: B008
    """A session that is ready to step, and what it said and failed with."""
    add_fields(layer)
    session = ReviewSession(layer)
    session.words, session.errors = [], []
    session.said.connect(session.words.append)
    session.failed.connect(session.errors.append)
    session.load(order)
    wait_for(lambda: not session.is_reading)
    return session


def rows(path, what="review_state"):
    """fid → value, as another program reads it from the file at this moment."""
    with sqlite3.connect(path) as connection:
        return dict(connection.execute(f"SELECT fid, {what} FROM changes"))


def wait_for(condition, seconds=10):
    """Let QGIS do its work until this is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        QCoreApplication.processEvents()
        time.sleep(0.002)


class Windows(FakeInterface):
    """With what editing takes."""

    def __init__(self):
        super().__init__()
        self.vertex_tool = QAction(self.mainWindow())
        self.active = None
        QApplication.setActiveWindow(self.mainWindow())

    def setActiveLayer(self, layer):
        self.active = layer

    def actionVertexToolActiveLayer(self):
        return self.vertex_tool
