"""Optimising on a pair: what moves what, when it ends, which network is kept, and whether it was of use."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

from rscd_plugin.core.metric.history import TOTAL, History
from rscd_plugin.core.metric.objectives import BalancedObjective, FeatureTerms, Objective, PublishedObjective
from rscd_plugin.core.metric.optimiser import Schedule, optimise, settle
from rscd_plugin.core.metric.stopping import LEAST_AGREEMENT, Look
from rscd_plugin.core.metric.training_windows import Batch, Block, WindowSampler
from rscd_plugin.core.models.feature_extractor import ResNetExtractor, VggExtractor
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.tiling.window import Window

from .rasters import Listener

GRID = Grid("", (0, 1, 0, 0, 0, -1), 64, 32)
BANDS, SIDE = 2, 32


def some_blocks(marked: bool = True) -> list[Block]:
    """Two blocks; where a distance is large the dates differ, and not elsewhere."""
    rng = torch.Generator().manual_seed(3)
    blocks = []
    for col in (0, SIDE):
        pre, noise, other = torch.randn((3, BANDS, SIDE, SIDE), generator=rng)
        changed = torch.zeros(1, SIDE, SIDE, dtype=torch.bool)
        changed[:, 8:20, 10:24] = marked
        post = torch.where(changed, 2 * other, pre + 0.2 * noise)
        valid = torch.ones_like(changed)
        valid[:, :2] = False
        blocks.append(Block(Window(col, 0, SIDE, SIDE), pre, post, torch.where(changed, 3.0, 0.3), valid))
    return blocks


def a_batch() -> Batch:
    blocks = some_blocks()
    return Batch(*(torch.stack([getattr(block, part) for block in blocks]) for part in ("pre", "post", "distance", "valid")))


def optimised(objective: Objective, most: int, check_every: int = 2, patience: int = 9, seed: int = 0) -> History:
    blocks = some_blocks()
    sampler, look = WindowSampler(blocks[:1], 1.0, 2, seed, "cpu"), Look(blocks[1:], blocks, 1.0, GRID, "cpu")
    return optimise(objective, sampler, look, Schedule(most, check_every, patience, 5e-3), seed, Listener())


def balanced(features: FeatureTerms | None = None) -> BalancedObjective:
    return BalancedObjective(BANDS, 0, 1.0, features)


class Judged:
    """A look whose criteria are set beforehand; keeps the weights that it was shown."""

    def __init__(self, look: Look, criteria: list[float]) -> None:
        self.look, self.criteria, self.seen = look, iter(criteria), []

    def start(self):
        return self.look.start()

    def __call__(self, objective: Objective, iteration: int):
        assert not objective.training
        self.seen.append({name: tensor.clone() for name, tensor in objective.state_dict().items()})
        check = self.look(objective, iteration)
        return type(check)(iteration, next(self.criteria), check.thumbnail)


def judged(criteria: list[float], objective: Objective, patience: int = 9, most: int | None = None) -> tuple[History, Judged]:
    blocks = some_blocks()
    look = Judged(Look(blocks[1:], blocks, 1.0, GRID, "cpu"), criteria)
    schedule = Schedule(most or 2 * len(criteria), 2, patience, 5e-3)
    return optimise(objective, WindowSampler(blocks[:1], 1.0, 2, 0, "cpu"), look, schedule, 0, Listener()), look


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(tensor, other[name]) for name, tensor in one.items())


def gradients(objective: Objective, term: str) -> dict[str, bool]:
    """Which part of the objective a term's gradient reaches: all its weights, or none."""
    value = objective.train().terms(a_batch(), torch.Generator().manual_seed(1))[term]
    reached = {}
    for name, part in (("generator", objective.generator), ("features", objective.features)):
        weights = [] if part is None else list(part.parameters())
        moving = [weight for weight in weights if weight.requires_grad]
        found = torch.autograd.grad(value, moving, allow_unused=True, retain_graph=True) if moving and value.requires_grad else []
        reached[name] = any(gradient is not None and bool(gradient.any()) for gradient in found)
    return reached


# ---- what moves what


@pytest.mark.parametrize(
    ("term", "generator", "features"),
    [("similarity-dissimilarity", True, False), ("features", False, True), ("feature augmentation", False, True)],
)
def test_balanced_terms_move_one_network_each(term: str, generator: bool, features: bool) -> None:
    objective = balanced(FeatureTerms([VggExtractor(BANDS, (4, 4, 4), seed=seed) for seed in (0, 1)]))
    assert gradients(objective, term) == {"generator": generator, "features": features}
    assert set(balanced().terms(a_batch(), torch.Generator())) == {"similarity-dissimilarity"}


@pytest.mark.parametrize("train_features", [False, True])
@pytest.mark.parametrize("term", ["image", "features", "feature augmentation", "augmentation", "changed area"])
def test_published_terms_move_the_features_only_if_these_are_trained(term: str, train_features: bool) -> None:
    objective = PublishedObjective(BANDS, 0, VggExtractor(BANDS, (4, 4, 4)), train_features, 1.0)
    assert gradients(objective, term) == {"generator": True, "features": train_features and "feature" in term}


@pytest.mark.parametrize("train_features", [False, True])
def test_frozen_features_stay_as_they_are(train_features: bool) -> None:
    objective = PublishedObjective(BANDS, 0, VggExtractor(BANDS, (4, 4, 4)), train_features, 1.0)
    before = {name: tensor.clone() for name, tensor in objective.features.state_dict().items()}
    judged([0.9], objective)
    assert same(before, objective.features.state_dict()) != train_features


# ---- batch norm


