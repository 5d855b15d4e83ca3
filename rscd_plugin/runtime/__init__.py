"""The middle ring: where torch and onnxruntime come from, and the worker process, seen from QGIS."""
