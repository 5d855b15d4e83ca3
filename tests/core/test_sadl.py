"""SaDL as a task: what is drawn, what each term moves, what the check says, and that it learns."""

from __future__ import annotations

import copy
import itertools

import numpy as np
import pytest
import torch
from torch import nn

from rscd_plugin.core.errors import Cancelled
from rscd_plugin.core.learning.chips.chips import NO_LABEL, Chips
from rscd_plugin.core.learning.chips.scaling import Scaling
from rscd_plugin.core.learning.sadl.point_sampling import features_at
from rscd_plugin.core.learning.sadl.recipe import RECIPES, SadlRecipe
from rscd_plugin.core.learning.sadl.separation import (
    Embeddings,
    chips_by_class,
    embed_points,
    flatten_to_plane,
    separation,
    spread,
)
from rscd_plugin.core.learning.sadl.task import SadlNetwork, SadlTask
from rscd_plugin.core.models.encoder import Encoder
from rscd_plugin.core.progress import Progress

CHIP = 64
PLAIN = SadlRecipe("adamw", near_edges=0.0, push_across=True, push_weight=1.0)


def make_chips(count: int, seed: int, bands: int = 3, dtype: type = np.uint8, classes: int = 1, side: int = 80) -> Chips:
    """Noise with striped rectangles on it, each class with stripes of its own; every fourth chip has none."""
    rng = np.random.default_rng(seed)
    images = rng.normal(100, 32, (count, 1, bands, side, side)) + rng.normal(0, 10, (count, 1, bands, 1, 1))
    labels = np.zeros((count, side, side), np.uint8)
    for index in range(count):
        for turn in range(3 if index % 4 else 0):
            row, column = rng.integers(0, side - 30, 2)
            height, width = rng.integers(18, 30, 2)
            name = turn % classes + 1
            stripes = 30 * np.sign(np.sin(np.arange(width) * (2.2 - 0.5 * name) + rng.random() * 6))
            box = slice(row, row + height), slice(column, column + width)
            labels[index][box] = name
            images[index, 0][(slice(None), *box)] = rng.uniform(70, 130) + stripes + rng.normal(0, 10, (bands, height, width))
    labels[:, :4] = NO_LABEL
    low = np.iinfo(dtype).min if np.iinfo(dtype).bits == 8 else 0
    values = images.clip(low, 255) * (1 if np.iinfo(dtype).bits == 8 else 10)
    zeros = np.zeros(count, np.int64)
    return Chips(values.astype(dtype), labels, zeros, np.zeros((count, 2), np.int64), np.arange(count))


def make_network(bands: int = 3, seed: int = 0) -> SadlNetwork:
    torch.manual_seed(seed)
    return SadlNetwork(Encoder(bands, (8, 12, 16, 24), (1, 1, 1, 1)), 16, (32, 24), 8)


def make_task(chips: Chips, validation: Chips | None = None, network: SadlNetwork | None = None, **more) -> SadlTask:
    scaling = Scaling(255.0, (0.4,) * chips.bands, (0.1,) * chips.bands)
    more = {"chip_px": CHIP, "points_per_class": 8, "recipe": PLAIN, **more}
    return SadlTask(network or make_network(chips.bands), chips, validation, scaling, **more)


def seeded(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


# ---- the batch


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.int32])
@pytest.mark.parametrize(("bands", "classes"), [(1, 1), (3, 1), (4, 3), (13, 2)])
def test_a_batch_of_any_bands_classes_and_type(bands: int, classes: int, dtype: type) -> None:
    task = make_task(make_chips(6, 0, bands, dtype, classes))
    batch = task.draw(5, seeded())
    assert all(tensor.shape[0] == 5 for tensor in batch.values())
    count = 8 * (classes + 1)
    for number in (1, 2, 3):
        assert batch[f"view_{number}"].shape == (5, bands, CHIP, CHIP) and batch[f"view_{number}"].dtype == torch.float32
        assert batch[f"points_{number}"].shape == (5, count, 2)
        there = batch[f"points_{number}"][batch["valid"]]
        assert there.min() >= 2 - 1e-3 and there.max() <= CHIP - 2 + 1e-3
    assert set(batch["classes"][batch["valid"]].tolist()) == set(range(classes + 1))
    terms = task.terms(batch)
    assert set(terms) == {"similarity", "push", "synthetic"}
    assert all(term.isfinite() and term.shape == () for term in terms.values())


