"""Call the algorithms through qgis_process from Python scripts, and read what it lists as results."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent


class QgisProcessFailed(RuntimeError):
    """qgis_process ended with an error; its text is what it printed."""


def detect(**parameters: Any) -> dict[str, str]:
    """Run rscd:detectchanges with NAME=value; returns its results as text. Raises QgisProcessFailed."""
    return call("detectchanges", **parameters)


def call(algorithm: str, **parameters: Any) -> dict[str, str]:
    """Run an algorithm of the provider with NAME=value; returns its results as text. Raises QgisProcessFailed."""
    arguments = [f"{name}={value}" for name, value in parameters.items()]
    command = [str(CHECKOUT / "scripts" / "rscd_process"), "run", f"rscd:{algorithm}", "--", *arguments]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise QgisProcessFailed(finished.stdout + finished.stderr)
    return read_results(finished.stdout)


def read_results(printed: str) -> dict[str, str]:
    """What qgis_process lists under "Results"."""
    _, _, results = printed.partition("Results\n")
    lines = (line.partition(":\t") for line in results.splitlines())
    return {name: value.strip() for name, separator, value in lines if separator}
