"""Style, imports and annotations (ruff), and the two scans that block a plugin on the QGIS plugin site.

The site scans what the zip holds, so that is what is scanned here: the package is built and unpacked first.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from scripts.package import build_package

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run all checks; the exit code is the number of those that failed."""
    with tempfile.TemporaryDirectory() as scratch:
        zipfile.ZipFile(build_package(Path(scratch))).extractall(scratch)
        plugin = Path(scratch) / "rscd_plugin"
        checks = [
            _run("ruff", [sys.executable, "-m", "ruff", "check", str(CHECKOUT)]),
            _run("bandit", [sys.executable, "-m", "bandit", "--quiet", "--recursive", str(plugin)]),
            _detect_secrets(plugin),
        ]
    return checks.count(False)


def _run(name: str, command: list[str]) -> bool:
    print(f"lint: {name} …", flush=True)
    return subprocess.run(command, check=False).returncode == 0


def _detect_secrets(plugin: Path) -> bool:
    """detect-secrets exits 0 whatever it finds; what it found stands in its answer."""
    print("lint: detect-secrets …", flush=True)
    command = [sys.executable, "-m", "detect_secrets", "scan", "--all-files", "."]
    answer = subprocess.run(command, cwd=plugin, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = [secret for secrets in json.loads(answer)["results"].values() for secret in secrets]
    for secret in found:
        print(f"{secret['filename']}:{secret['line_number']}: looks like a secret ({secret['type']})")
    return not found


if __name__ == "__main__":
    sys.exit(main())
