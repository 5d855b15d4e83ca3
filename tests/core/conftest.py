"""What all tests of core share."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def closed_rasters() -> Iterator[None]:
    """Rasters still open when QGIS, where it is loaded too, ends GDAL would crash the interpreter."""
    yield
    gc.collect()