def test_settled_statistics_are_plain_means_over_the_mini_batches() -> None:
    """Whatever was there before and whatever the order."""
    sampler = WindowSampler(some_blocks(), 1.0, 2, 0, "cpu")
    batches = [sampler.draw() for _ in range(12)]
    found = []
    for order in (batches, batches[::-1]):
        objective = balanced()
        for norm in norms_of(objective):
            norm.running_mean += 7.0
        drawn = iter(order)
        settle(objective, type("Drawn", (), {"draw": lambda self, drawn=drawn: next(drawn)})())
        assert not objective.training and next(drawn, None) is None
        found.append([tensor for norm in norms_of(objective) for tensor in (norm.running_mean, norm.running_var)])
    for one, other in zip(*found):
        torch.testing.assert_close(one, other)
    first = balanced().generator.entry[0]
    with torch.no_grad():
        seen = [first((b.pre - b.post).abs().clamp_max(6.0)) for b in batches]
    torch.testing.assert_close(found[0][0], torch.stack([x.mean(dim=(0, 2, 3)) for x in seen]).mean(dim=0))
    torch.testing.assert_close(found[0][1], torch.stack([x.var(dim=(0, 2, 3)) for x in seen]).mean(dim=0))


def norms_of(objective: nn.Module) -> list[nn.BatchNorm2d]:
    return [module for module in objective.modules() if isinstance(module, nn.BatchNorm2d)]


def test_what_an_encoder_has_learnt_of_its_own_is_not_settled_away() -> None:
    extractor = ResNetExtractor(BANDS, (4, 4, 4), (1, 1, 1))
    for norm in norms_of(extractor):
        norm.running_mean += 3.0
    before = {name: tensor.clone() for name, tensor in extractor.state_dict().items()}
    judged([0.9], PublishedObjective(BANDS, 0, extractor, False, 1.0))
    assert same(before, extractor.state_dict())


# ---- when it ends, and with which network


def test_the_best_look_is_kept() -> None:
    objective = balanced()
    history, look = judged([0.6, 0.9, 0.8, 0.9], objective)
    assert (history.chosen, history.iterations_used, history.iterations_most) == (4, 8, 8)
    assert same(look.seen[1], objective.state_dict()) and not same(look.seen[3], objective.state_dict())
    assert [check.iteration for check in history.checks] == [0, 2, 4, 6, 8]
    assert "the most there may be are 8" in history.sentence and "after 4 is used" in history.sentence


def test_patience() -> None:
    history, _ = judged([0.6, 0.9, 0.8, 0.9, 1.0], balanced(), patience=2)
    assert (history.chosen, history.iterations_used) == (4, 8)
    assert "2 looks in a row were no better than the one after 4" in history.sentence


def test_the_last_iterations_are_looked_at_too() -> None:
    history, _ = judged([0.6, 0.7], balanced(), most=3)
    assert [check.iteration for check in history.checks] == [0, 2, 3] and history.chosen == 3


def test_where_nothing_is_better_the_start_s_features_are_as_they_were() -> None:
    extractors = [VggExtractor(BANDS, (4, 4, 4))]
    objective = balanced(FeatureTerms(extractors))
    before = {name: tensor.clone() for name, tensor in extractors[0].state_dict().items()}
    history, look = judged([LEAST_AGREEMENT, 0.1], objective)
    assert history.chosen == 0 and "the start is kept" in history.sentence
    assert not same({f"features.extractors.0.{name}": tensor for name, tensor in before.items()}, look.seen[0])
    assert same(before, extractors[0].state_dict())


class Failing(BalancedObjective):
    """Its loss or its gradient is no longer a number from some iteration on."""

    def __init__(self, from_iteration: int, what: str) -> None:
        super().__init__(BANDS, 0, 1.0, None)
        self.left, self.what = from_iteration, what

    def terms(self, batch: Batch, rng: torch.Generator) -> dict[str, torch.Tensor]:
        terms = super().terms(batch, rng)
        self.left -= 1
        if self.left < 0:
            nothing = torch.sqrt((0.0 * next(self.generator.parameters())).sum())  # 0, and its gradient NaN
            terms["failing"] = nothing if self.what == "gradient" else torch.tensor(torch.nan)
        return terms


@pytest.mark.parametrize(("what", "used"), [("loss", 5), ("gradient", 6)])
def test_a_loss_that_is_no_number_ends_it(what: str, used: int) -> None:
    objective = Failing(5, what)
    history = optimised(objective, 20)
    assert history.iterations_used == used and "no longer a number" in history.sentence
    assert np.isfinite(history.terms[TOTAL]).all() and len(history.terms[TOTAL]) == used
    assert all(torch.isfinite(tensor).all() for tensor in objective.state_dict().values())
    assert history.chosen < 6 and [check.criterion for check in history.checks if check.iteration == 6] in ([], [0.0])


def test_a_loss_that_never_was_a_number() -> None:
    history = optimised(Failing(0, "loss"), 20)
    assert (history.chosen, history.iterations_used, history.loss_first, history.loss_last) == (0, 0, None, None)


@pytest.mark.parametrize(
    "build",
    [balanced, lambda: PublishedObjective(BANDS, 0, VggExtractor(BANDS, (4, 4, 4)), True, 1.0)],
    ids=["balanced", "published"],
)
def test_the_history_adds_up(build: Callable[[], Objective]) -> None:
    history = optimised(build(), 4)
    parts = [values for name, values in history.terms.items() if name != TOTAL]
    assert {len(values) for values in history.terms.values()} == {history.iterations_used} == {4}
    np.testing.assert_allclose(history.terms[TOTAL], np.sum(parts, axis=0), rtol=1e-4, atol=1e-6)
    assert (history.loss_first, history.loss_last) == (history.terms[TOTAL][0], history.terms[TOTAL][-1])
    again = optimised(build(), 4)
    assert again.terms == history.terms and [c.criterion for c in again.checks] == [c.criterion for c in history.checks]
