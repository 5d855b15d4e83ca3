"""The whole way in desktop QGIS on a screen of its own: from an empty project to reviewed changes and labels."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from osgeo import gdal, ogr

from scripts.scenes import make_scene
from scripts.scenes.write import write_scene

CHECKOUT = Path(__file__).resolve().parents[2]
STEPS = (
    *("1-empty", "2-pair", "3-preview", "4-running", "5-results", "6-swipe", "7-side-by-side", "8-review", "9-decided"),
    *("10-labels", "11-runtime", "12-set-up", "13-options"),
)


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> tuple[Path, dict]:
    """The folder of pictures and results, which stays in build/session to be looked at, and the facts noted on the way."""
    folder, kept = tmp_path_factory.mktemp("session"), CHECKOUT / "build" / "session"
    write_scene(make_scene(42, 512), folder / "pair")
    variables = {"RSCD_DEMO": str(folder / "pair"), "RSCD_PROFILE": str(folder / "profile")}
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    ended = subprocess.run(
        [str(CHECKOUT / "scripts" / "desktop"), "--session", str(folder / "out")],
        env={**environment, **variables}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(folder / "out", kept)
    assert ended.returncode == 0, ended.stderr[-3000:]
    noted = json.loads((folder / "out" / "session.json").read_text())
    assert noted["error"] == ""
    return folder / "out", noted["facts"]


def test_there_is_a_picture_of_every_step(session):
    assert {file.stem for file in session[0].glob("*.png")} == set(STEPS)


def test_nothing_runs_without_images_and_then_all_goes_well(session):
    facts = session[1]
    assert facts["can_run_without_images"] is False
    assert facts["preview"].startswith("Preview at 0.5 m a pixel")
    assert facts["runs"] == [["done", ""]]
    assert len(facts["groups"]) == 1 and facts["groups"][0].startswith("pre (2018-07-14) → post (2023-09-30)")


def test_what_was_decided_is_in_the_file(session):
    folder, facts = session
    assert facts["progress"].endswith("2 accepted")
    (changes,) = folder.glob("*_changes.gpkg")
    source = ogr.Open(str(changes))
    states = [feature["review_state"] for feature in source.GetLayer(0)]
    assert (states.count("accepted"), states.count("rejected")) == (2, 1)
    assert states.count(None) == len(states) - 3


def test_the_labels_lie_on_the_pair_and_say_what_is_known(session):
    labels = gdal.Open(str(session[0] / "labels.tif"))
    assert (labels.RasterXSize, labels.RasterYSize) == (512, 512)
    values = set(labels.ReadRaster())
    assert values == {0, 1, int(labels.GetRasterBand(1).GetNoDataValue())}


def test_on_and_off_ten_times_leaves_nothing_in_the_windows(session):
    assert session[1]["left_behind"] == {}
