"""Reading, computing and writing at the same time, one step apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from ..progress import Progress

Item = TypeVar("Item")
Data = TypeVar("Data")
Answer = TypeVar("Answer")


def run_overlapped(
    items: Iterable[Item],
    count: int,
    read: Callable[[Item], Data],
    compute: Callable[[Data], Answer],
    write: Callable[[Item, Answer], None],
    progress: Progress,
) -> None:
    """For each of `count` items in order `write(item, compute(read(item)))`.

    The next item is read and the last one written while one is computed. Each of the three always runs in the same thread, so a
    GDAL dataset may be used by one of them. At most three items are in memory. Raises the first error of any step, and
    Cancelled; nothing is written after that.
    """
    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(1) as writer:
        coming = ((item, reader.submit(read, item)) for item in items)
        writing: Future[None] | None = None
        following = next(coming, None)
        for index in range(count):
            progress.report(index / count)
            item, reading = following
            data = reading.result()
            following = next(coming, None)
            answer = compute(data)
            if writing is not None:
                writing.result()
            writing = writer.submit(write, item, answer)
        if writing is not None:
            writing.result()
    progress.report(1.0)