def test_all_views_show_the_same_ground_at_a_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chips whose bands are their own place: a point's three places show the same values; on foreground also in view 3."""
    for name in ("JITTER_PROBABILITY", "BLUR_PROBABILITY"):
        monkeypatch.setattr(f"rscd_plugin.core.learning.sadl.views.{name}", 0.0)
    labels = np.zeros((4, CHIP, CHIP), np.uint8)
    labels[:, 16:44, 12:50] = 1
    row, column = np.mgrid[:CHIP, :CHIP] * 100
    images = np.broadcast_to(np.stack([row, column])[None, None], (4, 1, 2, CHIP, CHIP)).astype(np.uint16)
    chips = Chips(images, labels, *(np.zeros(4, np.int64) for _ in range(3)))
    task = SadlTask(make_network(2), chips, None, Scaling(CHIP * 100.0, (0.0, 0.0), (1.0, 1.0)), CHIP, 16, PLAIN)
    batch = task.draw(4, seeded())
    one, two, three = (features_at(batch[f"view_{number}"], batch[f"points_{number}"], CHIP) for number in (1, 2, 3))
    torch.testing.assert_close(one[batch["valid"]], two[batch["valid"]], atol=2e-3, rtol=0)
    torch.testing.assert_close(one[batch["valid"]], three[batch["valid"]], atol=2e-3, rtol=0)  # another chip of the same values


def test_half_of_the_chips_are_cut_out_around_foreground() -> None:
    chips = make_chips(40, 0, side=192)
    chips.labels[2:] = 0  # one chip with foreground, chip 1, among forty
    batch = make_task(chips).draw(60, seeded())
    with_foreground = (batch["valid"] & (batch["classes"] > 0)).any(dim=1)
    assert 27 <= int(with_foreground.sum()) <= 33
    assert with_foreground[::2].all()


def test_all_chance_comes_from_the_generator() -> None:
    task = make_task(make_chips(6, 0), recipe=RECIPES["tuned"])
    first, again, other = (task.draw(3, seeded(seed)) for seed in (4, 4, 5))
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert not torch.equal(first["view_1"], other["view_1"])


# ---- what each term moves


def moved(task: SadlTask, term: torch.Tensor) -> dict[str, bool]:
    """Which parts of the network a term reaches; all of a part's weights or none."""
    found = {}
    for name in ("encoder", "pyramid", "projector", "predictor"):
        weights = list(getattr(task.network, name).parameters())
        gradients = torch.autograd.grad(term, weights, retain_graph=True, allow_unused=True)
        reached = {gradient is not None and bool(gradient.any()) for gradient in gradients}
        assert len(reached) == 1, f"{name}: some weights are reached, some are not"
        found[name] = reached.pop()
    return found


