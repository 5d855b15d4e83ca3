"""`rscd:detectchanges` on real files, in a real worker."""

from __future__ import annotations

import json

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingException,
    QgsRasterLayer,
    QgsRasterRange,
    QgsVectorLayer,
)

from rscd_plugin.core.jobs.registry import from_dict
from rscd_plugin.core.jobs.spec import DetectJob

from .conftest import write_raster


def test_all_outputs_from_files(detect, pair, model, tmp_path):
    paths = {"PROBABILITY": tmp_path / "p.tif", "MASK": tmp_path / "m.tif", "CHANGES": tmp_path / "c.gpkg"}
    results = detect(pair, model, **{name: str(path) for name, path in paths.items()})
    assert results["CHANGED_AREA_M2"] == pytest.approx(29.0)
    assert results["CHANGED_SHARE"] == pytest.approx(116 / 48000)
    assert results["THRESHOLD_USED"] == 0.3
    assert results["DEVICE_USED"] == "cpu"
    probability, mask = (gdal.Open(str(paths[name])) for name in ("PROBABILITY", "MASK"))
    assert probability.GetGeoTransform() == gdal.Open(str(pair[0])).GetGeoTransform()
    assert np.allclose(probability.ReadAsArray()[20:30, 40:50], 150 / 255, atol=1e-6)
    assert np.array_equal(mask.ReadAsArray(), probability.ReadAsArray() > 0.3)
    polygons = QgsVectorLayer(str(paths["CHANGES"]), "c", "ogr")
    assert [feature["area_m2"] for feature in polygons.getFeatures()] == pytest.approx([25.0, 4.0])
    assert [feature.geometry().area() for feature in polygons.getFeatures()] == pytest.approx([25.0, 4.0])
    assert polygons.crs() == QgsCoordinateReferenceSystem("EPSG:32633")
    assert polygons.listStylesInDatabase()[0] >= 1  # the style lies in the file
    assert (tmp_path / "p.qml").exists() and (tmp_path / "m.qml").exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
    assert "Device: cpu" in detect.log and "tiles of" in detect.log


def test_metadata_hold_the_job_and_no_output_path(detect, pair, model, tmp_path):
    detect(pair, model, MASK=str(tmp_path / "somewhere.tif"), MIN_AREA=3)
    metadata = gdal.Open(str(tmp_path / "somewhere.tif")).GetMetadata()
    job = from_dict(DetectJob, json.loads(metadata["rscd.job"]))
    assert job.min_area_m2 == 3 and job.pre.path == str(pair[0])
    assert "somewhere" not in json.dumps(metadata)
    assert len(metadata["rscd.model_sha256"]) == 64 and metadata["rscd.calibrated"] == "no"


def test_temporary_and_memory_outputs(detect, pair, model):
    results = detect(pair, model, PROBABILITY="TEMPORARY_OUTPUT", CHANGES="memory:")
    assert QgsRasterLayer(results["PROBABILITY"]).isValid()
    assert results["CHANGES"].featureCount() == 2
    assert "MASK" not in results


def test_numbers_only(detect, pair, model):
    assert detect(pair, model)["CHANGED_AREA_M2"] == pytest.approx(29.0)


def test_min_area_holds_for_mask_polygons_and_numbers(detect, pair, model, tmp_path):
    results = detect(pair, model, MIN_AREA=5, MASK=str(tmp_path / "m.tif"), CHANGES="memory:")
    assert results["CHANGED_AREA_M2"] == pytest.approx(25.0)
    assert results["CHANGES"].featureCount() == 1
    assert (gdal.Open(str(tmp_path / "m.tif")).ReadAsArray() == 1).sum() == 100


def test_threshold_of_zero_is_not_an_empty_threshold(detect, pair, model):
    results = detect(pair, model, THRESHOLD=0.0)
    assert results["THRESHOLD_USED"] == 0.0
    assert detect(pair, model, THRESHOLD=0.9)["CHANGED_AREA_M2"] == 0.0


def test_extent_in_another_crs_snaps_to_whole_pixels(detect, pair, model, tmp_path):
    from qgis.core import QgsCoordinateTransform, QgsProject, QgsRectangle

    to_wgs84 = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:32633"), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
    )
    box = to_wgs84.transformBoundingBox(QgsRectangle(500015, 5399980, 500030, 5399995))
    extent = f"{box.xMinimum():.9f},{box.xMaximum():.9f},{box.yMinimum():.9f},{box.yMaximum():.9f} [EPSG:4326]"
    detect(pair, model, EXTENT=extent, MASK=str(tmp_path / "m.tif"))
    mask = gdal.Open(str(tmp_path / "m.tif"))
    x0, size, _, y0, _, _ = mask.GetGeoTransform()
    assert size == 0.5 and x0 % 0.5 == 0 and y0 % 0.5 == 0
    assert x0 <= 500015 and y0 >= 5399995 and mask.RasterXSize < 60
    assert (mask.ReadAsArray() == 1).sum() == 100


def test_bands_of_a_four_band_raster(detect, pair, model, tmp_path):
    planes = [gdal.Open(str(path)).ReadAsArray() for path in pair]
    four = [
        write_raster(tmp_path / f"{name}.tif", np.concatenate([np.full((1, 200, 240), 7, np.uint8), pixels]))
        for name, pixels in zip(("pre", "post"), planes)
    ]
    results = detect(four, model, BANDS_PRE=[2, 3, 4], BANDS_POST="2;3;4")
    assert results["CHANGED_AREA_M2"] == pytest.approx(29.0)
    with pytest.raises(QgsProcessingException, match="BANDS_POST"):
        detect(four, model, BANDS_PRE=[2, 3, 4], BANDS_POST=[2, 3, 9])


def test_the_layer_says_more_than_the_file(detect, pair, model, project_layers):
    """A nodata value and a CRS given in the layer's properties count, as the user sees them."""
    pre, post = project_layers(*pair)
    bright = int(gdal.Open(str(pair[1])).ReadAsArray()[0, 20, 40])
    for band in (1, 2, 3):
        post.dataProvider().setUserNoDataValue(band, [QgsRasterRange(bright, bright)])
    results = detect((pre.id(), post.id()), model)
    assert results["CHANGED_AREA_M2"] < 29.0
    pre.setCrs(QgsCoordinateReferenceSystem("EPSG:32634"))
    with pytest.raises(QgsProcessingException, match="overlap"):
        detect((pre.id(), post.id()), model)


def test_same_input_same_output(detect, pair, model, tmp_path):
    for name in ("one", "two"):
        detect(pair, model, PROBABILITY=str(tmp_path / f"{name}.tif"), CHANGES=str(tmp_path / f"{name}.gpkg"))
    one, two = (gdal.Open(str(tmp_path / f"{name}.tif")) for name in ("one", "two"))
    assert np.array_equal(one.ReadAsArray(), two.ReadAsArray()) and one.GetMetadata() == two.GetMetadata()
    features = [
        [(f.attributes()[1:], f.geometry().asWkt()) for f in QgsVectorLayer(str(tmp_path / f"{name}.gpkg")).getFeatures()]
        for name in ("one", "two")
    ]
    assert features[0] == features[1] and len(features[0]) == 2
