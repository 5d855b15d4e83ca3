"""Real rasters of other kinds: 16-bit, other grids, a model that does not fit, ENVI files."""

from __future__ import annotations

import json

import pytest
from osgeo import gdal

from scripts.rscd_call import QgisProcessFailed, detect


def test_sixteen_bit_without_a_card_is_refused(real_data, tmp_path):
    folder = real_data / "oscd" / "beirut"
    with pytest.raises(QgisProcessFailed, match="model card"):
        detect(
            PRE=folder / "pre.tif",
            POST=folder / "post.tif",
            MODEL=real_data / "weights" / "tinycd_levir.onnx",
            MASK=tmp_path / "mask.tif",
        )
    assert not list(tmp_path.iterdir())


def test_sixteen_bit_with_a_card_and_two_grids(real_data, tmp_path):
    """abudhabi: the dates differ in size and pixel size; post is warped on the fly, bands are found by name."""
    folder = real_data / "oscd" / "abudhabi"
    card = tmp_path / "card.json"
    card.write_text(json.dumps({"scale": 3000, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}))
    pre = gdal.Open(str(folder / "pre.tif"))
    names = [pre.GetRasterBand(band).GetDescription() for band in (1, 2, 3, 4)]
    bands = {} if any(names) else {"BANDS_PRE": "3;2;1", "BANDS_POST": "3;2;1"}
    results = detect(
        PRE=folder / "pre.tif",
        POST=folder / "post.tif",
        MODEL=real_data / "weights" / "tinycd_levir.onnx",
        CARD=card,
        PROBABILITY=tmp_path / "probability.tif",
        **bands,
    )
    assert 0 <= float(results["CHANGED_SHARE"]) < 0.2
    probability = gdal.Open(str(tmp_path / "probability.tif"))
    assert (probability.RasterXSize, probability.RasterYSize) == (pre.RasterXSize, pre.RasterYSize)


def test_a_scale_that_cannot_be_right_is_refused(real_data, tmp_path):
    folder = real_data / "oscd" / "beirut"
    card = tmp_path / "card.json"
    card.write_text(json.dumps({"scale": 255}))
    with pytest.raises(QgisProcessFailed, match="do not belong together"):
        detect(
            PRE=folder / "pre.tif",
            POST=folder / "post.tif",
            MODEL=real_data / "weights" / "tinycd_levir.onnx",
            CARD=card,
            BANDS_PRE="3;2;1",
            BANDS_POST="3;2;1",
            MASK=tmp_path / "mask.tif",
        )
