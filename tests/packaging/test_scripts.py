"""The scripts that users and developers call: from any folder, with the exit code and output of the real thing."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from osgeo import gdal, ogr

from scripts import overview
from scripts.compare import count
from scripts.demo import cut, extent_of

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def rscd_process(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(CHECKOUT / "scripts" / "rscd_process"), *arguments],
        cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def write(path: Path, array: np.ndarray) -> None:
    file = gdal.GetDriverByName("GTiff").Create(str(path), array.shape[1], array.shape[0], 1, gdal.GDT_Byte)
    file.GetRasterBand(1).WriteArray(array)
    file.FlushCache()


def test_rscd_process_takes_relative_paths_from_any_folder_and_keeps_its_output_clean(tmp_path: Path) -> None:
    write(tmp_path / "a.tif", np.zeros((3, 5), np.uint8))
    # Whatever Python the user has made the current one must not reach QGIS.
    strange = {"PYTHONHOME": "/nonsense", "PYTHONPATH": "/nonsense"}
    finished = rscd_process(tmp_path, "--json", "run", "native:rasterlayerproperties", "--", "INPUT=a.tif", **strange)
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["results"]["WIDTH_IN_PIXELS"] == 5


def test_rscd_process_passes_on_failure(tmp_path: Path) -> None:
    finished = rscd_process(tmp_path, "run", "rscd:detectchanges", "--", "PRE=missing.tif", "POST=missing.tif")
    assert finished.returncode != 0
    assert "missing.tif" in finished.stdout + finished.stderr


def test_where_the_runtime_is_missing_it_says_how_to_install_it(tmp_path: Path) -> None:
    for name in ("a.tif", "b.tif"):
        write(tmp_path / name, np.zeros((64, 64), np.uint8))
    arguments = ("run", "rscd:detectchanges", "--", "PRE=a.tif", "POST=b.tif", "MASK=m.tif")
    finished = rscd_process(tmp_path, *arguments, RSCD_ENVIRONMENT=str(tmp_path / "nothing"))
    assert finished.returncode != 0
    assert "rscd:installruntime" in finished.stdout + finished.stderr
    assert not (tmp_path / "m.tif").exists()


def test_an_unknown_purpose_is_refused() -> None:
    finished = subprocess.run([str(CHECKOUT / "scripts" / "bootstrap"), "coffee"], capture_output=True, text=True)
    assert finished.returncode == 2
    assert "demo|test|desktop" in finished.stderr


def test_the_demo_counts_pixels_right_and_leaves_nodata_out(tmp_path: Path) -> None:
    write(tmp_path / "mask.tif", np.array([[1, 1, 0, 0, 255, 255], [1, 0, 0, 0, 0, 0]], np.uint8))
    write(tmp_path / "truth.tif", np.array([[1, 0, 1, 0, 1, 0], [1, 0, 0, 0, 0, 0]], np.uint8))
    counts = count(tmp_path / "mask.tif", tmp_path / "truth.tif")
    assert (counts.true_positive, counts.false_positive, counts.false_negative) == (2, 1, 1)
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert counts.iou == pytest.approx(0.5)


def test_the_demo_asks_for_the_part_that_it_measures(tmp_path: Path) -> None:
    values = np.arange(30, dtype=np.uint8).reshape(5, 6)
    write(tmp_path / "whole.tif", values)
    file = gdal.Open(str(tmp_path / "whole.tif"), gdal.GA_Update)
    file.SetGeoTransform((500000.25, 0.5, 0, 5400000, 0, -0.5))
    file.FlushCache()
    part = (2, 1, 3, 2)
    view = gdal.Open(str(cut(tmp_path / "whole.tif", part)))
    assert (view.ReadAsArray() == values[1:3, 2:5]).all()
    assert view.GetGeoTransform() == (500001.25, 0.5, 0, 5399999.5, 0, -0.5)
    assert extent_of(tmp_path / "whole.tif", part) == "500001.25,500002.75,5399998.5,5399999.5"


def test_the_overview_draws_and_counts_what_touches_its_part(tmp_path: Path) -> None:
    layer_file = ogr.GetDriverByName("GPKG").CreateDataSource(str(tmp_path / "changes.gpkg"))
    layer = layer_file.CreateLayer("changes", geom_type=ogr.wkbPolygon)
    for left in (1, 9, 30):  # inside, across the edge, outside of 0-10
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({left} 1, {left + 3} 1, {left + 3} 4, {left} 1))"))
        layer.CreateFeature(feature)
    del feature, layer, layer_file
    axis = Figure().subplots()
    assert overview._outline(axis, tmp_path / "changes.gpkg", (0.0, 10.0, 0.0, 10.0)) == 2
    (drawn,) = (artist for artist in axis.collections if isinstance(artist, PolyCollection))
    assert [path.vertices[0].tolist() for path in drawn.get_paths()] == [[1.0, 1.0], [9.0, 1.0]]
