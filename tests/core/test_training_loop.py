"""The loop: what it keeps, how it goes on after a cancel, and what it does when numbers or memory run out."""

from __future__ import annotations

import json
import math
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from rscd_plugin.core.errors import Cancelled, UserError
from rscd_plugin.core.learning.training import loop
from rscd_plugin.core.learning.training.averaging import WeightAverage, copy_of
from rscd_plugin.core.learning.training.history import Epoch
from rscd_plugin.core.learning.training.loop import ITERATIONS_PER_EPOCH, LoopSettings, TrainingHistory, fit
from rscd_plugin.core.learning.training.precision import PRECISIONS, choose_precision
from rscd_plugin.core.learning.training.schedule import WARM_UP, make_optimiser, rate_factor
from rscd_plugin.core.learning.training.task import SCORE

from .learning_tasks import DotTask
from .rasters import Listener

SETTINGS = LoopSettings(epochs=3, batch=4, learning_rate=1e-2)


class Kept(list):
    """What `keep` was given: (epoch, weights)."""

    def __call__(self, epoch: Epoch, network: nn.Module) -> None:
        assert not network.training
        self.append((epoch, copy_of(network)))


class CancelAfter(Listener):
    """Cancelled once the task has done so many iterations."""

    def __init__(self, task: DotTask, iterations: int) -> None:
        super().__init__()
        self._is_cancelled = lambda: task.iterations >= iterations


def ignore(epoch: Epoch, network: nn.Module) -> None:
    pass


def run(task: DotTask, settings: LoopSettings = SETTINGS) -> tuple[TrainingHistory, Kept, Listener]:
    kept, listener = Kept(), Listener()
    return fit(task, settings, listener, kept), kept, listener


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def without_seconds(history: TrainingHistory) -> TrainingHistory:
    return replace(history, epochs=tuple(replace(epoch, seconds=0.0) for epoch in history.epochs))


@pytest.mark.parametrize(("optimiser", "rate"), [("adamw", 0.01), ("sgd", 0.1)])
def test_it_learns(optimiser: str, rate: float) -> None:
    task = DotTask()
    history, kept, listener = run(task, replace(SETTINGS, optimiser=optimiser, learning_rate=rate))
    assert [epoch.number for epoch in history.epochs] == [1, 2, 3] and history.stopped == ""
    assert history.epochs[-1].loss < 0.7 * history.epochs[0].loss
    assert history.epochs[-1].figures[SCORE] > 0.93
    assert set(history.epochs[0].terms) == {"entropy", "size"}
    assert task.iterations == 3 * ITERATIONS_PER_EPOCH
    assert not task.network.training and same(copy_of(task.network), kept[-1][1])
    assert kept[-1][0] == history.epochs[history.chosen - 1]
    assert json.loads(json.dumps(history.to_values()))["epochs"][2]["terms"] == history.epochs[2].terms
    assert listener.shares == sorted(listener.shares) and len(set(listener.shares)) > 3 * ITERATIONS_PER_EPOCH
    assert all(share <= 1.0 for share in listener.shares) and listener.shares[-1] > 0.95


def test_a_line_for_every_epoch() -> None:
    _, _, listener = run(DotTask(scores=(0.5, 0.61, 0.4)), replace(SETTINGS, score_name="F1"))
    one, two, three = (line for line in listener.lines if line.startswith("Epoch"))
    assert one.startswith("Epoch 1 of 3: loss 0.") and one.endswith(" s left.") and "F1 0.50 (best 0.50)" in one
    assert "F1 0.61 (best 0.61)" in two
    assert three.endswith("F1 0.40 (best 0.61).")


def test_the_best_score_decides_and_of_equals_the_first() -> None:
    task = DotTask(scores=(0.2, 0.7, 0.7, math.nan, 0.1))
    history, kept, _ = run(task, replace(SETTINGS, epochs=5))
    assert history.chosen == 2 and [epoch.number for epoch, _ in kept] == [1, 2]
    assert same(copy_of(task.network), task.checked[1]) and not same(task.checked[1], task.checked[2])
    assert all(same(weights, task.checked[epoch.number - 1]) for epoch, weights in kept)


def test_a_score_that_is_no_number_is_the_worst() -> None:
    history, kept, _ = run(DotTask(scores=(math.nan, 0.0, math.nan)))
    assert history.chosen == 2 and [epoch.number for epoch, _ in kept] == [1, 2]


def test_without_a_score_the_last_weights_are_kept() -> None:
    task = DotTask(scores=None)
    history, kept, _ = run(task)
    assert history.chosen == 3 and [epoch.number for epoch, _ in kept] == [1, 2, 3]
    assert same(copy_of(task.network), task.checked[2])


