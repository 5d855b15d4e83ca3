"""In which numbers a network is trained: half of the bits where the processor gains from it."""

from __future__ import annotations

import torch

FLOAT32, BFLOAT16, FLOAT16 = "float32", "bfloat16", "float16"
PRECISIONS = {FLOAT32: torch.float32, BFLOAT16: torch.bfloat16, FLOAT16: torch.float16}
TENSOR_CORES = (7, 0)  # CUDA capability; before, half precision is no faster


def choose_precision(device: str) -> str:
    """One of PRECISIONS for `device` (cpu, cuda). The same each time on one machine: asked for, not measured.

    On processors with instructions for bfloat16 training takes half the time, on others two to nine times as long.
    """
    if device == "cuda":
        if torch.cuda.is_bf16_supported(including_emulation=False):
            return BFLOAT16
        return FLOAT16 if torch.cuda.get_device_capability() >= TENSOR_CORES else FLOAT32
    able = torch.cpu.get_capabilities()
    return BFLOAT16 if able.get("amx_bf16") or able.get("avx512_bf16") else FLOAT32


def autocast(device: str, precision: str) -> torch.autocast:
    """Within it, what bears it is computed in `precision`. Losses are the caller's to take in float32."""
    return torch.autocast(device, PRECISIONS[precision], enabled=precision != FLOAT32)
