"""QGIS's own process stays light: the plugin, its algorithms and its windows load without any of the heavy packages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "onnxruntime", "onnx", "sklearn", "skimage", "scipy", "numpy.f2py")
_LOAD = """
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
before = set(sys.modules)
import rscd_plugin
import rscd_plugin.dock
import rscd_plugin.layers
import rscd_plugin.runtime
plugin = rscd_plugin.classFactory(None)
plugin.initProcessing()
provider = QgsApplication.processingRegistry().providerById("rscd")
algorithms = [algorithm.create() for algorithm in provider.algorithms()]
assert algorithms
for package in (rscd_plugin.algorithms, rscd_plugin.dock, rscd_plugin.layers, rscd_plugin.runtime):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
print("loaded", *(set(sys.modules) - before))
sys.stdout.flush()
plugin.unload()
"""


def test_the_plugin_and_its_algorithms_load_nothing_heavy() -> None:
    """In a process of its own, since the tests' own process has them loaded already."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _LOAD, str(CHECKOUT)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    lines = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("loaded ")]
    assert lines, done.stderr
    loaded = set(lines[0])
    assert {"rscd_plugin.algorithms.provider", "rscd_plugin.dock.review.section", "rscd_plugin.runtime.environment"} <= loaded
    assert not {name for name in loaded if any(name == heavy or name.startswith(f"{heavy}.") for heavy in HEAVY)}
