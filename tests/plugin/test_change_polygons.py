"""`rscd:changepolygons` on real files, in a real worker."""

from __future__ import annotations

import math

import numpy as np
import processing
import pytest
from qgis.core import NULL, QgsGeometry, QgsProcessingException, QgsVectorLayer

from rscd_plugin.layers.polygon_shape import PolygonShape

from .conftest import Runner, write_raster


@pytest.fixture
def runner(provider):
    made = Runner()
    yield made
    made.close()


def polygons_of(runner, **parameters):
    values = {name: str(value) if hasattr(value, "is_dir") else value for name, value in parameters.items()}
    return processing.run("rscd:changepolygons", values, context=runner.context(), feedback=runner.feedback)


@pytest.fixture
def mask(tmp_path):
    """10 x 10 pixels of 0.5 m with a hole of 2 x 2, and 4 pixels in a row."""
    pixels = np.zeros((1, 60, 60), np.uint8)
    pixels[0, 5:15, 20:30] = 1
    pixels[0, 8:10, 24:26] = 0
    pixels[0, 40, 40:44] = 1
    return write_raster(tmp_path / "mask.tif", pixels)


def turned_house(degrees: float = 25.0, width: float = 1.0) -> np.ndarray:
    """A rectangle of 40 x 24 pixel heights, turned, as stairs of pixels; they are `width` as wide as high."""
    rows, cols = np.mgrid[:60, : round(60 / width)]
    rows, cols = rows - 29.5, (cols - cols.mean()) * width
    turn = math.radians(degrees)
    along, across = cols * math.cos(turn) + rows * math.sin(turn), rows * math.cos(turn) - cols * math.sin(turn)
    return ((np.abs(along) < 20) & (np.abs(across) < 12)).astype(np.uint8)[None]


def test_every_field(runner, mask, tmp_path):
    probability = write_raster(tmp_path / "p.tif", np.full((1, 60, 60), 0.75, np.float32))
    pre = write_raster(tmp_path / "pre_2019-05.tif", np.full((1, 60, 60), 10, np.uint8))
    post = write_raster(tmp_path / "post.tif", np.full((1, 60, 60), 13, np.uint8))
    out = tmp_path / "c.gpkg"
    results = polygons_of(
        runner, MASK=mask, PROBABILITY=probability, PRE=pre, POST=post, POST_DATE="2021-07-01", KIND_BAND=1, CHANGES=out
    )
    layer = QgsVectorLayer(results["CHANGES"], "changes", "ogr")
    assert layer.crs().authid() == "EPSG:32633" and results["POLYGONS"] == layer.featureCount() == 2
    large, small = sorted(layer.getFeatures(), key=lambda feature: -feature["area_px"])
    assert large.geometry().area() == 24.0 and large["area_px"] == 96 and small["area_px"] == 4
    assert large["area_m2"] == pytest.approx(24.0 / 0.9996**2, rel=1e-6)
    assert results["AREA_M2"] == pytest.approx(25.0 / 0.9996**2, rel=1e-6)
    assert large["perimeter_m"] == pytest.approx((20.0 + 4.0) / 0.9996, rel=1e-5)
    assert small["compactness"] == pytest.approx(4 * math.pi * 1.0 / 25.0, rel=1e-4)
    for name, value in {
        "mean_probability": 0.75,
        "max_probability": 0.75,
        "p90_probability": 0.75,
        "kind": "gain",
        "pre_date": "2019-05",
        "post_date": "2021-07-01",
        "brightness_change_1": 3.0,
    }.items():
        assert large[name] == value, name


def test_a_mask_alone_into_memory(runner, mask):
    results = polygons_of(runner, MASK=mask, CHANGES="memory:")
    features = list(results["CHANGES"].getFeatures())
    assert len(features) == 2
    for name in ("mean_probability", "p90_probability", "kind", "pre_date", "post_date"):
        assert features[0][name] == NULL, name
    assert "brightness_change_1" not in features[0].fields().names()