def test_each_term_moves_what_it_should() -> None:
    task = make_task(make_chips(8, 0))
    terms = task.terms(task.draw(8, seeded()))
    everything = {"encoder": True, "pyramid": True, "projector": True, "predictor": True}
    assert moved(task, terms["similarity"]) == everything
    assert moved(task, terms["synthetic"]) == everything
    assert moved(task, terms["push"]) == {**everything, "projector": False, "predictor": False}


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_terms_against_slow_ones(recipe: SadlRecipe) -> None:
    """Chip by chip and point by point, in eval mode, where batch norm does not mix them."""
    task = make_task(make_chips(8, 0, classes=2), recipe=recipe)
    task.network.eval()
    batch = task.draw(4, seeded())

    def cosine(a: torch.Tensor, b: torch.Tensor) -> float:
        return float(nn.functional.cosine_similarity(a.double(), b.double(), dim=0))

    pulled, synthetic, pushed = [], [], {1: [], 2: []}
    of_classes: list[tuple[int, int, dict[int, torch.Tensor]]] = []
    with torch.no_grad():
        terms = task.terms(batch)
        for index in range(4):
            points = {}
            for view in (1, 2, 3):
                features = task.network.features(batch[f"view_{view}"][index : index + 1])
                points[view] = features_at(features, batch[f"points_{view}"][index : index + 1], CHIP)[0]
            z = {view: task.network.projector(found) for view, found in points.items()}
            p = {view: task.network.predictor(found) for view, found in z.items()}
            classes, valid = batch["classes"][index].tolist(), batch["valid"][index].tolist()
            for i in range(len(valid)):

                def d(one: int, other: int, i: int = i, p: dict = p, z: dict = z) -> float:
                    return 2 - cosine(p[one][i], z[other][i]) - cosine(p[other][i], z[one][i])

                if valid[i]:
                    pulled.append(d(1, 2))
                    if classes[i] > 0:
                        synthetic.append((d(1, 3) + d(2, 3)) / 2)
                    if any(flag and name > 0 for flag, name in zip(valid, classes)):
                        of_classes.append((index, classes[i], {view: points[view][i] for view in (1, 2)}))
        for (chip, name, here), (chip_there, other, there) in itertools.combinations(of_classes, 2):
            if name != other and (recipe.push_across or chip == chip_there):
                for view, costs in pushed.items():
                    costs.append(1 + cosine(here[view], there[view]))
    assert float(terms["similarity"]) == pytest.approx(np.mean(pulled), abs=1e-4)
    assert float(terms["synthetic"]) == pytest.approx(0.5 * np.mean(synthetic), abs=1e-4)
    push = recipe.push_weight * (np.mean(pushed[1]) + np.mean(pushed[2])) / 2
    assert float(terms["push"]) == pytest.approx(push, abs=1e-4 * recipe.push_weight)


def test_a_chip_without_foreground_takes_part_in_similarity_alone() -> None:
    task = make_task(make_chips(8, 0))
    task.network.eval()  # so that batch norm does not bring chips together
    batch = task.draw(8, seeded())
    without = ~(batch["valid"] & (batch["classes"] > 0)).any(dim=1)
    assert 0 < int(without.sum()) < 8
    views = [batch[f"view_{number}"].requires_grad_(True) for number in (1, 2, 3)]
    terms = task.terms(batch)
    for name, seen in (("similarity", (True, True, False)), ("push", (False, False, False)), ("synthetic", (False,) * 3)):
        gradients = torch.autograd.grad(terms[name], views, retain_graph=True, allow_unused=True)
        for gradient, expected in zip(gradients, seen):
            of_chips = gradient.flatten(1).any(dim=1)
            assert (of_chips[without] == expected).all()
            assert of_chips[~without].all() == (name != "similarity" or expected) or name == "push"


def test_the_third_view_is_looked_at_on_foreground_alone() -> None:
    """Its background is other ground; not even batch norm may see it."""
    task = make_task(make_chips(8, 0))
    batch = task.draw(4, seeded())
    other = copy.deepcopy(task)
    moved_away = {**batch, "points_3": torch.where(batch["classes"][..., None] == 0, torch.full((), 9.0), batch["points_3"])}
    for one, two in zip(task.terms(batch).values(), other.terms(moved_away).values()):
        assert torch.equal(one, two)


