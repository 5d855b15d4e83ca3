"""The guide's pictures, made from the real program: python -m scripts.pictures

Drives desktop QGIS with the demo pair (scripts/desktop --session) and cuts the pictures out of what its screen showed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

CHECKOUT = Path(__file__).resolve().parent.parent
PICTURES = CHECKOUT / "docs" / "guide" / "pictures"
WIDTH_PX, QUALITY = 1200, 82
# Picture → step of the session, and what of its screen of 1600 x 1000 pixels is shown: left, upper, right, lower.
WHOLE = (0, 0, 1600, 1000)
CUTS = {
    "panel": ("2-pair", WHOLE),
    "results": ("5-results", WHOLE),
    "compare": ("6-swipe", WHOLE),
    "review": ("9-decided", WHOLE),
    "setup": ("12-set-up", (508, 230, 1072, 692)),
    "options": ("13-options", (276, 88, 1306, 832)),
}


def main() -> int:
    """Make them all; the exit code is 1 when the session failed."""
    with tempfile.TemporaryDirectory(prefix="rscd-") as folder:
        environment = Path(folder) / "environment"  # so that no picture shows where the checkout lies
        environment.symlink_to(os.environ.get("RSCD_ENVIRONMENT", CHECKOUT / "build" / "environment"))
        variables = {**os.environ, "RSCD_ENVIRONMENT": str(environment), "RSCD_PROFILE": f"{folder}/profile"}
        session = Path(folder) / "session"
        command = [CHECKOUT / "scripts" / "desktop", "--session", session]
        if subprocess.run(command, env=variables, check=False).returncode:
            return 1
        if '"error": ""' not in (session / "session.json").read_text():
            shutil.copytree(session, CHECKOUT / "build" / "session", dirs_exist_ok=True)
            print("The session failed; see build/session.", file=sys.stderr)
            return 1
        for name, (step, cut) in CUTS.items():
            picture = Image.open(session / f"{step}.png").convert("RGB").crop(cut)
            picture.thumbnail((WIDTH_PX, WIDTH_PX))
            picture.save(PICTURES / f"{name}.jpg", quality=QUALITY, optimize=True)
            print(f"docs/guide/pictures/{name}.jpg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
