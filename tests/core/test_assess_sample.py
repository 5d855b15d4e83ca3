"""The job `assess_sample`: from points with a reference to figures, table and report, and what it refuses or warns of."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from osgeo import gdal, ogr

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.assess_sample import assess_sample
from rscd_plugin.core.jobs.registry import JOBS, from_dict, to_dict
from rscd_plugin.core.jobs.sample_points import sample_points
from rscd_plugin.core.jobs.sample_spec import AssessSampleJob, AssessSampleOutputs, SamplePointsJob, SamplePointsOutputs
from rscd_plugin.core.jobs.spec import VectorSource

from .rasters import X0, Y0, Listener, source, write_raster
from .test_sample_points import box, mask, pixel_of, write_shapes
from .test_stratified import MATRIX, PIXELS


def truth():
    """What is really there: the changed square lies five pixels further to the right."""
    pixels = mask()
    pixels[30:50, 40:60] = 0
    pixels[30:50, 45:65] = 1
    return pixels


@pytest.fixture
def raster(tmp_path):
    return write_raster(tmp_path / "mask.tif", mask(), nodata=[255])


@pytest.fixture
def sample(tmp_path, raster):
    """400 points, interpreted without a mistake."""
    job = SamplePointsJob(source(raster), sample_size=400, min_per_stratum=150)
    path = sample_points(job, SamplePointsOutputs(str(tmp_path)), Listener())["files"]["points"]
    change(path, lambda point: point.SetField("reference", reference_of(point)))
    return path


def reference_of(point, pixels=None):
    geometry = point.GetGeometryRef()
    row, col = map(int, pixel_of({"x": geometry.GetX(), "y": geometry.GetY()}))
    return int((truth() if pixels is None else pixels)[row, col])


def change(path, what):
    """Edit each point; `what` may return False to take it out."""
    dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    layer = dataset.GetLayer(0)
    layer.StartTransaction()
    for feature in list(layer):
        if what(feature) is False:
            layer.DeleteFeature(feature.GetFID())
        else:
            layer.SetFeature(feature)
    layer.CommitTransaction()


def run(tmp_path, path, progress=None, **settings):
    job = from_dict(JOBS["assess_sample"][0], json.loads(json.dumps(to_dict(AssessSampleJob(VectorSource(path), **settings)))))
    folder = tmp_path / "out"
    folder.mkdir(exist_ok=True)
    return assess_sample(job, AssessSampleOutputs(str(folder)), progress or Listener())


def rows_of(values):
    with open(values["files"]["table"], encoding="utf-8") as file:
        return {(row["figure"], row["map_class"], row["reference_class"]): row for row in csv.DictReader(file)}


def test_the_areas_found_are_the_true_ones(tmp_path, sample):
    listener = Listener()
    values = run(tmp_path, sample, listener)
    assert values["overall_accuracy"] == pytest.approx(1 - 200 / 9600, abs=3 * values["overall_accuracy_se"])
    assert values["users_accuracy"] == pytest.approx(0.75, abs=0.1) and values["producers_accuracy"] < 0.99
    assert values["area_low_m2"] < 400 * 0.25 < values["area_high_m2"]
    assert values["points_used"] == 400 and values["points_without_reference"] == values["points_trained"] == 0
    assert "Warning" not in listener.text


def test_the_worked_example_through_files(tmp_path):
    """Olofsson et al. (2014): a sample layer with its counts, as another tool may have written it."""
    path = str(tmp_path / "example.gpkg")
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    layer = dataset.CreateLayer("points", None, ogr.wkbPoint)
    kinds = {"stratum_m2": ogr.OFTReal, "weight": ogr.OFTReal, "pixel_size": ogr.OFTReal, "map_hash": ogr.OFTString}
    for name in ("stratum", "map_class", "stratum_m2", "weight", "pixel_size", "map_hash", "reference"):
        layer.CreateField(ogr.FieldDefn(name, kinds.get(name, ogr.OFTInteger64)))
    for (i, j), count in np.ndenumerate(MATRIX):
        for number in range(count):
            feature = ogr.Feature(layer.GetLayerDefn())
            values = (i + 1, i + 1, PIXELS[i] * 900.0, PIXELS[i] / PIXELS.sum(), 30.0, "example", j + 1)
            for place, value in enumerate(values):
                feature.SetField(place, value if isinstance(value, str) else float(value))
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkt(f"POINT({number} {i * 4 + j})"))
            layer.CreateFeature(feature)
    del layer, dataset
    values = run(tmp_path, path)
    assert round(values["overall_accuracy"], 2) == 0.95
    assert round(values["area_m2"] / 1e4) == 21_158
    assert (values["area_high_m2"] - values["area_low_m2"]) / 2e4 == pytest.approx(6_158, abs=1)
    rows = rows_of(values)
    assert float(rows["mapped_area_m2", "1", ""]["estimate"]) == pytest.approx(18_000e4)
    assert int(rows["proportion", "3", "4"]["points"]) == 11
    assert float(rows["users_accuracy", "2", ""]["estimate"]) == pytest.approx(55 / 75)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "0.947 (standard error 0.009)" in page and "21,157.76" in page


def test_the_sampled_map_is_known_and_another_one_has_its_own_classes(tmp_path, raster, sample):
    listener = Listener()
    own = run(tmp_path, sample)
    same = run(tmp_path, sample, listener, map=source(raster))
    assert "MAP is the map that was sampled" in listener.text
    assert {name: same[name] for name in own if name != "files"} == {name: own[name] for name in own if name != "files"}
    better = write_raster(tmp_path / "better.tif", truth(), nodata=[255])
    other = run(tmp_path, sample, listener, map=source(better))
    assert "not the map that was sampled" in listener.text
    assert other["overall_accuracy"] == other["users_accuracy"] == other["producers_accuracy"] == pytest.approx(1.0)
    assert other["area_m2"] == pytest.approx(own["area_m2"]) and other["area_low_m2"] == pytest.approx(own["area_low_m2"])
    assert "not the one that was sampled" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_ground_without_data_in_the_other_map_is_told(tmp_path, sample):
    half = truth()
    half[:, :60] = 255
    other = write_raster(tmp_path / "half.tif", half, nodata=[255])
    listener = Listener()
    values = run(tmp_path, sample, listener, map=source(other))
    assert values["overall_accuracy"] == pytest.approx(1.0) and "MAP has no data at" in listener.text
    elsewhere = write_raster(tmp_path / "elsewhere.tif", truth(), origin=(X0 + 1e4, Y0))
    with pytest.raises(UserError, match="MAP has no data at any point"):
        run(tmp_path, sample, map=source(elsewhere))


def test_points_without_reference_are_counted_and_warned_of(tmp_path, sample):
    change(sample, lambda point: point.SetFieldNull("reference") if point["id"] <= 30 else None)
    listener = Listener()
    values = run(tmp_path, sample, listener)
    assert values["points_without_reference"] == 30 and values["points_used"] == 370
    assert "30 of 400 points have no reference" in listener.text and "biased" in listener.text
    change(sample, lambda point: point.SetFieldNull("reference"))
    with pytest.raises(UserError, match="None of the 400 points of SAMPLE has a reference"):
        run(tmp_path, sample)


def test_points_that_trained_the_model_are_refused(tmp_path, sample):
    dataset = gdal.OpenEx(sample, gdal.OF_VECTOR)
    places = [pixel_of({"x": f.GetGeometryRef().GetX(), "y": f.GetGeometryRef().GetY()}) for f in dataset.GetLayer(0)]
    del dataset
    inside = [(row, col) for row, col in places if row < 40 and 30 < col < 50]
    row, col = next(place for place in places if place not in inside)
    point = f"POINT({X0 + (col + 0.3) * 0.5} {Y0 - (row - 0.3) * 0.5})"
    listener = Listener()
    training = write_shapes(tmp_path / "training.gpkg", [box(30, 0, 20, 40), point])
    values = run(tmp_path, sample, listener, training=training)
    assert values["points_trained"] == len(inside) + 1 and values["points_used"] == 400 - len(inside) - 1
    assert "are refused" in listener.text
    everywhere = write_shapes(tmp_path / "everywhere.gpkg", [box(0, 0, 120, 90)])
    with pytest.raises(UserError, match="where a model was trained"):
        run(tmp_path, sample, training=everywhere)


def test_a_stratum_with_one_point_has_no_interval_and_that_is_said(tmp_path, sample):
    kept = []
    change(sample, lambda point: None if point["stratum"] == 0 or not kept and not kept.append(1) else False)
    listener = Listener()
    values = run(tmp_path, sample, listener)
    assert values["overall_accuracy"] is not None and values["overall_accuracy_se"] is None
    assert values["users_accuracy_se"] is values["area_low_m2"] is values["area_high_m2"] is None
    assert "has 1 point with a reference" in listener.text
    assert rows_of(values)["users_accuracy", "0", ""]["standard_error"] != ""


def test_a_stratum_without_points_leaves_figures_empty(tmp_path, sample):
    change(sample, lambda point: point["stratum"] == 0)
    listener = Listener()
    values = run(tmp_path, sample, listener)
    assert values["overall_accuracy"] is values["area_m2"] is values["users_accuracy"] is None
    assert "What no point of the sample stands for (4.17 % of the area) has no point" in listener.text
    assert float(rows_of(values)["users_accuracy", "0", ""]["estimate"]) > 0.9
    assert "the rest" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_agreeing_points_are_no_proof_and_an_unknown_class_is_empty(tmp_path, sample):
    change(sample, lambda point: point.SetField("reference", 0))
    listener = Listener()
    values = run(tmp_path, sample, listener, focus=5)
    assert values["overall_accuracy_se"] == pytest.approx(0.0, abs=1e-9) and "That is no proof: up to 2.0 %" in listener.text
    assert values["area_m2"] is None and "CLASS 5 occurs in neither" in listener.text


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda point: point.SetField("stratum_m2", point["id"]), "do not agree on its area"),
        (lambda point: point.SetField("map_hash", str(point["id"])), "more than one map"),
        (lambda point: point.SetFieldNull("stratum"), "has no stratum"),
        (lambda point: point.SetField("weight", 0.9), "sum to more than 1"),
        (lambda point: point.SetGeometry(None), "has no point"),
        (lambda point: False, "holds no points"),
    ],
)
def test_damaged_samples(tmp_path, sample, edit, words):
    change(sample, edit)
    with pytest.raises(UserError, match=words):
        run(tmp_path, sample)


def test_other_layers_are_no_samples(tmp_path):
    layer = write_shapes(tmp_path / "points.gpkg", [f"POINT({X0} {Y0})"])
    with pytest.raises(UserError, match="lacks the fields stratum, map_class"):
        run(tmp_path, layer.path)


def test_references_as_text(tmp_path, sample):
    numbers = run(tmp_path, sample)
    file = tmp_path / "text.geojson"
    text = str(file)
    translated = gdal.VectorTranslate(
        text, sample, format="GeoJSON", SQLStatement="SELECT *, CAST(reference AS TEXT) AS other FROM points", SQLDialect="SQLITE"
    )
    del translated
    document = json.loads(file.read_text(encoding="utf-8"))
    for feature in document["features"]:
        feature["properties"]["reference"] = f"{feature['properties'].pop('other')}.0"
    file.write_text(json.dumps(document), encoding="utf-8")
    told = run(tmp_path, text)
    assert told["overall_accuracy"] == pytest.approx(numbers["overall_accuracy"])
    document["features"][0]["properties"]["reference"] = "changed"
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(UserError, match="reference of feature .* is 'changed'"):
        run(tmp_path, text)
