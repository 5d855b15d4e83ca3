"""Bringing post's values to pre's: relative radiometric normalisation, band by band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import UserError

_TRIM_PERCENT = 0.1  # of the values at either end are outliers, such as glints and broken lines
_LEVELS = 257


@dataclass(frozen=True)
class Normaliser:
    """For each band a piecewise linear map through (post value, pre value), both ascending; beyond its ends `slopes` go on.

    post_levels, pre_levels: (bands, n) float64. slopes: (bands,).
    """

    post_levels: np.ndarray
    pre_levels: np.ndarray
    slopes: np.ndarray

    def apply(self, pixels: np.ndarray) -> np.ndarray:
        """(bands, height, width) of post, as float32 values comparable with pre's."""
        mapped = np.empty(pixels.shape, np.float32)
        for plane, values, post, pre, slope in zip(mapped, pixels, self.post_levels, self.pre_levels, self.slopes):
            inside = np.clip(values, post[0], post[-1])
            plane[...] = np.interp(inside, post, pre) + slope * (values - inside)
        return mapped


def fit_normaliser(method: str, pre: np.ndarray, post: np.ndarray) -> Normaliser:
    """What brings the values `post` to those of `pre`: (bands, n) each, the same places, valid in both.

    mean_std: mean and standard deviation alike. histogram: quantiles alike. Both without the outer 0.1 per cent of values.
    Raises UserError when there are too few values.
    """
    check_sample(method, pre)
    ends = [_TRIM_PERCENT, 100 - _TRIM_PERCENT]
    fitted = [_mean_std(_trimmed(x, ends), _trimmed(y, ends)) for x, y in zip(pre, post)]
    slopes = np.array([slope for slope, _ in fitted])
    if method == "histogram":
        percent = np.linspace(*ends, _LEVELS)
        post_levels, pre_levels = np.percentile(post, percent, axis=1).T, np.percentile(pre, percent, axis=1).T
        return Normaliser(*_ascending(post_levels, pre_levels), slopes)
    return linear(slopes, np.array([offset for _, offset in fitted]))


def linear(slopes: np.ndarray, offsets: np.ndarray) -> Normaliser:
    """slope · post + offset, (bands,) each."""
    return Normaliser(np.zeros((len(slopes), 1)), offsets[:, None], slopes)


def check_sample(method: str, values: np.ndarray) -> None:
    """Raise UserError where (bands, n) values are too few to tell anything."""
    if values.shape[1] < 2:
        raise UserError(
            f"NORMALISE {method} needs places that hold data in both dates, and the sample holds {values.shape[1]}. "
            "Check nodata values, EXCLUDE and EXTENT, or set NORMALISE to none."
        )


def _trimmed(values: np.ndarray, ends: list[float]) -> np.ndarray:
    low, high = np.percentile(values, ends)
    return values[(values >= low) & (values <= high)].astype(np.float64)


def _mean_std(pre: np.ndarray, post: np.ndarray) -> tuple[float, float]:
    """Slope and offset that give `post` the mean and standard deviation of `pre`; slope 1 where one of them is flat."""
    spread = post.std()
    slope = pre.std() / spread if spread > 0 and pre.std() > 0 else 1.0
    return slope, pre.mean() - slope * post.mean()


def _ascending(post_levels: np.ndarray, pre_levels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Levels that differ, as `np.interp` needs them: of equal ones of post, as in 8-bit data, the mean of pre's counts.

    The number of levels stays: the last is repeated.
    """
    for post, pre in zip(post_levels, pre_levels):
        different, which = np.unique(post, return_inverse=True)
        means = np.bincount(which, pre) / np.bincount(which)
        post[:], pre[:] = different[-1], means[-1]
        post[: len(different)], pre[: len(means)] = different, means
    return post_levels, pre_levels
