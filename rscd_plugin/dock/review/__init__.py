"""Reviewing change polygons one by one: what the tab is made of."""
