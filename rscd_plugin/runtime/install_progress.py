"""How far an installation is: read from pip's lines, and from what pip has put on the disk so far."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

STEPS = ("making", "downloading", "installing", "checking")
# Where in the whole each step begins and ends: with something to download, and from a folder of wheels.
_SHARES = {"making": (0.0, 0.02), "downloading": (0.02, 0.75), "installing": (0.75, 0.96), "checking": (0.96, 1.0)}
_OFFLINE_SHARES = {**_SHARES, "downloading": (0.02, 0.1), "installing": (0.1, 0.96)}
_LOOK_EVERY_S = 0.5
_UNITS = {"bytes": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_COLLECTING = re.compile(r"^Collecting ([A-Za-z0-9._-]+)")
_DOWNLOADING = re.compile(r"^\s+(?:Downloading|Using cached) (\S+\.whl).* \(([\d.]+) (bytes|kB|MB|GB)\)")
_INSTALLING = "Installing collected packages: "


@dataclass(frozen=True)
class InstallState:
    """step: one of STEPS. share: 0-1 of the whole. package: the latest one. packages: collected, or while installing done, of
    of_packages (0: not known yet). bytes_done, bytes_expected: of the download; the latter is about right.
    """

    step: str = STEPS[0]
    share: float = 0.0
    package: str = ""
    packages: int = 0
    of_packages: int = 0
    bytes_done: int = 0
    bytes_expected: int = 0


class InstallProgress:
    """Follows one installation. Feed it pip's lines, and call `look` often; `on_state` gets what is new."""

    def __init__(
        self, download_folder: Path, bytes_expected: int, offline: bool, on_state: Callable[[InstallState], None]
    ) -> None:
        self._folder = download_folder
        self._shares = _OFFLINE_SHARES if offline else _SHARES
        self._on_state = on_state
        self._told: dict[str, int] = {}  # wheel → bytes, as pip says them
        self._collected: set[str] = set()
        self._installing: list[str] = []
        self._packages_folder: Path | None = None
        self._next_look = 0.0
        self.state = InstallState(bytes_expected=0 if offline else bytes_expected)

    @property
    def has_touched(self) -> bool:
        """Whether pip has begun to change what is installed."""
        return bool(self._installing)

    def begin(self, step: str, packages_folder: Path | None = None) -> None:
        """A step begins. packages_folder: where pip will put the packages."""
        self._packages_folder = packages_folder or self._packages_folder
        self._tell(0.0, step=step)

    def line(self, text: str) -> None:
        """A line of pip's."""
        collecting, downloading = _COLLECTING.match(text), _DOWNLOADING.match(text)
        if collecting:
            self._collected.add(collecting.group(1))
            self._tell(None, package=collecting.group(1), packages=len(self._collected))
        elif downloading:
            wheel, number, unit = downloading.groups()
            self._told[wheel.split("/")[-1]] = int(float(number) * _UNITS[unit])
            expected = max(self.state.bytes_expected, sum(self._told.values()))
            self._tell(None, package=_package_of(wheel), bytes_expected=expected)
        elif text.startswith(_INSTALLING):
            self._installing = [name.strip() for name in text[len(_INSTALLING) :].split(",")]
            self._tell(0.0, step="installing", package="", packages=0, of_packages=len(self._installing))

    def look(self) -> None:
        """See what is on the disk by now; now and then, however often it is called."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + _LOOK_EVERY_S
        if self.state.step == "downloading":
            there = _bytes_in(self._folder)
            expected = max(self.state.bytes_expected, 1)
            if there:
                self._tell(min(there / expected, 1.0), bytes_done=there)
        elif self.state.step == "installing" and self._packages_folder is not None:
            done = _installed_in(self._packages_folder, self._installing)
            self._tell(done / len(self._installing), packages=done)

    def _tell(self, share_of_step: float | None, **changes: object) -> None:
        state = replace(self.state, **changes)
        if share_of_step is not None:
            begin, end = self._shares[state.step]
            state = replace(state, share=max(state.share, begin + (end - begin) * share_of_step))
        if state != self.state:
            self.state = state
            self._on_state(state)


def _package_of(wheel: str) -> str:
    return wheel.split("/")[-1].split("-")[0].replace("_", "-")


def _bytes_in(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                continue  # pip has just removed it
    return total


def _installed_in(folder: Path, names: list[str]) -> int:
    """How many of `names` are there whole: pip writes RECORD last."""

    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name.split("[")[0]).lower()

    infos = folder.glob("*.dist-info")
    there = {plain(info.name.split("-")[0]) for info in infos if (info / "RECORD").is_file()}
    return sum(plain(name) in there for name in names)
