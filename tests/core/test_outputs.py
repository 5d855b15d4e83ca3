"""The files that users get: what they hold, what they say of themselves, and that the same job gives the same."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr

from rscd_plugin.core.jobs.detect import detect
from rscd_plugin.core.jobs.provenance import without_credentials
from rscd_plugin.core.jobs.registry import from_dict, to_dict
from rscd_plugin.core.jobs.spec import ChangeOutputs, DetectJob, RasterSource

from .detecting import Run, run_detect
from .rasters import UTM, Listener, wkt_of


def noise() -> np.ndarray:
    post = np.zeros((700, 900), np.uint8)
    post[:150, :200] = np.random.default_rng(4).integers(0, 256, (150, 200))
    post[:40, :40] = 7
    return post


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outputs")


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    """Some noise with a corner of nodata in a wide plain of nothing."""
    return run_detect(folder, noise(), nodata=7, threshold=0.9, tile_size=512)


def opened(run: Run, name: str) -> gdal.Dataset:
    return gdal.Open(run.values["files"][name])


@pytest.mark.parametrize("name", ["probability", "mask"])
def test_rasters_are_tiled_compressed_and_have_overviews(run: Run, name: str) -> None:
    dataset = opened(run, name)
    structure = dataset.GetMetadata("IMAGE_STRUCTURE")
    assert dataset.GetDriver().ShortName == "GTiff" and dataset.RasterCount == 1
    assert structure["COMPRESSION"] == "DEFLATE" and structure["LAYOUT"] == "COG"
    width, height = dataset.GetRasterBand(1).GetBlockSize()
    assert width == height == 512
    assert dataset.GetRasterBand(1).GetOverviewCount() >= 1
    assert dataset.GetGeoTransform() == (500_000.0, 0.5, 0.0, 5_400_000.0, 0.0, -0.5)
    assert dataset.GetSpatialRef().GetAuthorityCode(None) == str(UTM)


def test_types_and_nodata(run: Run) -> None:
    datasets = [opened(run, name) for name in ("probability", "mask")]  # a band dies with its dataset
    probability, mask = (dataset.GetRasterBand(1) for dataset in datasets)
    assert probability.DataType == gdal.GDT_Float32 and np.isnan(probability.GetNoDataValue())
    assert mask.DataType == gdal.GDT_Byte and mask.GetNoDataValue() == 255
    assert set(np.unique(run.mask)) == {0, 1, 255}
    assert np.nanmin(run.probability) >= 0 and np.nanmax(run.probability) <= 1


def test_the_mask_brings_its_colours_and_names(run: Run) -> None:
    dataset = opened(run, "mask")
    band = dataset.GetRasterBand(1)
    table = band.GetColorTable()
    assert table.GetColorEntry(1) == (227, 26, 28, 255)
    assert band.GetCategoryNames()[:2] == ["no change", "change"]


def test_overviews_do_not_mix_classes(run: Run) -> None:
    dataset = opened(run, "mask")
    overview = dataset.GetRasterBand(1).GetOverview(0)
    assert set(overview.ReadRaster()) <= {0, 1, 255}


@pytest.mark.parametrize("name", ["probability", "mask"])
def test_metadata_hold_the_job_and_nothing_private(run: Run, folder: Path, name: str) -> None:
    metadata = opened(run, name).GetMetadata()
    job = from_dict(DetectJob, json.loads(metadata["rscd.job"]))
    assert (job.threshold, job.tile_size, job.pre.path) == (0.9, 512, str(folder / "pre.tif"))
    assert metadata["rscd.model_sha256"] == hashlib.sha256((folder / "identity.onnx").read_bytes()).hexdigest()
    assert metadata["rscd.model"] == "identity.onnx"
    assert metadata["rscd.calibrated"] == "no"
    assert float(metadata["rscd.threshold"]) == 0.9
    assert set(json.loads(metadata["rscd.versions"])) == {"rscd", "gdal", "numpy", "onnxruntime"}
    everything = json.dumps(metadata)
    assert "change_probability" not in everything and "scratch" not in everything and "folder" not in everything


def test_the_job_in_a_result_gives_the_same_result(run: Run, tmp_path: Path) -> None:
    """Pixels, geometries and attributes."""
    job = from_dict(DetectJob, json.loads(opened(run, "mask").GetMetadataItem("rscd.job")))
    values = detect(job, ChangeOutputs(str(tmp_path)), Listener())
    for name in ("probability", "mask"):
        again = gdal.Open(values["files"][name])
        assert again.ReadRaster() == opened(run, name).ReadRaster()
        assert again.GetMetadata() == opened(run, name).GetMetadata()
    both = [ogr.Open(files["changes"]) for files in (run.values["files"], values["files"])]
    first, second = ([feature.ExportToJson() for feature in file.GetLayer()] for file in both)
    assert len(first) > 100 and first == second


def test_polygons_are_a_layer_with_a_crs(run: Run) -> None:
    file = ogr.Open(run.values["files"]["changes"])
    layer = file.GetLayerByName("changes")
    assert layer.GetSpatialRef().GetAuthorityCode(None) == str(UTM)
    assert layer.GetGeomType() == ogr.wkbPolygon
    kinds = {field.GetName(): field.GetTypeName() for field in layer.schema}
    assert kinds == {
        "id": "Integer64", "area_px": "Integer64", "area_m2": "Real", "mean_probability": "Real", "max_probability": "Real",
    }  # fmt: skip
    assert layer.GetFeatureCount() == len(run.polygons)


def test_progress_only_grows_and_ends_at_the_end(run: Run) -> None:
    assert run.shares == sorted(run.shares)
    assert run.shares[-1] == 1.0 and len(run.shares) > 10
    assert "tiles of 512 pixels" in run.log and "megapixels through the model" in run.log and "Device: cpu" in run.log


@pytest.mark.parametrize("wanted", ["probability", "mask", "changes"])
def test_only_what_is_wanted_is_made(tmp_path: Path, wanted: str) -> None:
    run_detect(tmp_path, np.full((20, 30), 204, np.uint8))
    job = from_dict(DetectJob, json.loads(gdal.Open(str(tmp_path / "change_mask.tif")).GetMetadataItem("rscd.job")))
    target = tmp_path / "only"
    target.mkdir()
    choice = {name: name == wanted for name in ("probability", "mask", "changes")}
    values = detect(job, ChangeOutputs(str(target), **choice), Listener())
    assert list(values["files"]) == [wanted]
    finished = {path.name.replace(".aux.xml", "") for path in target.iterdir() if "scratch" not in path.name}
    assert finished == {Path(values["files"][wanted]).name}
    assert values["changed_share"] == 1.0 and values["device_used"] == "cpu"


def test_a_crs_given_by_the_layer_goes_into_the_result(tmp_path: Path) -> None:
    run = run_detect(tmp_path, np.full((20, 30), 204, np.uint8), epsg=None)
    job = json.loads(opened(run, "mask").GetMetadataItem("rscd.job"))
    for date in ("pre", "post"):
        job[date]["crs_wkt"] = wkt_of(UTM)
    again = from_dict(DetectJob, job)
    assert json.loads(json.dumps(to_dict(again))) == job
    values = detect(again, ChangeOutputs(str(tmp_path)), Listener())
    assert values["changed_area_m2"] == 600.0
    assert gdal.Open(values["files"]["mask"]).GetSpatialRef().GetAuthorityCode(None) == str(UTM)


def test_credentials_do_not_reach_the_result() -> None:
    source = RasterSource(
        "/vsicurl/https://me:pw1@host/a.tif?sig=pw2", ("USERPWD=me:pw3", "API_KEY=pw4", "OVERVIEW_LEVEL=2"), None
    )
    told = without_credentials(source)
    assert told.path == "/vsicurl/https://***@host/a.tif?***"
    assert told.open_options == ("USERPWD=***", "API_KEY=***", "OVERVIEW_LEVEL=2")
    database = RasterSource("PG:dbname='x' host=h user='me' password='pw5' table=t")
    assert "pw5" not in without_credentials(database).path and "dbname='x'" in without_credentials(database).path
    assert without_credentials(RasterSource("/data/my file.tif")) == RasterSource("/data/my file.tif")
