"""The private environment: a Python with the packages that QGIS lacks, outside the plugin's folder.

As a command: python3 -m rscd_plugin.runtime.environment --folder DIR --tier detect|learn [--build auto|cpu|gpu]
[--extra FILE ...]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import UserError
from .builds import BUILDS, expected_sizes
from .driver import look_for_graphics
from .installation import Watcher, empty, install, is_ours, locked
from .packages import Runner, Source, Wish, import_packages
from .python import python_of, scrubbed_environment
from .settings import preferences
from .tiers import REQUIREMENTS_FOLDER, TIERS, Marker, read_marker, tier_requirements

VARIABLE = "RSCD_ENVIRONMENT"
AUTO = "auto"
BUILD_CHOICES = (AUTO, *BUILDS)
# In which an environment can be, seen from a tier: all is there; nothing is; an installation was stopped; its Python is gone; it
# has the packages of another version of the plugin; it lacks the tier.
STATES = ("ready", "missing", "unfinished", "broken", "outdated", "partial")


@dataclass(frozen=True)
class Environment:
    """An environment that was installed to its end."""

    folder: Path
    python: Path
    tiers: tuple[str, ...]
    versions: tuple[tuple[str, str], ...]
    build: str = "cpu"


@dataclass(frozen=True)
class Condition:
    """state: one of STATES. base: the Python that it was made from. environment: None unless a whole one is there."""

    state: str
    folder: Path
    base: str = ""
    environment: Environment | None = None


def environment_folder() -> Path:
    """Where the environment belongs: RSCD_ENVIRONMENT, else the QGIS setting, else the user's data folder."""
    chosen = os.environ.get(VARIABLE) or preferences().environment_folder
    return Path(chosen).expanduser().absolute() if chosen else default_folder()


def default_folder() -> Path:
    """Where it belongs unless the user chose another place."""
    return _data_folder() / "rscd" / "environment"