def test_keeping_does_not_disturb() -> None:
    """Not even when what is kept is spoilt."""

    def spoil(epoch: Epoch, network: nn.Module) -> None:
        for tensor in network.state_dict().values():
            tensor.zero_()

    one, other = DotTask(), DotTask()
    fit(one, SETTINGS, Listener(), spoil)
    fit(other, SETTINGS, Listener(), ignore)
    assert same(copy_of(one.network), copy_of(other.network))


@pytest.mark.parametrize(("patience", "epochs", "stopped"), [(2, 4, "patience"), (3, 6, ""), (None, 6, "")])
def test_patience(patience: int | None, epochs: int, stopped: str) -> None:
    task = DotTask(scores=(0.3, 0.5, 0.4, 0.5, 0.6, 0.1))
    history, _, listener = run(task, replace(SETTINGS, epochs=6, patience=patience))
    assert (len(history.epochs), history.stopped) == (epochs, stopped)
    assert history.chosen == (5 if epochs == 6 else 2)
    assert ("No better score in 2 epochs" in listener.text) == bool(stopped)


def test_the_seed_decides_alone() -> None:
    tasks = [DotTask() for _ in range(3)]
    for task, seed in zip(tasks, (0, 0, 1)):
        torch.manual_seed(time.monotonic_ns() % 1000)
        fit(task, replace(SETTINGS, epochs=1, seed=seed), Listener(), ignore)
    states = [copy_of(task.network) for task in tasks]
    assert same(states[0], states[1]) and not same(states[0], states[2])


# ---- the average of the weights


def test_the_average_equals_a_slow_loop() -> None:
    network = DotTask().network
    average = WeightAverage(network, decay=0.5)
    value = float(average.weights["0.weight"][0, 0, 0, 0])
    for iteration in range(12):
        with torch.no_grad():
            network[0].weight += 1.0
            network[1].num_batches_tracked += 1
        average.update(network, iteration)
        decay = min(0.5, (2 + iteration) / (11 + iteration))
        value = decay * value + (1 - decay) * float(network[0].weight[0, 0, 0, 0].detach())
    assert float(average.weights["0.weight"][0, 0, 0, 0]) == pytest.approx(value, rel=1e-5)
    assert int(average.weights["1.num_batches_tracked"]) == 12


def test_the_averaged_network_is_checked_and_kept_and_the_other_goes_on() -> None:
    plain, averaged = DotTask(scores=None), DotTask(scores=None)
    one, _, _ = run(plain)
    other, kept, _ = run(averaged, replace(SETTINGS, averaging=0.95))
    assert [epoch.terms for epoch in one.epochs] == [epoch.terms for epoch in other.epochs]  # the same training
    assert not any(same(a, b) for a, b in zip(plain.checked, averaged.checked))
    assert not torch.equal(plain.checked[2]["1.running_mean"], averaged.checked[2]["1.running_mean"])
    assert same(copy_of(averaged.network), averaged.checked[2]) and same(kept[-1][1], averaged.checked[2])


# ---- cancel and resume


@pytest.mark.parametrize("settings", [{}, {"averaging": 0.95}, {"optimiser": "sgd"}], ids=["AdamW", "averaged", "SGD"])
def test_a_cancelled_training_goes_on_bit_for_bit(tmp_path: Path, settings: dict) -> None:
    settings = replace(SETTINGS, epochs=6, fingerprint='{"labels": "roofs"}', **settings)
    whole = DotTask()
    history, kept, _ = run(whole, replace(settings, checkpoint=tmp_path / "whole"))

    path, first, kept_first = tmp_path / "cut", DotTask(), Kept()
    listener = CancelAfter(first, 3 * ITERATIONS_PER_EPOCH + 20)
    with pytest.raises(Cancelled):
        fit(first, replace(settings, checkpoint=path), listener, kept_first)
    assert first.iterations == 3 * ITERATIONS_PER_EPOCH + 20 and first.checks == 3
    assert "Cancelled in epoch 4 of 6: the weights of epoch" in listener.text

    second = DotTask()
    resumed, kept_second, listener = run(second, replace(settings, checkpoint=path, resume=path))
    assert second.iterations == 3 * ITERATIONS_PER_EPOCH and "Goes on after epoch 3 of 6" in listener.text
    assert without_seconds(resumed) == without_seconds(history)
    assert same(copy_of(second.network), copy_of(whole.network))
    assert kept_second[0][0] == kept_first[-1][0] and same(kept_second[0][1], kept_first[-1][1])
    assert same(kept_second[-1][1], kept[-1][1])
    one, other = (torch.load(file, weights_only=True)["content"] for file in (path, tmp_path / "whole"))
    assert _flat(one) == _flat(other)


