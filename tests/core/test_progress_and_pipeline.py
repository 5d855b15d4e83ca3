"""Progress and cancelling; reading, computing and writing one step apart."""

from __future__ import annotations

import threading
import time

import pytest

from rscd_plugin.core.errors import Cancelled
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.tiling.pipeline import run_overlapped

from .rasters import Listener


def test_parts_of_parts() -> None:
    listener = Listener()
    inner = listener.part(0.2, 0.6).part(0.5, 1.0)
    for share in (0.0, 0.5, 1.0, 7.0, -1.0):
        inner.report(share)
    assert listener.shares == pytest.approx([0.4, 0.5, 0.6, 0.6, 0.4])
    inner.log("a line")
    assert listener.lines == ["a line"]


def test_a_cancel_is_looked_at_where_progress_is_reported() -> None:
    cancelled = threading.Event()
    shares: list[float] = []
    progress = Progress(shares.append, is_cancelled=cancelled.is_set).part(0.5, 1.0)
    progress.report(0.0)
    assert progress.gdal_callback(0.5, "", None) == 1
    cancelled.set()
    assert progress.gdal_callback(0.6, "", None) == 0
    with pytest.raises(Cancelled):
        progress.report(0.7)
    assert shares == [0.5, 0.75], "nothing is reported after a cancel"


def flow(count: int, progress: Progress | None = None, **broken: int) -> list[tuple[str, int, int]]:
    """Steps in the order in which they ended: (name, item, thread). broken: name=item, a step that fails."""
    ended: list[tuple[str, int, int]] = []

    def step(name: str, item: int) -> int:
        if broken.get(name) == item:
            raise RuntimeError(f"{name} {item}")
        ended.append((name, item, threading.get_ident()))
        return item

    def write(item: int, answer: int) -> None:
        assert answer == 10 * item
        step("write", item)

    try:
        run_overlapped(
            iter(range(count)),
            count,
            lambda item: step("read", item),
            lambda item: 10 * step("compute", item),
            write,
            progress or Listener(),
        )
    except (RuntimeError, Cancelled) as error:
        ended.append((f"raised {error}", -1, 0))
    return ended


@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_every_item_goes_through_all_steps_in_order(count: int) -> None:
    listener = Listener()
    ended = flow(count, listener)
    for name in ("read", "compute", "write"):
        assert [item for step, item, _ in ended if step == name] == list(range(count))
    assert listener.shares == [*(index / count for index in range(count)), 1.0]


def test_each_step_keeps_to_one_thread() -> None:
    ended = flow(9)
    threads = {name: {thread for step, _, thread in ended if step == name} for name in ("read", "compute", "write")}
    assert all(len(found) == 1 for found in threads.values())
    assert len(set.union(*threads.values())) == 3
    assert threads["compute"] == {threading.get_ident()}


@pytest.mark.parametrize("name", ["read", "compute", "write"])
@pytest.mark.parametrize("item", [0, 4, 8])
def test_the_first_error_comes_out_and_nothing_is_written_after_it(name: str, item: int) -> None:
    ended = flow(9, **{name: item})
    assert ended[-1][0] == f"raised {name} {item}"
    assert all(written < item for step, written, _ in ended if step == "write")


def test_a_cancel_stops_it() -> None:
    asked = iter(range(99))
    ended = flow(9, Progress(is_cancelled=lambda: next(asked) == 4))
    assert ended[-1][0].startswith("raised")
    assert max(item for step, item, _ in ended if step == "write") <= 3


def test_steps_overlap() -> None:
    """Reading, computing and writing of 8 items at 30 ms each take little more than 8 + 2 steps, not 24."""
    pause = 0.03
    started = time.monotonic()
    run_overlapped(
        range(8), 8, lambda item: time.sleep(pause), lambda data: time.sleep(pause), lambda *a: time.sleep(pause), Listener()
    )
    assert time.monotonic() - started < 18 * pause


def test_few_items_are_in_memory() -> None:
    alive: set[int] = set()
    most: list[int] = []
    lock = threading.Lock()

    def read(item: int) -> int:
        with lock:
            alive.add(item)
            most.append(len(alive))
        return item

    def write(item: int, answer: int) -> None:
        time.sleep(0.005)
        with lock:
            alive.remove(item)

    run_overlapped(range(30), 30, read, lambda item: item, write, Listener())
    assert max(most) <= 4
