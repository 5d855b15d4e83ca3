"""Training: losses, augmentation, the loop, and the way out to ONNX. All of it needs torch."""
