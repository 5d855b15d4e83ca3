"""The NVIDIA driver: asked by its own program, so that the GPU build is offered only where it will work."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qgis.PyQt.QtCore import QStandardPaths

from ..core.errors import UserError
from .builds import LEAST_CAPABILITY, LEAST_DRIVER, gpu_is_offered
from .command import run_command
from .python import scrubbed_environment

_PLACES = {
    "linux": ["/usr/bin", "/usr/lib/wsl/lib"],
    "win32": ["C:/Windows/System32", "C:/Program Files/NVIDIA Corporation/NVSMI"],
}
_ANSWERS_WITHIN_S = 20.0


@dataclass(frozen=True)
class Graphics:
    """name: of the GPU. driver: its version. capability: CUDA's number for the generation of the chip; empty where not told.
    refusal: why the GPU build would not work, one of REFUSALS; empty where it will.
    """

    name: str = ""
    driver: str = ""
    capability: str = ""
    refusal: str = ""


# platform: no GPU packages for this kind of machine. none: no NVIDIA GPU or no driver. driver: too old. chip: too old.
REFUSALS = ("platform", "none", "driver", "chip")


def look_for_graphics(is_cancelled: Callable[[], bool] = lambda: False) -> Graphics:
    """Ask nvidia-smi. Takes seconds on some machines: not for the GUI thread. Raises Cancelled."""
    if not gpu_is_offered():
        return Graphics(refusal="platform")
    program = QStandardPaths.findExecutable("nvidia-smi") or QStandardPaths.findExecutable(
        "nvidia-smi", _PLACES.get(sys.platform, [])
    )
    if not program:
        return Graphics(refusal="none")
    # Drivers too old to know of compute_cap are asked again without it.
    for question in ("name,driver_version,compute_cap", "name,driver_version"):
        found = _asked(Path(program), question, is_cancelled)
        if found:
            return max(found, key=lambda graphics: graphics.refusal == "")
    return Graphics(refusal="none")


def _asked(program: Path, question: str, is_cancelled: Callable[[], bool]) -> list[Graphics]:
    try:
        arguments = [f"--query-gpu={question}", "--format=csv,noheader"]
        finished = run_command(program, arguments, scrubbed_environment(), is_cancelled=is_cancelled, within_s=_ANSWERS_WITHIN_S)
    except UserError:
        return []
    if finished.exit_code != 0:
        return []
    rows = ([part.strip() for part in line.split(",")] for line in finished.output.splitlines())
    return [_judged(*row) for row in rows if len(row) == question.count(",") + 1 and _numbers(row[1])]


def _judged(name: str, driver: str, capability: str = "") -> Graphics:
    refusal = ""
    if _numbers(driver) < LEAST_DRIVER:
        refusal = "driver"
    elif capability and (0,) < _numbers(capability) < LEAST_CAPABILITY:
        refusal = "chip"
    return Graphics(name, driver, capability, refusal)


def _numbers(version: str) -> tuple[int, ...]:
    """`580.65.06` as numbers; empty for `N/A`."""
    return tuple(int(part) for part in re.findall(r"\d+", version))
