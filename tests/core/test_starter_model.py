"""The model that ships: small, described, and worth something on scenes it has never seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from rscd_plugin.core.engines.card import ModelCard, find_card
from scripts.scenes import make_scene

STARTER = Path(__file__).parents[2] / "resources" / "models" / "starter.onnx"
UNSEEN_SEEDS = (400_001, 400_002)  # not used in training, for the threshold, or for the figures in the card


@pytest.fixture(scope="module")
def session() -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(STARTER), providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def card(session: onnxruntime.InferenceSession) -> ModelCard:
    return find_card(STARTER, session.get_modelmeta().custom_metadata_map, None)


def f1(found: np.ndarray, changed: np.ndarray) -> float:
    return 2 * (found & changed).sum() / max(1, found.sum() + changed.sum())


def test_it_is_small_and_says_what_it_is(card: ModelCard) -> None:
    assert STARTER.stat().st_size < 5_000_000
    assert card.bands == ("red", "green", "blue") and card.scale == 255.0 and len(card.mean) == 3
    assert card.pixel_size_m == 0.5 and card.date_order == "pre_post" and card.activation == "none"
    assert 0 < card.threshold < 1 and not card.calibrated
    assert card.size_multiple == 32 and card.halo_px >= 32
    assert card.licence and "generated" in card.trained_on
    assert card.metrics["f1_unseen_generated_scenes"] >= 0.6


def test_it_finds_change_in_scenes_it_has_never_seen(session: onnxruntime.InferenceSession, card: ModelCard) -> None:
    mean, std = (np.array(values, dtype=np.float32)[:, None, None] for values in (card.mean, card.std))
    found, changed = [], []
    for seed in UNSEEN_SEEDS:
        scene = make_scene(seed, size_px=512)
        pre, post = (((image[:3] / np.float32(card.scale)) - mean) / std for image in (scene.pre, scene.post))
        feed = {"pre": pre[None].astype(np.float32), "post": post[None].astype(np.float32)}
        found.append(session.run(["change_probability"], feed)[0][0, 0] >= card.threshold)
        changed.append(scene.truth == 1)
    assert f1(np.stack(found), np.stack(changed)) >= 0.6


def test_the_order_of_the_dates_does_not_matter(session: onnxruntime.InferenceSession) -> None:
    rng = np.random.default_rng(0)
    pre, post = rng.standard_normal((2, 1, 3, 128, 128)).astype(np.float32)
    (one,) = session.run(None, {"pre": pre, "post": post})
    (other,) = session.run(None, {"pre": post, "post": pre})
    np.testing.assert_allclose(one, other, atol=1e-5)
