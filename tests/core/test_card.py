"""The model card: where it comes from, what it may say, and what is taken when there is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rscd_plugin.core.engines.card import ASSUMED_RGB, ModelCard, card_from_json, find_card
from rscd_plugin.core.engines.onnx_engine import OnnxEngine
from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.checks import assumed_card, check_pixel_size, check_values
from rscd_plugin.core.jobs.spec import DetectJob

from .onnx_models import rise_model
from .rasters import Listener, open_pair, source, write_raster


def engine_card(model: Path, card: Path | None = None) -> ModelCard | None:
    return OnnxEngine(model, card, "cpu", Listener()).card


def test_from_the_models_metadata_as_json_and_as_plain_words(tmp_path: Path) -> None:
    values = {
        "bands": '["red", "nir"]', "scale": "10000", "mean": "[0.1, 0.2]", "std": "[0.5, 0.25]", "date_order": "post_pre",
        "activation": '"sigmoid"', "threshold": "0.4", "calibrated": "true", "name": "A plain name", "halo_px": "12",
        "pixel_size_m": "0.5", "metrics": '{"f1": 0.9}', "licence": '"GPL"',
    }  # fmt: skip
    card = engine_card(rise_model(tmp_path / "m.onnx", bands=2, card=values))
    assert card == ModelCard(
        name="A plain name", bands=("red", "nir"), scale=10000, mean=(0.1, 0.2), std=(0.5, 0.25), date_order="post_pre",
        activation="sigmoid", threshold=0.4, calibrated=True, halo_px=12, pixel_size_m=0.5, metrics={"f1": 0.9}, licence="GPL",
    )  # fmt: skip


def test_precedence_file_then_metadata_then_beside(tmp_path: Path) -> None:
    given_card = tmp_path / "given.json"
    given_card.write_text('{"name": "given"}', encoding="utf-8")
    own = rise_model(tmp_path / "own.onnx", card={"name": "own"})
    bare = rise_model(tmp_path / "bare.onnx")
    assert engine_card(bare) is None
    for model in (own, bare):
        model.with_suffix(".json").write_text('{"name": "beside"}', encoding="utf-8")
    assert engine_card(own, given_card).name == "given"
    assert engine_card(own).name == "own"
    assert engine_card(bare).name == "beside"


def test_metadata_of_others_are_no_card() -> None:
    assert find_card(Path("none.onnx"), {"author": "x", "scale": "3"}, None) is None


@settings(deadline=None)
@given(
    st.builds(
        ModelCard,
        name=st.text(max_size=9),
        bands=st.just(("a", "é")),
        scale=st.floats(1e-3, 1e5),
        mean=st.tuples(*[st.floats(-10, 10)] * 2),
        std=st.tuples(*[st.floats(1e-3, 10)] * 2),
        date_order=st.sampled_from(["pre_post", "post_pre"]),
        pixel_size_m=st.none() | st.floats(0.1, 100),
        threshold=st.floats(0, 1),
        halo_px=st.none() | st.integers(0, 99),
        metrics=st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=2),
    )
)
def test_there_and_back(card: ModelCard) -> None:
    assert card_from_json(card.to_json(), "memory") == card
    assert find_card(Path("none.onnx"), card.to_metadata(), None) == card


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"treshold": 0.4}', "unknown entries ['treshold']"),
        ('{"scale": 0}', "scale and std"),
        ('{"std": [1, 0, 1]}', "scale and std"),
        ('{"std": [1, 1]}', "one number for each of the 3 bands"),
        ('{"mean": [1, 2, NaN]}', "one number for each of the 3 bands"),
        ('{"bands": []}', "a list of band names"),
        ('{"threshold": 1.5}', "threshold is 1.5"),
        ('{"activation": "relu"}', "none or sigmoid or softmax"),
        ('{"date_order": "ab"}', "pre_post or post_pre"),
        ('{"size_multiple": 0}', "size_multiple is 0; expected a whole number"),
        ('{"unchanged_class": 2}', "unchanged_class is 2"),
        ('{"scale": "many"}', "wrong kind"),
        ('{"mean": ["x", 1, 2]}', "wrong kind"),
        ('{"threshold": null}', "wrong kind"),
        ('{"bands": ["red"', "not valid JSON"),
        ("[1, 2]", "must be a JSON object"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "my card.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        engine_card(rise_model(tmp_path / "m.onnx"), path)
    assert words in str(caught.value) and "my card.json" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ['{"bands": "red"}', '{"halo_px": -1}', '{"halo_px": "w"}', '{"size_multiple": 1.5}', '{"class_names": 3}', '{"bands": [1]}'],
)
def test_values_of_another_kind_are_refused_when_read(text: str) -> None:
    """Rather than misunderstood, or found out in mid-run as a bug."""
    with pytest.raises(UserError, match="card in here"):
        card_from_json(text, "here")


def test_wrong_metadata_name_the_model(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the metadata of m.onnx"):
        engine_card(rise_model(tmp_path / "m.onnx", card={"threshold": "7"}))


def test_a_card_that_cannot_be_read(tmp_path: Path) -> None:
    model = rise_model(tmp_path / "m.onnx")
    with pytest.raises(UserError, match="none.json cannot be read"):
        engine_card(model, tmp_path / "none.json")
    (tmp_path / "latin.json").write_bytes('{"name": "é"}'.encode("latin-1"))
    with pytest.raises(UserError, match="latin.json cannot be read"):
        engine_card(model, tmp_path / "latin.json")


def assume(folder: Path, pixels: np.ndarray, bands: tuple[int, ...] = (), **settings: object) -> tuple[ModelCard, str]:
    path = write_raster(folder / "image.tif", pixels, **settings)
    listener = Listener()
    job = DetectJob(source(path), source(path), "m.onnx", bands_pre=bands, bands_post=bands)
    return assumed_card(job, open_pair(path, path), listener), listener.text


def test_without_a_card_three_8_bit_bands_are_rgb_and_the_log_says_how(tmp_path: Path) -> None:
    card, text = assume(tmp_path, np.zeros((3, 4, 4), np.uint8))
    assert card == ASSUMED_RGB
    assert (card.scale, card.date_order) == (255.0, "pre_post")
    assert (card.mean, card.std) == ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    assert card_from_json(text[text.index("{") :], "the log") == ASSUMED_RGB


def test_three_chosen_of_many_and_three_with_alpha_will_do(tmp_path: Path) -> None:
    assert assume(tmp_path, np.zeros((5, 4, 4), np.uint8), (4, 3, 2))[0] == ASSUMED_RGB
    assert assume(tmp_path, np.zeros((4, 4, 4), np.uint8), alpha=True)[0] == ASSUMED_RGB


@pytest.mark.parametrize(
    ("pixels", "found"),
    [
        (np.zeros((4, 4, 4), np.uint8), "4 band(s) of Byte"),
        (np.zeros((1, 4, 4), np.uint8), "1 band(s) of Byte"),
        (np.zeros((3, 4, 4), np.uint16), "3 band(s) of UInt16"),
        (np.zeros((3, 4, 4), np.float32), "3 band(s) of Float32"),
    ],
)
def test_other_imagery_needs_a_card_and_is_told_what_that_is(tmp_path: Path, pixels: np.ndarray, found: str) -> None:
    with pytest.raises(UserError) as caught:
        assume(tmp_path, pixels)
    for part in (found, "A model card is a small JSON file", '"bands"', "CARD", "BANDS_PRE"):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("dtype", "value", "scale", "fits"),
    [
        ("uint16", 3000, 255, False),
        ("uint8", 255, 255, True),
        ("float32", 0.9, 255, False),
        ("uint16", 9000, 10000, True),
        ("uint16", 60000, 1, True),
        ("uint8", 0, 255, True),
    ],
)
def test_values_that_cannot_belong_to_the_scale(tmp_path: Path, dtype: str, value: float, scale: float, fits: bool) -> None:
    path = write_raster(tmp_path / "a.tif", np.full((1, 4, 4), value, dtype))
    card = ModelCard(bands=("grey",), scale=scale)
    if fits:
        check_values(open_pair(path, path), card)
        return
    with pytest.raises(UserError, match=rf"pre raster has values up to {value:g}.*by {scale:g}.*`scale`"):
        check_values(open_pair(path, path), card)


@pytest.mark.parametrize(("known_m", "warned"), [(0.5, False), (0.7, False), (0.3, True), (10, True), (None, False)])
def test_another_pixel_size_than_the_models_is_warned_of(tmp_path: Path, known_m: float | None, warned: bool) -> None:
    path = write_raster(tmp_path / "a.tif", np.zeros((1, 4, 4), np.uint8))
    listener = Listener()
    check_pixel_size(open_pair(path, path).grid, ModelCard(pixel_size_m=known_m), listener)
    assert ("Warning: pixels are 0.5 m wide" in listener.text) is warned
