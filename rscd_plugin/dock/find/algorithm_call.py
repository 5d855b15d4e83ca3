"""What Run would run now, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DETECT = "rscd:detectchanges"
METRIC = "rscd:metricchanges"
CLASSIC = "rscd:classicchanges"


@dataclass(frozen=True)
class AlgorithmCall:
    """An algorithm's id, and its parameters without outputs: plain JSON values.

    Rasters are the sources of their layers; layers that are more than their source (another CRS, other nodata values) are
    their ids, which hold as long as the layers do.
    """

    algorithm: str
    parameters: dict[str, Any]
