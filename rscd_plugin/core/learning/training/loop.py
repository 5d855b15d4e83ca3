"""The loop that every training goes through: epochs, checks, the best weights kept, checkpoints, cancel and resume."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict
from functools import partial
from pathlib import Path

import torch
from torch import nn

from ...errors import Cancelled, UserError
from ...progress import Progress
from .averaging import WeightAverage, Weights, copy_of
from .checkpoint import read_checkpoint, write_checkpoint
from .history import Epoch, TrainingHistory, epoch_line
from .iteration import Iteration, NotANumber, is_out_of_memory
from .precision import choose_precision
from .schedule import OPTIMISERS, make_optimiser, rate_factor
from .settings import LoopSettings
from .task import Task

ITERATIONS_PER_EPOCH = 50
CHECK_SHARE = 0.1  # of an epoch's progress
Keep = Callable[[Epoch, nn.Module], None]


def fit(task: Task, settings: LoopSettings, progress: Progress, keep: Keep) -> TrainingHistory:
    """Train `task.network` in place and leave it in eval mode, on the device, with the best weights.

    keep: gets every epoch that is better than all before (without a score: every one), and a copy of the network with its
    weights, on the CPU and in eval mode. On resume it gets the best so far at once. So there is something when a cancel comes.
    Cancelled and UserError go up. Same task, settings and start: the same weights on one machine, resumed or not (on the CPU).
    """
    training = _Training(task, settings, progress, keep)
    try:
        if settings.resume is not None:
            training.resume(settings.resume)
        while training.goes_on():
            training.epoch()
    except Cancelled:
        progress.log(training.what_a_cancel_leaves())
        raise
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise UserError(
            f"The memory of the device ({settings.device}) does not suffice for this training. "
            "Close other programs, or choose a smaller CHIP_SIZE or BATCH_SIZE."
        ) from error
    return training.finish()


class _Training:
    """All that changes while training; a checkpoint holds it between two epochs."""

    def __init__(self, task: Task, settings: LoopSettings, progress: Progress, keep: Keep) -> None:
        self._task, self._settings, self._progress, self._keep = task, settings, progress, keep
        self._network = task.network.to(settings.device)
        self._network.to(memory_format=torch.channels_last)
        self._rng = torch.Generator().manual_seed(settings.seed)
        self._optimiser = make_optimiser(self._network, settings.optimiser, settings.learning_rate)
        self._average = WeightAverage(self._network, settings.averaging) if settings.averaging else None
        self._iteration = self._make_iteration(choose_precision(settings.device))
        self._epochs: list[Epoch] = []
        self._best: Epoch | None = None
        self._best_weights = copy_of(self._network)  # until there is a better one, the start
        self._iterations, self._stopped, self._disk_is_full = 0, "", False

    def _make_iteration(self, precision: str) -> Iteration:
        settings, norm = self._settings, OPTIMISERS[self._settings.optimiser].largest_norm
        return Iteration(self._task, self._optimiser, norm, settings.batch, settings.device, precision, self._progress)

    def goes_on(self) -> bool:
        """Whether there is another epoch to do."""
        done, patience = len(self._epochs), self._settings.patience
        if self._stopped or done >= self._settings.epochs:
            return False
        if patience is not None and self._best is not None and done - self._best.number >= patience:
            self._stopped = "patience"
            self._progress.log(f"No better {self._settings.score_name} in {patience} epochs: training ends.")
            return False
        return True

    def epoch(self) -> None:
        """Learn, check, keep what is better, and write the checkpoint."""
        settings, number, started = self._settings, len(self._epochs) + 1, time.monotonic()
        progress = self._progress.part((number - 1) / settings.epochs, number / settings.epochs)
        try:
            terms, rate = self._learn(progress.part(0.0, 1.0 - CHECK_SHARE))
            figures, weights = self._check(progress.part(1.0 - CHECK_SHARE, 1.0))
        except NotANumber:
            self._stop_at_nan()
            return
        epoch = Epoch(number, terms, figures, rate, time.monotonic() - started)
        self._epochs.append(epoch)
        better = epoch.is_better_than(self._best)
        if better:
            self._best, self._best_weights = epoch, weights
        self._write_checkpoint()
        if better:
            self._give_best()
        # Said last: who cancels now, and gives it a second, finds what this epoch has learnt.
        self._progress.log(epoch_line(self._epochs, self._best, settings.epochs, settings.score_name))

    def _check(self, progress: Progress) -> tuple[dict[str, float], Weights]:
        """Figures, and the weights that have them. Raises NotANumber: a loss can be finite that spoils the weights."""
        with self._average.instead_of(self._network) if self._average else nullcontext():
            weights = copy_of(self._network)
            if not all(torch.isfinite(weight).all() for weight in weights.values()):
                raise NotANumber
            self._network.eval()
            with torch.no_grad():
                return self._task.check(progress), weights

    def _learn(self, progress: Progress) -> tuple[dict[str, float], float]:
        settings, whole = self._settings, self._settings.epochs * ITERATIONS_PER_EPOCH
        sums: dict[str, float] = {}
        rate = 0.0
        self._network.train()
        for index in range(ITERATIONS_PER_EPOCH):
            step = progress.part(index / ITERATIONS_PER_EPOCH, (index + 1) / ITERATIONS_PER_EPOCH)
            step.report(0.0)
            batch = self._task.draw(settings.batch, self._rng)
            step.report(0.0)
            rate = settings.learning_rate * rate_factor(settings.optimiser, self._iterations, whole)
            for name, value in self._iteration.run(batch, rate, partial(step.report, 0.5)).items():
                sums[name] = sums.get(name, 0.0) + value / ITERATIONS_PER_EPOCH
            if self._average:
                self._average.update(self._network, self._iterations)
            self._iterations += 1
        return sums, rate

    def _stop_at_nan(self) -> None:
        iteration = self._iterations + 1
        self._network.load_state_dict(self._best_weights)
        if self._best is None:
            raise UserError(
                f"The loss became not a number in iteration {iteration}; try a lower LEARNING_RATE. If that does not help, look "
                "for values in the images that are far from the rest, such as nodata that is not set."
            )
        self._stopped = "nan"
        self._progress.log(
            f"The loss became not a number in iteration {iteration}: training ends, the weights of epoch {self._best.number} "
            "are kept. A lower LEARNING_RATE may help."
        )

    def _give_best(self) -> None:
        kept = copy.deepcopy(self._network).cpu()
        kept.load_state_dict(self._best_weights)
        self._keep(self._best, kept.eval())

    def finish(self) -> TrainingHistory:
        """The best weights into the network."""
        self._network.load_state_dict(self._best_weights)
        self._network.eval()
        chosen, used = self._best.number if self._best else 0, self._iteration
        device = self._settings.device
        return TrainingHistory(tuple(self._epochs), chosen, self._stopped, used.halvings, device, used.precision)

    def what_a_cancel_leaves(self) -> str:
        """A sentence for the user."""
        kept = (
            f"the weights of epoch {self._best.number}, the best so far, are kept" if self._best else "there is nothing to keep"
        )
        return f"Cancelled in epoch {len(self._epochs) + 1} of {self._settings.epochs}: {kept}."

    def _write_checkpoint(self) -> None:
        if self._settings.checkpoint is None:
            return
        content = {
            "network": copy_of(self._network),
            "average": self._average.weights if self._average else {},
            "best": self._best_weights,
            "best_number": self._best.number,
            "optimiser": self._optimiser.state_dict(),
            "scaler": self._iteration.scaler.state_dict(),
            "rng": self._rng.get_state(),
            "epochs": json.dumps([asdict(epoch) for epoch in self._epochs]),
            "precision": self._iteration.precision,
            "device": self._settings.device,
            "halvings": self._iteration.halvings,
        }
        try:
            write_checkpoint(self._settings.checkpoint, self._settings.job, content)
        except OSError as error:
            if not self._disk_is_full:
                self._progress.log(f"Warning: the checkpoint cannot be written ({error}). Is the disk full? Training goes on.")
            self._disk_is_full = True

    def resume(self, path: Path) -> None:
        """Be as the training was that wrote `path`. Raises UserError."""
        content = read_checkpoint(path, self._settings.job)
        try:
            self._network.load_state_dict(content["network"])
            if self._average:
                self._average.take(content["average"])
            self._best_weights = content["best"]
            self._optimiser.load_state_dict(content["optimiser"])
            self._rng.set_state(content["rng"])
            self._epochs = [Epoch(**values) for values in json.loads(content["epochs"])]
            self._best = self._epochs[content["best_number"] - 1]
            if content["device"] == self._settings.device:  # else it has numbers of its own
                self._iteration = self._make_iteration(content["precision"])
                self._iteration.scaler.load_state_dict(content["scaler"])
            self._iteration.halve(content["halvings"])
        except (KeyError, ValueError, TypeError, RuntimeError) as error:
            raise UserError(
                f"{path.name} does not fit the network that is trained here ({str(error).splitlines()[0]}). "
                "Choose no checkpoint: then training begins anew."
            ) from error
        self._iterations = len(self._epochs) * ITERATIONS_PER_EPOCH
        self._progress.log(f"Goes on after epoch {len(self._epochs)} of {self._settings.epochs}, from {path.name}.")
        self._give_best()
