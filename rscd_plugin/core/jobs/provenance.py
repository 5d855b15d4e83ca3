"""How a result was made, as it is stored in the result."""

from __future__ import annotations

import json
from typing import Any

import numpy
import onnxruntime
import scipy
from osgeo import gdal

from .spec import to_dict

VERSION = "0.1.0"


def provenance(job: Any, calibrated: bool, threshold: float) -> dict[str, str]:
    """`rscd.*` metadata: the job, versions. No output paths, times, hosts or credentials.

    threshold: what of the file's values counts as change lies above it.
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
                "onnxruntime": onnxruntime.__version__,
                "scipy": scipy.__version__,
            },
            sort_keys=True,
        ),
    }