def _flat(value: object) -> object:
    """Everything in it, but for how long epochs took."""
    if isinstance(value, torch.Tensor):
        return value.tolist()
    if isinstance(value, dict):
        return {key: _flat(item) for key, item in value.items() if key != "epochs"}
    return [_flat(item) for item in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_precision_is_that_of_the_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, precision: str) -> None:
    """With float16 gradients are scaled, and the scale is part of what goes on."""
    monkeypatch.setattr(loop, "choose_precision", lambda device: precision)
    whole, first, second = DotTask(), DotTask(), DotTask()
    history, _, _ = run(whole)
    assert history.precision == precision and history.epochs[-1].loss < 0.7 * history.epochs[0].loss
    settings = replace(SETTINGS, checkpoint=tmp_path / "c")
    with pytest.raises(Cancelled):
        fit(first, settings, CancelAfter(first, ITERATIONS_PER_EPOCH + 1), ignore)
    monkeypatch.setattr(loop, "choose_precision", lambda device: "float32" if precision != "float32" else "bfloat16")
    resumed, _, _ = run(second, replace(settings, resume=tmp_path / "c"))
    assert resumed.precision == precision and second.iterations >= ITERATIONS_PER_EPOCH
    assert without_seconds(resumed) == without_seconds(history) and same(copy_of(second.network), copy_of(whole.network))


def test_half_precision_only_where_the_processor_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for able, precision in (({"avx512_bf16": True}, "bfloat16"), ({"amx_bf16": True}, "bfloat16"), ({"avx2": True}, "float32")):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda able=able: able)
        assert choose_precision("cpu") == precision


def test_a_cancel_within_a_check_leaves_the_epoch_before(tmp_path: Path) -> None:
    task, kept, listener = DotTask(), Kept(), Listener()
    listener._is_cancelled = lambda: task.checks == 1 and task.iterations == 2 * ITERATIONS_PER_EPOCH
    with pytest.raises(Cancelled):
        fit(task, replace(SETTINGS, checkpoint=tmp_path / "c"), listener, kept)
    assert [epoch.number for epoch, _ in kept] == [1]
    resumed, _, _ = run(DotTask(), replace(SETTINGS, resume=tmp_path / "c"))
    assert without_seconds(resumed) == without_seconds(run(DotTask())[0])


def test_a_cancel_before_the_first_check_leaves_nothing(tmp_path: Path) -> None:
    task, kept = DotTask(), Kept()
    listener = CancelAfter(task, 5)
    with pytest.raises(Cancelled):
        fit(task, replace(SETTINGS, checkpoint=tmp_path / "none"), listener, kept)
    assert task.iterations == 5 and not kept and list(tmp_path.iterdir()) == []
    assert "Cancelled in epoch 1 of 3: there is nothing to keep." in listener.text


def test_a_finished_training_resumed_is_finished(tmp_path: Path) -> None:
    settings = replace(SETTINGS, epochs=2, checkpoint=tmp_path / "c")
    history, _, _ = run(DotTask(), settings)
    task = DotTask()
    again, kept, _ = run(task, replace(settings, resume=tmp_path / "c"))
    assert again == history and task.iterations == 0 and len(kept) == 1


def test_another_network_is_not_resumed(tmp_path: Path) -> None:
    settings = replace(SETTINGS, epochs=1, checkpoint=tmp_path / "c")
    run(DotTask(), settings)
    with pytest.raises(UserError, match="c does not fit the network"):
        run(DotTask(norm=False), replace(settings, resume=tmp_path / "c"))


# ---- numbers and memory run out


def test_nan_keeps_the_best_before(tmp_path: Path) -> None:
    task = DotTask(scores=(0.5, 0.4, 0.9))
    task.poison_at = 2 * ITERATIONS_PER_EPOCH + 7
    history, kept, listener = run(task, replace(SETTINGS, checkpoint=tmp_path / "c"))
    assert history.stopped == "nan" and history.chosen == 1 and len(history.epochs) == 2
    assert same(copy_of(task.network), task.checked[0]) and len(kept) == 1
    assert f"not a number in iteration {task.poison_at + 1}: training ends, the weights of epoch 1 are kept" in listener.text


def test_nan_in_the_first_epoch_is_an_error_and_leaves_the_start() -> None:
    task = DotTask()
    start = copy_of(task.network)
    task.poison_at = 7
    with pytest.raises(UserError, match="not a number in iteration 8; try a lower LEARNING_RATE"):
        run(task)
    assert same(copy_of(task.network), start)


