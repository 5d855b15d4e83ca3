"""What the user chose in the panel, as one plain value, and the call that follows from it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication

from ...core.jobs.spec import CLASSIC_METHODS, METRIC_MODES
from .algorithm_call import CLASSIC, DETECT, METRIC, AlgorithmCall

translate = QCoreApplication.translate

MODEL_METHOD, METRIC_METHOD, CLASSIC_METHOD = METHODS = ("model", "metric", "classic")
OVERLAP, VIEW, RECTANGLE, POLYGONS = AREAS = ("overlap", "view", "rectangle", "polygons")
ALGORITHMS = {MODEL_METHOD: DETECT, METRIC_METHOD: METRIC, CLASSIC_METHOD: CLASSIC}
SHOWN = ("PRE", "POST", "EXTENT", "EXCLUDE", "GRID", "MODEL", "MODE", "METHOD")  # the panel has a widget of its own for these
_SHARED = ("GRID", "EXCLUDE", "COREGISTER", "NORMALISE", "MIN_AREA", "DEVICE", "MEMORY_MB")


@dataclass(frozen=True)
class Choices:
    """All of the panel but the two layers.

    model: a file, empty for the one that ships. rectangle: x_min, y_min, x_max, y_max, empty where none is drawn, in
    rectangle_crs (an authority's id, or WKT). folder: where results go, empty for temporary ones. more: parameters that the
    panel has no widget for.
    """

    method: str = MODEL_METHOD
    model: str = ""
    mode: str = METRIC_MODES[0]
    classic_method: str = CLASSIC_METHODS[0]
    area: str = OVERLAP
    rectangle: tuple[float, ...] = ()
    rectangle_crs: str = ""
    folder: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """As it is kept in a project."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def algorithm(self) -> str:
        """The id of the algorithm that the method stands for."""
        return ALGORITHMS[self.method]

    def call(self, pre: str, post: str, extent: str, exclude: str) -> AlgorithmCall:
        """The call for two rasters; extent and exclude are empty where there is none."""
        parameters: dict[str, Any] = {**self.more, "PRE": pre, "POST": post}
        parameters.setdefault("GRID", "overlap")
        for name, value in (("EXTENT", extent), ("EXCLUDE", exclude)):
            if value:
                parameters[name] = value
        if self.method == MODEL_METHOD and self.model:
            parameters["MODEL"] = self.model
        elif self.method == METRIC_METHOD:
            parameters["MODE"] = self.mode
        elif self.method == CLASSIC_METHOD:
            parameters["METHOD"] = self.classic_method
        return AlgorithmCall(self.algorithm, parameters)

    def short_method(self) -> str:
        """For file names and the speeds kept: starter, metric_fast, cva ..."""
        if self.method == MODEL_METHOD:
            return Path(self.model).stem if self.model else "starter"
        return f"metric_{self.mode}" if self.method == METRIC_METHOD else self.classic_method

    def method_words(self) -> str:
        """In the user's words."""
        if self.method == MODEL_METHOD:
            name = Path(self.model).stem if self.model else translate("Choices", "the starter model")
            return translate("Choices", "Trained model: {name}").format(name=name)
        if self.method == METRIC_METHOD:
            return translate("Choices", "No training data: Metric-CD, {mode}").format(mode=self.mode)
        return translate("Choices", "Classic: {method}").format(method=classic_words(self.classic_method))


def classic_words(method: str) -> str:
    """A classic method's full name."""
    return {
        "cva": translate("Choices", "Change vector analysis"),
        "pca_kmeans": translate("Choices", "PCA and k-means"),
        "irmad": translate("Choices", "IR-MAD"),
        "sfa": translate("Choices", "Slow feature analysis"),
    }[method]


def choices_from_json(text: str) -> Choices:
    """Choices as they were kept; what is missing, unknown or of a later version falls back to its default."""
    try:
        values = json.loads(text)
    except ValueError:
        return Choices()
    if not isinstance(values, dict):
        return Choices()
    allowed = {"method": METHODS, "mode": METRIC_MODES, "classic_method": CLASSIC_METHODS, "area": AREAS}
    kinds = {item.name: type(getattr(Choices(), item.name)) for item in fields(Choices)}
    known: dict[str, Any] = {}
    for name, value in values.items():
        if name == "rectangle":
            value = _rectangle(value)
        if name in kinds and isinstance(value, kinds[name]) and value in allowed.get(name, (value,)):
            known[name] = value
    return Choices(**known)


def _rectangle(value: Any) -> tuple[float, ...]:
    numbers = value if isinstance(value, list) else []
    return tuple(map(float, numbers)) if len(numbers) == 4 and all(isinstance(n, (int, float)) for n in numbers) else ()


def choices_from_call(call: AlgorithmCall, extent: tuple[float, ...], crs: str, folder: str) -> Choices:
    """The choices that give this call again; extent: its EXTENT as numbers in `crs`, empty for none."""
    parameters = call.parameters
    known = {
        "method": next((name for name, algorithm in ALGORITHMS.items() if algorithm == call.algorithm), MODEL_METHOD),
        "model": parameters.get("MODEL") or "",
        "mode": parameters.get("MODE", METRIC_MODES[0]),
        "classic_method": parameters.get("METHOD", CLASSIC_METHODS[0]),
        "area": RECTANGLE if extent else OVERLAP,
        "rectangle": list(extent),
        "rectangle_crs": crs if extent else "",
        "folder": folder,
        "more": {name: value for name, value in parameters.items() if name not in SHOWN and value is not None},
    }
    if parameters.get("GRID", "overlap") != "overlap":
        known["more"]["GRID"] = parameters["GRID"]
    if parameters.get("EXCLUDE"):
        known["more"]["EXCLUDE"] = parameters["EXCLUDE"]
    return choices_from_json(json.dumps(known))


def kept_for_any_method(more: dict[str, Any]) -> dict[str, Any]:
    """Of the settings without a widget those that mean the same to every method."""
    return {name: value for name, value in more.items() if name in _SHARED}
