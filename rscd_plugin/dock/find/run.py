"""One run of an algorithm in the background: what it is, how far it is, and what became of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ...layers.run_record import RunRecord

_DEVICE = "Device: "


class State(Enum):
    """Of a run."""

    WAITING = "waiting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = (State.DONE, State.FAILED, State.CANCELLED)


@dataclass
class Run:
    """A run in the queue. record: how its results are made; what it gave is added at its end.

    pixels, expected_s: what was estimated. left_s: seconds left. orphaned: whether its project was closed meanwhile.
    """

    record: RunRecord
    outputs: dict[str, str]
    speed_key: str
    pixels: int
    expected_s: float
    state: State = State.WAITING
    share: float = 0.0
    doing: str = ""
    device: str = ""
    error: str = ""
    orphaned: bool = False
    started: float = 0.0
    seconds: float = 0.0
    results: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """For lists."""
        return f"{self.record.pre} → {self.record.post} · {self.speed_key}"

    @property
    def passed_s(self) -> float:
        """Seconds since it began; all that it took, once it has ended."""
        if self.state in ENDED:
            return self.seconds
        return time.monotonic() - self.started if self.started else 0.0

    def hear(self, line: str) -> None:
        """Take in a line of the algorithm's log."""
        self.doing = line.splitlines()[0] if line else ""
        if line.startswith(_DEVICE):
            self.device = line[len(_DEVICE) :].split()[0].rstrip(".,;")
