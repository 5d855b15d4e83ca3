"""D-FE: where its features lie, what they depend on, how they are normalised."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rscd_plugin.core.learning.similarity_dissimilarity import feature_distance
from rscd_plugin.core.models.feature_extractor import FeatureExtractor, ResNetExtractor, VggExtractor
from rscd_plugin.core.models.feature_statistics import FeatureMoments

from .networks import reach_px, tiled, with_positive_weights

SMALL = {
    "VGG": lambda bands: VggExtractor(bands, (4, 6, 8)),
    "ResNet": lambda bands: ResNetExtractor(bands, (4, 6, 8), (1, 1, 1)),
    "deeper ResNet": lambda bands: ResNetExtractor(bands, (4, 6, 8), (1, 2, 3)),
}
EVERY = pytest.mark.parametrize("build", SMALL.values(), ids=SMALL.keys())


def compare_with_zero(extractor: FeatureExtractor, image: torch.Tensor) -> torch.Tensor:
    """The feature distance between an image and one of zeros, at the image's pixels."""
    features = extractor(image), extractor(torch.zeros_like(image))
    return feature_distance(*features, extractor.levels, image.shape[-2:])


def test_vgg_has_the_first_layers_of_torchvisions_vgg16() -> None:
    """Names and shapes written down from torchvision."""
    channels = {0: (64, 3), 2: (64, 64), 5: (128, 64), 7: (128, 128), 10: (256, 128), 12: (256, 256), 14: (256, 256)}
    expected = {}
    for layer, (out, into) in channels.items():
        expected[f"features.{layer}.weight"] = (out, into, 3, 3)
        expected[f"features.{layer}.bias"] = (out,)
    assert {name: tuple(tensor.shape) for name, tensor in VggExtractor(3).state_dict().items()} == expected


def test_vgg_answers_the_outputs_of_its_relus() -> None:
    """relu1_2, relu2_2 and relu3_3 are layers 3, 8 and 15 of the whole stack."""
    extractor, image = VggExtractor(3, (4, 6, 8)), torch.randn(1, 3, 16, 12)
    with torch.no_grad():
        x, found = image, []
        for layer in extractor.features:
            x = layer(x)
            found.append(x)
        for features, layer in zip(extractor(image), (3, 8, 15)):
            torch.testing.assert_close(features, found[layer])
            assert features.min() == 0 and features.max() > 0.1


