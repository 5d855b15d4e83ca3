"""The worker process: jobs come in as JSON lines, progress and results go out as JSON lines.

In:  {"id": 1, "job": "detect", "spec": {…}, "outputs": {…}}
Out: {"id": 1, "type": "log", "text": …}, {…, "type": "progress", "share": 0-1}, and at the end one of
     {…, "type": "result", "values": {…}}, {…, "type": "error", "text": …} (for the user), {…, "type": "cancelled"},
     {…, "type": "bug", "text": traceback}.
The end of the input means stop: the parent is gone, or wants the worker to be.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
import traceback
from importlib import import_module
from typing import Any, TextIO

from .errors import Cancelled, UserError
from .jobs.registry import JOBS, from_dict
from .progress import Progress
from .whole_file import is_disk_full

_PROGRESS_EVERY_S = 0.2


def main() -> None:
    """Run jobs until the input ends."""
    out = _claim_stdout()
    jobs: queue.Queue[str | None] = queue.Queue()
    stopped = threading.Event()
    threading.Thread(target=_read_jobs, args=(jobs, stopped), daemon=True).start()
    for line in iter(jobs.get, None):
        _run(line, out, stopped)


def _claim_stdout() -> TextIO:
    """Messages go out on a duplicate of descriptor 1; 1 itself becomes standard error, so that no library's print breaks them."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return out


def _read_jobs(jobs: queue.Queue[str | None], stopped: threading.Event) -> None:
    for line in sys.stdin.buffer:
        jobs.put(line.decode("utf-8", "replace"))
    stopped.set()
    jobs.put(None)


def _run(line: str, out: TextIO, stopped: threading.Event) -> None:
    lock = threading.Lock()
    request: dict[str, Any] = {}

    def send(kind: str, **values: Any) -> None:
        with lock:
            out.write(json.dumps({"id": request.get("id"), "type": kind, **values}) + "\n")
            out.flush()

    try:
        request.update(_parsed(line))
        name = request["job"]
        if name not in JOBS:
            raise UserError(f"There is no job '{name}'; there are {', '.join(JOBS)}.")
        job_type, outputs_type = JOBS[name]
        progress = Progress(_Throttled(send), lambda text: send("log", text=text), stopped.is_set)
        values = _job_function(name)(from_dict(job_type, request["spec"]), from_dict(outputs_type, request["outputs"]), progress)
        send("result", values=values)
    except Cancelled:
        send("cancelled")
    except UserError as error:
        send("error", text=str(error))
    except MemoryError:
        send("error", text="The memory ran out. Set MEMORY_MB lower, or choose a smaller TILE_SIZE or BATCH_SIZE.")
    except Exception as error:
        if stopped.is_set():
            send("cancelled")
        elif is_disk_full(error):
            send("error", text=f"The disk is full: {error}. Free some space, or write to another disk.")
        else:
            send("bug", text=traceback.format_exc())


def _parsed(line: str) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except ValueError as error:
        raise UserError(f"The worker got a line that is not valid JSON: {error}.") from error
    parts = {"job": str, "spec": dict, "outputs": dict}
    if not isinstance(request, dict) or not all(isinstance(request.get(name), kind) for name, kind in parts.items()):
        raise UserError('The worker takes {"id": …, "job": "…", "spec": {…}, "outputs": {…}}, and got something else.')
    return request


def _job_function(name: str) -> Any:
    """Imported only here: what a job needs is loaded when it is asked for."""
    return getattr(import_module(f".jobs.{name}", __package__), name)


class _Throttled:
    """Sends the share done, a few times a second and never smaller than before."""

    def __init__(self, send: Any) -> None:
        self._send = send
        self._sent_at = 0.0
        self._share = 0.0

    def __call__(self, share: float) -> None:
        self._share = max(self._share, share)
        now = time.monotonic()
        if now - self._sent_at >= _PROGRESS_EVERY_S or share >= 1.0:
            self._sent_at = now
            self._send("progress", share=self._share)
