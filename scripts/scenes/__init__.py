"""Generated pairs of scenes: aerial-looking images of a place at two dates, and the exact change between them.

Everything in them is drawn by this package, so they may be shipped, shown and trained on without any licence.
"""

from __future__ import annotations

from .scene import Scene, make_scene
from .write import write_scene

__all__ = ["Scene", "make_scene", "write_scene"]
