"""Cells of an evaluation, each in a process of its own: its memory is its own, and one that fails does not end the others."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TypeVar

CHECKOUT = Path(__file__).resolve().parent.parent
_THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
Cell = TypeVar("Cell")


def run_cells(
    cells: list[Cell], arguments: Callable[[Cell], list[str]], tell: Callable[[Cell], str], jobs: int, threads: int
) -> None:
    """Run `python ARGUMENTS` for each cell, `jobs` at once; `tell` says what came of one. What fails is told and left out."""
    environment = {**os.environ, **dict.fromkeys(_THREAD_VARIABLES, str(threads))}

    def run(cell: Cell) -> str:
        command = [sys.executable, *arguments(cell)]
        ended = subprocess.run(command, cwd=CHECKOUT, env=environment, check=False, capture_output=True, text=True)
        return tell(cell) if ended.returncode == 0 else f"FAILED ({ended.returncode}): {cell}\n{ended.stderr}"

    with ThreadPoolExecutor(jobs) as pool:
        running = [pool.submit(run, cell) for cell in cells]
        try:
            for done, future in enumerate(as_completed(running), start=1):
                print(f"[{done}/{len(cells)}] {future.result()}", file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise
