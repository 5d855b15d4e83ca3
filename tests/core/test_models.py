"""The encoder and the Siamese detector."""

from __future__ import annotations

import pytest
import torch

from rscd_plugin.core.models.detector import ChangeDetector, receptive_radius_px
from rscd_plugin.core.models.encoder import Encoder

SMALL = (8, 12, 16, 24)
ONE_BLOCK = (1, 1, 1, 1)


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(3)


def small_detector(bands: int = 3) -> ChangeDetector:
    return ChangeDetector(Encoder(bands, SMALL, ONE_BLOCK), width=16).eval()


def test_the_encoder_gives_features_at_strides_4_to_32() -> None:
    features = Encoder(3, SMALL, ONE_BLOCK)(torch.randn(2, 3, 64, 96))
    assert [tuple(feature.shape) for feature in features] == [
        (2, 8, 16, 24), (2, 12, 8, 12), (2, 16, 4, 6), (2, 24, 2, 3),
    ]  # fmt: skip


def test_the_default_encoder_has_the_state_dict_of_a_torchvision_resnet18() -> None:
    """Names, shapes and count written down from torchvision 0.x; its fully connected layer is the only thing left out."""
    state = Encoder().state_dict()
    widths = {1: 64, 2: 128, 3: 256, 4: 512}
    norm = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    expected = {"conv1.weight": (64, 3, 7, 7)}
    expected.update({f"bn1.{name}": () if name == "num_batches_tracked" else (64,) for name in norm})
    for stage, width in widths.items():
        for block in (0, 1):
            into = widths[stage - 1] if stage > 1 and block == 0 else width
            for number, channels in ((1, into), (2, width)):
                prefix = f"layer{stage}.{block}"
                expected[f"{prefix}.conv{number}.weight"] = (width, channels, 3, 3)
                for name in norm:
                    expected[f"{prefix}.bn{number}.{name}"] = () if name == "num_batches_tracked" else (width,)
            if into != width:
                expected[f"layer{stage}.{block}.downsample.0.weight"] = (width, into, 1, 1)
                for name in norm:
                    key = f"layer{stage}.{block}.downsample.1.{name}"
                    expected[key] = () if name == "num_batches_tracked" else (width,)
    assert {name: tuple(tensor.shape) for name, tensor in state.items()} == expected
    assert sum(tensor.numel() for name, tensor in Encoder().named_parameters()) == 11_176_512


@pytest.mark.parametrize("bands", [1, 3, 4, 13])
def test_any_number_of_bands(bands: int) -> None:
    pre, post = torch.randn(2, 2, bands, 64, 64)
    assert small_detector(bands)(pre, post).shape == (2, 1, 64, 64)


@pytest.mark.parametrize("size", [(64, 96), (50, 71)])
def test_the_answer_has_the_size_of_the_input(size: tuple[int, int]) -> None:
    assert small_detector()(torch.randn(1, 3, *size), torch.randn(1, 3, *size)).shape == (1, 1, *size)


def test_the_order_of_the_dates_does_not_matter() -> None:
    pre, post = torch.randn(2, 1, 3, 64, 64)
    detector = small_detector()
    with torch.no_grad():
        torch.testing.assert_close(detector(pre, post), detector(post, pre), rtol=0, atol=1e-5)
        assert (detector(pre, post) - detector(pre, pre)).abs().max() > 1e-3  # and it does look at both


def test_beyond_the_receptive_radius_nothing_matters() -> None:
    """In eval mode a pixel cannot be changed by what happens farther away than the radius, so a halo can be enough."""
    radius_px = receptive_radius_px(ONE_BLOCK)
    size_px = 2 * (radius_px // 32 + 2) * 32
    pre, post = torch.randn(2, 1, 3, size_px, size_px)
    post.requires_grad_(True)
    centre = size_px // 2
    small_detector()(pre, post)[0, 0, centre, centre].backward()
    rows = torch.nonzero(post.grad[0].abs().sum(dim=0))[:, 0]
    reach_px = int((rows - centre).abs().max())
    assert 32 < reach_px <= radius_px


def test_every_weight_gets_a_gradient() -> None:
    detector = small_detector().train()
    detector(torch.randn(2, 3, 64, 64), torch.randn(2, 3, 64, 64)).square().mean().backward()
    idle = [name for name, weight in detector.named_parameters() if weight.grad is None or not weight.grad.any()]
    assert idle == []
