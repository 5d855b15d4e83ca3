"""How a result was made, as its layers tell it: what "run again" fills the panel from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from qgis.core import QgsLayerTreeGroup, QgsMapLayer

PROPERTY = "rscd/run"


@dataclass(frozen=True)
class RunRecord:
    """One run of an algorithm, in plain JSON values.

    algorithm: its id, such as rscd:detectchanges. parameters: as the algorithm takes them, layers as their sources, without
    outputs. method: in the user's words. pre, post: names of the layers. pre_date, post_date: ISO dates, empty where not known.
    finished: ISO date and time. numbers: the algorithm's results that are no files, such as THRESHOLD_USED.
    """

    algorithm: str
    parameters: dict[str, Any]
    method: str
    pre: str
    post: str
    pre_date: str = ""
    post_date: str = ""
    finished: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """As it is kept in a layer's properties."""
        return json.dumps(asdict(self), sort_keys=True)


def keep_record(layer: QgsMapLayer | QgsLayerTreeGroup, record: RunRecord) -> None:
    """Leave the record with a layer or a layer group; it is saved with the project."""
    layer.setCustomProperty(PROPERTY, record.to_json())


def record_of(layer: QgsMapLayer | QgsLayerTreeGroup) -> RunRecord | None:
    """The record of the run that made `layer`; None for other layers, and for records of a later version."""
    try:
        values = json.loads(layer.customProperty(PROPERTY, ""))
        known = {item.name for item in fields(RunRecord)}
        return RunRecord(**{name: value for name, value in values.items() if name in known})
    except (ValueError, TypeError, AttributeError):
        return None
