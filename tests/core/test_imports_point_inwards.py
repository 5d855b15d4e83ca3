"""Three rings, and imports point inwards only: reads every import of the plugin."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PLUGIN = Path(__file__).resolve().parents[2] / "rscd_plugin"
QGIS = {"qgis", "PyQt5", "PyQt6", "processing", "console", "pyplugin_installer"}
OUTER = {"plugin", "dock", "algorithms", "layers"}
HEAVY = {"torch", "torchvision", "onnx", "onnxruntime", "sklearn", "skimage", "scipy", "kornia", "psutil"}
RUNTIME_MAY = {"rscd_plugin.core.errors", "rscd_plugin.core.jobs.registry", "rscd_plugin.core.jobs.spec"}
WIDGETS = {"qgis.gui", "qgis.PyQt.QtWidgets", "qgis.PyQt.QtGui", "qgis.utils"}


def imports_of(source: str, module: str, is_package: bool) -> Iterator[str]:
    """Every module that `source` imports anywhere, as an absolute name; of `from x import y` both x and x.y."""
    here = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = here[: len(here) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def modules() -> dict[str, set[str]]:
    """Module name → what it imports."""
    found = {}
    for path in sorted(PLUGIN.rglob("*.py")):
        parts = path.relative_to(PLUGIN.parent).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found[name] = set(imports_of(path.read_text(encoding="utf-8"), name, is_package))
    return found


MODULES = modules()


def ring(name: str) -> str:
    """The first folder or file below the plugin; empty for the plugin itself and for others' packages."""
    parts = name.split(".")
    return parts[1] if parts[0] == "rscd_plugin" and len(parts) > 1 else ""


def offences(module: str, imported: set[str]) -> list[str]:
    """What `module` imports and should not."""
    tops = {name.split(".")[0] for name in imported}
    rings = {ring(name) for name in imported}
    if ring(module) == "core":
        return sorted((tops & QGIS) | (rings & (OUTER | {"runtime"})))
    found = tops & HEAVY
    if ring(module) == "runtime":
        found |= (rings & OUTER) | (imported & WIDGETS)
        found |= {name for name in imported if ring(name) == "core" and not runtime_may(name)}
    return sorted(found)


def runtime_may(name: str) -> bool:
    """One of the modules allowed, a name in it, or a package on the way to it."""
    return any(f"{may}.".startswith(f"{name}.") or name.startswith(f"{may}.") for may in RUNTIME_MAY)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_inwards(module: str) -> None:
    assert offences(module, MODULES[module]) == []


def test_all_rings_were_read() -> None:
    assert {"core", "runtime", "algorithms", "layers", "plugin"} <= {ring(name) for name in MODULES}
    assert "rscd_plugin.core.jobs.registry" in MODULES["rscd_plugin.core.worker"]


@pytest.mark.parametrize(
    ("module", "line", "offence"),
    [
        ("rscd_plugin.core.raster.grid", "import qgis.core", "qgis"),
        ("rscd_plugin.core.raster.grid", "def f():\n    from PyQt5 import QtCore", "PyQt5"),
        ("rscd_plugin.core.raster.grid", "from ...runtime import environment", "runtime"),
        ("rscd_plugin.core.raster.grid", "from ... import layers", "layers"),
        ("rscd_plugin.core.worker", "from rscd_plugin.algorithms.base import X", "algorithms"),
        ("rscd_plugin.runtime.environment", "import onnxruntime", "onnxruntime"),
        ("rscd_plugin.runtime.environment", "from ..core.engines.card import ModelCard", "rscd_plugin.core.engines.card"),
        ("rscd_plugin.runtime.environment", "from ..core.jobs import detect", "rscd_plugin.core.jobs.detect"),
        ("rscd_plugin.runtime.environment", "from ..layers import styles", "layers"),
        ("rscd_plugin.runtime.environment", "from qgis.PyQt.QtWidgets import QLabel", "qgis.PyQt.QtWidgets"),
        ("rscd_plugin.runtime.environment", "from qgis.PyQt import QtWidgets", "qgis.PyQt.QtWidgets"),
        ("rscd_plugin.runtime.environment", "import rscd_plugin.core.progress", "rscd_plugin.core.progress"),
        ("rscd_plugin.algorithms.base", "if True:\n    import torch", "torch"),
    ],
)
def test_each_way_of_pointing_outwards_is_found(module: str, line: str, offence: str) -> None:
    assert offence in offences(module, set(imports_of(line, module, is_package=False)))


def test_what_points_inwards_is_fine() -> None:
    lines = "import json\nfrom ..core.errors import UserError\nfrom ..core.jobs.registry import to_dict\nimport qgis.core"
    assert offences("rscd_plugin.runtime.x", set(imports_of(lines, "rscd_plugin.runtime.x", False))) == []
