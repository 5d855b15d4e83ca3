"""Rasters on disk: grids, sources, and the pair that two dates make. Read by window, never whole."""
