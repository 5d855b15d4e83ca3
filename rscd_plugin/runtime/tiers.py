"""The two tiers of packages, and the marker file that says which of them an environment holds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

TIERS = ("detect", "learn")
REQUIREMENTS_FOLDER = Path(__file__).parent
MARKER_NAME = "rscd-environment.json"

_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")
_IMPORTED_AS = {"scikit-image": "skimage"}


def tier_requirements(tier: str, requirements_folder: Path = REQUIREMENTS_FOLDER) -> tuple[Path, ...]:
    """The requirement files of `tier`: its own and those of every tier below it."""
    return tuple(requirements_folder / f"requirements-{name}.txt" for name in TIERS[: TIERS.index(tier) + 1])


def required_names(requirements: Iterable[Path]) -> list[str]:
    """What the packages in requirement files are imported as, without versions, options and comments, in their order."""
    names = (match.group() for file in requirements for match in map(_NAME.match, _lines(file)) if match)
    return [_IMPORTED_AS.get(name, name) for name in names]


def fingerprints(requirements: Iterable[Path]) -> dict[str, str]:
    """File name → SHA-256 of what it requires: a changed requirement file is one that is not installed yet."""
    return {file.name: hashlib.sha256("\n".join(_lines(file)).encode()).hexdigest() for file in requirements}


def _lines(file: Path) -> list[str]:
    """What a requirement file says, without comments and empty lines."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


@dataclass(frozen=True)
class Marker:
    """What a finished installation wrote down. Without this file an environment counts as not there."""

    base: str
    requirements: dict[str, str]
    versions: dict[str, str]
    build: str = "cpu"

    def holds(self, requirements: Iterable[Path]) -> bool:
        """Whether every one of these files was installed as it reads today."""
        return all(self.requirements.get(name) == value for name, value in fingerprints(requirements).items())


def read_marker(folder: Path) -> Marker | None:
    """The marker of the environment in `folder`; None when it is missing or not readable as one."""
    try:
        content = json.loads((folder / MARKER_NAME).read_text(encoding="utf-8"))
        build = content.get("build", "cpu")  # markers of old know no other
        return Marker(content["base"], dict(content["requirements"]), dict(content["versions"]), build)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_marker(folder: Path, marker: Marker) -> None:
    """Write the marker in one step, so that it is never seen half-written."""
    half = folder / (MARKER_NAME + ".part")
    half.write_text(json.dumps(asdict(marker), indent=2) + "\n", encoding="utf-8")
    half.replace(folder / MARKER_NAME)


def remove_marker(folder: Path) -> None:
    """Declare the environment unfinished."""
    (folder / MARKER_NAME).unlink(missing_ok=True)
