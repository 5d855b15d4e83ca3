"""What the user set for all runs: one place for the keys, their defaults and their effect. QGIS and qgis_process share it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from qgis.PyQt.QtCore import QProcessEnvironment

from ..core.jobs.spec import DEVICES
from .python import scrubbed_environment

_PREFIX = "rscd/"
# What numerical libraries look at, and what onnxruntime is told by the worker.
_THREAD_VARIABLES = ("OMP_NUM_THREADS", "RSCD_THREADS")


@dataclass(frozen=True)
class Preferences:
    """device, memory_mb: for runs that leave them to us (auto, 0). threads: 0 is as many as the libraries like.
    model_folder, environment_folder: empty where the plugin chooses.
    """

    device: str = DEVICES[0]
    memory_mb: int = 0
    threads: int = 0
    model_folder: str = ""
    environment_folder: str = ""


def preferences() -> Preferences:
    """As kept in the settings; what is not there or makes no sense has its default."""
    from qgis.core import QgsSettings

    settings = QgsSettings()
    found = {item.name: _read(settings.value(_PREFIX + item.name), item.default) for item in fields(Preferences)}
    if found["device"] not in DEVICES:
        found["device"] = DEVICES[0]
    return Preferences(**found)


def keep_preferences(wanted: Preferences) -> None:
    """Write them to the settings; a default leaves no key behind."""
    from qgis.core import QgsSettings

    settings = QgsSettings()
    for item in fields(Preferences):
        value = getattr(wanted, item.name)
        if value == item.default:
            settings.remove(_PREFIX + item.name)
        else:
            settings.setValue(_PREFIX + item.name, value)


def with_preferences(job: Any) -> Any:
    """The job with the user's device and memory where it leaves them open (auto, 0)."""
    wanted = preferences()
    changes: dict[str, Any] = {}
    if getattr(job, "device", None) == DEVICES[0]:
        changes["device"] = wanted.device
    if getattr(job, "memory_mb", None) == 0:
        changes["memory_mb"] = wanted.memory_mb
    return replace(job, **changes) if changes else job


def worker_environment() -> QProcessEnvironment:
    """The environment for the worker process: it uses no more threads than the user allows."""
    environment = scrubbed_environment()
    threads = preferences().threads
    if threads:
        for name in _THREAD_VARIABLES:
            environment.insert(name, str(threads))
    return environment


def _read(value: Any, default: Any) -> Any:
    """A setting as its default's type; settings files know only text."""
    try:
        read = type(default)(value) if value is not None else default
    except (TypeError, ValueError):
        return default
    return max(read, 0) if isinstance(read, int) else read
