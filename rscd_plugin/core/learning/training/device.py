"""Which device PyTorch works on."""

from __future__ import annotations

import os

import torch

from ...errors import UserError
from ...progress import Progress


def choose_device(device: str, progress: Progress) -> str:
    """`cpu` or `cuda` for `device` (auto, cpu, cuda). Raises UserError when cuda was asked for and cannot be had."""
    _spare_a_core()
    has_cuda = torch.cuda.is_available()
    if device == "cuda" and not has_cuda:
        reason = "finds no NVIDIA GPU that its driver can use" if torch.version.cuda else "is built for the CPU only"
        raise UserError(f"DEVICE is cuda, but the installed PyTorch ({torch.__version__}) {reason}. Choose auto or cpu.")
    if device == "auto":
        used = "cuda" if has_cuda else "cpu"
        progress.log(f"Device: {used} (chosen automatically).")
    else:
        used = device
        progress.log(f"Device: {used}.")
    return used


def _spare_a_core() -> None:
    """Of more than two cores one is left to the rest of the machine: threads that wait for one that has to wait slow all down."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores > 2 and "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(min(torch.get_num_threads(), cores - 1))