def test_without_a_crs(runner, tmp_path):
    mask = write_raster(tmp_path / "mask.tif", turned_house(0), epsg=None)
    results = polygons_of(runner, MASK=mask, ORTHOGONALIZE=True, CHANGES="memory:")
    (polygon,) = results["CHANGES"].getFeatures()
    assert polygon.geometry().area() == polygon["area_px"] == 960 and results["AREA_M2"] is None
    assert polygon["area_m2"] == NULL and polygon["perimeter_m"] == NULL
    assert polygon["compactness"] == pytest.approx(4 * math.pi * 960 / 128**2)
    with pytest.raises(QgsProcessingException, match="SIMPLIFY is given in metres"):
        polygons_of(runner, MASK=mask, SIMPLIFY=1, CHANGES="memory:")


@pytest.mark.parametrize(
    ("width", "place"),
    [(1.0, {"epsg": 32633}), (0.5, {"epsg": 4326, "pixel_size": 0.5 / 111_400, "x0": 10.0, "y0": 60.0})],
)
def test_a_turned_house_gets_four_right_angles(runner, tmp_path, width, place):
    """Also in degrees, at 60° north, where one to the east is half as long as one to the north."""
    pixels = turned_house(25, width)
    mask = write_raster(tmp_path / "mask.tif", pixels, **place)
    shapes = {}
    for simplify in (0.0, 0.8):
        found = polygons_of(runner, MASK=mask, SIMPLIFY=simplify, ORTHOGONALIZE=simplify > 0, CHANGES="memory:")
        (shapes[simplify],) = found["CHANGES"].getFeatures()
        assert shapes[simplify]["area_px"] == pixels.sum()
    plain, squared = shapes[0.0].geometry(), shapes[0.8].geometry()
    assert squared.isGeosValid() and squared.area() == pytest.approx(plain.area(), rel=0.02)
    corners = [point - squared.centroid().asPoint() for point in squared.asPolygon()[0]]
    assert len(corners) == 5 and len(plain.asPolygon()[0]) > 40
    sides = [((two.x() - one.x()) * width, two.y() - one.y()) for one, two in zip(corners, corners[1:])]
    for side, following in zip(sides, [*sides[1:], sides[0]]):
        cosine = (side[0] * following[0] + side[1] * following[1]) / (math.hypot(*side) * math.hypot(*following))
        assert abs(cosine) < 0.005
    assert shapes[0.8]["perimeter_m"] == pytest.approx(64.0, rel=0.03), "a house of 20 x 12 m"
    ratio = squared.area() / plain.area()
    assert shapes[0.8]["area_m2"] == pytest.approx(shapes[0.0]["area_m2"] * ratio, rel=1e-9)
    assert shapes[0.8]["area_m2"] == pytest.approx(240.0, rel=0.03)


@pytest.mark.parametrize("tolerance", [0.3, 1.0, 3.0, 50.0])
def test_shapes_stay_valid_and_as_large(tolerance):
    """An outline at many angles, with a notch and a hole: whatever is done keeps the area, and nothing is lost."""
    changed = 0
    for degrees in range(0, 90, 7):
        outline = QgsGeometry.fromWkt("POLYGON((0 0,20 0,20 12,12 12,12 11,11 11,11 12,0 12,0 0),(3 3,3 7,9 7,9 3,3 3))")
        outline.rotate(degrees, outline.centroid().asPoint())
        outline.translate(500_000, 5_400_000)
        shaped = PolygonShape(tolerance, True, False).of(outline, outline.area())
        assert shaped.isGeosValid() and not shaped.isMultipart()
        assert shaped.area() == pytest.approx(outline.area(), rel=0.02)
        changed += not shaped.equals(outline)
    assert changed or tolerance == 0.3


def test_what_is_wrong_is_said_before_anything_is_written(runner, mask, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    score = write_raster(tmp_path / "score.tif", np.full((1, 60, 60), 0.5, np.float32))
    for match, parameters in (
        ("not whole", {"MASK": score}),
        ("PRE is given and POST is not", {"PRE": mask}),
        ("POST_DATE is 'May 2019'", {"POST_DATE": "May 2019"}),
        ("KIND_BAND says how", {"KIND_BAND": 1}),
    ):
        with pytest.raises(QgsProcessingException, match=match):
            polygons_of(runner, **{"MASK": mask, "CHANGES": out / "c.gpkg", **parameters})
    assert list(out.iterdir()) == []
