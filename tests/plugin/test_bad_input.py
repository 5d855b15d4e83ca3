"""Each mistake gets a message that says what was found and what to do, and leaves nothing behind."""

from __future__ import annotations

import os

import numpy as np
import onnx
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException, QgsProject

from rscd_plugin.core.errors import UserError
from rscd_plugin.runtime.environment import find_environment

from .conftest import write_raster

PIXELS = np.full((3, 64, 64), 100, np.uint8)
ONLY_PROC = {"MASK": "/proc/m.tif", "PROBABILITY": None, "CHANGES": None}


def refused(detect, pair, model, tmp_path, match, **parameters):
    """Run, expect the message, and expect nothing new in the folder of the outputs."""
    out = tmp_path / "out"
    out.mkdir(exist_ok=True)
    outputs = {"PROBABILITY": out / "p.tif", "MASK": out / "m.tif", "CHANGES": out / "c.gpkg"}
    with pytest.raises(QgsProcessingException, match=match) as raised:
        detect(pair, model, **{**outputs, **parameters})
    assert "Traceback" not in str(raised.value) and 'File "' not in detect.log
    assert list(out.iterdir()) == []


def test_no_overlap(detect, model, tmp_path):
    pair = write_raster(tmp_path / "a.tif", PIXELS), write_raster(tmp_path / "b.tif", PIXELS, x0=600000)
    refused(detect, pair, model, tmp_path, "do not overlap")


def test_one_with_and_one_without_crs(detect, model, tmp_path):
    pair = write_raster(tmp_path / "a.tif", PIXELS), write_raster(tmp_path / "b.tif", PIXELS, epsg=None)
    refused(detect, pair, model, tmp_path, "the post raster has none")


def test_two_without_crs_are_taken_pixel_by_pixel(detect, model, tmp_path):
    post = PIXELS.copy()
    post[:, 5:10, 5:10] = 250
    pair = write_raster(tmp_path / "a.tif", PIXELS, epsg=None), write_raster(tmp_path / "b.tif", post, epsg=None)
    results = detect(pair, model, CHANGES="memory:")
    assert results["CHANGED_AREA_M2"] is None and results["CHANGED_SHARE"] == pytest.approx(25 / 4096)
    (polygon,) = results["CHANGES"].getFeatures()
    assert polygon["area_px"] == 25 and not polygon["area_m2"]
    box = polygon.geometry().boundingBox()
    assert (box.xMinimum(), box.yMaximum()) == (5, -5)  # where QGIS draws a raster without a place
    assert "pixel by pixel" in detect.log
    refused(detect, pair, model, tmp_path, "MIN_AREA is given in m²", MIN_AREA=4)


def test_two_without_crs_of_different_size(detect, model, tmp_path):
    pair = write_raster(tmp_path / "a.tif", PIXELS, epsg=None), write_raster(tmp_path / "b.tif", PIXELS[:, :32], epsg=None)
    refused(detect, pair, model, tmp_path, "sizes differ")


def test_too_few_bands(detect, model, tmp_path):
    pair = write_raster(tmp_path / "a.tif", PIXELS[:1]), write_raster(tmp_path / "b.tif", PIXELS[:1])
    refused(detect, pair, model, tmp_path, "1 band.*the model takes 3")


def test_not_a_change_model(detect, pair, tmp_path):
    value = onnx.helper.make_tensor_value_info("image", onnx.TensorProto.FLOAT, [1, 3, 64, 64])
    out = onnx.helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, [1, 3, 64, 64])
    graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["image"], ["out"])], "g", [value], [out])
    path = tmp_path / "one_date.onnx"
    onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8), str(path))
    refused(detect, pair, path, tmp_path, "not a model that compares two dates")


def test_corrupt_model(detect, pair, model, tmp_path):
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(model.read_bytes()[:100])
    refused(detect, pair, cut, tmp_path, "cannot be loaded as an ONNX model")
    refused(detect, pair, tmp_path / "none.onnx", tmp_path, "no model file")


def test_truncated_raster(detect, pair, model, tmp_path):
    cut = tmp_path / "cut.tif"
    cut.write_bytes(pair[1].read_bytes()[:60000])
    refused(detect, (pair[0], cut), model, tmp_path, "cut short|cannot be|Could not load")


def test_all_nodata(detect, model, tmp_path):
    path = write_raster(tmp_path / "a.tif", PIXELS)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    for band in (1, 2, 3):
        dataset.GetRasterBand(band).SetNoDataValue(100)
    del dataset
    refused(detect, (path, write_raster(tmp_path / "b.tif", PIXELS)), model, tmp_path, "No pixel holds data in both dates")


def test_disk_too_small(detect, model, tmp_path):
    huge = tmp_path / "huge.vrt"
    bands = "".join(f'<VRTRasterBand dataType="Byte" band="{band}"/>' for band in (1, 2, 3))
    huge.write_text(f'<VRTDataset rasterXSize="2000000" rasterYSize="2000000">{bands}</VRTDataset>')
    refused(detect, (huge, huge), model, tmp_path, "disk is too full.*GB")


def test_output_is_an_input_or_another_output(detect, pair, model, tmp_path):
    before = pair[0].read_bytes()
    refused(detect, pair, model, tmp_path, "an input of this run", PROBABILITY=pair[0])
    assert pair[0].read_bytes() == before
    twice = tmp_path / "out" / "same.tif"
    refused(detect, pair, model, tmp_path, "already PROBABILITY", PROBABILITY=twice, MASK=twice)


def test_output_open_in_the_project(detect, pair, model, tmp_path, project_layers):
    loaded = write_raster(tmp_path / "loaded.tif", PIXELS)
    project_layers(loaded)
    refused(detect, pair, model, tmp_path, "open in this project", MASK=loaded)
    assert QgsProject.instance().mapLayers()


def test_output_folder_missing_or_not_writable(detect, pair, model, tmp_path):
    refused(detect, pair, model, tmp_path, "does not exist", MASK=tmp_path / "nowhere" / "m.tif")
    # Not even root can make files there.
    refused(detect, pair, model, tmp_path, "cannot be written|Nothing can be written", **ONLY_PROC)


def test_rasters_are_geotiff_only(detect, pair, model, tmp_path):
    refused(detect, pair, model, tmp_path, "no GeoTIFF by its name", MASK=tmp_path / "out" / "mask.png")


def test_wrong_words(detect, pair, model, tmp_path):
    refused(detect, pair, model, tmp_path, "auto, cpu, cuda|DEVICE", DEVICE="gpu")


def test_cuda_without_cuda_says_why(detect, pair, model, tmp_path):
    refused(detect, pair, model, tmp_path, "DEVICE is cuda, but", DEVICE="cuda")


def test_runtime_not_installed(detect, pair, model, tmp_path, monkeypatch):
    monkeypatch.setenv("RSCD_ENVIRONMENT", str(tmp_path / "empty"))
    refused(detect, pair, model, tmp_path, "runtime is not installed.*Install the runtime")
    with pytest.raises(UserError):
        find_environment()
    assert not os.path.exists(tmp_path / "empty")
