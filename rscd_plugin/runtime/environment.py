"""The private environment: a Python with the packages that QGIS lacks, outside the plugin's folder.

As a command: python3 -m rscd_plugin.runtime.environment --folder DIR --tier detect|learn [--extra FILE ...]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import UserError
from .installation import install
from .python import python_of
from .tiers import REQUIREMENTS_FOLDER, TIERS, Marker, read_marker, tier_requirements

SETTINGS_KEY = "rscd/environment_folder"
VARIABLE = "RSCD_ENVIRONMENT"


@dataclass(frozen=True)
class Environment:
    """An environment that was installed to its end."""

    folder: Path
    python: Path
    tiers: tuple[str, ...]
    versions: tuple[tuple[str, str], ...]


def environment_folder() -> Path:
    """Where the environment belongs: RSCD_ENVIRONMENT, else the QGIS setting, else the user's data folder."""
    chosen = os.environ.get(VARIABLE)
    if not chosen:
        from qgis.core import QgsSettings

        chosen = QgsSettings().value(SETTINGS_KEY, "", type=str)
    if chosen:
        return Path(chosen).expanduser().absolute()
    return _data_folder() / "rscd" / "environment"


def _data_folder() -> Path:
    """The platform's folder for a user's application data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def find_environment(
    tier: str = "detect", folder: Path | None = None, requirements_folder: Path = REQUIREMENTS_FOLDER
) -> Environment:
    """The installed environment, if it holds `tier`. Quick: reads one small file, starts nothing.

    Raises UserError saying what is missing and how to make it.
    """
    folder = environment_folder() if folder is None else folder
    marker = read_marker(folder)
    if marker is None:
        raise UserError(f"The runtime is not installed: {folder} holds no finished environment. {_how_to_make(tier)}")
    if not python_of(folder).is_file():
        raise UserError(
            f"The runtime is broken: {python_of(folder)} is missing; perhaps the Python that it was made from "
            f"({marker.base}) was removed or renewed. {_how_to_make(tier)}"
        )
    environment = describe(folder, marker, requirements_folder)
    if tier not in environment.tiers:
        found = ", ".join(environment.tiers) or "packages of another version of the plugin"
        raise UserError(f'The runtime in {folder} holds {found}; tier "{tier}" is needed. {_how_to_make(tier)}')
    return environment


def describe(folder: Path, marker: Marker, requirements_folder: Path) -> Environment:
    """The environment that `marker` tells of."""
    tiers = tuple(tier for tier in TIERS if marker.holds(tier_requirements(tier, requirements_folder)))
    return Environment(folder, python_of(folder), tiers, tuple(sorted(marker.versions.items())))


def _how_to_make(tier: str) -> str:
    return (
        f'Run "Install the runtime" from the Processing Toolbox (group Set-up) with TIER={tier}, '
        f"or in a terminal: qgis_process run rscd:installruntime -- TIER={tier}"
    )


def make_environment(
    folder: Path,
    tier: str,
    report: Callable[[str], None],
    is_cancelled: Callable[[], bool],
    extra_requirements: Sequence[Path] = (),
    requirements_folder: Path = REQUIREMENTS_FOLDER,
) -> Environment:
    """Make or complete the environment in `folder` so that it holds `tier` and the extra requirement files.

    Does nothing where all that is there already. Each line of the installer goes to `report`. Raises Cancelled within
    a second of `is_cancelled` turning true, and UserError with the installer's last words; after either the
    environment counts as not installed.
    """
    requirements = (*tier_requirements(tier, requirements_folder), *extra_requirements)
    missing = [str(file) for file in requirements if not file.is_file()]
    if missing:
        raise UserError(f"Requirement files were not found: {', '.join(missing)}. Expected text files as for pip.")
    marker = read_marker(folder)
    if marker is None or not python_of(folder).is_file() or not marker.holds(requirements):
        marker = install(folder, tier_requirements(tier, requirements_folder), extra_requirements, report, is_cancelled)
    return describe(folder, marker, requirements_folder)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="rscd_plugin.runtime.environment", description=__doc__)
    parser.add_argument("--folder", type=lambda text: Path(text).absolute(), help="default: as the plugin would choose")
    parser.add_argument("--tier", choices=TIERS, default="detect")
    parser.add_argument("--extra", type=Path, nargs="*", default=[], help="more requirement files")
    options = parser.parse_args(arguments)
    folder = options.folder or environment_folder()
    try:
        make_environment(folder, options.tier, _say, lambda: False, options.extra)
    except UserError as error:
        _say(f"Error: {error}")
        return 1
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
