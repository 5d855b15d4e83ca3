"""One iteration of training: gradients of a batch, in as many parts as the memory asks for, and a step of the optimiser."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from ...errors import UserError
from ...progress import Progress
from .precision import FLOAT16, autocast
from .task import Batch, Task

# What PyTorch says, beside its own error type, where memory is short: on Linux, on Windows, and CUDA's libraries.
MEMORY_WORDS = ("DefaultCPUAllocator", "not enough memory", "out of memory", "ALLOC_FAILED")


class NotANumber(UserError):
    """A loss, its gradient or what a network answers is infinite or not a number."""

    def __init__(self) -> None:
        super().__init__("What the network answers is not a number. Choose other weights to begin with, or none.")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that memory is short, on whichever device."""
    return isinstance(error, (torch.OutOfMemoryError, MemoryError)) or (
        isinstance(error, RuntimeError) and any(words in str(error) for words in MEMORY_WORDS)
    )


class Iteration:
    """micro_batch: samples whose gradient is taken at once, `batch` to begin with; `halvings` times halved for want of memory."""

    def __init__(
        self,
        task: Task,
        optimiser: torch.optim.Optimizer,
        largest_norm: float,
        batch: int,
        device: str,
        precision: str,
        progress: Progress,
    ) -> None:
        self.micro_batch, self.halvings, self.precision = batch, 0, precision
        self.scaler = torch.amp.GradScaler(device, enabled=precision == FLOAT16)
        self._task, self._optimiser, self._largest_norm = task, optimiser, largest_norm
        self._device, self._log = device, progress.log

    def run(self, batch: Batch, rate: float, look: Callable[[], None]) -> dict[str, float]:
        """Step with the learning rate `rate`; returns the terms of the loss. `look` is called often, to see a cancel.

        The gradient is that of the mean over the batch, whatever the parts; but batch norm sees the parts. Raises NotANumber
        before the weights are changed, UserError where a single sample takes too much memory.
        """
        while True:
            try:
                terms = self._gradients(batch, look)
                break
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            self._make_room()  # not within except, where the error still holds what filled the memory
        self.scaler.unscale_(self._optimiser)
        weights = [weight for group in self._optimiser.param_groups for weight in group["params"]]
        norm = torch.nn.utils.clip_grad_norm_(weights, self._largest_norm)
        if not self.scaler.is_enabled() and not math.isfinite(norm):  # a scaler leaves out such a step, and scales less
            raise NotANumber
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self.scaler.step(self._optimiser)
        self.scaler.update()
        return terms

    def _gradients(self, batch: Batch, look: Callable[[], None]) -> dict[str, float]:
        self._optimiser.zero_grad(set_to_none=True)
        count = len(next(iter(batch.values())))
        found: dict[str, float] = {}
        for start in range(0, count, self.micro_batch):
            part = {name: self._placed(tensor[start : start + self.micro_batch]) for name, tensor in batch.items()}
            share = min(self.micro_batch, count - start) / count
            with autocast(self._device, self.precision):
                terms = self._task.terms(part)
            look()
            loss = torch.stack(list(terms.values())).sum()
            if not math.isfinite(loss.detach()):
                raise NotANumber
            self.scaler.scale(share * loss).backward()
            look()
            for name, term in terms.items():
                found[name] = found.get(name, 0.0) + share * float(term.detach())
        return found

    def _placed(self, tensor: torch.Tensor) -> torch.Tensor:
        memory_format = torch.channels_last if tensor.dim() == 4 else torch.preserve_format
        return tensor.to(self._device, memory_format=memory_format)

    def halve(self, times: int) -> None:
        """Take smaller parts of the batch."""
        for _ in range(times):
            self.micro_batch = (self.micro_batch + 1) // 2
        self.halvings += times

    def _make_room(self) -> None:
        self._optimiser.zero_grad(set_to_none=True)
        if self._device == "cuda":
            torch.cuda.empty_cache()
        if self.micro_batch == 1:
            raise UserError(
                f"The memory of the device ({self._device}) does not suffice for training on a single sample. "
                "Close other programs, or choose a smaller CHIP_SIZE."
            )
        self.halve(1)
        self._log(f"Out of memory: the batch goes on in parts of {self.micro_batch}; the result is the same but for batch norm.")
