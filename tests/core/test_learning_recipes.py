"""What each recipe trains with, unless the user says otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.learning_spec import RECIPES as NAMES
from rscd_plugin.core.jobs.learning_spec import PretrainJob, PretrainOutputs, TrainJob
from rscd_plugin.core.learning.recipes import detector_settings, learning_rate, pretraining_settings
from rscd_plugin.core.learning.sadl.recipe import RECIPES, sadl_recipe

from .learning_runs import gathered_of, sample

SAMPLES = (sample("/home/ann/image.tif"),)


def test_the_job_knows_every_recipe() -> None:
    assert set(NAMES) == set(RECIPES)
    with pytest.raises(UserError, match="RECIPE is 'best'; it must be one of tuned, paper"):
        PretrainJob(SAMPLES, recipe="best")


def test_the_paper_s_optimiser_and_weights(tmp_path: Path) -> None:
    outputs, gathered = PretrainOutputs(str(tmp_path)), gathered_of({"single"}, 3, ("foreground",))
    paper = PretrainJob(SAMPLES, recipe="paper")
    settings = pretraining_settings(paper, gathered, outputs, "cpu")
    assert (settings.optimiser, settings.learning_rate) == ("sgd", 0.01)
    settings = pretraining_settings(replace(paper, learning_rate=0.002, recipe="tuned"), gathered, outputs, "cpu")
    assert (settings.optimiser, settings.learning_rate) == ("adamw", 0.002)
    assert detector_settings(TrainJob(SAMPLES), gathered, outputs, "cpu").optimiser == "adamw"
    assert learning_rate(paper) == 0.01 and learning_rate(TrainJob(SAMPLES)) == 0.001


def test_another_push_weight_than_the_recipe_s() -> None:
    assert (sadl_recipe("paper", None).push_weight, sadl_recipe("tuned", None).push_weight) == (1.0, 5.0)
    assert sadl_recipe("tuned", 0.0) == replace(RECIPES["tuned"], push_weight=0.0)
