"""How a result was made, as it is stored in the result."""

from __future__ import annotations

import configparser
import hashlib
import json
import re
from dataclasses import fields, replace
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import numpy
from osgeo import gdal

from .registry import to_dict
from .spec import RasterSource, VectorSource

_METADATA = Path(__file__).resolve().parents[2] / "metadata.txt"
_HIDDEN = "***"
Source = TypeVar("Source", RasterSource, VectorSource)


def provenance(job: Any, calibrated: bool, threshold: float, library: ModuleType) -> dict[str, str]:
    """`rscd.*` metadata: the job, versions. No output paths, times, hosts or credentials.

    threshold: of the file's values, what lies above it counts as change. library: what did the work, besides GDAL and NumPy.
    """
    return {
        **job_provenance(job, library),
        "rscd.calibrated": "yes" if calibrated else "no",
        "rscd.threshold": f"{threshold:.9g}",
    }


def meaning(metadata: dict[str, str]) -> str:
    """What the values of a file with these metadata are, in a few words: programs show it as the name of the band."""
    if metadata["rscd.calibrated"] == "yes":
        return "change probability"
    return "relative change score" if "rscd.score_threshold" in metadata else "model probability, not calibrated"


def job_provenance(job: Any, library: ModuleType) -> dict[str, str]:
    """The part that every result has: the job and the versions."""
    values = {field.name: getattr(job, field.name) for field in fields(job)}
    sources = {name: value for name, value in values.items() if isinstance(value, (RasterSource, VectorSource))}
    told = replace(job, **{name: without_credentials(source) for name, source in sources.items()})
    return {
        "rscd.job": json.dumps(to_dict(told), sort_keys=True),
        "rscd.versions": json.dumps(
            {
                "rscd": plugin_version(),
                "gdal": gdal.__version__,
                "numpy": numpy.__version__,
                library.__name__: library.__version__,
            },
            sort_keys=True,
        ),
    }


def sha256(path: Path) -> str:
    """Hash of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def plugin_version() -> str:
    """The version in metadata.txt, the one place where it stands."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(_METADATA, encoding="utf-8")
    return metadata["general"]["version"]


def without_credentials(source: Source) -> Source:
    """The source with passwords, signed queries of URLs and secret open options replaced by `***`."""
    path = re.sub(r"(://)[^/@\s]*@", rf"\1{_HIDDEN}@", source.path)
    path = re.sub(r"(https?://[^?\s]*\?).*", rf"\1{_HIDDEN}", path)
    path = re.sub(r"(?i)((?:password|user)=)('[^']*'|\S+)", rf"\1{_HIDDEN}", path)
    if isinstance(source, VectorSource):
        return replace(source, path=path)
    secret = re.compile(r"(?i)^([^=]*(?:pass|pwd|key|token|secret|auth)[^=]*=).*")
    return replace(source, path=path, open_options=tuple(secret.sub(rf"\1{_HIDDEN}", item) for item in source.open_options))
