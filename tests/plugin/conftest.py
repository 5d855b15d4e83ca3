"""A real QGIS application with the provider in it, a small pair on disk, and a model that is quick or slow at will."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from osgeo import gdal, osr
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QLocale

CHECKOUT = Path(__file__).resolve().parents[2]
os.environ.setdefault("RSCD_ENVIRONMENT", str(CHECKOUT / "build" / "environment"))
# Whatever the developer's language, texts are looked at in English: here, and in programs that tests start.
QLocale.setDefault(QLocale.c())
os.environ["LC_ALL"] = "C.UTF-8"


@pytest.fixture
def in_german():
    """Numbers and dates as in Austria, for a user whose texts are still in English."""
    QLocale.setDefault(QLocale("de_AT"))
    yield
    QLocale.setDefault(QLocale.c())


@pytest.fixture(scope="session")
def provider(qgis_app, qgis_processing):
    """The provider, registered by the plugin itself; once a session, since a second one of its id would be dropped."""
    from rscd_plugin import classFactory

    plugin = classFactory(None)
    plugin.initProcessing()
    yield QgsApplication.processingRegistry().providerById("rscd")
    plugin.unload()


class Feedback(QgsProcessingFeedback):
    """Keeps what was said."""

    def __init__(self):
        super().__init__(False)
        self.lines: list[str] = []

    def pushInfo(self, info):
        self.lines.append(info)

    def reportError(self, error, fatalError=False):
        self.lines.append(error)

    def pushDebugInfo(self, info):
        self.lines.append(info)


class Runner:
    """Runs algorithms as the desktop does; contexts and what they own go before QGIS does."""

    def __init__(self):
        self.feedback = Feedback()
        self._contexts = []

    @property
    def log(self) -> str:
        return "\n".join(self.feedback.lines)

    def context(self) -> QgsProcessingContext:
        made = QgsProcessingContext()
        made.setProject(QgsProject.instance())
        self._contexts.append(made)
        return made

    def __call__(self, pair, model, **parameters):
        values = {"PRE": str(pair[0]), "POST": str(pair[1]), "MODEL": str(model), **parameters}
        values = {name: str(value) if isinstance(value, Path) else value for name, value in values.items()}
        import processing

        return processing.run("rscd:detectchanges", values, context=self.context(), feedback=self.feedback)

    def close(self):
        self._contexts.clear()
        gc.collect()  # tracebacks of expected errors hold contexts too


@pytest.fixture
def detect(provider):
    """`detect(pair, model, **parameters)` runs rscd:detectchanges; `detect.log` is what it said."""
    runner = Runner()
    yield runner
    runner.close()


@pytest.fixture
def project_layers(qgis_app):
    """Loads rasters into the project, as a user does; they leave it after the test."""
    project = QgsProject.instance()
    yield lambda *paths: [project.addMapLayer(QgsRasterLayer(str(path), Path(path).stem)) for path in paths]
    project.clear()


def write_raster(path: Path, pixels: np.ndarray, epsg: int | None = 32633, pixel_size: float = 0.5, x0=500000.0, y0=5_400_000.0):
    """Write (bands, height, width) pixels as a GeoTIFF; without a CRS and a place where `epsg` is None."""
    kinds = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "float32": gdal.GDT_Float32}
    bands, height, width = pixels.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, bands, kinds[pixels.dtype.name])
    if epsg is not None:
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(epsg)
        dataset.SetProjection(crs.ExportToWkt())
        dataset.SetGeoTransform((x0, pixel_size, 0, y0, 0, -pixel_size))
    for number, plane in enumerate(pixels, start=1):
        dataset.GetRasterBand(number).WriteRaster(0, 0, width, height, np.ascontiguousarray(plane))
    dataset.FlushCache()
    return path


def write_model(path: Path, layers: int = 0) -> Path:
    """A change model: mean over bands of |pre - post|, through `layers` costly convolutions that change nothing."""
    dims = ["batch", 3, "height", "width"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, dims) for name in ("pre", "post")]
    output = helper.make_tensor_value_info("change_probability", TensorProto.FLOAT, ["batch", 1, "height", "width"])
    nodes = [helper.make_node("Sub", ["pre", "post"], ["difference"]), helper.make_node("Abs", ["difference"], ["layer0"])]
    identity = np.zeros((3, 3, 31, 31), np.float32)
    identity[range(3), range(3), 15, 15] = 1.0
    for layer in range(layers):
        nodes.append(helper.make_node("Conv", [f"layer{layer}", "identity"], [f"layer{layer + 1}"], pads=[15] * 4))
    nodes.append(helper.make_node("ReduceMean", [f"layer{layers}"], ["change_probability"], axes=[1], keepdims=1))
    graph = helper.make_graph(nodes, "difference", inputs, [output], [numpy_helper.from_array(identity, "identity")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {"rscd.scale": "255", "rscd.halo_px": "0", "rscd.threshold": "0.3", "rscd.size_multiple": "1"})
    onnx.save(model, str(path))
    return path


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    """|pre - post| / 255, quick."""
    return write_model(tmp_path_factory.mktemp("model") / "difference.onnx")


@pytest.fixture(scope="session")
def slow_model(tmp_path_factory):
    """The same answer, several seconds a megapixel."""
    return write_model(tmp_path_factory.mktemp("model") / "slow.onnx", layers=4)


@pytest.fixture(scope="session")
def pair(tmp_path_factory):
    """Pre and post of 240 x 200 pixels of 0.5 m: a changed square of 10 x 10 (25 m²) and one of 4 x 4 pixels (4 m²)."""
    folder = tmp_path_factory.mktemp("pair")
    pre = np.random.default_rng(0).integers(60, 90, (3, 200, 240)).astype(np.uint8)
    post = pre.copy()
    post[:, 20:30, 40:50] += 150
    post[:, 100:104, 200:204] += 150
    return write_raster(folder / "pre.tif", pre), write_raster(folder / "post.tif", post)
