"""The worker process, seen from QGIS: a job goes in, progress comes out, and its death harms nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QProcess

from ..core.errors import Cancelled, UserError
from ..core.jobs.registry import to_dict
from .environment import Environment
from .settings import worker_environment

PACKAGE_PARENT = Path(__file__).resolve().parent.parent.parent
_COMMAND = "import sys; sys.path.append({parent!r}); from {package}.core.worker import main; main()"
_LOOK_EVERY_MS = 100
_STOP_WITHIN_MS = 1500
_DEATH_TOLD_WITHIN_MS = 50
_ERROR_LINES = 15


class WorkerDied(UserError):
    """The worker ended before its job did. `told` says it where something was written nevertheless."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason} Nothing was written. {advice}")
        self._reason = reason
        self._advice = advice

    def told(self, written: str) -> str:
        """The same, with what was written."""
        return f"{self._reason} {written} {self._advice}"


class WorkerProcess:
    """One worker. Start and use it in one thread; `stop` it when done, or use it as a context manager.

    stop_within_ms: how long it may take to end by itself before it is killed.
    """

    def __init__(self, environment: Environment, stop_within_ms: int = _STOP_WITHIN_MS) -> None:
        self.environment = environment
        self._stop_within_ms = stop_within_ms
        self._process = QProcess()
        self._process.setProcessEnvironment(worker_environment())
        package = Path(__file__).resolve().parent.parent.name
        code = _COMMAND.format(parent=str(PACKAGE_PARENT), package=package)
        self._process.start(str(environment.python), ["-I", "-u", "-c", code])
        if not self._process.waitForStarted(10000):
            raise UserError(f"The worker {environment.python} does not start: {self._process.errorString()}.")
        self._errors = ""
        self._request = 0

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process: the end of its input first, a kill where that does not do."""
        if self._process.state() == QProcess.ProcessState.NotRunning:
            return
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(self._stop_within_ms):
            self._process.kill()
            self._process.waitForFinished(_STOP_WITHIN_MS)

    def is_alive(self) -> bool:
        """Whether it can take a job; asks the system, since without an event loop Qt does not know of a death.

        The system tells of it in a signal, which a busy machine delivers late.
        """
        self._process.waitForFinished(_DEATH_TOLD_WITHIN_MS)
        return self._process.state() != QProcess.ProcessState.NotRunning

    def run(
        self,
        job_name: str,
        job: Any,
        outputs: Any,
        on_progress: Callable[[float], None],
        on_log: Callable[[str], None],
        is_cancelled: Callable[[], bool],
    ) -> dict[str, Any]:
        """Run a job and return its values.

        Raises UserError with what the worker tells, WorkerDied with what its death tells; Cancelled when `is_cancelled` turned
        true; RuntimeError with the worker's traceback when it failed by a mistake of ours.
        """
        self._request += 1
        request = {"id": self._request, "job": job_name, "spec": to_dict(job), "outputs": to_dict(outputs)}
        self._process.write((json.dumps(request) + "\n").encode("utf-8"))
        while True:
            if is_cancelled():
                self.stop()
                raise Cancelled
            self._process.waitForReadyRead(_LOOK_EVERY_MS)
            ended = self._process.state() == QProcess.ProcessState.NotRunning  # asked before its last words are read
            self._errors = (self._errors + bytes(self._process.readAllStandardError()).decode("utf-8", "replace"))[-20000:]
            while self._process.canReadLine():
                message = json.loads(bytes(self._process.readLine()).decode("utf-8"))
                if message["id"] != self._request:
                    continue
                if message["type"] == "progress":
                    on_progress(message["share"])
                elif message["type"] == "log":
                    on_log(message["text"])
                elif message["type"] == "result":
                    return message["values"]
                elif message["type"] == "error":
                    raise UserError(message["text"])
                elif message["type"] == "cancelled":
                    raise Cancelled
                else:
                    raise RuntimeError(message["text"])
            if ended:
                raise self._death()

    def _death(self) -> WorkerDied:
        last_words = "\n".join(self._errors.strip().splitlines()[-_ERROR_LINES:])
        if self._process.exitStatus() == QProcess.ExitStatus.CrashExit:
            reason = "The worker process was ended from outside or crashed, most often because the memory ran out."
            advice = "Try a lower MEMORY_MB, TILE_SIZE or BATCH_SIZE, close other programs, or choose another DEVICE."
        else:
            reason = f"The worker process ended by itself (exit code {self._process.exitCode()})."
            advice = 'Run "Install the runtime" from the Toolbox to repair its environment.'
        return WorkerDied(reason, advice + (f"\nIts last words:\n{last_words}" if last_words else ""))
