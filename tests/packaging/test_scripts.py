"""The scripts that users and developers call: from any folder, with the exit code and output of the real thing."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal

from scripts.compare import count

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
