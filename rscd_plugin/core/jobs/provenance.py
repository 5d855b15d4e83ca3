"""How a result was made, as it is stored in the result."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any

import numpy
import onnxruntime
from osgeo import gdal

from .spec import to_dict

VERSION = "0.1.0"


def provenance(job: Any, model_sha256: str, calibrated: bool, threshold: float) -> dict[str, str]:
    """`rscd.*` metadata: the job, the model's hash, versions. No output paths, times, hosts or credentials."""
    return {
        "rscd.job": json.dumps(to_dict(job), sort_keys=True),
        "rscd.model_sha256": model_sha256,
        "rscd.model": PurePath(job.model).name,
        "rscd.calibrated": "yes" if calibrated else "no",
        "rscd.threshold": f"{threshold:.9g}",
        "rscd.versions": json.dumps(
            {
                "rscd": VERSION,
                "gdal": gdal.__version__,
                "numpy": numpy.__version__,
                "onnxruntime": onnxruntime.__version__,
            },
            sort_keys=True,
        ),
    }
