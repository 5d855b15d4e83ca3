"""Where the real image pairs lie. They are not part of the project; without them these tests have nothing to say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data: RSCD_SHARED_DATA, else shared/data beside the checkout.

    Absent, the test is skipped; or fails where RSCD_REQUIRE_REAL_DATA is set, as it is in .ci/run.
    """
    folder = Path(os.environ.get("RSCD_SHARED_DATA") or CHECKOUT.parent / "shared" / "data")
    if not (folder / "MANIFEST.csv").is_file():
        reason = f"No real data: {folder} holds no MANIFEST.csv. Set RSCD_SHARED_DATA to the folder that does."
        if os.environ.get("RSCD_REQUIRE_REAL_DATA"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
