"""A file that is there as a whole, or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DISK_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))  # Windows knows no EDQUOT


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to. It takes the place of `path` at the end, and goes where an error ended the writing."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        yield beside
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def is_disk_full(error: BaseException) -> bool:
    """Whether `error` says that a file could not grow: the disk is full, or what may be written to it."""
    return (isinstance(error, OSError) and error.errno in _DISK_FULL) or "No space left" in str(error)