@EVERY
@pytest.mark.parametrize("size", [(1, 1), (3, 18), (33, 50), (64, 96)])
def test_features_of_any_size_lie_at_the_levels_strides(build, size: tuple[int, int]) -> None:
    extractor = build(2).eval()
    for features, level in zip(extractor(torch.randn(2, 2, *size)), extractor.levels):
        rows, columns = (-(-side // level.stride_px) for side in size)
        assert features.shape == (2, level.channels, rows, columns)
    assert compare_with_zero(extractor, torch.randn(2, 2, *size)).shape == (2, 1, *size)


@EVERY
@pytest.mark.parametrize("size", [(192, 160), (187, 163)])
def test_tiles_give_what_the_whole_image_gives(build, size: tuple[int, int]) -> None:
    torch.manual_seed(1)
    extractor, image = build(2).eval(), torch.randn(1, 2, *size)

    def answer(tile: torch.Tensor) -> torch.Tensor:
        return compare_with_zero(extractor, tile)

    with torch.no_grad():
        whole = answer(image)
        torch.testing.assert_close(tiled(answer, image, 16, extractor.halo_px, extractor.align_px), whole, rtol=1e-5, atol=1e-5)
        assert (tiled(answer, image, 16, 0, extractor.align_px) - whole).abs().max() > 1e-3  # so the halo does matter


@EVERY
def test_the_halo_is_the_exact_reach(build) -> None:
    extractor = with_positive_weights(build(1))
    reach = reach_px(lambda image: compare_with_zero(extractor, image), 1, extractor.align_px, size_px=448)
    assert reach == extractor.halo_px


@EVERY
def test_a_change_is_seen_where_it_is(build) -> None:
    """One bright pixel, at each place that it can have in a stride: the distance's centre lies on it, all in all.

    Features taken for the middle of their pixels, where they stand for the first ones, would shift it by 1.5 to 7.5.
    """
    extractor = with_positive_weights(build(1))
    size_px, offsets = 384, []
    for place in range(extractor.align_px):
        column = 192 + place
        image = torch.zeros(1, 1, 32, size_px, dtype=torch.float64)
        image[..., column] = 1.0
        with torch.no_grad():
            seen = compare_with_zero(extractor, image).sum(dim=(0, 1, 2))
        offsets.append(float((seen * torch.arange(size_px)).sum() / seen.sum()) - column)
    assert abs(np.mean(offsets)) < 0.25


def test_random_weights_keep_the_size_of_what_goes_through() -> None:
    deviations = [float(features.detach().std()) for features in VggExtractor(4, (16, 32, 64))(torch.randn(1, 4, 64, 64))]
    assert all(0.4 < deviation < 2.5 for deviation in deviations)


def test_a_seed_gives_one_network_and_leaves_the_random_state_alone() -> None:
    before = torch.get_rng_state()
    first, again, other = (VggExtractor(3, (4, 6, 8), seed=seed).state_dict() for seed in (4, 4, 5))
    ResNetExtractor(3, (4, 6, 8), (1, 1, 1))
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["features.14.weight"], other["features.14.weight"])


def test_batch_norm_keeps_its_statistics_while_the_rest_trains() -> None:
    extractor, image = ResNetExtractor(2, (4, 6, 8), (1, 1, 1)), torch.randn(2, 2, 32, 32) + 3.0
    before = [features.detach() for features in extractor.eval()(image)]
    after = extractor.train()(image)
    assert all(torch.equal(a, b) for a, b in zip(before, after))
    assert extractor.training
    assert float(extractor.encoder.bn1.running_mean.abs().max()) == 0.0


# ---- statistics


def features_and_mask() -> tuple[list[torch.Tensor], torch.Tensor]:
    """Three levels of a 2 x 32 x 24 image, far from mean 0; a quarter of it has no data and absurd features."""
    rng = torch.Generator().manual_seed(3)
    features = [torch.randn((2, 3, 32 // s, 24 // s), generator=rng) * (level + 2) + 9 for level, s in enumerate((1, 2, 4))]
    valid = torch.ones(2, 1, 32, 24, dtype=torch.bool)
    valid[:, :, :16, 8:20] = False
    for level, stride in zip(features, (1, 2, 4)):
        level[:, :, : 16 // stride, 8 // stride : 20 // stride] = 1e4
    return features, valid


def test_statistics_are_those_of_all_valid_features() -> None:
    features, valid = features_and_mask()
    normalised = FeatureMoments().add(features, valid).statistics().normalised(features)
    for level, stride, answer in zip(features, (1, 2, 4), normalised):
        kept = valid[:, 0, ::stride, ::stride].numpy()
        values = level.numpy().astype(np.float64).transpose(0, 2, 3, 1)[kept]
        expected = (values - values.mean(axis=0)) / values.std(axis=0)
        np.testing.assert_allclose(answer.numpy().transpose(0, 2, 3, 1)[kept], expected, atol=1e-4)


def test_statistics_window_by_window_are_those_of_the_whole() -> None:
    features, valid = features_and_mask()
    whole = FeatureMoments().add(features, valid).statistics()
    moments = FeatureMoments()
    for image in range(2):
        for top in (0, 8, 16, 24):
            window = [
                level[image : image + 1, :, top // stride : (top + 8) // stride] for level, stride in zip(features, (1, 2, 4))
            ]
            moments.add(window, valid[image : image + 1, :, top : top + 8])
    for mine, theirs in zip((*moments.statistics().means, *moments.statistics().scales), (*whole.means, *whole.scales)):
        torch.testing.assert_close(mine, theirs, rtol=1e-6, atol=0)


def test_a_feature_counts_only_if_its_whole_cell_is_valid() -> None:
    """One pixel without data takes one feature out; the half cells at the lower and right edge count."""
    valid = torch.ones(1, 1, 7, 7)
    valid[0, 0, 3, 2] = 0
    level = torch.arange(4.0).reshape(1, 1, 2, 2)
    statistics = FeatureMoments().add([level], valid).statistics()
    assert float(statistics.means[0]) == 2.0  # of 1, 2 and 3; the first cell is out
    with pytest.raises(ValueError, match="does not belong"):
        FeatureMoments().add([torch.zeros(1, 1, 3, 3)], valid)


def test_a_channel_that_never_varies_gives_nothing() -> None:
    level = torch.randn(1, 3, 16, 16)
    level[:, 1] = 0.1 + 1e-7 * torch.randn(16, 16)
    level[:, 2] = 0.0
    normalised = FeatureMoments().add([level], torch.ones(1, 1, 16, 16)).statistics().normalised([level])[0]
    assert float(normalised[:, 0].std()) == pytest.approx(1.0, abs=0.01)
    assert not normalised[:, 1:].any()


def test_nothing_valid_gives_zeros() -> None:
    statistics = FeatureMoments().add([torch.randn(1, 2, 4, 4)], torch.zeros(1, 1, 4, 4)).statistics()
    assert not statistics.normalised([torch.randn(1, 2, 4, 4)])[0].any()


def test_statistics_of_one_batch_pass_gradients_on_and_let_no_scale_through() -> None:
    """The gradient of a feature's own scale is 0: larger features gain nothing. With frozen statistics they would."""
    level, valid = torch.randn(1, 2, 8, 8), torch.ones(1, 1, 8, 8)
    scale = torch.ones((), requires_grad=True)
    live = FeatureMoments().add([level * scale], valid).statistics().normalised([level * scale])[0]
    frozen = FeatureMoments().add([level], valid).statistics().normalised([level * scale])[0]
    from_live, from_frozen = (torch.autograd.grad(answer[:, :, :4].abs().sum(), scale)[0] for answer in (live, frozen))
    assert abs(float(from_live)) < 1e-3 < 1.0 < float(from_frozen)
