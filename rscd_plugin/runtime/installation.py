"""Fill the private environment: venv, pip, and a look whether what was installed can be imported."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile

from ..core.errors import Cancelled, UserError
from .install_progress import InstallProgress, InstallState
from .packages import Runner, Wish, import_packages, install_packages, installer_environment
from .python import BaseInterpreter, find_base_interpreter
from .tiers import MARKER_NAME, Marker, fingerprints, remove_marker, write_marker

# Says whose folder it is for as long as there is no marker.
UNFINISHED = "rscd-unfinished"
_DOWNLOADS = ".downloads"
_OURS = (MARKER_NAME, UNFINISHED, "constraints.txt")


@dataclass(frozen=True)
class Watcher:
    """Who follows an installation, and may stop it. report: lines of text. on_state: how far it is."""

    report: Callable[[str], None] = lambda line: None
    on_state: Callable[[InstallState], None] = lambda state: None
    is_cancelled: Callable[[], bool] = lambda: False


def install(folder: Path, wish: Wish, before: Marker | None, bytes_expected: int, watcher: Watcher) -> Marker:
    """Install what is wished into the environment in `folder`; call it with the folder locked (`locked`).

    before: what the environment holds and is added to; None empties it first. When it is stopped or fails, the environment is
    what it was before as long as pip had changed nothing, else the folder is left empty.
    """
    downloads = folder / _DOWNLOADS
    progress = InstallProgress(downloads, bytes_expected, wish.source.wheels is not None, watcher.on_state)

    def report(line: str) -> None:
        progress.line(line)
        watcher.report(line)

    def look() -> bool:
        progress.look()
        return watcher.is_cancelled()

    _claim(folder, clear=before is None)
    try:
        downloads.mkdir(exist_ok=True)
        run = Runner(installer_environment(wish.source.proxy, downloads), wish.source.proxy, report, look)
        base, versions = _fill(folder, wish, before, progress, run, watcher.report)
    except BaseException:
        if before is not None and not progress.has_touched:
            shutil.rmtree(downloads, ignore_errors=True)
            _declare_finished(folder, before)
        else:
            empty(folder)
        raise
    marker = Marker(
        str(base.program),
        {**(before.requirements if before else {}), **fingerprints(wish.everything)},
        {**(before.versions if before else {}), **versions},
        wish.build,
    )
    shutil.rmtree(downloads, ignore_errors=True)
    _declare_finished(folder, marker)
    watcher.report("The runtime is installed: " + ", ".join(f"{name} {version}" for name, version in versions.items()))
    return marker


def _fill(
    folder: Path,
    wish: Wish,
    before: Marker | None,
    progress: InstallProgress,
    run: Runner,
    report: Callable[[str], None],
) -> tuple[BaseInterpreter, dict[str, str]]:
    """The steps; returns the Python that it was made from, and the versions of what can be imported."""
    progress.begin("making")
    base = find_base_interpreter()
    report(f"Base: {base.program}, Python {base.version}, numpy {base.numpy_version}, GDAL {base.gdal_version}")
    if before is None or before.versions.get("python") != base.version:
        venv = ["-I", "-m", "venv", "--system-site-packages", str(folder)]
        run(f"Making the environment in {folder}", base.program, venv)
    progress.begin("downloading", _packages_folder(folder))
    install_packages(folder, wish, base.numpy_major, run)
    progress.begin("checking")
    return base, import_packages(folder, wish.requirements, run)


def _packages_folder(folder: Path) -> Path | None:
    places = [folder / "Lib" / "site-packages", *folder.glob("lib/python*/site-packages")]
    return next((place for place in places if place.is_dir()), None)


def is_ours(folder: Path) -> bool:
    """Whether the plugin made this folder, finished or not."""
    return any((folder / name).is_file() for name in _OURS)


def refuse_foreign(folder: Path) -> None:
    """Never write into a folder that holds something else."""
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file. Expected a folder for the runtime; choose another place.")
    if folder.is_dir() and any(folder.iterdir()) and not is_ours(folder):
        raise UserError(
            f"{folder} is not empty, and the plugin did not make it. Expected a folder of the runtime's own: "
            "choose an empty or a new one."
        )


def _claim(folder: Path, clear: bool) -> None:
    """Declare the environment unfinished; what a stopped installation left is half of something, and goes."""
    (folder / UNFINISHED).touch()
    remove_marker(folder)
    if clear:
        empty(folder, but=UNFINISHED)
        left = [item.name for item in folder.iterdir() if item.name != UNFINISHED]
        if left:
            raise UserError(
                f"{folder / left[0]} cannot be removed. Is the runtime in use by a run, or by another QGIS? Wait for it, or "
                "close that, then try again."
            )


def _declare_finished(folder: Path, marker: Marker) -> None:
    write_marker(folder, marker)
    (folder / UNFINISHED).unlink(missing_ok=True)


def empty(folder: Path, but: str = "") -> None:
    """Remove all that can be removed; the note that it is unfinished goes last, so that the rest is known as ours."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name == UNFINISHED):
        if item.name == but:
            continue
        if item.name == UNFINISHED and len(list(folder.iterdir())) > 1:
            continue
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item, ignore_errors=True)
        else:
            try:
                item.unlink()
            except OSError:
                continue  # in use; the next installation finds it and says so


@contextmanager
def locked(folder: Path, watcher: Watcher) -> Iterator[None]:
    """Make the folder, and hold a lock beside it: two QGIS windows may want to install at the same time."""
    refuse_foreign(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder} cannot be made ({error.strerror}). Choose another folder for the runtime.") from None
    lock = QLockFile(str(folder.with_name(folder.name + ".lock")))
    # A lock is stale when its process is gone, however long an installation takes.
    lock.setStaleLockTime(0)
    waiting = False
    while not lock.tryLock(500):
        if lock.error() == QLockFile.LockError.PermissionError:
            raise UserError(f"{folder.parent} cannot be written to. Choose another folder for the runtime.")
        if watcher.is_cancelled():
            raise Cancelled("The installation was stopped.")
        if not waiting:
            watcher.report("Another installation into this folder is going on; waiting for it …")
        waiting = True
    try:
        yield
    finally:
        lock.unlock()
