"""Losses, augmentation, the training loop and the way out to ONNX."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from rscd_plugin.core.engines.card import ModelCard, find_card
from rscd_plugin.core.errors import Cancelled
from rscd_plugin.core.learning.augment import vary_geometry, vary_look
from rscd_plugin.core.learning.detector_trainer import Chips, CropSampler, TrainingSettings, rate_factor, train_detector
from rscd_plugin.core.learning.export import export_detector, replace_card
from rscd_plugin.core.learning.losses import bce_loss, change_loss, dice_loss
from rscd_plugin.core.models.detector import ChangeDetector
from rscd_plugin.core.models.encoder import Encoder


@pytest.fixture(scope="module")
def chips() -> Chips:
    """Noise; at the later date bright squares have come, and they are the change."""
    rng = np.random.default_rng(5)
    pre = rng.integers(70, 90, (12, 3, 96, 96), dtype=np.uint8)
    post = rng.integers(70, 90, (12, 3, 96, 96), dtype=np.uint8)
    truth = np.zeros((12, 96, 96), dtype=np.uint8)
    for index in range(10):  # two chips stay as they are
        y, x = rng.integers(8, 60, 2)
        truth[index, y : y + 24, x : x + 24] = 1
        post[index, :, y : y + 24, x : x + 24] += 110
    return Chips(*(torch.from_numpy(array) for array in (pre, post, truth)))


def small_detector(seed: int = 0) -> ChangeDetector:
    torch.manual_seed(seed)
    return ChangeDetector(Encoder(3, (8, 12, 16, 24), (1, 1, 1, 1)), width=16)


SHORT = TrainingSettings(iterations=80, batch=4, crop_px=64, warm_up=5, learning_rate=3e-3)


def ignore(iteration: int, loss: float) -> None:
    pass


def slow_losses(logits: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    entropy = overlap = total_p = total_t = 0.0
    for logit, t in zip(logits.ravel(), target.ravel()):
        p = 1.0 / (1.0 + math.exp(-logit))
        entropy -= t * math.log(p) + (1.0 - t) * math.log(1.0 - p)
        overlap += p * t
        total_p += p
        total_t += t
    return entropy / logits.size, 1.0 - (2 * overlap + 1) / (total_p + total_t + 1)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_losses_equal_slow_loops(share: float) -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 3, (2, 1, 7, 5))
    target = (rng.random((2, 1, 7, 5)) < share).astype(float)
    entropy, dice = slow_losses(logits, target)
    tensors = torch.from_numpy(logits), torch.from_numpy(target)
    assert float(bce_loss(*tensors)) == pytest.approx(entropy, rel=1e-9)
    assert float(dice_loss(*tensors)) == pytest.approx(dice, rel=1e-9)
    assert float(change_loss(*tensors)) == pytest.approx(entropy + dice, rel=1e-9)


def test_geometry_is_one_for_both_dates_and_the_label() -> None:
    """A chip whose bands are the label itself stays so, but for the borders that interpolation and shift blur."""
    rng = torch.Generator().manual_seed(2)
    truth = torch.zeros(6, 1, 96, 96)
    truth[:, :, 30:60, 40:80] = 1
    image = truth.expand(-1, 3, -1, -1)
    centre = torch.full((6, 2), 48.0)
    pre, post, target = vary_geometry(image, image, truth, centre, 64, rng)
    assert pre.shape == post.shape == (6, 3, 64, 64) and target.shape == (6, 1, 64, 64)
    assert set(target.unique().tolist()) == {0.0, 1.0}
    assert ((pre[:, :1] > 0.5).float() - target).abs().mean() < 0.01
    assert 0.0005 < ((post[:, :1] > 0.5).float() - target).abs().mean() < 0.09
    assert len({tuple(t.flatten().tolist()) for t in target}) == 6


def test_looks_differ_between_dates_and_images() -> None:
    rng = torch.Generator().manual_seed(2)
    image = torch.rand(2, 3, 32, 32)[:1].expand(2, -1, -1, -1)
    first, second = vary_look(image, rng), vary_look(image, rng)
    assert first.min() >= 0 and first.max() <= 1 and first.isfinite().all()
    assert (first - second).abs().mean() > 0.01 and (first[0] - first[1]).abs().mean() > 0.01


def test_half_of_the_crops_are_aimed_at_change(chips: Chips) -> None:
    rare = Chips(chips.pre, chips.post, chips.truth.clone())
    rare.truth[1:] = 0
    sampler = CropSampler(rare, TrainingSettings(1, batch=8, crop_px=32), torch.Generator().manual_seed(0))
    shares = [float(sampler.draw()[2].flatten(1).any(dim=1).float().mean()) for _ in range(6)]
    assert 0.45 <= np.mean(shares) <= 0.65


def test_a_short_training_lowers_the_loss(chips: Chips) -> None:
    losses = []
    detector = small_detector()
    train_detector(detector, chips, SHORT, lambda iteration, loss: losses.append(loss))
    assert len(losses) == SHORT.iterations and not detector.training
    assert np.mean(losses[-8:]) < 0.85 * np.mean(losses[:8])


def test_the_same_seed_gives_the_same_weights(chips: Chips) -> None:
    settings = TrainingSettings(iterations=4, batch=2, crop_px=64, warm_up=2)
    states = []
    for seed in (0, 0, 1):
        detector = small_detector(0)
        train_detector(detector, chips, TrainingSettings(**{**settings.__dict__, "seed": seed}), ignore)
        states.append(detector.state_dict())
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    assert not all(torch.equal(states[0][name], states[2][name]) for name in states[0])


def test_a_cancel_ends_the_training(chips: Chips) -> None:
    done = []

    def cancel_at_two(iteration: int, loss: float) -> None:
        done.append(iteration)
        if iteration == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        train_detector(small_detector(), chips, SHORT, cancel_at_two)
    assert done == [1, 2]


def test_the_learning_rate_rises_and_falls_to_nothing() -> None:
    settings = TrainingSettings(iterations=100, warm_up=10)
    factors = [rate_factor(iteration, settings) for iteration in range(100)]
    assert factors[0] == pytest.approx(0.1) and max(factors) == 1.0 and factors.index(1.0) in (9, 10)
    assert factors[55] == pytest.approx(0.5) and factors[-1] < 0.001
    assert all(later <= earlier for earlier, later in zip(factors[10:], factors[11:]))


@pytest.fixture(scope="module")
def exported(chips: Chips, tmp_path_factory) -> tuple[ChangeDetector, Path, ModelCard]:
    detector = small_detector()
    train_detector(detector, chips, TrainingSettings(iterations=3, batch=2, crop_px=64), ignore)
    card = ModelCard(name="tiny", scale=255.0, pixel_size_m=0.5, threshold=0.35, halo_px=32, metrics={"f1": 0.5})
    path = tmp_path_factory.mktemp("model") / "tiny.onnx"
    export_detector(detector, card, path)
    return detector, path, card


@pytest.mark.parametrize("shape", [(1, 64, 64), (3, 96, 160), (2, 70, 50)])
def test_onnx_answers_like_torch_at_any_size(exported, shape: tuple[int, int, int]) -> None:
    detector, path, _ = exported
    count, height, width = shape
    torch.manual_seed(1)
    pre, post = torch.randn(2, count, 3, height, width)
    with torch.no_grad():
        expected = torch.sigmoid(detector(pre, post)).numpy()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    assert [tensor.name for tensor in session.get_inputs()] == ["pre", "post"]
    (answer,) = session.run(["change_probability"], {"pre": pre.numpy(), "post": post.numpy()})
    assert answer.dtype == np.float32 and answer.shape == (count, 1, height, width)
    np.testing.assert_allclose(answer, expected, atol=1e-4)
    assert np.ptp(expected) > 1e-3


def test_the_card_travels_in_the_file(exported) -> None:
    _, path, card = exported
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    assert find_card(path, session.get_modelmeta().custom_metadata_map, None) == card


def test_a_card_can_be_replaced(exported, tmp_path: Path) -> None:
    _, path, _ = exported
    copy = tmp_path / "copy.onnx"
    copy.write_bytes(path.read_bytes())
    replace_card(copy, ModelCard(name="other"))
    metadata = {entry.key: entry.value for entry in onnx.load(copy).metadata_props}
    assert find_card(copy, metadata, None) == ModelCard(name="other")
    assert onnx.load(copy).graph == onnx.load(path).graph


def test_one_file_without_a_trace_of_this_machine(exported) -> None:
    _, path, _ = exported
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    content = path.read_bytes()
    for trace in (str(Path.home()), str(Path(__file__).parents[2]), "site-packages", str(path.parent)):
        assert trace.encode() not in content
    assert not re.search(rb"\.py\b", content)
    assert all(opset.version <= 17 for opset in onnx.load(path).opset_import)
