"""Run one program to its end, line by line, ready to stop it at any moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.PyQt.QtCore import QProcess, QProcessEnvironment

from ..core.errors import Cancelled, UserError

# How often a cancel is looked at while the program says nothing.
POLL_MS = 200


@dataclass(frozen=True)
class Finished:
    """How a program ended, and all that it printed (standard output and error as one)."""

    exit_code: int
    output: str


def _ignore(_line: str) -> None:
    """Nobody wants the lines as they come."""


def _never() -> bool:
    return False


def run_command(
    program: Path,
    arguments: Sequence[str],
    environment: QProcessEnvironment,
    report: Callable[[str], None] = _ignore,
    is_cancelled: Callable[[], bool] = _never,
    within_s: float | None = None,
) -> Finished:
    """Run `program` and wait; give each line to `report` as it comes.

    Works in any thread and needs no event loop. Raises Cancelled, with the program killed, within half a second of
    `is_cancelled` turning true, and UserError when the program cannot be started or has not ended after `within_s` seconds.
    A crash has the exit code -1. All that was printed until then is reported, also when it is killed.
    """
    process = QProcess()
    process.setProcessEnvironment(environment)
    process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
    process.setStandardInputFile(QProcess.nullDevice())
    process.start(str(program), list(arguments))
    if not process.waitForStarted():
        raise UserError(f"{program} could not be started: {process.errorString()}.")
    lines: list[str] = []
    latest = None if within_s is None else time.monotonic() + within_s
    try:
        while process.state() != QProcess.ProcessState.NotRunning:
            if is_cancelled():
                raise Cancelled(f"{Path(program).name} was stopped.")
            if latest is not None and time.monotonic() > latest:
                raise UserError(f"{program} has not answered within {within_s:.0f} seconds.")
            process.waitForReadyRead(POLL_MS)
            _read_lines(process, lines, report)
    finally:
        if process.state() != QProcess.ProcessState.NotRunning:
            process.kill()
            process.waitForFinished(2000)
        _read_lines(process, lines, report)
    crashed = process.exitStatus() == QProcess.ExitStatus.CrashExit
    return Finished(-1 if crashed else process.exitCode(), "\n".join(lines))


def _read_lines(process: QProcess, lines: list[str], report: Callable[[str], None]) -> None:
    """Take the whole lines that have come; the rest too once the program has ended."""
    ended = process.state() == QProcess.ProcessState.NotRunning
    while process.canReadLine() or (ended and process.bytesAvailable()):
        line = bytes(process.readLine()).decode("utf-8", errors="replace").rstrip()
        lines.append(line)
        report(line)