def _data_folder() -> Path:
    """The platform's folder for a user's application data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def condition(tier: str = "detect", folder: Path | None = None, requirements_folder: Path = REQUIREMENTS_FOLDER) -> Condition:
    """How the environment stands. Quick: reads small files, starts nothing."""
    folder = environment_folder() if folder is None else folder
    marker = read_marker(folder)
    if marker is None:
        return Condition("unfinished" if is_ours(folder) else "missing", folder)
    if not _has_python(folder, marker):
        return Condition("broken", folder, marker.base)
    environment = describe(folder, marker, requirements_folder)
    state = "ready" if tier in environment.tiers else "partial" if environment.tiers else "outdated"
    return Condition(state, folder, marker.base, environment)


def _has_python(folder: Path, marker: Marker) -> bool:
    """Its own, and the one it was made from, without which the first does not run."""
    return python_of(folder).is_file() and Path(marker.base).is_file()


def find_environment(
    tier: str = "detect", folder: Path | None = None, requirements_folder: Path = REQUIREMENTS_FOLDER
) -> Environment:
    """The installed environment, if it holds `tier`. Quick: reads small files, starts nothing.

    Raises UserError saying what is missing and how to make it.
    """
    found = condition(tier, folder, requirements_folder)
    if found.state in ("missing", "unfinished"):
        raise UserError(f"The runtime is not installed: {found.folder} holds no finished environment. {_how_to_make(tier)}")
    if found.state == "broken":
        raise UserError(
            f"The runtime is broken: {python_of(found.folder)} is missing or cannot run; perhaps the Python that it was "
            f"made from ({found.base}) was removed or renewed. {_how_to_make(tier)}"
        )
    if found.state != "ready":
        holds = ", ".join(found.environment.tiers) or "packages of another version of the plugin"
        raise UserError(f'The runtime in {found.folder} holds {holds}; tier "{tier}" is needed. {_how_to_make(tier)}')
    return found.environment


def describe(folder: Path, marker: Marker, requirements_folder: Path) -> Environment:
    """The environment that `marker` tells of."""
    tiers = tuple(tier for tier in TIERS if marker.holds(tier_requirements(tier, requirements_folder)))
    return Environment(folder, python_of(folder), tiers, tuple(sorted(marker.versions.items())), marker.build)


def _how_to_make(tier: str) -> str:
    return (
        'Open "Runtime" in the menu Raster, Change detection, and press Set up; or run "Install the runtime" from the Processing '
        f"Toolbox (group Set-up) with TIER={tier}; or in a terminal: qgis_process run rscd:installruntime -- TIER={tier}"
    )


def make_environment(
    folder: Path,
    tier: str,
    watcher: Watcher,
    extra_requirements: Sequence[Path] = (),
    requirements_folder: Path = REQUIREMENTS_FOLDER,
    build: str = "cpu",
    source: Source | None = None,
    mend: bool = False,
) -> Environment:
    """Make or complete the environment in `folder` so that it holds `tier` and the extra requirement files.

    build: auto, cpu or gpu; auto is the build that is there, else GPU where it will work. Another build is made from scratch.
    mend: whether to try out what is there, and make it anew where it does not work. Does nothing where all is there already and
    works. Raises Cancelled within a second of the watcher's wish, and UserError with the installer's last words; the
    environment then is as before, or not installed.
    """
    requirements = tier_requirements(tier, requirements_folder)
    missing = [str(file) for file in (*requirements, *extra_requirements) if not file.is_file()]
    if missing:
        raise UserError(f"Requirement files were not found: {', '.join(missing)}. Expected text files as for pip.")
    if source is not None and source.wheels is not None and not source.wheels.is_dir():
        raise UserError(f"The folder of wheels {source.wheels} does not exist. Choose a folder that holds .whl files.")
    if _holds(folder, requirements, extra_requirements, build) and not mend:
        return describe(folder, read_marker(folder), requirements_folder)
    build = _chosen_build(build, folder, watcher)
    wish = Wish(requirements, tuple(extra_requirements), build, source or Source())
    with locked(folder, watcher):
        marker = read_marker(folder)
        if marker and (not _has_python(folder, marker) or marker.build != build):
            marker = None  # nothing of it can be kept
        if marker and mend and not _works(folder, marker, requirements_folder, watcher):
            marker = None
        if marker is None or not marker.holds(wish.everything):
            there = describe(folder, marker, requirements_folder).tiers if marker else ()
            expected = expected_sizes(tier, build, there, marker and marker.build).download_mb * 1_000_000
            marker = install(folder, wish, marker, expected, watcher)
    return describe(folder, marker, requirements_folder)


def _holds(folder: Path, requirements: Sequence[Path], extra: Sequence[Path], build: str) -> bool:
    marker = read_marker(folder)
    fits = marker is not None and build in (AUTO, marker.build) and _has_python(folder, marker)
    return fits and marker.holds((*requirements, *extra))


def _chosen_build(build: str, folder: Path, watcher: Watcher) -> str:
    marker = read_marker(folder)
    if build != AUTO:
        return build
    if marker is not None:
        return marker.build
    graphics = look_for_graphics(watcher.is_cancelled)
    chosen = "cpu" if graphics.refusal else "gpu"
    watcher.report(f"Build: {chosen}" + (f" ({graphics.name}, driver {graphics.driver})" if graphics.name else ""))
    return chosen


def _works(folder: Path, marker: Marker, requirements_folder: Path, watcher: Watcher) -> bool:
    """Whether the packages of all tiers that are there can be imported."""
    tiers = describe(folder, marker, requirements_folder).tiers
    if not tiers:
        return True  # of another version: they are renewed anyway
    run = Runner(scrubbed_environment(), None, watcher.report, watcher.is_cancelled)
    try:
        import_packages(folder, tier_requirements(tiers[-1], requirements_folder), run)
    except UserError as error:
        watcher.report(f"What is installed does not work, and is made anew. {error}")
        return False
    return True


def remove_environment(folder: Path) -> None:
    """Remove the environment with all that is in its folder. Raises UserError where it is not ours, or in use."""
    if not folder.is_dir():
        return
    with locked(folder, Watcher(is_cancelled=lambda: True)):
        empty(folder)
        left = [item.name for item in folder.iterdir()]
    if left:
        raise UserError(f"{folder / left[0]} cannot be removed. Is the runtime in use by a run, or by another QGIS?")
    folder.rmdir()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="rscd_plugin.runtime.environment", description=__doc__)
    parser.add_argument("--folder", type=lambda text: Path(text).absolute(), help="default: as the plugin would choose")
    parser.add_argument("--tier", choices=TIERS, default="detect")
    parser.add_argument("--build", choices=BUILD_CHOICES, default="cpu")
    parser.add_argument("--extra", type=Path, nargs="*", default=[], help="more requirement files")
    options = parser.parse_args(arguments)
    folder = options.folder or environment_folder()
    try:
        make_environment(folder, options.tier, Watcher(_say), options.extra, build=options.build)
    except UserError as error:
        _say(f"Error: {error}")
        return 1
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
