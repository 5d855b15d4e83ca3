"""pip in the private environment: its arguments, its variables, and what was installed tried out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qgis.PyQt.QtCore import QProcessEnvironment

from ..core.errors import UserError
from .builds import names_own_index, requirements_of, torch_index
from .command import run_command
from .proxy import Proxy
from .python import python_of, scrubbed_environment
from .tiers import required_names

LAST_LINES = 12
_NETWORK_ADVICE = "Check the network connection (or proxy) and the free disk space, then try again."
_WHEELS_ADVICE = "Does the folder hold every package that is asked for, made for this system and this version of Python?"

_PIP = ("-I", "-m", "pip", "--no-input", "--disable-pip-version-check")
# No source packages: building them needs compilers, and leaves processes behind when it is stopped.
_INSTALL = ("install", "--progress-bar", "off", "--only-binary", ":all:")

_IMPORT = """
import importlib, json, platform, sys
versions = {"python": platform.python_version()}
for name in sys.argv[1:]:
    versions[name] = str(getattr(importlib.import_module(name), "__version__", "unknown"))
print(json.dumps(versions))
"""


@dataclass(frozen=True)
class Source:
    """Where packages come from: a folder of wheels and nothing else, or the index that pip is set to, through a proxy or not."""

    wheels: Path | None = None
    proxy: Proxy | None = None


@dataclass(frozen=True)
class Wish:
    """What an environment is to hold. requirements: the tier's files, whose packages are imported afterwards; extra: files that
    are only installed.
    """

    requirements: tuple[Path, ...]
    extra: tuple[Path, ...] = ()
    build: str = "cpu"
    source: Source = field(default_factory=Source)

    @property
    def everything(self) -> tuple[Path, ...]:
        """All requirement files."""
        return (*self.requirements, *self.extra)


class Runner:
    """Runs the programs of an installation, and tells what they say without any password."""

    def __init__(
        self, environment: QProcessEnvironment, proxy: Proxy | None, report: Callable[[str], None], look: Callable[[], bool]
    ) -> None:
        self._environment = environment
        self._redacted = (lambda line: line) if proxy is None else proxy.redacted
        self._report = report
        self._look = look

    def __call__(
        self,
        step: str,
        program: Path,
        arguments: Sequence[str],
        show: Callable[[str], None] | None = None,
        advice: str = "Check the free disk space, then try again.",
    ) -> str:
        """Run one and return what it printed. Raises UserError with `advice` and its last words."""
        self._report(f"{step} …")
        say = show or self._report
        finished = run_command(program, arguments, self._environment, lambda line: say(self._redacted(line)), self._look)
        if finished.exit_code != 0:
            last = self._redacted("\n".join(finished.output.splitlines()[-LAST_LINES:]))
            raise UserError(f"{step} failed (exit code {finished.exit_code}). {advice}\nIts last words:\n{last}")
        return finished.output


def installer_environment(proxy: Proxy | None, download_folder: Path) -> QProcessEnvironment:
    """Variables for venv and pip. Downloads go beside what they become: the system's temporary folder is often too small."""
    environment = scrubbed_environment()
    for name in ("TMPDIR", "TEMP", "TMP"):
        environment.insert(name, str(download_folder))
    for name, value in (proxy.variables() if proxy else {}).items():
        environment.insert(name, value)
    return environment


def install_packages(folder: Path, wish: Wish, numpy_major: int, run: Runner) -> None:
    """pip install, into the environment in `folder`."""
    # GDAL was built against one numpy series, and breaks with the next.
    constraint = folder / "constraints.txt"
    constraint.write_text(f"numpy>={numpy_major},<{numpy_major + 1}\n", encoding="utf-8")
    files = requirements_of(wish.everything, wish.build, folder)
    wanted = [part for file in files for part in ("--requirement", str(file))]
    arguments = [*_PIP, *_INSTALL, "--constraint", str(constraint), *_where(folder, wish, run), *wanted]
    run("Installing packages", python_of(folder), arguments, advice=_WHEELS_ADVICE if wish.source.wheels else _NETWORK_ADVICE)


def _where(folder: Path, wish: Wish, run: Runner) -> list[str]:
    if wish.source.wheels is not None:
        return ["--no-index", "--find-links", str(wish.source.wheels)]
    index = torch_index(wish.everything, wish.build)
    if not index:
        return []
    # What pip is set to may hold a password: it is read and shown to nobody.
    configuration = run("Reading pip's settings", python_of(folder), [*_PIP, "config", "list"], show=lambda _line: None)
    return [] if names_own_index(configuration) else index


def import_packages(folder: Path, requirements: Sequence[Path], run: Runner) -> dict[str, str]:
    """Import what was installed, in a process of its own; returns the versions. Raises UserError with the traceback's end."""
    # torch before onnxruntime: the other order clashes on some platforms. The higher tier comes last in the files.
    names = [*required_names(reversed(requirements)), "numpy", "osgeo.gdal"]
    look = ["-I", "-c", _IMPORT, *names]
    advice = "A package does not fit this system. Please report it with these lines."
    said = run("Importing what was installed", python_of(folder), look, show=lambda _line: None, advice=advice)
    return json.loads(said.splitlines()[-1])
