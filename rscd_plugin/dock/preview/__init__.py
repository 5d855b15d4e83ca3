"""A quick look at what Run would find in the current view of the map."""

from __future__ import annotations

from .controls import PreviewControls

__all__ = ["PreviewControls"]
