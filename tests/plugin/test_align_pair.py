"""rscd:alignpair in a real worker: files, numbers, report, and the pair parameters as QGIS hands them over."""

from __future__ import annotations

import re

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingException, QgsProject, QgsRectangle, QgsVectorLayer
from scipy import ndimage

from .conftest import write_raster

SIZE = 200


def scene(seed):
    generator = np.random.default_rng(seed)
    noise = ndimage.gaussian_filter(generator.normal(size=(SIZE, SIZE)), 4)
    fields = np.digitize(noise, np.percentile(noise, (20, 40, 60, 80)))
    return ndimage.gaussian_filter(900.0 * fields + 400 * generator.random((SIZE, SIZE)), 1.0) + 100


@pytest.fixture(scope="module")
def moved_pair(tmp_path_factory):
    """16 bits, pixels of 2 m; post lies 3 columns east and 5 rows south (6 m east, 10 m south), and is darker."""
    folder = tmp_path_factory.mktemp("moved")
    pre = scene(0)
    post = 0.5 * np.roll(pre, (5, 3), axis=(0, 1)) + 50
    pre, post = (np.stack([date, date * 0.8]).astype(np.uint16) for date in (pre, post))
    return write_raster(folder / "pre.tif", pre, pixel_size=2.0), write_raster(folder / "post.tif", post, pixel_size=2.0)


@pytest.fixture
def align(detect):
    """`align(pair, **parameters)` runs rscd:alignpair."""

    def run(pair, **parameters):
        import processing

        values = {"PRE": str(pair[0]), "POST": str(pair[1]), **{name: str(value) for name, value in parameters.items()}}
        return processing.run("rscd:alignpair", values, context=detect.context(), feedback=detect.feedback)

    return run


def read(path):
    dataset = gdal.Open(str(path))
    pixels = np.empty((dataset.RasterCount, dataset.RasterYSize, dataset.RasterXSize), np.float64)
    for number, plane in enumerate(pixels, start=1):
        dataset.GetRasterBand(number).ReadRaster(buf_type=gdal.GDT_Float64, buf_obj=plane)
    return dataset, pixels


def test_everything(align, detect, moved_pair, tmp_path):
    outputs = {"ALIGNED_PRE": tmp_path / "a.tif", "ALIGNED_POST": tmp_path / "b.tif", "REPORT": tmp_path / "r.html"}
    results = align(moved_pair, NORMALISE="mean_std", **outputs)
    assert results["SHIFT_X_M"] == pytest.approx(6, abs=0.1) and results["SHIFT_Y_M"] == pytest.approx(-10, abs=0.1)
    assert results["RESIDUAL_PX"] < 0.2 and results["TIE_POINTS"] >= 5
    assert {name: results[name] for name in outputs} == {name: str(path) for name, path in outputs.items()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tif", "b.tif", "r.html"]
    (a, pre), (b, post), (_, own) = read(outputs["ALIGNED_PRE"]), read(outputs["ALIGNED_POST"]), read(moved_pair[0])
    np.testing.assert_array_equal(pre, own)
    assert a.GetGeoTransform() == b.GetGeoTransform() == gdal.Open(str(moved_pair[0])).GetGeoTransform()
    assert b.GetRasterBand(1).DataType == gdal.GDT_UInt16 and b.GetRasterBand(1).GetNoDataValue() == 0
    valid = post > 0
    assert 0.9 < valid.mean() < 1
    assert np.percentile(np.abs(post - pre)[valid] / pre[valid], 90) < 0.1, "moved back, and as bright as pre"
    assert "rscd.job" in a.GetMetadata()
    page = outputs["REPORT"].read_text()
    assert page.count("data:image/png;base64,") == 2 and "+6.0" in page
    assert not re.search(r'(?:src|href)="(?!data:)', page), "nothing beside the page"
    assert "tiles agree" in detect.log


def test_without_a_match_it_is_said_and_nothing_moves(align, detect, moved_pair, tmp_path):
    stranger = write_raster(tmp_path / "s.tif", np.stack([scene(9)] * 2).astype(np.uint16), pixel_size=2.0)
    results = align((moved_pair[0], stranger), ALIGNED_POST=tmp_path / "b.tif", REPORT=tmp_path / "r.html")
    assert results["SHIFT_X_M"] is None and results["RESIDUAL_PX"] is None and results["TIE_POINTS"] == 0
    assert "no reliable match" in detect.log and "no reliable match" in (tmp_path / "r.html").read_text()
    np.testing.assert_array_equal(read(tmp_path / "b.tif")[1], read(stranger)[1])


def test_polygons_of_a_memory_layer_and_an_extent(align, moved_pair, tmp_path):
    clouds = QgsVectorLayer("Polygon?crs=EPSG:32633", "clouds", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(500040.5, 5399940.5, 500059.5, 5399959.5)))
    clouds.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(clouds)
    try:
        align(
            moved_pair,
            COREGISTER="none",
            EXCLUDE=clouds.id(),
            EXTENT="500020,500100,5399900,5399980 [EPSG:32633]",
            ALIGNED_PRE=tmp_path / "a.tif",
        )
    finally:
        QgsProject.instance().removeMapLayer(clouds.id())
    _, pixels = read(tmp_path / "a.tif")
    assert pixels.shape == (2, 40, 40)
    hole = np.zeros((40, 40), bool)
    hole[10:20, 10:20] = True
    np.testing.assert_array_equal(pixels[0] == 0, hole)


def test_the_same_parameters_for_detecting(detect, moved_pair, model, tmp_path):
    rgb = tmp_path / "pre.tif", tmp_path / "post.tif"
    for path, source in zip(rgb, moved_pair):
        write_raster(path, np.stack([read(source)[1][0] / 20] * 3).astype(np.uint8), pixel_size=2.0)
    shares = [
        detect(rgb, model, MASK=tmp_path / f"{name}.tif", THRESHOLD=0.1, NORMALISE="mean_std", COREGISTER=name)["CHANGED_SHARE"]
        for name in ("none", "translation")
    ]
    assert shares[1] < 0.2 * shares[0]
    assert '"coregister": "translation"' in gdal.Open(str(tmp_path / "translation.tif")).GetMetadata()["rscd.job"]


def test_polygons_get_the_crs_of_their_grid(detect, model, tmp_path):
    pixels = np.full((3, 60, 60), 60, np.uint8)
    pre = write_raster(tmp_path / "pre.tif", pixels, pixel_size=10.0)
    post = write_raster(tmp_path / "post.tif", pixels + 150, epsg=4326, pixel_size=0.00005, x0=15.002, y0=48.75)
    for grid in ("post", "finer"):
        results = detect((pre, post), model, CHANGES="memory:", GRID=grid)
        assert results["CHANGES"].crs().authid() == "EPSG:4326" and results["CHANGES"].featureCount() == 1


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"REPORT": "report.pdf"}, "REPORT: report.pdf is no web page by its name"),
        ({"ALIGNED_PRE": "a.png"}, "ALIGNED_PRE: a.png is no GeoTIFF"),
        ({"GRID": "other"}, "GRID|[Ii]ncorrect"),
        ({"BANDS_PRE": "1", "ALIGNED_PRE": "a.tif"}, "1 band.s. of the pre raster cannot be compared with 2"),
    ],
)
def test_mistakes(align, moved_pair, tmp_path, parameters, words):
    inside = {name: tmp_path / value if "." in value else value for name, value in parameters.items()}
    with pytest.raises(QgsProcessingException, match=words):
        align(moved_pair, **inside)
    assert list(tmp_path.iterdir()) == []
