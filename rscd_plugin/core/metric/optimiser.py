"""Optimising on the pair itself: gradient steps on mini-batches of windows, looks at blocks kept apart, and the best look."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import torch
from torch import nn

from ..progress import Progress
from .history import TOTAL, Check, History
from .objectives import Objective
from .stopping import Look
from .training_windows import WindowSampler

_SETTLING_BATCHES = 12


@dataclass(frozen=True)
class Schedule:
    """most: iterations at most. check_every: iterations between looks. patience: looks without a better one, after which it ends.
    learning_rate: Adam's at first; it falls to 0 along half a cosine over `most`.
    """

    most: int
    check_every: int
    patience: int
    learning_rate: float


def optimise(
    objective: Objective, sampler: WindowSampler, look: Look, schedule: Schedule, seed: int, progress: Progress
) -> History:
    """Optimise the objective's networks in place; leaves them in eval mode, as they were at the look that was best.

    The start counts as a look: `History.chosen` is 0 where no network was better, and then the D-CPG is of no use and D-FE as
    it was given, since the start may hold it too.
    Raises Cancelled.
    """
    rng = torch.Generator().manual_seed(seed)
    trained = [weights for weights in objective.parameters() if weights.requires_grad]
    optimiser = torch.optim.Adam(trained, lr=schedule.learning_rate)
    checks, best, kept = [look.start()], 0, copy.deepcopy(objective.state_dict())
    terms: dict[str, list[float]] = {}
    iteration, why = 0, f"the most there may be are {schedule.most}"
    while iteration < schedule.most:
        progress.report(iteration / schedule.most)
        for group in optimiser.param_groups:
            group["lr"] = schedule.learning_rate * 0.5 * (1 + math.cos(math.pi * iteration / schedule.most))
        values = objective.train().terms(sampler.draw(), rng)
        total = sum(values.values())
        if not torch.isfinite(total):
            why = "the loss is no longer a number"
            break
        optimiser.zero_grad(set_to_none=True)
        total.backward()
        optimiser.step()
        iteration += 1
        for name, value in {**values, TOTAL: total}.items():
            terms.setdefault(name, []).append(float(value.detach()))
        if iteration % schedule.check_every and iteration < schedule.most:
            continue
        settle(objective, sampler)
        checks.append(look(objective, iteration))
        if checks[-1].criterion > checks[best].criterion:
            best, kept = len(checks) - 1, copy.deepcopy(objective.state_dict())
        elif len(checks) - 1 - best >= schedule.patience:
            why = f"{schedule.patience} looks in a row were no better than the one after {checks[best].iteration}"
            break
    objective.load_state_dict(kept)
    objective.eval()
    return History(
        {name: tuple(values) for name, values in terms.items()},
        tuple(checks),
        checks[best].iteration,
        iteration,
        schedule.most,
        _sentence(checks[best], iteration, why),
    )


def settle(objective: nn.Module, sampler: WindowSampler) -> None:
    """Give batch norm the statistics of the weights as they are now: means over mini-batches; leaves eval mode.

    What it gathers while weights move lags behind them. These are then the same for every tile. Batch norm that stays in eval
    mode, as an encoder's own does, is left alone.
    """
    objective.train()
    norms = [module for module in objective.modules() if isinstance(module, nn.BatchNorm2d) and module.training]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # plain means
    with torch.no_grad():
        for _ in range(_SETTLING_BATCHES):
            batch = sampler.draw()
            objective(batch.pre, batch.post)
    objective.eval()


def _sentence(chosen: Check, iterations: int, why: str) -> str:
    stopped = f"Stopped after {iterations} iterations: {why}. "
    if chosen.iteration == 0:
        return stopped + "No network agreed well enough with what the pair shows without one: the start is kept."
    return stopped + f"The network after {chosen.iteration} is used (agreement with the start {chosen.criterion:.2f})."
