"""The zip to publish: what is in it, and that it installs into a fresh profile and runs there."""

from __future__ import annotations

import configparser
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlparse

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

from scripts.package import COMPILED, MAXIMUM_BYTES, REQUIRED_METADATA, build_package

CHECKOUT = Path(__file__).resolve().parent.parent.parent
QGIS_PROCESS = next(path for path in map(Path, ("/usr/bin/qgis_process.bin", "/usr/bin/qgis_process")) if path.exists())


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_package(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def installed(package: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a QGIS with a fresh profile, into which the zip, and nothing else, was installed."""
    home = tmp_path_factory.mktemp("fresh")
    plugins = home / "profile" / "profiles" / "default" / "python" / "plugins"
    zipfile.ZipFile(package).extractall(plugins)
    (home / "run").mkdir(mode=0o700)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QGIS", "RSCD"))}
    environment |= {
        "QGIS_CUSTOM_CONFIG_PATH": str(home / "profile"),
        "XDG_RUNTIME_DIR": str(home / "run"),
        # QGIS's Python takes its library from the first python3 on the PATH.
        "PATH": f"{QGIS_PROCESS.parent}:{os.environ['PATH']}",
        "QT_QPA_PLATFORM": "offscreen",
        "RSCD_ENVIRONMENT": sys.prefix,
    }
    run(environment, "plugins", "enable", "rscd_plugin")
    return environment


def run(environment: dict[str, str], *arguments: str, folder: Path = CHECKOUT.parent) -> str:
    """Standard output of qgis_process; fails with all that it printed."""
    finished = subprocess.run(
        [str(QGIS_PROCESS), *arguments], env=environment, cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def write_pair(folder: Path) -> None:
    """Two 3-band pictures of a lawn; on the later one stands a house."""
    rng = np.random.default_rng(3)
    pre = rng.integers(70, 90, (3, 192, 256)).astype(np.uint8)
    post = pre.copy()
    post[:, 60:110, 80:150] = 230
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    for name, array in (("pre", pre), ("post", post)):
        file = gdal.GetDriverByName("GTiff").Create(str(folder / f"{name}.tif"), 256, 192, 3, gdal.GDT_Byte)
        file.SetGeoTransform((500000, 0.5, 0, 5400000, 0, -0.5))
        file.SetProjection(reference.ExportToWkt())
        for number in (1, 2, 3):
            file.GetRasterBand(number).WriteArray(array[number - 1])
        file.FlushCache()


def test_the_zip_holds_one_folder_and_what_the_plugin_site_asks_for(package: Path) -> None:
    archive = zipfile.ZipFile(package)
    names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"rscd_plugin"}
    inside = {name.partition("/")[2] for name in names}
    assert {"__init__.py", "metadata.txt", "LICENSE", "resources/icons/rscd.svg", "core/worker.py"} <= inside
    assert {"runtime/requirements-detect.txt", "runtime/requirements-learn.txt"} <= inside
    assert {"guide/index.html", "guide/setup.html", "guide/guide.css", "resources/i18n/rscd_de.qm"} <= inside
    assert package.stat().st_size <= MAXIMUM_BYTES
    assert not [name for name in inside if Path(name).suffix in COMPILED or "__pycache__" in name or "tests" in name]
    assert all(entry.external_attr >> 16 == 0o644 for entry in archive.infolist()), "a link or an executable got in"


def test_the_metadata_is_complete_and_names_what_is_installed_from_outside(package: Path) -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string(zipfile.ZipFile(package).read("rscd_plugin/metadata.txt").decode())
    general = parser["general"]
    assert all(general[name] for name in REQUIRED_METADATA)
    assert (general["qgisMinimumVersion"], general["qgisMaximumVersion"]) == ("3.22", "4.99")
    assert package.name == f"rscd_plugin-{general['version']}.zip"
    for dependency in ("onnxruntime", "psutil", "scipy"):
        assert dependency in general["about"]


def test_the_same_tree_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    assert build_package(tmp_path).read_bytes() == package.read_bytes()


def test_it_installs_into_a_fresh_profile(installed: dict[str, str]) -> None:
    listed = run(installed, "list")
    assert "rscd:detectchanges" in listed
    assert "rscd:installruntime" in listed


def test_what_was_installed_helps_from_its_own_guide(installed: dict[str, str]) -> None:
    said = json.loads(run(installed, "--json", "help", "rscd:alignpair"))
    address = said["algorithm_details"]["help_url"]
    assert address.endswith("/rscd_plugin/guide/preparing.html")
    assert Path(unquote(urlparse(address).path)).is_file()


def test_what_was_installed_runs(installed: dict[str, str], tmp_path: Path) -> None:
    write_pair(tmp_path)
    outputs = ("PROBABILITY=p.tif", "MASK=m.tif", "CHANGES=c.gpkg")
    said = run(installed, "run", "rscd:detectchanges", "--", "PRE=pre.tif", "POST=post.tif", *outputs, folder=tmp_path)
    assert "DEVICE_USED:\tcpu" in said or "DEVICE_USED:\tcuda" in said
    mask = gdal.Open(str(tmp_path / "m.tif"))
    assert (mask.RasterXSize, mask.RasterYSize) == (256, 192)
    assert mask.GetGeoTransform() == (500000, 0.5, 0, 5400000, 0, -0.5)
    assert set(np.unique(mask.ReadAsArray())) <= {0, 1, 255}
    probability = gdal.Open(str(tmp_path / "p.tif")).ReadAsArray()
    assert np.nanmin(probability) >= 0
    assert np.nanmax(probability) <= 1
    assert ogr.Open(str(tmp_path / "c.gpkg")).GetLayer().GetSpatialRef() is not None
