"""Between QGIS layers and files: a layer as the worker can open it, a file as a styled layer."""
