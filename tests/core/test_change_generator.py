"""D-CPG: the published network and the small U."""

from __future__ import annotations

import pytest
import torch

from rscd_plugin.core.models.change_generator import ChangeProbabilityGenerator, ResidualGenerator, UGenerator

from .networks import reach_px, tiled, with_positive_weights

SMALL = {
    "residual": lambda channels, seed=0: ResidualGenerator(channels, width=8, blocks=3, seed=seed),
    "U": lambda channels, seed=0: UGenerator(channels, width=4, seed=seed),
    "U of 2 levels": lambda channels, seed=0: UGenerator(channels, width=4, levels=2, seed=seed),
    "U of 4 levels": lambda channels, seed=0: UGenerator(channels, width=4, levels=4, seed=seed),
    "U of 1 level": lambda channels, seed=0: UGenerator(channels, width=4, levels=1, seed=seed),
}
EVERY = pytest.mark.parametrize("build", SMALL.values(), ids=SMALL.keys())


def count_weights(network: torch.nn.Module) -> int:
    return sum(weight.numel() for weight in network.parameters())


def test_the_published_network_has_its_published_size() -> None:
    assert count_weights(ResidualGenerator(3)) == 604_706


def test_the_small_network_is_small() -> None:
    assert count_weights(UGenerator(4)) == 58_577


def test_one_logit_is_the_softmax_of_two() -> None:
    network = ResidualGenerator(2, width=8, blocks=2).eval()
    both = []
    network.head.register_forward_hook(lambda module, inputs, output: both.append(output))
    with torch.no_grad():
        p = torch.sigmoid(network(torch.randn(2, 2, 9, 7)))
    torch.testing.assert_close(p, torch.softmax(both[0], dim=1)[:, 1:])
    assert p.std() > 0.01


@EVERY
@pytest.mark.parametrize("size", [(1, 1), (1, 6), (5, 3), (33, 50)])
def test_any_size(build, size: tuple[int, int]) -> None:
    logits = build(3).eval()(torch.randn(2, 3, *size))
    assert logits.shape == (2, 1, *size)
    assert torch.isfinite(logits).all()


def test_an_odd_size_is_seen_as_if_its_last_row_and_column_went_on() -> None:
    network, image = UGenerator(2, width=4).eval(), torch.randn(1, 2, 13, 18)
    longer = torch.cat([image, image[..., -1:, :].expand(-1, -1, 3, -1)], dim=-2)
    longer = torch.cat([longer, longer[..., -1:].expand(-1, -1, -1, 2)], dim=-1)
    with torch.no_grad():
        torch.testing.assert_close(network(image), network(longer)[..., :13, :18])


@EVERY
@pytest.mark.parametrize("size", [(96, 80), (95, 77)])
def test_tiles_give_what_the_whole_image_gives(build, size: tuple[int, int]) -> None:
    torch.manual_seed(1)
    network: ChangeProbabilityGenerator = build(3).eval()
    image = torch.randn(1, 3, *size)
    with torch.no_grad():
        whole = network(image)
        torch.testing.assert_close(tiled(network, image, 16, network.halo_px, network.align_px), whole, rtol=1e-6, atol=1e-5)
        assert (tiled(network, image, 16, 0, network.align_px) - whole).abs().max() > 1e-3  # so the halo does matter


@EVERY
def test_the_halo_is_the_exact_reach(build) -> None:
    network = with_positive_weights(build(2))
    assert reach_px(network, 2, network.align_px, size_px=256) == network.halo_px


@EVERY
def test_a_seed_gives_one_network_and_leaves_the_random_state_alone(build) -> None:
    before = torch.get_rng_state()
    first, again, other = build(3, seed=4), build(3, seed=4), build(3, seed=5)
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters()))
    assert not torch.equal(first.head.weight, other.head.weight)


@EVERY
def test_every_weight_gets_a_gradient(build) -> None:
    network = build(3).train()
    network(torch.randn(2, 3, 24, 24, generator=torch.Generator().manual_seed(2))).square().mean().backward()
    idle = [name for name, weight in network.named_parameters() if weight.grad is None or not weight.grad.any()]
    assert idle == []
