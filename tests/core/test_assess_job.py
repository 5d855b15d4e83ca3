"""The job that judges a result: every kind of input on every kind of ground, and what is written."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

from rscd_plugin.core.accuracy.ranking import auroc, average_precision
from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.accuracy_spec import AssessJob, AssessOutputs
from rscd_plugin.core.jobs.assess import assess
from rscd_plugin.core.jobs.learning_spec import LabelSource
from rscd_plugin.core.jobs.registry import from_dict, to_dict
from rscd_plugin.core.jobs.spec import VectorSource
from rscd_plugin.core.vector import threshold

from .rasters import UTM, X0, Y0, Listener, source, write_raster

SIDE = 60
TRUTH = np.zeros((SIDE, SIDE), np.uint8)
TRUTH[10:20, 10:20] = TRUTH[30:40, 30:50] = 1
FOUND = np.zeros_like(TRUTH)
FOUND[10:20, 12:20] = FOUND[50:55, 5:10] = 1  # 80 hits, 25 false alarms, 20 + 200 missed


def raster(path: Path, pixels: np.ndarray, **settings: object) -> LabelSource:
    return LabelSource(raster=source(write_raster(path, pixels, **settings)))


def polygons(path: Path, boxes: list[tuple[int, int, int, int]], epsg: int | None = UTM, pixel: float = 0.5) -> LabelSource:
    """Rectangles given as first and last row, first and last column of the rasters, none included."""
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg or UTM)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    utm = crs.Clone()
    utm.ImportFromEPSG(UTM)
    file = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = file.CreateLayer("layer", crs, ogr.wkbPolygon)
    for top, bottom, left, right in boxes:
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for row, col in ((top, left), (top, right), (bottom, right), (bottom, left), (top, left)):
            ring.AddPoint_2D(X0 + pixel * col, Y0 - pixel * row)
        shape = ogr.Geometry(ogr.wkbPolygon)
        shape.AddGeometry(ring)
        shape.Transform(osr.CoordinateTransformation(utm, crs))
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(shape)
        layer.CreateFeature(feature)
    del layer, file
    return LabelSource(polygons=VectorSource(str(path)))


TRUE_BOXES = [(10, 20, 10, 20), (30, 40, 30, 50)]
FOUND_BOXES = [(10, 20, 12, 20), (50, 55, 5, 10)]


def counts(values: dict[str, object]) -> tuple[int, int, int, int]:
    return tuple(values[f"{name}s"] for name in ("true_positive", "false_positive", "false_negative", "true_negative"))


def run(folder: Path, result: LabelSource, reference: LabelSource, **settings: object) -> dict[str, object]:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    job = AssessJob(result, reference, **settings)
    assert from_dict(AssessJob, to_dict(job)) == job
    run.listener = Listener()
    return assess(job, AssessOutputs(str(out)), run.listener)


EXPECTED = (80, 25, 220, SIDE * SIDE - 325)


def test_mask_and_raster(tmp_path: Path) -> None:
    values = run(tmp_path, raster(tmp_path / "m.tif", FOUND), raster(tmp_path / "r.tif", TRUTH * 255))
    assert counts(values) == EXPECTED
    assert values["precision"] == 80 / 105 and values["recall"] == 80 / 300 and values["iou"] == 80 / 325
    assert (values["object_precision"], values["object_recall"], values["object_f1"]) == (0.5, 0.5, 0.5)
    empty = {"auroc", "average_precision", "calibration_error", "threshold_used"}
    assert {name for name, value in values.items() if value is None} == empty == set(values["reasons"])
    assert "AUROC is empty. The result is a mask, which does not rank pixels" in run.listener.text


@pytest.mark.parametrize("epsg", [UTM, 4326])
def test_polygons_on_either_side(tmp_path: Path, epsg: int) -> None:
    """Also in another CRS: burnt onto the raster's pixels."""
    mask, truth = raster(tmp_path / "m.tif", FOUND), raster(tmp_path / "r.tif", TRUTH)
    result, reference = polygons(tmp_path / "m.gpkg", FOUND_BOXES, epsg), polygons(tmp_path / "r.gpkg", TRUE_BOXES, epsg)
    assert counts(run(tmp_path, mask, reference)) == EXPECTED
    values = run(tmp_path, result, truth)
    assert counts(values) == EXPECTED and values["object_f1"] == 0.5
    assert values["reasons"]["auroc"].startswith("The result is a layer of polygons")


