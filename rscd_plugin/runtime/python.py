"""Which Python can carry the private environment: found by asking each candidate, never by trusting its name."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.PyQt.QtCore import QProcessEnvironment

from ..core.errors import UserError
from .command import run_command

MINIMUM_VERSION = (3, 9)

# ensurepip is asked for because Debian takes it out of Python, and without it no environment can be made.
_QUESTION = """
import ensurepip, json, platform, venv
import numpy
from osgeo import gdal
print(json.dumps({"version": platform.python_version(), "numpy": numpy.__version__, "gdal": gdal.__version__}))
"""


@dataclass(frozen=True)
class BaseInterpreter:
    """A Python that was run and that imports GDAL and numpy."""

    program: Path
    version: str
    numpy_version: str
    gdal_version: str

    @property
    def numpy_major(self) -> int:
        """The numpy series that this interpreter's GDAL was built against."""
        return int(self.numpy_version.split(".")[0])


def scrubbed_environment() -> QProcessEnvironment:
    """The environment for child Pythons: this process's, without the PYTHON* variables that QGIS sets for itself."""
    environment = QProcessEnvironment.systemEnvironment()
    for name in environment.keys():
        if name.upper().startswith("PYTHON"):
            environment.remove(name)
    return environment


def candidates() -> list[Path]:
    """The places where a Python with GDAL may be on this platform, the likeliest first."""
    prefix = Path(sys.base_prefix)
    executable = Path(sys.executable or "")
    if sys.platform == "win32":
        # OSGeo4W and the QGIS installer: ROOT/apps/Python3xx/python.exe, and a copy in ROOT/bin.
        places = [prefix / "python.exe", prefix.parent.parent / "bin" / "python3.exe", executable]
    elif sys.platform == "darwin":
        # Inside QGIS.app sys.executable is Contents/MacOS/QGIS; its Python lies beside or in bin.
        beside = executable.parent
        places = [beside / "bin" / "python3", beside / "python3", beside / "python", prefix / "bin" / "python3"]
        places.append(executable)
    else:
        places = [Path("/usr/bin/python3"), prefix / "bin" / "python3", executable]
    # On Windows and macOS sys.executable may be QGIS itself: running that would open a second QGIS.
    return list(dict.fromkeys(place for place in places if place.name.lower().startswith("python")))


def find_base_interpreter(places: Sequence[Path] | None = None) -> BaseInterpreter:
    """The first of `places` (default: `candidates()`) that really runs and imports GDAL and numpy.

    Raises UserError naming every place tried and why it would not do.
    """
    refusals = []
    for place in candidates() if places is None else places:
        try:
            return check_interpreter(place)
        except UserError as error:
            refusals.append(f"  {place}: {error}")
    tried = "\n".join(refusals) or "  (no place to look at)"
    raise UserError(
        "No Python was found that can carry the runtime. Expected one with GDAL, numpy and venv. Tried:\n"
        f"{tried}\n"
        "On Debian or Ubuntu run: sudo apt-get install python3-gdal python3-numpy python3-venv. "
        "Elsewhere install QGIS with its own Python."
    )


def check_interpreter(program: Path) -> BaseInterpreter:
    """Run `program` and ask for its versions. Raises UserError with the reason if it will not do."""
    if not program.is_file():
        raise UserError("there is no such file")
    finished = run_command(program, ["-I", "-c", _QUESTION], scrubbed_environment())
    lines = finished.output.strip().splitlines() or ["it printed nothing"]
    if finished.exit_code != 0:
        raise UserError(lines[-1])
    try:
        answer = json.loads(lines[-1])
        found = BaseInterpreter(program, answer["version"], answer["numpy"], answer["gdal"])
    except (ValueError, TypeError, KeyError):
        raise UserError(f"it is no Python; it answered: {lines[-1]}") from None
    if tuple(int(part) for part in found.version.split(".")[:2]) < MINIMUM_VERSION:
        raise UserError(f"it is Python {found.version}, and 3.9 or later is needed")
    return found


def python_of(folder: Path) -> Path:
    """The interpreter of the environment in `folder`."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
