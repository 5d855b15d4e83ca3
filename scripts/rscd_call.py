"""Call the algorithms through qgis_process from Python scripts, and read what it lists as results."""

from __future__ import annotations

import subprocess
import sys
import time
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


def run_shown(algorithm: str, **parameters: Path | str) -> dict[str, str]:
    """The same for people who watch: shows the command and what it prints. "seconds" among the results tells how long it took.

    Ends the program where it fails.
    """
    shown = [f"{name}={short(value) if isinstance(value, Path) else value}" for name, value in parameters.items()]
    command = ["scripts/rscd_process", "run", f"rscd:{algorithm}", "--", *shown]
    print("\n$ " + " \\\n      ".join([" ".join(command[:4]), *command[4:]]), flush=True)
    begun, said = time.monotonic(), b""
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, bufsize=0) as process:
        # Not line by line: the progress is one line of dots.
        while process.stdout and (chunk := process.stdout.read(4096)):
            sys.stdout.buffer.write(chunk)
            sys.stdout.flush()
            said += chunk
    if process.returncode != 0:
        print("\nThis ended here: qgis_process failed, see above.", file=sys.stderr)
        sys.exit(process.returncode)
    return {**read_results(said.decode(errors="replace")), "seconds": f"{time.monotonic() - begun:.1f}"}


def short(file: Path) -> str:
    """As seen from the checkout."""
    return str(file.relative_to(CHECKOUT))
