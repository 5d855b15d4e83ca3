"""Where outputs go: what may be written there, and that they appear together or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessing, QgsProcessingUtils

from ..core.errors import Cancelled, UserError

RASTER = (".tif", ".tiff")
PAGE = (".html", ".htm")
MODEL_FILE = (".onnx",)
WEIGHTS_FILE = (".safetensors",)
TABLE_FILE = (".csv",)
ANY = ()
_FORMATS = {
    RASTER: "GeoTIFF",
    PAGE: "web page",
    MODEL_FILE: "ONNX model",
    WEIGHTS_FILE: "safetensors file",
    TABLE_FILE: "CSV file",
}
Destinations = Mapping[str, tuple[str, ...]]  # output parameter → endings that its file may have; none: any


def destination_file(value: Any) -> Path | None:
    """The file that an output parameter names or writes into; None for memory layers, databases and temporary outputs."""
    text = _destination_text(value)
    if text in ("", QgsProcessing.TEMPORARY_OUTPUT) or text.startswith("memory:"):
        return None
    text = text.split("|")[0]
    inside = re.match(r"ogr:.*dbname='([^']+)'", text)
    if inside:
        return Path(inside.group(1))
    if re.match(r"(postgis|postgres|mssql|spatialite|oracle|hana):", text):
        return None
    return Path(os.path.abspath(text))


def refuse_unsafe(parameters: dict[str, Any], destinations: Destinations, inputs: list[str], open_in_project: list[str]) -> None:
    """Raise UserError when an output is also an input, open in the project or another output, or cannot be written."""
    taken = {os.path.realpath(path): "an input of this run" for path in inputs}
    taken.update({os.path.realpath(path): "open in this project" for path in open_in_project if path})
    for name, endings in destinations.items():
        file = destination_file(parameters.get(name))
        if file is None:
            continue
        if endings and file.suffix.lower() not in endings:
            raise UserError(
                f"{name}: {file.name} is no {_FORMATS[endings]} by its name. It is written as {endings[0]}: "
                f"call it {file.stem}{endings[0]}."
            )
        real = os.path.realpath(file)
        if real in taken:
            raise UserError(f"{name}: {file} is {taken[real]}. Choose another file name, or remove that layer first.")
        if not file.parent.is_dir():
            raise UserError(f"{name}: the folder {file.parent} does not exist. Make it, or choose another one.")
        if not os.access(file.parent, os.W_OK) or (file.exists() and not os.access(file, os.W_OK)):
            raise UserError(f"{name}: {file} cannot be written. Choose a folder that you may write to.")
        taken[real] = f"already {name}"


def is_table_in_file(value: Any) -> bool:
    """Whether an output parameter names a table in a file, `ogr:dbname='…' table=…`, which may hold other tables."""
    return _destination_text(value).startswith("ogr:")


def _destination_text(value: Any) -> str:
    """What an output parameter names: the text itself, or that inside a QgsProcessingOutputLayerDefinition; else nothing."""
    sink = getattr(value, "sink", value)
    text = sink.staticValue() if hasattr(sink, "staticValue") else sink
    return text if isinstance(text, str) else ""


def wanted(parameters: dict[str, Any], name: str) -> bool:
    """Whether the user wants this output."""
    return parameters.get(name) not in (None, "")


def scratch_place(parameters: dict[str, Any], destinations: Destinations) -> Path:
    """The folder beside which half-done files are kept: that of the first output that is a file."""
    files = (destination_file(parameters.get(name)) for name in destinations)
    return next((file.parent for file in files if file is not None), Path(QgsProcessingUtils.tempFolder()))


class Appearing:
    """`with Appearing() as appearing:` files that are put in their places one by one all go again when one cannot be."""

    def __init__(self) -> None:
        self._files: list[Path] = []

    def __enter__(self) -> Appearing:
        return self

    def add(self, file: Path) -> None:
        """This one is, or is about to be, in its place."""
        self._files.append(file)

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (Cancelled, UserError)):
            for file in self._files:
                file.unlink(missing_ok=True)
