"""A worker process that stays alive between small jobs, such as previews, so that each costs its own time only."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qgis.PyQt.QtCore import QObject, Qt, QThread, pyqtSignal

from ..core.errors import Cancelled, UserError
from .environment import find_environment
from .worker_process import WorkerProcess

PATIENCE_S = 1.0  # so long may a job go on that nobody waits for any more; most end by then, and spare a fresh start
IDLE_S = 180.0
_STOP_WITHIN_MS = 200
Then = Callable[[dict[str, Any]], None]
Otherwise = Callable[[str], None]


@dataclass
class _Request:
    """job: or a function that makes it. unwanted_since: when it was replaced or cancelled, by the monotonic clock."""

    number: int
    topic: str
    job_name: str
    job: Any
    outputs: Any
    tier: str
    unwanted_since: float | None = None


class WarmWorker(QObject):
    """One worker process, in a thread of its own. To be used in the thread it was made in.

    `ask` and the callbacks never block. Thread and process begin with the first question; the process ends after some idle
    minutes, and both end with `stop`; whatever is asked later starts them afresh.
    """

    def __init__(self, parent: QObject | None = None, idle_s: float = IDLE_S) -> None:
        super().__init__(parent)
        self._idle_s = idle_s
        self._asked = 0
        self._callbacks: dict[int, tuple[str, Then, Otherwise]] = {}
        self._loop: _Loop | None = None

    def ask(
        self,
        topic: str,
        job_name: str,
        job: Any,
        outputs: Any,
        then: Then,
        otherwise: Otherwise,
        tier: str = "detect",
    ) -> None:
        """Have a job run; `then` gets its values, or `otherwise` what went wrong, in plain words.

        What was asked before under the same topic and has no answer yet gets none. job: or a function without arguments that
        makes it, called in the worker's thread: it may open files and raise UserError, and touches no layer. tier: of the
        runtime that the job needs.
        """
        self.cancel(topic)
        self._asked += 1
        self._callbacks[self._asked] = (topic, then, otherwise)
        if self._loop is None:
            self._loop = _Loop(self._idle_s)
            self._loop.answered.connect(self._answered, Qt.ConnectionType.QueuedConnection)
            self._loop.failed.connect(self._failed, Qt.ConnectionType.QueuedConnection)
            self._loop.start()
        self._loop.put(_Request(self._asked, topic, job_name, job, outputs, tier))

    def cancel(self, topic: str) -> None:
        """Whoever asked under this topic wants no answer any more."""
        self._callbacks = {number: entry for number, entry in self._callbacks.items() if entry[0] != topic}
        if self._loop is not None:
            self._loop.drop(topic)

    def stop(self) -> None:
        """End process and thread; nobody gets an answer any more."""
        self._callbacks.clear()
        if self._loop is not None:
            self._loop.finish()
            self._loop = None

    def _answered(self, number: int, values: dict[str, Any]) -> None:
        _, then, _ = self._callbacks.pop(number, ("", None, None))
        if then is not None:
            then(values)

    def _failed(self, number: int, text: str) -> None:
        _, _, otherwise = self._callbacks.pop(number, ("", None, None))
        if otherwise is not None:
            otherwise(text)


class _Loop(QThread):
    """The thread: takes one request after the other. The process lives and dies in it."""

    answered = pyqtSignal(int, object)
    failed = pyqtSignal(int, str)

    def __init__(self, idle_s: float) -> None:
        super().__init__()
        self._idle_s = idle_s
        self._changed = threading.Condition()
        self._waiting: list[_Request] = []
        self._running: _Request | None = None
        self._stopping = False
        self._worker: WorkerProcess | None = None

    def put(self, request: _Request) -> None:
        """Append a request."""
        with self._changed:
            self._waiting.append(request)
            self._changed.notify()

    def drop(self, topic: str) -> None:
        """Forget what waits under `topic`; what runs may end, if it is quick."""
        with self._changed:
            self._waiting = [request for request in self._waiting if request.topic != topic]
            running = self._running
            if running is not None and running.topic == topic and running.unwanted_since is None:
                running.unwanted_since = time.monotonic()

    def finish(self) -> None:
        """End the thread, and wait for it."""
        with self._changed:
            self._stopping = True
            self._waiting.clear()
            self._changed.notify()
        self.wait()

    def run(self) -> None:
        """Until `finish`."""
        try:
            while self._take():
                self._answer(self._running)
        finally:
            self._end_worker()

    def _take(self) -> bool:
        """Wait for a request and make it the running one; False once it is time to stop."""
        with self._changed:
            self._running = None
            while not self._waiting and not self._stopping:
                if not self._changed.wait(self._idle_s if self._worker is not None else None):
                    self._end_worker()
            if not self._stopping:
                self._running = self._waiting.pop(0)
            return not self._stopping

    def _answer(self, request: _Request) -> None:
        try:
            worker = self._living_worker(request.tier)
            job = request.job() if callable(request.job) else request.job
            values = worker.run(request.job_name, job, request.outputs, _ignore, _ignore, self._is_cancelled)
        except Cancelled:  # by whoever makes the job, or by this class, and then the worker has ended
            return
        except UserError as error:
            self.failed.emit(request.number, str(error))
        except Exception as error:  # else the thread would end without a word, and QGIS with it
            last = (str(error).strip() or type(error).__name__).splitlines()[-1]
            text = self.tr("The plugin made a mistake ({reason}). Please report it.")
            self.failed.emit(request.number, text.format(reason=last))
        else:
            self.answered.emit(request.number, values)

    def _living_worker(self, tier: str) -> WorkerProcess:
        """The one that is there, if it lives and its environment is still the one chosen; else a fresh one."""
        environment = find_environment(tier)
        if self._worker is not None and (self._worker.environment != environment or not self._worker.is_alive()):
            self._end_worker()
        if self._worker is None:
            self._worker = WorkerProcess(environment, _STOP_WITHIN_MS)
        return self._worker

    def _is_cancelled(self) -> bool:
        """Whether to kill what runs: when stopping, and when its answer has been unwanted for a while."""
        with self._changed:
            since = self._running.unwanted_since if self._running is not None else None
            return self._stopping or (since is not None and time.monotonic() - since > PATIENCE_S)

    def _end_worker(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


def _ignore(_progress: object) -> None:
    """Nobody looks at the progress of what is over in seconds."""