def test_the_third_view_is_on_another_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dark chips and a bright one without foreground: the others are all pasted onto that one, foreground too in its light."""
    for name in ("JITTER_PROBABILITY", "BLUR_PROBABILITY"):
        monkeypatch.setattr(f"rscd_plugin.core.learning.sadl.views.{name}", 0.0)
    chips = make_chips(2, 0, side=CHIP)
    chips.labels[:] = 0
    chips.labels[1, 10:40, 10:40] = 1
    chips.images[0] = chips.images[0] // 4 + 180
    batch = make_task(chips).draw(8, seeded())
    pasted = (batch["classes"] == 1).logical_and(batch["valid"]).any(dim=1)
    assert 2 <= int(pasted.sum()) < 8
    brightness = [batch[f"view_{number}"].mean(dim=(1, 2, 3)) for number in (1, 2, 3)]
    assert (brightness[2][pasted] > brightness[0][pasted] + 2).all()
    torch.testing.assert_close(brightness[2][~pasted], brightness[0][~pasted], atol=0.3, rtol=0)
    torch.testing.assert_close(brightness[1], brightness[0], atol=0.3, rtol=0)


def test_without_any_foreground_only_similarity_is_left() -> None:
    chips = make_chips(4, 0)
    chips.labels[chips.labels == 1] = 0
    task = make_task(chips)
    terms = task.terms(task.draw(4, seeded()))
    assert float(terms["similarity"].detach()) > 0
    assert float(terms["push"].detach()) == float(terms["synthetic"].detach()) == 0.0
    sum(terms.values()).backward()
    assert all(weight.grad is None or weight.grad.isfinite().all() for weight in task.network.parameters())


def test_without_any_label_nothing_moves() -> None:
    chips = make_chips(4, 0)
    chips.labels[:] = NO_LABEL
    task = make_task(chips)
    terms = task.terms(task.draw(4, seeded()))
    assert all(float(term.detach()) == 0.0 for term in terms.values())
    sum(terms.values()).backward()
    assert not any(weight.grad is not None and weight.grad.any() for weight in task.network.parameters())


def test_a_batch_can_be_cut() -> None:
    task = make_task(make_chips(8, 0))
    batch = task.draw(6, seeded())
    for part in ({key: value[:2] for key, value in batch.items()}, {key: value[2:3] for key, value in batch.items()}):
        assert all(term.isfinite() for term in task.terms(part).values())


# ---- the network


def test_the_published_dimensions() -> None:
    network = SadlNetwork(Encoder(3))
    shapes = [tuple(layer.weight.shape) for part in (network.projector, network.predictor) for layer in part
              if isinstance(layer, nn.Linear)]  # fmt: skip
    assert shapes == [(2048, 256), (1024, 2048), (256, 1024), (1024, 256)]


def test_features_have_both_signs_at_stride_4() -> None:
    features = make_network().features(torch.randn((2, 3, 64, 96), generator=seeded()))
    assert features.shape == (2, 16, 16, 24)
    assert float((features < 0).float().mean()) > 0.2


def test_points_that_are_not_valid_do_not_touch_batch_norm() -> None:
    points = torch.randn((2, 6, 16), generator=seeded())
    valid = torch.tensor([[True] * 4 + [False] * 2, [True] * 3 + [False] * 3])
    network = make_network()
    other = copy.deepcopy(network)
    spoilt = torch.where(valid[..., None], points, torch.full((), 1e6))
    for found, expected in zip(network.compare(spoilt, valid), other.compare(points, valid)):
        torch.testing.assert_close(found, expected)
        assert not found[~valid].any() and found[valid].any()
    for one, two in zip(network.buffers(), other.buffers()):
        torch.testing.assert_close(one, two)
    direct = other.projector(points[valid])
    torch.testing.assert_close(network.compare(points, valid)[0][valid], direct)


def test_a_single_point_is_too_little_for_batch_norm_in_training_alone() -> None:
    points = torch.randn((1, 3, 16), generator=seeded(), requires_grad=True)
    valid = torch.tensor([[False, True, False]])
    network = make_network()
    for projections in network.compare(points, valid):
        (gradient,) = torch.autograd.grad(projections.sum(), points, retain_graph=True)
        assert not projections.any() and not gradient.any()
    projections, _ = network.eval().compare(points, valid)
    torch.testing.assert_close(projections[valid], network.projector(points[valid]))


# ---- the check


def test_check_is_the_same_every_time_and_changes_nothing() -> None:
    task = make_task(make_chips(10, 0), make_chips(5, 1))
    task.network.train()
    before = copy.deepcopy(task.network.state_dict())
    shares: list[float] = []
    first, again = (task.check(Progress(shares.append)) for _ in range(2))
    assert first == again and set(first) == {"separation", "spread"}
    assert task.network.training
    assert all(torch.equal(before[key], value) for key, value in task.network.state_dict().items())
    assert len(shares) >= 30 and shares[-1] == 1.0


def test_check_with_little_to_judge_by() -> None:
    training, validation = make_chips(6, 0), make_chips(3, 1)
    validation.labels[validation.labels == 1] = 0
    assert set(make_task(training, validation).check(Progress())) == {"spread"}
    assert set(make_task(training).check(Progress())) == {"spread"}
    with pytest.raises(Cancelled):
        make_task(training).check(Progress(is_cancelled=lambda: True))
    validation.labels[:] = NO_LABEL
    assert make_task(training, validation).check(Progress()) == {}


def test_embeddings_are_of_the_points_as_they_are() -> None:
    chips, network = make_chips(6, 0, side=72), make_network()
    found = embed_points(chips, network, Scaling(255.0, (0.4,) * 3, (0.1,) * 3), 8, Progress())
    assert found.features.shape == (len(found.classes), 16) and found.projections.shape == (len(found.classes), 24)
    assert (found.classes == 0).sum() == 6 * 8 and (found.classes == 1).sum() == 4 * 8  # two chips have no foreground


def test_chips_that_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    chips = make_chips(8, 0, classes=2)
    assert [held.tolist() for held in chips_by_class(chips.labels)] == [list(range(8)), [1, 2, 3, 5, 6, 7], [1, 2, 3, 5, 6, 7]]
    monkeypatch.setattr("rscd_plugin.core.learning.sadl.separation.MOST_CHIPS", 4)
    found = embed_points(chips, make_network(), Scaling(255.0, (0.4,) * 3, (0.1,) * 3), 8, Progress())
    counts = [int((found.classes == name).sum()) for name in range(3)]
    assert counts == [4 * 8, 3 * 8, 3 * 8]  # three with foreground, one without


def test_separation_is_of_the_new_points_on_a_line_of_the_known() -> None:
    rng = np.random.default_rng(0)

    def points(gap: float, count: int = 400) -> Embeddings:
        classes = np.arange(count) % 3
        features = rng.normal(size=(count, 6)) * [10, 1, 1, 1, 1, 1]  # most of the variance says nothing
        features[:, 2] += gap * (classes > 0)
        return Embeddings(features.astype(np.float32), features.astype(np.float32), classes)

    assert separation(points(6.0), points(6.0)) > 0.99
    assert separation(points(6.0), points(-6.0)) < 0.01  # the direction is learnt on the known ones
    assert separation(points(6.0), points(0.0)) == pytest.approx(0.5, abs=0.1)
    assert separation(points(1.0), points(1.0)) == pytest.approx(0.76, abs=0.06)  # Φ(1 / √2)
    one_class = Embeddings(np.ones((4, 6)), np.ones((4, 6)), np.ones(4, int))
    assert separation(points(1.0), one_class) is None and separation(one_class, points(1.0)) is None


def test_spread_and_the_plane() -> None:
    rng = np.random.default_rng(0)
    assert spread(rng.normal(size=(2000, 32))) == pytest.approx(1.0, abs=0.03)
    assert spread(np.ones((50, 32)) * rng.uniform(1, 5, (50, 1))) < 1e-6
    flat = rng.normal(size=(200, 2)) * [5, 2]
    turn, _ = np.linalg.qr(rng.normal(size=(7, 7)))
    found = flatten_to_plane(flat @ turn[:2] + 3.0)
    expected = flat - flat.mean(axis=0)
    np.testing.assert_allclose(np.abs(np.linalg.norm(found, axis=1)), np.linalg.norm(expected, axis=1), atol=1e-8)
    assert found.shape == (200, 2) and found[:, 0].std() > found[:, 1].std()


# ---- learning


def test_it_learns_without_collapsing() -> None:
    task = make_task(make_chips(24, 0, side=64), make_chips(16, 1, side=64))
    start = task.check(Progress())
    optimiser = torch.optim.SGD(task.network.parameters(), 0.2, 0.9, weight_decay=5e-4)
    rng, lines = seeded(), []
    task.network.train()
    for _ in range(50):
        terms = task.terms(task.draw(8, rng))
        optimiser.zero_grad()
        sum(terms.values()).backward()
        optimiser.step()
        lines.append({name: float(term.detach()) for name, term in terms.items()})
    end = task.check(Progress())
    for name, most in (("similarity", 0.7), ("push", 0.8), ("synthetic", 0.7)):
        first, last = (np.mean([line[name] for line in part]) for part in (lines[:5], lines[-10:]))
        assert last < most * first, name
    assert end["separation"] > start["separation"] + 0.03
    assert end["spread"] > 0.5
