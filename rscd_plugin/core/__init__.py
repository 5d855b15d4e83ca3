"""The inner ring: change detection on files and arrays. Imports neither QGIS nor Qt."""
