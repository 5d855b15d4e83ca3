"""Progress and cancelling: one call reports the first and looks at the second."""

from __future__ import annotations

from collections.abc import Callable

from .errors import Cancelled


class Progress:
    """Reports a share between 0 and 1 of the whole job, and log lines.

    `on_progress` gets the share of the whole job, never smaller than before; `on_log` gets a line of text;
    `is_cancelled` is asked at every report.
    """

    def __init__(
        self,
        on_progress: Callable[[float], None] = lambda share: None,
        on_log: Callable[[str], None] = lambda text: None,
        is_cancelled: Callable[[], bool] = lambda: False,
        start: float = 0.0,
        end: float = 1.0,
    ) -> None:
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled
        self._start = start
        self._end = end
        self.log = on_log

    def report(self, share: float) -> None:
        """Report that `share` (0-1) of this part is done. Raises Cancelled when the user asked to stop."""
        if self._is_cancelled():
            raise Cancelled
        self._on_progress(self._start + (self._end - self._start) * min(max(share, 0.0), 1.0))

    def part(self, start: float, end: float) -> Progress:
        """The progress of a step that takes the job from share `start` to share `end` of this part."""
        span = self._end - self._start
        return Progress(self._on_progress, self.log, self._is_cancelled, self._start + span * start, self._start + span * end)

    def gdal_callback(self, share: float, message: str, data: object) -> int:
        """As GDAL's own algorithms want it: 0 stops them, 1 goes on."""
        try:
            self.report(share)
        except Cancelled:
            return 0
        return 1
