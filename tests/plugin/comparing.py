"""A window with two images in it, one red and one green, a blue polygon over the middle of both, and the tab Compare."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from qgis.core import QgsFeature, QgsFillSymbol, QgsGeometry, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QElapsedTimer, QEvent
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtWidgets import QApplication

from rscd_plugin.dock.compare.comparison import Mode
from rscd_plugin.dock.compare.section import CompareSection

from .conftest import write_raster
from .desktop import FakeInterface

RED, GREEN, BLUE, WHITE = "#c80000", "#00c800", "#0000ff", "#ffffff"
X0, Y0, PIXEL_SIZE, WIDTH, HEIGHT = 500000.0, 5_400_000.0, 0.5, 120, 80


@dataclass
class Scene:
    """layers: pre (red), post (green) and changes (blue), as they lie from the lowest up."""

    iface: FakeInterface
    section: CompareSection
    layers: list

    @property
    def canvas(self) -> QgsMapCanvas:
        return self.iface.mapCanvas()

    def start(self, mode: Mode) -> None:
        """Compare pre with post, and wait for the pictures."""
        self.section.compare(self.layers[0], self.layers[1], mode)
        settled(self.section)


@contextmanager
def a_scene(folder: Path):
    """A Scene; afterwards nothing of it is left."""
    iface = FakeInterface()
    canvas, section = iface.mapCanvas(), None
    try:
        layers = [raster(_image(folder / "pre.tif", (200, 0, 0))), raster(_image(folder / "post.tif", (0, 200, 0))), polygon()]
        canvas.setDestinationCrs(layers[0].crs())
        # The images reach beyond the map on all sides, turned or not.
        canvas.setExtent(layers[0].extent().buffered(-15.0))
        wait_until(lambda: len(canvas.layers()) == 3)
        section = CompareSection(iface)
        yield Scene(iface, section, layers)
    finally:
        if section is not None:
            section.take_down()
            section.deleteLater()
        QgsProject.instance().clear()
        iface.close()
        delete_later()
        gc.collect()


def raster(path: Path) -> QgsRasterLayer:
    """Into the project, on top."""
    return QgsProject.instance().addMapLayer(QgsRasterLayer(str(path), path.stem))


def polygon() -> QgsVectorLayer:
    """In the middle two fifths of the images' width and the middle sixth of their height."""
    width, height = WIDTH * PIXEL_SIZE, HEIGHT * PIXEL_SIZE
    return polygons("changes", [QgsRectangle(X0 + width * 0.3, Y0 - height * 0.58, X0 + width * 0.7, Y0 - height * 0.42)])


def polygons(name: str, rectangles: list[QgsRectangle]) -> QgsVectorLayer:
    """Blue ones, into the project, on top."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633", name, "memory")
    features = []
    for rectangle in rectangles:
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromRect(rectangle))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.renderer().setSymbol(QgsFillSymbol.createSimple({"color": "0,0,255", "outline_style": "no"}))
    return QgsProject.instance().addMapLayer(layer)


def _image(path: Path, colour: tuple[int, int, int]) -> Path:
    bands = np.broadcast_to(np.array(colour, np.uint8)[:, None, None], (3, HEIGHT, WIDTH))
    return write_raster(path, np.ascontiguousarray(bands), pixel_size=PIXEL_SIZE)


def settled(section: CompareSection) -> None:
    """Wait until the map and the pictures over it are drawn."""
    wait(10)  # QGIS begins to draw a moment after it was asked to
    pictures = section.comparison.pictures
    wait_until(lambda: not pictures.is_drawing() and not pictures._canvas.isDrawing())


def wait_until(true, timeout_ms: int = 5000) -> None:
    """Let QGIS go on until `true()`; fails when it never is."""
    clock = QElapsedTimer()
    clock.start()
    while not true():
        assert clock.elapsed() < timeout_ms, "waited in vain"
        QApplication.processEvents()


def wait(milliseconds: int) -> None:
    """Let QGIS go on for so long."""
    clock = QElapsedTimer()
    clock.start()
    wait_until(lambda: clock.elapsed() >= milliseconds)
    QApplication.processEvents()


def delete_later() -> None:
    """What was told to go later goes now."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def colours(canvas: QgsMapCanvas) -> list[list[str]]:
    """Rows of the colours that are to be seen in the map."""
    return [["#" + bytes(pixel[2::-1]).hex() for pixel in row] for row in pixels(canvas.viewport().grab().toImage())]


def colour_at(canvas: QgsMapCanvas, across: float, down: float) -> str:
    """The colour at a place in the map, in shares of its width and height."""
    image = canvas.viewport().grab().toImage()
    return image.pixelColor(int(image.width() * across), int(image.height() * down)).name()


def pixels(image: QImage) -> np.ndarray:
    """(height, width, 4), blue first."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits().asstring(image.sizeInBytes()), np.uint8).reshape(image.height(), image.width(), 4)
