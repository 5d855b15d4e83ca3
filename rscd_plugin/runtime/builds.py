"""The two builds of the runtime, CPU and GPU: what differs in the requirements, where they come from, how large they are."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .tiers import required_names

BUILDS = ("cpu", "gpu")
# Of the wheels that the requirement files name: torch 2.13.0 and the onnxruntime-gpu that goes with it.
CUDA_SERIES = 13
LEAST_DRIVER = (580, 0)
LEAST_CAPABILITY = (7, 5)  # CUDA 13 has left Maxwell, Pascal and Volta behind

_TORCH_INDEX = "https://download.pytorch.org/whl/"
_ONNXRUNTIME = re.compile(r"^onnxruntime(?![A-Za-z0-9._-])")
_OWN_INDEX = re.compile(r"^[^=]*\.(index-url|extra-index-url|no-index)=")


@dataclass(frozen=True)
class Sizes:
    """In MB (10^6 bytes): what is downloaded, and what the folder holds afterwards."""

    download_mb: int
    disk_mb: int

    def without(self, other: Sizes) -> Sizes:
        """What is left to do when `other` is there already."""
        return Sizes(max(self.download_mb - other.download_mb, 0), max(self.disk_mb - other.disk_mb, 0))


NOTHING = Sizes(0, 0)
# Sums over all wheels for 64-bit Linux and Python 3.11 and what Python compiles of them, with nothing taken from QGIS; other
# systems differ by a quarter or so.
_SIZES = {
    ("detect", "cpu"): Sizes(120, 450),
    ("learn", "cpu"): Sizes(340, 1400),
    ("detect", "gpu"): Sizes(1660, 3000),
    ("learn", "gpu"): Sizes(3100, 5800),
}


def expected_sizes(tier: str, build: str, installed_tiers: Iterable[str] = (), installed_build: str | None = None) -> Sizes:
    """About what an installation takes on top of what is there. Another build is made from scratch."""
    there = [_SIZES[name, build] for name in installed_tiers] if installed_build == build else []
    return _SIZES[tier, build].without(max(there, key=lambda size: size.disk_mb, default=NOTHING))


def gpu_is_offered() -> bool:
    """Whether there are GPU packages for this kind of machine at all."""
    return sys.platform in ("linux", "win32") and platform.machine().lower() in ("x86_64", "amd64")


def requirements_of(files: Iterable[Path], build: str, folder: Path) -> list[Path]:
    """The requirement files for `build`: themselves, or copies in `folder` that name onnxruntime-gpu instead of onnxruntime.

    Never both: they hold the same modules, and the one installed first is broken by the other. The extras bring CUDA and cuDNN.
    """
    if build == "cpu":
        return list(files)
    copies = []
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        copies.append(folder / f"{build}-{file.name}")
        text = "\n".join(_ONNXRUNTIME.sub("onnxruntime-gpu[cuda,cudnn]", line) for line in lines)
        copies[-1].write_text(text + "\n", encoding="utf-8")
    return copies


def torch_index(files: Iterable[Path], build: str) -> list[str]:
    """pip's arguments for where PyTorch's build comes from; it ranks before the other build of the same version there.

    PyPI has the CUDA build for Linux and the CPU build for Windows and macOS.
    """
    if "torch" not in required_names(files):
        return []
    if build == "cpu" and sys.platform == "linux":
        return ["--extra-index-url", _TORCH_INDEX + "cpu"]
    if build == "gpu" and sys.platform == "win32":
        return ["--extra-index-url", f"{_TORCH_INDEX}cu{CUDA_SERIES}0"]
    return []


def names_own_index(pip_configuration: str) -> bool:
    """Whether the user told pip where packages come from (`pip config list`): then nothing is added to that."""
    return any(_OWN_INDEX.match(line) for line in pip_configuration.splitlines())
