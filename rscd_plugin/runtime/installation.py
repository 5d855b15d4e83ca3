"""Fill the private environment: venv, pip, and a look whether what was installed can be imported."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile

from ..core.errors import Cancelled, UserError
from .command import run_command
from .python import find_base_interpreter, python_of, scrubbed_environment
from .tiers import Marker, fingerprints, read_marker, remove_marker, required_names, write_marker

LAST_LINES = 12

# No source packages: building them needs compilers, and leaves processes behind when it is stopped.
PIP_INSTALL = ("-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off")
PIP_INSTALL += ("--only-binary", ":all:")

_IMPORT = """
import importlib, json, platform, sys
versions = {"python": platform.python_version()}
for name in sys.argv[1:]:
    versions[name] = str(getattr(importlib.import_module(name), "__version__", "unknown"))
print(json.dumps(versions))
"""


def install(
    folder: Path,
    requirements: Sequence[Path],
    extra_requirements: Sequence[Path],
    report: Callable[[str], None],
    is_cancelled: Callable[[], bool],
) -> Marker:
    """Install the requirement files into the environment in `folder`, making it first where there is none.

    The names in `requirements` are imported afterwards; those in `extra_requirements` are only installed.
    """
    everything = (*requirements, *extra_requirements)
    _refuse_foreign_folder(folder)
    _make_folder(folder)
    with _only_one_at_a_time(folder, report, is_cancelled):
        before = read_marker(folder)
        if before and before.holds(everything) and python_of(folder).is_file():
            return before
        remove_marker(folder)
        versions = _fill(folder, requirements, extra_requirements, report, is_cancelled)
        base = versions.pop("base")
        marker = Marker(
            base,
            {**(before.requirements if before else {}), **fingerprints(everything)},
            {**(before.versions if before else {}), **versions},
        )
        write_marker(folder, marker)
    report("The runtime is installed: " + ", ".join(f"{name} {version}" for name, version in versions.items()))
    return marker


def _fill(
    folder: Path,
    requirements: Sequence[Path],
    extra_requirements: Sequence[Path],
    report: Callable[[str], None],
    is_cancelled: Callable[[], bool],
) -> dict[str, str]:
    """The three steps; returns the versions of what can be imported, and under "base" the Python it was made from."""

    def run(step: str, program: Path, arguments: Sequence[str], show: Callable[[str], None] = report) -> str:
        report(f"{step} …")
        finished = run_command(program, arguments, scrubbed_environment(), show, is_cancelled)
        if finished.exit_code != 0:
            last = "\n".join(finished.output.splitlines()[-LAST_LINES:])
            raise UserError(
                f"{step} failed (exit code {finished.exit_code}). Its last words:\n{last}\n"
                "Check the network connection (or proxy) and the free disk space, then try again."
            )
        return finished.output

    base = find_base_interpreter()
    report(f"Base: {base.program}, Python {base.version}, numpy {base.numpy_version}, GDAL {base.gdal_version}")
    venv = ["-I", "-m", "venv", "--system-site-packages", str(folder)]
    run(f"Making the environment in {folder}", base.program, venv)
    # GDAL was built against one numpy series, and breaks with the next.
    constraint = folder / "constraints.txt"
    constraint.write_text(f"numpy>={base.numpy_major},<{base.numpy_major + 1}\n", encoding="utf-8")
    wanted = [part for file in (*requirements, *extra_requirements) for part in ("--requirement", str(file))]
    run("Installing packages", python_of(folder), [*PIP_INSTALL, "--constraint", str(constraint), *wanted])
    # torch before onnxruntime: the other order clashes on some platforms. The higher tier comes last in the files.
    names = [*required_names(reversed(requirements)), "numpy", "osgeo.gdal"]
    look = ["-I", "-c", _IMPORT, *names]
    versions = run("Importing what was installed", python_of(folder), look, show=lambda _line: None)
    return {"base": str(base.program), **json.loads(versions.splitlines()[-1])}


def _refuse_foreign_folder(folder: Path) -> None:
    """Never write into a folder that holds something else."""
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file. Expected a folder for the runtime; choose another place.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").is_file():
        raise UserError(
            f"{folder} is not empty and holds no Python environment. Expected a folder of the runtime's own: "
            "choose an empty or a new one."
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder} cannot be made ({error.strerror}). Choose another folder for the runtime.") from None


@contextmanager
def _only_one_at_a_time(
    folder: Path, report: Callable[[str], None], is_cancelled: Callable[[], bool]
) -> Iterator[None]:
    """Hold a lock beside the folder: two QGIS windows may want to install at the same time."""
    lock = QLockFile(str(folder.with_name(folder.name + ".lock")))
    # A lock is stale when its process is gone, however long an installation takes.
    lock.setStaleLockTime(0)
    waiting = False
    while not lock.tryLock(500):
        if lock.error() == QLockFile.LockError.PermissionError:
            raise UserError(f"{folder.parent} cannot be written to. Choose another folder for the runtime.")
        if is_cancelled():
            raise Cancelled("The installation was stopped.")
        if not waiting:
            report("Another installation into this folder is going on; waiting for it …")
        waiting = True
    try:
        yield
    finally:
        lock.unlock()
