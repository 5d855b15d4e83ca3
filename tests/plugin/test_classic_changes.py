"""`rscd:classicchanges` on real files, in a real worker."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException, QgsVectorLayer

from .conftest import Runner


class ClassicRunner(Runner):
    """Runs rscd:classicchanges."""

    def __call__(self, pair, **parameters):
        import processing

        values = {"PRE": str(pair[0]), "POST": str(pair[1]), **parameters}
        values = {name: str(value) if isinstance(value, Path) else value for name, value in values.items()}
        return processing.run("rscd:classicchanges", values, context=self.context(), feedback=self.feedback)


@pytest.fixture
def classic(provider):
    runner = ClassicRunner()
    yield runner
    runner.close()


@pytest.mark.parametrize("method", ["cva", "pca_kmeans", "irmad", "sfa"])
def test_every_output(classic, pair, tmp_path, method):
    outputs = {"PROBABILITY": tmp_path / "p.tif", "MASK": tmp_path / "m.tif", "CHANGES": tmp_path / "c.gpkg"}
    results = classic(pair, METHOD=method, SMOOTHING=0, THRESHOLD_METHOD="otsu", MIN_AREA=20, **outputs)
    assert results["DEVICE_USED"] == "cpu" and results["THRESHOLD_USED"] > 0
    probability, mask = (gdal.Open(str(outputs[name])) for name in ("PROBABILITY", "MASK"))
    changed = mask.ReadAsArray() == 1
    assert changed[22:28, 42:48].all() and not changed[60:90].any() and not changed[100:104, 200:204].any()
    assert (probability.ReadAsArray()[changed] > 0.5).all()
    assert probability.GetMetadataItem("rscd.calibrated") == "no"
    assert json.loads(mask.GetMetadataItem("rscd.job"))["method"] == method
    polygons = [feature["area_m2"] for feature in QgsVectorLayer(str(outputs["CHANGES"])).getFeatures()]
    assert sum(polygons) == pytest.approx(results["CHANGED_AREA_M2"])
    assert min(polygons) >= 20


def test_defaults_are_enough(classic, pair):
    results = classic(pair, MASK="TEMPORARY_OUTPUT")
    assert 0 < results["CHANGED_SHARE"] < 0.2
    assert "Method: cva" in classic.log and "Threshold (yen)" in classic.log


def test_a_threshold_of_ones_own(classic, pair, tmp_path):
    """Read for `fixed` only, and needed there."""
    first = classic(pair, THRESHOLD_METHOD="log_otsu", MASK=tmp_path / "log_otsu.tif")
    second = classic(pair, THRESHOLD_METHOD="fixed", THRESHOLD=first["THRESHOLD_USED"], MASK=tmp_path / "fixed.tif")
    assert second["THRESHOLD_USED"] == first["THRESHOLD_USED"]
    assert np.array_equal(*(gdal.Open(str(tmp_path / name)).ReadAsArray() for name in ("log_otsu.tif", "fixed.tif")))
    with pytest.raises(QgsProcessingException, match="THRESHOLD_METHOD fixed"):
        classic(pair, THRESHOLD_METHOD="fixed", MASK="TEMPORARY_OUTPUT")


def test_bad_words_and_bands_are_said(classic, pair):
    with pytest.raises(QgsProcessingException, match="METHOD"):
        classic(pair, METHOD="magic", MASK="TEMPORARY_OUTPUT")
    with pytest.raises(QgsProcessingException, match="cannot be compared"):
        classic(pair, BANDS_PRE=[1], BANDS_POST=[1, 2], MASK="TEMPORARY_OUTPUT")
