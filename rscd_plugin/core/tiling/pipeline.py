"""Reading, computing and writing at the same time, one step apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from ..progress import Progress

Item = TypeVar("Item")
Data = TypeVar("Data")
Answer = TypeVar("Answer")


def run_overlapped(
    items: Sequence[Item],
    read: Callable[[Item], Data],
    compute: Callable[[Data], Answer],
    write: Callable[[Item, Answer], None],
    progress: Progress,
) -> None:
    """For each item in order `write(item, compute(read(item)))`.

    The next item is read and the last one written while one is computed. Each of the three always runs in the same thread, so a
    GDAL dataset may be used by one of them. At most three items are in memory. Raises the first error of any step, and
    Cancelled; nothing is written after that.
    """
    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(1) as writer:
        reading: Future[Data] | None = reader.submit(read, items[0]) if items else None
        writing: Future[None] | None = None
        for index, item in enumerate(items):
            progress.report(index / len(items))
            data = reading.result()
            reading = reader.submit(read, items[index + 1]) if index + 1 < len(items) else None
            answer = compute(data)
            if writing is not None:
                writing.result()
            writing = writer.submit(write, item, answer)
        if writing is not None:
            writing.result()
    progress.report(1.0)
