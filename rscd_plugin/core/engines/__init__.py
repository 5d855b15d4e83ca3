"""Running a bi-temporal ONNX model: its card, the device, the session."""
