"""A change detector: what it learns from, its losses, its calibration, the way out to ONNX."""
