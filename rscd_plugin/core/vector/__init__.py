"""From a change probability to a change mask and to change polygons."""
