"""`rscd:thresholdchanges` on real files, in a real worker."""

from __future__ import annotations

import numpy as np
import processing
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException

from .conftest import Runner, write_raster


@pytest.fixture
def runner(provider):
    made = Runner()
    yield made
    made.close()


def threshold(runner, **parameters):
    values = {name: str(value) if hasattr(value, "is_dir") else value for name, value in parameters.items()}
    return processing.run("rscd:thresholdchanges", values, context=runner.context(), feedback=runner.feedback)


@pytest.fixture
def probability(tmp_path):
    """0.9 in 10 x 10 pixels, 0.4 in a column beside it, and one pixel of 0.9 alone; pixels are 0.5 m."""
    pixels = np.full((1, 40, 50), 0.1, np.float32)
    pixels[0, 5:15, 20:30] = 0.9
    pixels[0, 5:15, 30] = 0.4
    pixels[0, 30, 30] = 0.9
    return write_raster(tmp_path / "p.tif", pixels)


def test_all_steps_at_once(runner, probability, tmp_path):
    out = tmp_path / "m.tif"
    results = threshold(
        runner, PROBABILITY=probability, THRESHOLD_METHOD="fixed", THRESHOLD=0.5, HYSTERESIS=0.3, MIN_AREA=2, MASK=out
    )
    assert results == {"MASK": str(out), "CHANGED_AREA_M2": 27.5, "CHANGED_SHARE": 110 / 2000, "THRESHOLD_USED": 0.5}
    mask = gdal.Open(str(out)).ReadAsArray()
    assert mask[5:15, 20:31].all() and mask.sum() == 110
    assert (tmp_path / "m.qml").exists()


def test_defaults_and_numbers_alone(runner, probability):
    results = threshold(runner, PROBABILITY=probability, MASK=None)
    assert results["CHANGED_SHARE"] in (101 / 2000, 111 / 2000) and "MASK" not in results
    assert "Threshold (yen)" in runner.log


def test_it_cleans_and_takes_a_quota(runner, probability, tmp_path):
    results = threshold(
        runner,
        PROBABILITY=probability,
        THRESHOLD_METHOD="area_quota",
        AREA_QUOTA=0.055,
        CLEANING="opening",
        MASK=tmp_path / "m.tif",
    )
    assert results["CHANGED_SHARE"] == 100 / 2000 and results["THRESHOLD_USED"] == pytest.approx(0.4)


def test_what_is_wrong_is_said_before_anything_is_written(runner, probability, tmp_path):
    out = tmp_path / "m.tif"
    for match, parameters in (
        ("expected_f1.*rscd.calibrated=nothing", {"THRESHOLD_METHOD": "expected_f1"}),
        ("AREA_QUOTA is None", {"THRESHOLD_METHOD": "area_quota"}),
        ("must lie below it", {"THRESHOLD_METHOD": "fixed", "THRESHOLD": 0.5, "HYSTERESIS": 0.6}),
        ("odd number", {"CLEANING": "majority", "CLEANING_SIZE": 4}),
        ("an input of this run", {"MASK": probability}),
    ):
        with pytest.raises(QgsProcessingException, match=match):
            threshold(runner, **{"PROBABILITY": probability, "MASK": out, **parameters})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.tif"]
