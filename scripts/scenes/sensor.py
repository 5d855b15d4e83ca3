"""From light to digital numbers: haze, gain, sharpness, noise, and a shift of the later image."""

from __future__ import annotations

import numpy as np
from scipy import ndimage


def expose(rng: np.random.Generator, radiance: np.ndarray, shift_px: tuple[float, float]) -> np.ndarray:
    """Radiance float32 (4, H, W), about 0-1, to uint8 (4, H, W) as one sensor on one day records it.

    `shift_px` (dy, dx) moves the content towards higher rows and columns.
    """
    gain = rng.lognormal(0.05, 0.18) * rng.lognormal(0.0, 0.05, 4)
    haze = rng.uniform(0.0, 0.07) * np.array([0.7, 0.9, 1.2, 0.4]) * rng.uniform(0.7, 1.3, 4)
    gamma = rng.uniform(0.8, 1.25)
    contrast_saturation = rng.uniform(0.75, 1.15)
    sharpening = rng.uniform(-0.7, 1.0)  # below 0: blurred; above: sharpened, as pan-sharpened products are
    noise_level = rng.uniform(0.6, 3.0)

    grey = radiance[:3].mean(axis=0)
    image = np.empty(radiance.shape, dtype=np.uint8)
    for band in range(4):
        plane = radiance[band]
        if band < 3:
            plane = grey + (plane - grey) * np.float32(contrast_saturation)
        plane = plane + np.float32(sharpening) * (plane - ndimage.gaussian_filter(plane, 0.8, truncate=2.5))
        if shift_px != (0.0, 0.0):
            plane = ndimage.shift(plane, shift_px, order=1, mode="nearest", prefilter=False)
        plane = np.clip(plane * np.float32(gain[band]) + np.float32(haze[band]), 0.0, 1.0) ** np.float32(gamma)
        plane = plane * 255 + noise_level * rng.standard_normal(plane.shape, dtype=np.float32)
        image[band] = np.clip(np.rint(plane), 0, 255)
    return image
