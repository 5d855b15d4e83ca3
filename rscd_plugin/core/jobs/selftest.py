"""Whether the worker's libraries work, tried on each device with a real model: what a status page shows."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import UserError
from ..progress import Progress

_SIDE = 256
_RUNS = 3


@dataclass(frozen=True)
class SelftestJob:
    """model: an ONNX model with a card, to be run. packages: what is imported for its version, in this order. torch: whether
    PyTorch should be there.
    """

    model: str
    packages: tuple[str, ...] = ()
    torch: bool = False


@dataclass(frozen=True)
class SelftestOutputs:
    """Nothing is written."""


def selftest(job: SelftestJob, outputs: SelftestOutputs, progress: Progress) -> dict[str, Any]:
    """`versions`: of Python and the packages. `devices`: for each library and device whether it `works`, and `says` how fast, or
    why not.
    """
    versions = {"python": platform.python_version()}
    for number, name in enumerate(job.packages):  # torch before onnxruntime
        versions[name] = _version(name)
        progress.report(0.5 * (number + 1) / len(job.packages))
    trials: list[tuple[str, str, Callable[[str, Progress], str]]] = []
    for device in ("cpu", "cuda"):
        trials.append(("onnxruntime", device, lambda device, quiet: _try_model(Path(job.model), device, quiet)))
        if job.torch:
            trials.append(("torch", device, _try_torch))
    found = []
    for number, (library, device, trial) in enumerate(trials):
        found.append({"library": library, "device": device, **_tried(trial, device)})
        progress.report(0.5 + 0.5 * (number + 1) / len(trials))
    return {"versions": versions, "devices": found}


def _version(name: str) -> str:
    try:
        return str(getattr(import_module(name), "__version__", "unknown"))
    except Exception as error:  # a broken package may fail in any way
        return f"does not load: {type(error).__name__}: {error}"


def _tried(trial: Callable[[str, Progress], str], device: str) -> dict[str, Any]:
    try:
        return {"works": True, "says": trial(device, Progress())}
    except UserError as error:
        return {"works": False, "says": str(error)}
    except Exception as error:  # drivers fail in any way
        return {"works": False, "says": f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"}


def _try_model(model: Path, device: str, progress: Progress) -> str:
    """A real session, which tells itself where it runs, and a tile through it."""
    from ..engines.onnx_engine import OnnxEngine

    engine = OnnxEngine(model, None, device, progress)
    engine.use_card(engine.card)
    noise = np.random.default_rng(0)
    pre, post = noise.uniform(0, 255, (2, 1, len(engine.card.bands), _SIDE, _SIDE)).astype(np.float32)
    valid = np.ones((1, _SIDE, _SIDE), bool)
    engine.predict(pre, post, valid, progress)  # the first one also plans
    begun = time.perf_counter()
    for _ in range(_RUNS):
        engine.predict(pre, post, valid, progress)
    seconds = (time.perf_counter() - begun) / _RUNS
    threads = engine.session.get_session_options().intra_op_num_threads or "automatic"
    providers = ", ".join(engine.session.get_providers())
    return f"{providers}; {_SIDE * _SIDE / seconds / 1e6:.1f} megapixels a second, threads: {threads}"


def _try_torch(device: str, progress: Progress) -> str:
    import torch

    if device == "cuda" and not torch.cuda.is_available():
        reason = "finds no NVIDIA GPU that its driver can use" if torch.version.cuda else "is built for the CPU only"
        raise UserError(f"PyTorch {torch.__version__} {reason}.")
    torch.nn.functional.conv2d(torch.ones(1, 8, 64, 64, device=device), torch.ones(8, 8, 3, 3, device=device)).sum().item()
    if device == "cpu":
        return f"threads: {torch.get_num_threads()}"
    return f"{torch.cuda.get_device_name()}, CUDA {torch.version.cuda}, {torch.cuda.mem_get_info()[1] / 1e9:.0f} GB"
