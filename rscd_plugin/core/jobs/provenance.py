"""How a result was made, as it is stored in the result."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import numpy
from osgeo import gdal

from .spec import to_dict

VERSION = "0.1.0"


def provenance(job: Any, calibrated: bool, threshold: float, library: ModuleType) -> dict[str, str]:
    """`rscd.*` metadata: the job, versions. No output paths, times, hosts or credentials.

    threshold: of the file's values, what lies above it counts as change. library: what did the work, besides GDAL and NumPy.
    """
    return {
        "rscd.job": json.dumps(to_dict(job), sort_keys=True),
        "rscd.calibrated": "yes" if calibrated else "no",
        "rscd.threshold": f"{threshold:.9g}",
        "rscd.versions": json.dumps(
            {
                "rscd": VERSION,
                "gdal": gdal.__version__,
                "numpy": numpy.__version__,
                library.__name__: library.__version__,
            },
            sort_keys=True,
        ),
    }
