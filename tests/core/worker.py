"""A real worker process, spoken to as QGIS does."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from rscd_plugin.core.jobs.registry import to_dict
from rscd_plugin.core.jobs.spec import ChangeOutputs, DetectJob

CHECKOUT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.append(sys.argv[1]); {before}\nfrom rscd_plugin.core.worker import main; main()"
ENDS = ("result", "error", "cancelled", "bug")
_PATIENCE_S = 60


class Worker:
    """A worker process. before: Python that it runs first. preexec: called in the child before it starts."""

    def __init__(self, before: str = "", preexec: Callable[[], None] | None = None) -> None:
        command = [sys.executable, "-I", "-u", "-c", _START.format(before=before), str(CHECKOUT)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=preexec)
        self._errors: list[bytes] = []
        self._reader = threading.Thread(target=lambda: self._errors.extend(self.process.stderr), daemon=True)
        self._reader.start()
        self._watchdog = threading.Timer(_PATIENCE_S, self.process.kill)
        self._watchdog.start()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._watchdog.cancel()
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()

    @property
    def stderr(self) -> str:
        """What it said on standard error until it ended."""
        self.process.wait()
        self._reader.join()
        return b"".join(self._errors).decode()

    def send(self, line: str | bytes) -> None:
        data = line.encode() if isinstance(line, str) else line
        self.process.stdin.write(data + b"\n")
        self.process.stdin.flush()

    def ask(self, job: DetectJob, folder: Path, number: int = 1, **outputs: bool) -> None:
        folder.mkdir(exist_ok=True)
        wanted = to_dict(ChangeOutputs(str(folder), **outputs))
        self.send(json.dumps({"id": number, "job": "detect", "spec": to_dict(job), "outputs": wanted}))

    def close_input(self) -> None:
        self.process.stdin.close()

    def message(self) -> dict[str, Any]:
        """The next message; every line is one."""
        line = self.process.stdout.readline()
        if not line:
            raise EOFError(f"The worker ended, and said:\n{self.stderr}")
        return json.loads(line)

    def answer(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The last message of a job, and those before it."""
        before: list[dict[str, Any]] = []
        while True:
            message = self.message()
            if message["type"] in ENDS:
                return message, before
            before.append(message)
