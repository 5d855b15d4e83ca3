"""Build the zip to publish: build/rscd_plugin-VERSION.zip, the same bytes from the same tree."""

from __future__ import annotations

import configparser
import sys
import tempfile
import zipfile
from pathlib import Path

from scripts.guide import build_guide

CHECKOUT = Path(__file__).resolve().parent.parent
NAME = "rscd_plugin"

MAXIMUM_BYTES = 25 * 1024 * 1024  # the plugin site's limit
COMPILED = {".so", ".dll", ".pyd", ".dylib", ".exe", ".pyc", ".o", ".a"}
LEFT_OUT = {"__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache"}
REQUIRED_METADATA = (
    *("name", "description", "about", "version", "qgisMinimumVersion", "author", "email"),
    *("repository", "tracker", "hasProcessingProvider"),
)
FIXED_TIME = (2020, 1, 1, 0, 0, 0)


def build_package(folder: Path) -> Path:
    """Write the zip into `folder` and return its path. Raises SystemExit, naming what the plugin site would refuse."""
    version = _version()
    folder.mkdir(parents=True, exist_ok=True)
    package = folder / f"{NAME}-{version}.zip"
    with tempfile.TemporaryDirectory() as scratch:
        files = {**_files(), **_guide(Path(scratch))}
        with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name in sorted(files):
                entry = zipfile.ZipInfo(f"{NAME}/{name}", FIXED_TIME)
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, files[name].read_bytes())
    size = package.stat().st_size
    if size > MAXIMUM_BYTES:
        raise SystemExit(f"{package} has {size} bytes; the plugin site takes at most {MAXIMUM_BYTES}. Ship less.")
    return package


def _files() -> dict[str, Path]:
    """Name inside the plugin's folder → file. Symlinks are followed: metadata.txt and resources lie one level up."""
    files = {"LICENSE": CHECKOUT / "LICENSE"}
    _collect(CHECKOUT / NAME, "", files)
    compiled = sorted(name for name, path in files.items() if path.suffix in COMPILED)
    if compiled:
        raise SystemExit(f"Compiled code was found, which the plugin site refuses: {', '.join(compiled)}")
    return files


def _guide(folder: Path) -> dict[str, Path]:
    """The user guide, where the plugin's help buttons look for it: it is to be read without a network too."""
    return {f"guide/{path.relative_to(folder).as_posix()}": path for path in build_guide(folder)}


def _collect(folder: Path, prefix: str, files: dict[str, Path]) -> None:
    for entry in folder.iterdir():
        if entry.name in LEFT_OUT or entry.suffix == ".pyc" or entry.name.endswith(".aux.xml"):
            continue
        if entry.is_dir():
            _collect(entry, f"{prefix}{entry.name}/", files)
        else:
            files[prefix + entry.name] = entry


def _version() -> str:
    """The version in metadata.txt, once all that the plugin site asks for is there."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # the names are case-sensitive
    parser.read(CHECKOUT / "metadata.txt", encoding="utf-8")
    general = parser["general"]
    missing = [name for name in REQUIRED_METADATA if not general.get(name)]
    if missing:
        raise SystemExit(f"metadata.txt lacks: {', '.join(missing)}")
    version = general["version"]
    if len(version.split(".")) != 3 or not version.replace(".", "").isdigit():
        raise SystemExit(f"metadata.txt: version is {version!r}; expected MAJOR.MINOR.PATCH")
    return version


def main() -> int:
    """Build into build/ and say what was built."""
    package = build_package(CHECKOUT / "build")
    with zipfile.ZipFile(package) as archive:
        files = len(archive.namelist())
    print(f"{package.relative_to(CHECKOUT)}: {files} files, {package.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