def test_polygons_and_polygons(tmp_path: Path) -> None:
    layers = polygons(tmp_path / "m.gpkg", FOUND_BOXES), polygons(tmp_path / "r.gpkg", TRUE_BOXES, 4326)
    values = run(tmp_path, *layers, pixel_size=0.5, extent=(X0, Y0 - 30, X0 + 30, Y0))
    assert counts(values) == EXPECTED
    values = run(tmp_path, *layers)
    assert values["iou"] == pytest.approx(80 / 325, abs=2e-3) and values["object_recall"] == 0.5
    with pytest.raises(UserError, match="PIXEL_SIZE 1e-06 makes .* Give a larger one"):
        run(tmp_path, *layers, pixel_size=1e-6)


def test_a_reference_of_other_pixels_is_warped_nearest(tmp_path: Path) -> None:
    """Pixels of a fifth, and a wider extent; nodata and what lies outside does not count."""
    wide = np.full((SIDE + 10, SIDE), 9, np.uint8)
    wide[:SIDE] = TRUTH
    wide[:5] = 255
    fine = np.kron(wide[:, :55], np.ones((5, 5), np.uint8))
    reference = raster(tmp_path / "r.tif", fine, pixel=0.1, nodata=[255])
    values = run(tmp_path, raster(tmp_path / "m.tif", FOUND), reference)
    assert counts(values) == (80, 25, 220, SIDE * SIDE - 325 - 5 * SIDE - 5 * (SIDE - 5))


def test_extent_area_and_value(tmp_path: Path) -> None:
    mask, classes = raster(tmp_path / "m.tif", FOUND), TRUTH.copy()
    classes[30:40, 30:50] = 7
    reference = raster(tmp_path / "r.tif", classes)
    assert counts(run(tmp_path, mask, reference, reference_value=1.0)) == (80, 25, 20, SIDE * SIDE - 125)
    upper = (X0, Y0 - 15, X0 + 30, Y0)
    assert counts(run(tmp_path, mask, reference, extent=upper)) == (80, 0, 20, SIDE * 30 - 100)
    area = polygons(tmp_path / "a.gpkg", [(0, 30, 0, 15)]).polygons
    assert counts(run(tmp_path, mask, reference, area=area)) == (30, 0, 20, 30 * 15 - 50)


def probability(path: Path, **metadata: str) -> tuple[LabelSource, np.ndarray]:
    random = np.random.default_rng(0)
    pixels = np.clip(0.5 * random.random(TRUTH.shape) + 0.3 * TRUTH, 0, 1).astype(np.float32)
    pixels[:3] = np.nan
    made = raster(path, pixels, nodata=[float("nan")])
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.SetMetadata({name.replace("_", ".", 1): value for name, value in metadata.items()})
    return made, pixels


