"""Which device a session really runs on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UserError
from ..progress import Progress

if TYPE_CHECKING:
    import onnxruntime

_THREADS = "RSCD_THREADS"  # the most threads that a session may use, as the user set it
_CUDA = "CUDAExecutionProvider"
_CPU = "CPUExecutionProvider"


def open_session(model: Path, device: str, progress: Progress) -> tuple[onnxruntime.InferenceSession, str]:
    """An ONNX session on `device` (auto, cpu, cuda) and the device it really runs on, `cpu` or `cuda`.

    onnxruntime falls back to the CPU without a word, so what counts is what the session says afterwards. Raises UserError when
    cuda was asked for and cannot be had, and when the file is no model.
    """
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    has_cuda = _CUDA in onnxruntime.get_available_providers()
    if device == "cuda" and not has_cuda:
        raise UserError(
            "DEVICE is cuda, but the installed onnxruntime is built for the CPU only "
            f"(it offers {', '.join(onnxruntime.get_available_providers())}). "
            "Set up the runtime's GPU build, or choose auto or cpu."
        )
    wanted = [_CUDA, _CPU] if has_cuda and device != "cpu" else [_CPU]
    if _CUDA in wanted and hasattr(onnxruntime, "preload_dlls"):
        onnxruntime.preload_dlls()  # CUDA and cuDNN as pip installs them, which the system's loader does not find
    session = _session(onnxruntime, model, wanted)
    used = "cuda" if _CUDA in session.get_providers() else "cpu"
    if device == "cuda" and used == "cpu":
        raise UserError(
            "DEVICE is cuda, but onnxruntime could not start CUDA and would run on the CPU: no NVIDIA GPU, no driver, or no "
            "CUDA and cuDNN libraries of the version it was built for. Mend that, or choose auto or cpu."
        )
    if device == "auto":
        reason = "" if used == "cuda" else ": CUDA could not be started" if has_cuda else ": onnxruntime has no CUDA"
        progress.log(f"Device: {used} (chosen automatically{reason}).")
    else:
        progress.log(f"Device: {used}.")
    return session, used


def _session(onnxruntime: object, model: Path, providers: list[str]) -> onnxruntime.InferenceSession:
    if not model.is_file():
        raise UserError(f"There is no model file {model}.")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    if os.environ.get(_THREADS, "").isdigit():
        options.intra_op_num_threads = int(os.environ[_THREADS])
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=providers)
    except Exception as error:  # onnxruntime's own types are not public
        raise UserError(
            f"{model} cannot be loaded as an ONNX model: {str(error).splitlines()[0]} "
            "Is it an .onnx file, whole, and of an opset that this onnxruntime knows?"
        ) from error
