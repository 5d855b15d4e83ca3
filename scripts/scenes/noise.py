"""Fractal noise: the texture of everything that grows or wears."""

from __future__ import annotations

import numpy as np
from scipy import fft


def fractal_noise(rng: np.random.Generator, size_px: int, exponent: float, largest_px: float | None = None) -> np.ndarray:
    """Noise with the power spectrum 1 / frequency ** (2 * exponent), by filtering white noise.

    `exponent` 0 is white, 1 looks like rough ground, 2 like clouds. Structures larger than `largest_px`
    are flattened. Returns float32 (size_px, size_px), mean 0, standard deviation 1.
    """
    frequency_y = np.fft.fftfreq(size_px).astype(np.float32)[:, None]
    frequency_x = np.fft.rfftfreq(size_px).astype(np.float32)[None, :]
    lowest = 1.0 / (largest_px or size_px)
    frequency = np.sqrt(frequency_y**2 + frequency_x**2 + np.float32(lowest) ** 2)
    white = rng.standard_normal((size_px, size_px), dtype=np.float32)
    spectrum = fft.rfft2(white) * frequency ** np.float32(-exponent)
    noise = fft.irfft2(spectrum, s=(size_px, size_px)).astype(np.float32)
    noise -= noise.mean()
    noise /= noise.std()
    return noise


def smooth_step(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """0 below `low`, 1 above `high`, 3t² - 2t³ between. Any shape; float32."""
    t = np.clip((values - low) / (high - low), 0.0, 1.0).astype(np.float32)
    return t * t * (3.0 - 2.0 * t)
