"""Which device PyTorch works on."""

from __future__ import annotations

import torch

from ...errors import UserError
from ...progress import Progress


def choose_device(device: str, progress: Progress) -> str:
    """`cpu` or `cuda` for `device` (auto, cpu, cuda). Raises UserError when cuda was asked for and cannot be had."""
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
