"""What the tab Find knows without a window: dates, choices, file names, estimates, cards in words."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsDateTimeRange, QgsRasterLayer, QgsRasterLayerTemporalProperties, QgsSettings
from qgis.PyQt.QtCore import QDate, QDateTime, QLocale

from rscd_plugin.core.engines.card import ASSUMED_RGB, ModelCard
from rscd_plugin.dock.find.algorithm_call import CLASSIC, DETECT, METRIC
from rscd_plugin.dock.find.card_words import card_in_full, card_in_short, card_of
from rscd_plugin.dock.find.choices import Choices, choices_from_call, choices_from_json, kept_for_any_method
from rscd_plugin.dock.find.destinations import destinations, file_word
from rscd_plugin.dock.find.estimate import duration_words, estimate, keep_speed, seconds_left
from rscd_plugin.layers.layer_dates import LayerDate, date_in, date_of, is_older
from rscd_plugin.layers.locale_words import date_words, month_words, short_number, value_words

from .conftest import write_raster


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ortho_2019-05-03", "2019-05-03"),
        ("20190503", "2019-05-03"),
        ("S2A_MSIL2A_20190503T102031_N0212_R065_T32TPS_20190504T134512", "2019-05-03"),
        ("LC08_L1TP_195012_20190503_20190521_01_T1", "2019-05-03"),
        ("2019:05:03 10:20:30", "2019-05-03"),
        ("flight 03.05.2019", "2019-05-03"),
        ("2019_05", "2019-05"),
        ("dop20_201905", "2019-05"),
        ("Zürich 2019", "2019"),
        ("20191345", ""),  # no date, and no year either
        ("2019-02-30", "2019-02"),
        ("tile_2056_120", ""),
        ("post", ""),
        ("x12019050312", ""),
    ],
)
def test_dates_in_names(text, found):
    assert date_in(text) == found


def test_dates_are_compared_as_far_as_both_are_known():
    assert is_older(LayerDate("2018"), LayerDate("2019-05"))
    assert not is_older(LayerDate("2019"), LayerDate("2019-05-03"))
    assert is_older(LayerDate("2019-04"), LayerDate("2019-05-03"))
    assert not is_older(LayerDate(""), LayerDate("2019"))
    assert not is_older(LayerDate("2020"), LayerDate("2019"))


def test_where_a_layers_date_comes_from(qgis_app, tmp_path):
    pixels = np.ones((1, 4, 4), np.uint8)
    path = write_raster(tmp_path / "image_2017.tif", pixels)
    layer = QgsRasterLayer(str(path), "image")
    assert date_of(layer).iso == "2017" and date_of(layer).origin == "file name"
    layer.setName("spring 2016-04")
    assert date_of(layer).iso == "2016-04" and "2016" in date_of(layer).words()
    dated = write_raster(tmp_path / "scan.tif", pixels)
    for key, domain, iso, origin in (
        ("TIFFTAG_DATETIME", "", "2021-02-03", "file date"),
        ("ACQUISITIONDATETIME", "IMAGERY", "2014-07-08", "metadata"),
    ):
        dataset = gdal.Open(str(dated), gdal.GA_Update)
        dataset.SetMetadataItem(key, iso.replace("-", ":") + " 10:00:00" if not domain else iso + "T10:00:00Z", domain)
        dataset = None
        os.utime(dated, (0, os.path.getmtime(dated) + 5))
        found = date_of(QgsRasterLayer(str(dated), "scan"))
        assert (found.iso, found.origin) == (iso, origin)
    temporal = layer.temporalProperties()
    temporal.setIsActive(True)
    temporal.setMode(QgsRasterLayerTemporalProperties.ModeFixedTemporalRange)
    begin = QDateTime(QDate(2011, 12, 13))
    temporal.setFixedTemporalRange(QgsDateTimeRange(begin, begin.addDays(1)))
    assert date_of(layer).iso == "2011-12-13"


def test_dates_are_written_as_the_user_writes_them(in_german):
    words = [LayerDate(iso, "x").words() for iso in ("2019-05-03", "2019-05", "2019")]
    assert words == ["3. Mai 2019 (x)", "Mai 2019 (x)", "2019 (x)"]


@pytest.mark.parametrize(
    ("locale", "day", "month"),
    [
        ("C", "3 May 2019", "May 2019"),
        ("en_US", "May 3, 2019", "May 2019"),
        ("hu", "2019. május 3.", "2019 május"),
        ("ja", "2019年5月3日", "2019 5月"),
        ("es", "3 de mayo de 2019", "mayo 2019"),
    ],
)
def test_dates_of_other_places(locale, day, month, qgis_app):
    QLocale.setDefault(QLocale(locale))
    found = date_words(QDate(2019, 5, 3)), month_words(QDate(2019, 5, 3))
    QLocale.setDefault(QLocale.c())
    assert found == (day, month)


def test_numbers_are_written_as_the_user_writes_them(in_german):
    assert "0,5 m" in card_in_short(ModelCard(pixel_size_m=0.5)) and "12,25 m" in card_in_short(ModelCard(pixel_size_m=12.25))
    assert "f1: 0,912" in card_in_full(ModelCard(metrics={"f1": 0.91234}))
    assert "1,5 h" in duration_words(5400) and estimate("cva", False, 4_500_000).words().startswith("4,5 ")
    numbers = [short_number(value) for value in (0.5, 2.0, 1234.0, 0.0012345, float("nan"))]
    assert numbers == ["0,5", "2", "1.230".replace(".", QLocale().groupSeparator()), "0,00123", "nan"]
    assert [value_words(value) for value in (20.0, 0.25, 3, "cva", [1, 2])] == ["20", "0,25", "3", "cva", "[1, 2]"]


def test_choices_become_calls_and_come_back():
    choices = Choices(method="classic", classic_method="irmad", more={"MIN_AREA": 20.0, "GRID": "finer"})
    call = choices.call("a.tif", "b.tif", "1,2,3,4 [EPSG:32633]", "")
    assert call.algorithm == CLASSIC
    assert call.parameters == {
        "PRE": "a.tif",
        "POST": "b.tif",
        "METHOD": "irmad",
        "EXTENT": "1,2,3,4 [EPSG:32633]",
        "MIN_AREA": 20.0,
        "GRID": "finer",
    }
    back = choices_from_call(call, (1.0, 3.0, 2.0, 4.0), "EPSG:32633", "/results")
    assert (back.method, back.classic_method, back.area, back.rectangle) == (
        "classic",
        "irmad",
        "rectangle",
        (1.0, 3.0, 2.0, 4.0),
    )
    assert back.more == choices.more and back.folder == "/results"
    assert Choices(method="metric", mode="fast").call("a", "b", "", "").parameters["MODE"] == "fast"
    model = Choices(model="/models/roofs.onnx").call("a", "b", "", "/tmp/x.gpkg")
    assert model.algorithm == DETECT and model.parameters["MODEL"] == "/models/roofs.onnx"
    assert model.parameters["EXCLUDE"] == "/tmp/x.gpkg" and model.parameters["GRID"] == "overlap"
    assert "MODEL" not in Choices().call("a", "b", "", "").parameters


def test_choices_survive_json_and_nonsense():
    choices = Choices(method="metric", area="rectangle", rectangle=(1.0, 2.0, 3.0, 4.0), rectangle_crs="EPSG:4326", more={"A": 1})
    assert choices_from_json(choices.to_json()) == choices
    for text in ("", "[]", "nonsense", '{"method": "magic", "model": 3, "rectangle": [1], "later": true}'):
        assert choices_from_json(text) == Choices()


def test_a_threshold_does_not_move_to_another_method():
    assert kept_for_any_method({"THRESHOLD": 3.0, "MIN_AREA": 5.0, "SEED": 2}) == {"MIN_AREA": 5.0}


def test_files_are_named_after_the_run_and_never_overwritten(tmp_path):
    folder = str(tmp_path)
    first = destinations(DETECT, folder, "pre 2018/a", "post", "starter", ())
    assert first == {
        "PROBABILITY": str(tmp_path / "pre_2018_a_post_starter_probability.tif"),
        "MASK": str(tmp_path / "pre_2018_a_post_starter_mask.tif"),
        "CHANGES": str(tmp_path / "pre_2018_a_post_starter_changes.gpkg"),
    }
    (tmp_path / "pre_2018_a_post_starter_mask.tif").touch()
    second = destinations(DETECT, folder, "pre 2018/a", "post", "starter", ())
    assert second["CHANGES"].endswith("starter_2_changes.gpkg")
    third = destinations(DETECT, folder, "pre 2018/a", "post", "starter", set(second.values()))
    assert third["CHANGES"].endswith("starter_3_changes.gpkg")
    metric = destinations(METRIC, folder, "a", "b", "metric_fast", ())
    assert metric["PROBABILITY"].endswith("_score.tif") and metric["REPORT"].endswith(".html")
    assert file_word("…") == "image"


def test_temporary_files_have_a_folder_of_their_own(qgis_app):
    one, other = (destinations(CLASSIC, "", "a", "b", "cva", ()) for _ in range(2))
    assert not set(one.values()) & set(other.values())


def test_estimates_learn_from_runs(qgis_app):
    QgsSettings().remove("rscd/speeds")
    rough = estimate("roofs", True, 4_000_000)
    assert not rough.measured and rough.disk_bytes > 4_000_000 * 10
    keep_speed("roofs", 1000, 5.0)
    assert not estimate("roofs", True, 4_000_000).measured
    keep_speed("roofs", 4_000_000, 24.0)
    known = estimate("roofs", True, 4_000_000)
    assert known.measured and known.seconds == pytest.approx(24.0)
    assert "megapixels" in known.words() and "24 s" in known.words()
    assert "gigapixels" in estimate("roofs", True, 3_000_000_000).words()
    keep_speed("roofs", 4_000_000, 44.0)
    assert 24 < estimate("roofs", True, 4_000_000).seconds < 44
    QgsSettings().remove("rscd/speeds")


def test_time_left_begins_with_the_estimate_and_ends_with_the_progress():
    assert seconds_left(0.0, 1.0, 20.0) == pytest.approx(19.0)
    assert seconds_left(0.5, 10.0, 500.0) == pytest.approx(10.0)
    assert (duration_words(0.2), duration_words(75), duration_words(300)) == ("1 s", "75 s", "5 min")
    assert duration_words(9000).endswith(" h")


def test_a_card_in_words():
    card = card_of(json.loads(ModelCard(pixel_size_m=0.5, trained_on="Roofs of Graz.", licence="CC0").to_json()))
    assert "red, green, blue" in card_in_short(card) and "0.5 m" in card_in_short(card) and "no per cent" in card_in_short(card)
    assert "Roofs of Graz." in card_in_full(card) and "CC0" in card_in_full(card)
    assert "are calibrated" in card_in_short(ModelCard(calibrated=True))
    assert card_of(json.loads(json.dumps({**ASSUMED_RGB.__dict__}))) == ASSUMED_RGB