def test_a_gradient_without_end_never_reaches_the_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loss is a number, its gradient is not: the root of 0."""
    task = DotTask(scores=None)
    terms = task.terms

    def rooted(batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        zero = task.network[3].bias.sum() * 0.0 if task.iterations == ITERATIONS_PER_EPOCH + 3 else torch.ones(())
        return {**terms(batch), "root": zero.sqrt()}

    monkeypatch.setattr(task, "terms", rooted)
    history, _, _ = run(task)
    assert history.stopped == "nan" and history.chosen == 1
    assert all(tensor.isfinite().all() for tensor in task.network.state_dict().values())


def test_out_of_memory_halves_the_batch_and_the_update_stays() -> None:
    settings = replace(SETTINGS, epochs=1, batch=7)
    roomy, tight = DotTask(norm=False), DotTask(norm=False, most=2)
    expected, _, _ = run(roomy, settings)
    history, _, listener = run(tight, settings)
    assert roomy.seen[0] == 7 and tight.seen[:6] == [7, 4, 2, 2, 2, 1]
    assert (expected.batch_halvings, history.batch_halvings) == (0, 2)
    assert listener.text.count("Out of memory: the batch goes on in parts of") == 2
    assert history.epochs[0].terms == pytest.approx(expected.epochs[0].terms, rel=2e-2)
    for name, tensor in roomy.network.state_dict().items():
        torch.testing.assert_close(tight.network.state_dict()[name], tensor, rtol=0.05, atol=0.02)


def test_parts_of_the_batch_give_its_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    """One step of plain descent, in float32, where rounding is all that may differ."""
    monkeypatch.setattr(loop, "choose_precision", lambda device: "float32")
    monkeypatch.setattr(loop, "ITERATIONS_PER_EPOCH", 1)
    settings = replace(SETTINGS, epochs=1, batch=7, optimiser="sgd")
    roomy, tight = DotTask(norm=False), DotTask(norm=False, most=2)
    start = copy_of(roomy.network)
    run(roomy, settings), run(tight, settings)
    for name, tensor in roomy.network.state_dict().items():
        torch.testing.assert_close(tight.network.state_dict()[name], tensor, rtol=1e-5, atol=1e-7)
        assert not torch.equal(tensor, start[name])


def test_resumed_with_the_parts_it_had(tmp_path: Path) -> None:
    settings = replace(SETTINGS, checkpoint=tmp_path / "c")
    task = DotTask(most=2)
    with pytest.raises(Cancelled):
        fit(task, settings, CancelAfter(task, 2 * ITERATIONS_PER_EPOCH + 50), ignore)
    again = DotTask(most=2)
    history, _, _ = run(again, replace(settings, resume=tmp_path / "c"))
    assert max(again.seen) == 2 and history.batch_halvings == 1


def test_a_single_sample_too_large_is_an_error() -> None:
    with pytest.raises(UserError, match="does not suffice for training on a single sample.*CHIP_SIZE"):
        run(DotTask(most=0))


def test_other_errors_go_up_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    task = DotTask()

    def broken(batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    monkeypatch.setattr(task, "terms", broken)
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        run(task)


# ---- schedules


def test_the_rate_of_adamw_rises_and_falls_along_half_a_cosine() -> None:
    rates = [rate_factor("adamw", iteration, 230) for iteration in range(230)]
    assert rates[:2] == [1 / WARM_UP, 2 / WARM_UP] and rates[WARM_UP - 1] == rates[WARM_UP] == 1.0
    assert rates[WARM_UP + 100] == pytest.approx(0.5) and 0 < rates[-1] < 1e-3
    assert rates[WARM_UP:] == sorted(rates[WARM_UP:], reverse=True)


def test_the_rate_of_sgd_falls_as_a_power() -> None:
    rates = [rate_factor("sgd", iteration, 100) for iteration in range(100)]
    assert rates[0] == 1.0 and rates[50] == pytest.approx(0.5**0.9) and rates[-1] == pytest.approx(0.01**0.9)


def test_optimisers_are_those_of_the_papers() -> None:
    network = DotTask().network
    network[0].weight.requires_grad_(False)
    adamw, sgd = (make_optimiser(network, name, 0.01).param_groups[0] for name in ("adamw", "sgd"))
    assert (adamw["betas"], adamw["weight_decay"], adamw["lr"]) == ((0.9, 0.99), 0.01, 0.01)
    assert (sgd["momentum"], sgd["weight_decay"]) == (0.9, 5e-4)
    assert len(adamw["params"]) == len(list(network.parameters())) - 1


def test_the_gradient_is_cut_for_adamw_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    norms = []
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", lambda weights, norm: norms.append(norm) or torch.ones(()))
    for optimiser in ("adamw", "sgd"):
        run(DotTask(), replace(SETTINGS, epochs=1, optimiser=optimiser))
    assert set(norms[:ITERATIONS_PER_EPOCH]) == {5.0} and set(norms[ITERATIONS_PER_EPOCH:]) == {math.inf}