def test_probability(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole arrays say the same; so do many windows."""
    reference = raster(tmp_path / "r.tif", TRUTH)
    result, pixels = probability(tmp_path / "p.tif", rscd_threshold="0.45")
    values = run(tmp_path, result, reference)
    known = np.isfinite(pixels)
    changed, marked = TRUTH[known] > 0, pixels[known] > 0.45
    assert values["threshold_used"] == 0.45 and "as the file says" in run.listener.text
    hits = (marked & changed).sum()
    assert counts(values)[:3] == (hits, marked.sum() - hits, changed.sum() - hits) and sum(counts(values)) == known.sum()
    assert values["auroc"] == pytest.approx(auroc(pixels[known], changed), abs=1e-6)
    assert values["average_precision"] == pytest.approx(average_precision(pixels[known], changed), abs=1e-5)
    assert 0 < values["calibration_error"] < 1 and not values["reasons"]
    monkeypatch.setattr(threshold, "WINDOW_PX", 17)
    by_window = run(tmp_path, result, reference)
    assert by_window.pop("calibration_error") == pytest.approx(values.pop("calibration_error"), abs=1e-12)
    assert by_window == values
    assert run(tmp_path, result, reference, threshold=0.6)["threshold_used"] == 0.6


@pytest.mark.parametrize("own", ["", "much", "nan", "7"])
def test_a_threshold_that_the_file_does_not_know(tmp_path: Path, own: str) -> None:
    result, _ = probability(tmp_path / "p.tif", rscd_threshold=own)
    assert run(tmp_path, result, raster(tmp_path / "r.tif", TRUTH))["threshold_used"] == 0.5


def test_a_relative_score_has_no_calibration(tmp_path: Path) -> None:
    result, _ = probability(tmp_path / "p.tif", rscd_threshold="0.5", rscd_score_threshold="3")
    values = run(tmp_path, result, raster(tmp_path / "r.tif", TRUTH))
    assert values["auroc"] > 0.5 and values["calibration_error"] is None
    assert "no probability" in values["reasons"]["calibration_error"]
    assert "It is" not in Path(values["files"]["report"]).read_text() and "relative score" in run.listener.text


NOTHING = np.zeros_like(TRUTH)


@pytest.mark.parametrize(
    ("found", "there", "undefined"),
    [
        (NOTHING, NOTHING, {"precision", "recall", "f1", "iou", "kappa", "object_precision", "object_recall", "object_f1"}),
        (FOUND, NOTHING, {"recall", "object_recall"}),
        (NOTHING, TRUTH, {"precision", "object_precision"}),
        (NOTHING + 1, NOTHING + 1, {"kappa"}),
    ],
)
@pytest.mark.parametrize("ranked", [False, True])
def test_all_one_class(tmp_path: Path, found: np.ndarray, there: np.ndarray, undefined: set[str], ranked: bool) -> None:
    """Empty, with a sentence why; never NaN, and a report and a table all the same."""
    pixels = found.astype(np.float32) if ranked else found
    values = run(tmp_path, raster(tmp_path / "m.tif", pixels), raster(tmp_path / "r.tif", there))
    undefined = set(undefined)
    if not ranked:
        undefined |= {"auroc", "average_precision", "calibration_error", "threshold_used"}
    else:
        undefined |= {"auroc"} if len(np.unique(there)) == 1 else set()
        undefined |= {"average_precision"} if not there.any() else set()
    assert {name for name, value in values.items() if value is None} == undefined == set(values["reasons"])
    assert all(value == value for value in values.values())
    page, table = (Path(values["files"][kind]).read_text() for kind in ("report", "table"))
    assert "nan" not in table and not re.search(r"\bnan\b", re.sub(r"base64,[^\"]+", "", page))
    for name, reason in values["reasons"].items():
        assert f"{name},,{reason}" in table.replace('"', "")


def test_layers_without_any_polygon(tmp_path: Path) -> None:
    """They say that nothing changed."""
    empty, mask = polygons(tmp_path / "e.gpkg", []), raster(tmp_path / "m.tif", FOUND)
    assert counts(run(tmp_path, mask, empty)) == (0, 105, 0, SIDE * SIDE - 105)
    assert counts(run(tmp_path, empty, mask)) == (0, 0, 105, SIDE * SIDE - 105)
    with pytest.raises(UserError, match="hold no polygon, and EXTENT is empty"):
        run(tmp_path, empty, polygons(tmp_path / "f.gpkg", []))


def test_report_and_table(tmp_path: Path) -> None:
    result, _ = probability(tmp_path / "p<&>.tif", rscd_threshold="0.45")
    values = run(tmp_path, result, raster(tmp_path / "r.tif", TRUTH))
    page = Path(values["files"]["report"]).read_text(encoding="utf-8")
    alts = re.findall(r'<img src="data:image/png;base64,[^"]+" alt="([^"]+)">', page)
    assert alts == [
        "Found, missed and falsely marked change",
        "Precision by recall, and ROC curve",
        "Share of changed pixels by probability",
    ]
    assert not re.search(r'(?:src|href)="(?!data:)', page) and "p&lt;&amp;&gt;.tif" in page
    assert f"{values['f1']:.4f}" in page and f"{values['true_negatives']:,}" in page
    with open(values["files"]["table"], encoding="utf-8", newline="") as file:
        rows = {row["figure"]: row["value"] for row in csv.DictReader(file)}
    assert all(float(rows[name]) == value for name, value in values.items() if name not in ("files", "reasons"))
    assert rows["objects_in_reference"] == "2" and rows["match_iou"] == "0.5"
    bare = assess(AssessJob(result, result), AssessOutputs(str(tmp_path), report=False, table=False), Listener())
    assert bare["files"] == {} and not (tmp_path / "report.html").exists()


def test_reference_with_nan(tmp_path: Path) -> None:
    """What is no number is not known."""
    there = TRUTH.astype(np.float32)
    there[:, 30:] = np.nan
    values = run(tmp_path, raster(tmp_path / "m.tif", FOUND), raster(tmp_path / "r.tif", there))
    assert counts(values) == (80, 25, 20, SIDE * 30 - 125)


FAR = (X0 + 9000, Y0)


def test_mistakes(tmp_path: Path) -> None:
    """Each says what was found; nothing is written."""
    mask, truth = raster(tmp_path / "m.tif", FOUND), raster(tmp_path / "r.tif", TRUTH)
    far, far_boxes = raster(tmp_path / "far.tif", TRUTH, origin=FAR), polygons(tmp_path / "far.gpkg", [(0, 9, 9000, 9009)])
    boxes, bare = polygons(tmp_path / "b.gpkg", TRUE_BOXES), raster(tmp_path / "bare.tif", TRUTH, epsg=None)
    nodata = raster(tmp_path / "nodata.tif", NOTHING, nodata=[0])
    high = raster(tmp_path / "high.tif", FOUND.astype(np.float32) * 255)
    rgb = raster(tmp_path / "rgb.tif", np.stack([FOUND] * 3))
    small = raster(tmp_path / "small.tif", TRUTH[:9], epsg=None)
    cases = [
        (mask, far, {}, "REFERENCE: .*far.tif has nothing where the comparison takes place"),
        (mask, far_boxes, {}, "REFERENCE: .*far.gpkg has nothing where"),
        (boxes, far, {}, "RESULT: .*b.gpkg has nothing where"),
        (boxes, far_boxes, {}, "REFERENCE: .*far.gpkg has nothing where"),
        (mask, truth, {"area": far_boxes.polygons}, "AREA_OF_INTEREST: .*far.gpkg has nothing where"),
        (mask, truth, {"extent": (0.0, 0.0, 1.0, 1.0)}, "EXTENT does not overlap"),
        (mask, nodata, {}, "no pixel where result and reference both hold data"),
        (mask, bare, {}, "must both have a CRS, or none"),
        (bare, small, {}, "60 x 9 pixels, the other layer 60 x 60"),
        (high, truth, {}, "has decimals.* holds values from 0 to 255.*save it as whole numbers"),
        (rgb, truth, {}, "RESULT: .*rgb.tif has 3 bands; one is needed"),
        (LabelSource(raster=source(tmp_path / "gone.tif")), truth, {}, "cannot be opened as a raster"),
    ]
    for result, reference, settings, words in cases:
        with pytest.raises(UserError, match=words):
            run(tmp_path, result, reference, **settings)
        assert list((tmp_path / "out").iterdir()) == [], words
    for settings in ({"threshold": 1.5}, {"match_iou": 0.0}, {"pixel_size": -1.0}, {"extent": (1.0, 0.0, 0.0, 1.0)}):
        with pytest.raises(UserError):
            AssessJob(mask, truth, **settings)
    assert counts(run(tmp_path, bare, raster(tmp_path / "bare2.tif", TRUTH, epsg=None)))[:3] == (300, 0, 0)
    run(tmp_path, mask, boxes, threshold=0.3, reference_value=2.0)
    assert "THRESHOLD is not used" in run.listener.text and "REFERENCE_VALUE is not used" in run.listener.text
