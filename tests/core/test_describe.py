"""The job "describe": what the panel shows of a model before it is run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rscd_plugin.core.engines.card import ASSUMED_RGB, ModelCard
from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.describe import DescribeJob, DescribeOutputs, describe

from .onnx_models import rise_model, single_date_model
from .rasters import Listener

CHECKOUT = Path(__file__).resolve().parents[2]


def described(model: Path, card: Path | None = None) -> dict:
    return describe(DescribeJob(str(model), card and str(card)), DescribeOutputs(), Listener())


def card_in(values: dict) -> ModelCard:
    """The card, after its way through JSON."""
    plain = json.loads(json.dumps(values["card"]))
    return ModelCard(**{name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()})


def test_the_models_own_card(tmp_path: Path) -> None:
    own = {"name": "Own", "bands": '["red", "nir"]', "pixel_size_m": "10", "threshold": "0.4"}
    values = described(rise_model(tmp_path / "m.onnx", bands=2, card=own))
    assert card_in(values) == ModelCard(name="Own", bands=("red", "nir"), pixel_size_m=10, threshold=0.4)
    assert values["assumed"] is False and values["input_size"] is None


def test_a_card_given_takes_its_place_and_a_fixed_size_is_told(tmp_path: Path) -> None:
    given = tmp_path / "given.json"
    given.write_text('{"name": "Given"}', encoding="utf-8")
    values = described(rise_model(tmp_path / "m.onnx", side=64, card={"name": "Own"}), given)
    assert values["card"]["name"] == "Given" and values["input_size"] == [64, 64]


def test_without_a_card_rgb_is_assumed_where_three_bands_fit(tmp_path: Path) -> None:
    values = described(rise_model(tmp_path / "m.onnx"))
    assert card_in(values) == ASSUMED_RGB and values["assumed"] is True
    four = described(rise_model(tmp_path / "four.onnx", bands=4))
    assert four["card"] is None and four["assumed"] is False


def test_a_card_that_does_not_fit_and_what_is_no_change_model_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="takes 3 bands of each date, but its model card names 2"):
        described(rise_model(tmp_path / "m.onnx", card={"bands": '["red", "nir"]'}))
    with pytest.raises(UserError, match="not a model that compares|one input of"):
        described(single_date_model(tmp_path / "single.onnx"))
    with pytest.raises(UserError, match="no model file"):
        described(tmp_path / "none.onnx")


def test_the_registry_stays_light() -> None:
    """QGIS reads it, so naming the job must not load what runs it."""
    code = "import sys; import rscd_plugin.core.jobs.registry; print(*({'onnxruntime', 'scipy', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == ""
