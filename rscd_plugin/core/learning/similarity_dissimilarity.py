"""The terms of the similarity-dissimilarity loss of Metric-CD, as plain functions.

Bandara and Patel 2023, "Deep Metric Learning for Unsupervised Remote Sensing Change Detection". p is the change
probability, q = 1 - p; M = [p > q] marks change, Mb = 1 - M the rest; both masks are hard and have no gradient. d is a
distance between the dates. The whole loss pulls unmarked pixels together and pushes marked ones apart:

    L = L_img + L_feat + L_featAug + L_aug + λ L_cm

p, d and valid are (B, 1, H, W); p and d float, p in 0-1, d >= 0; valid bool, or float as a weight 0-1. Means are over
the valid pixels of the whole batch, and 0 if there is none. What stands at invalid pixels does not count, but it must be
finite. Every term is a scalar.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn import functional

from ..models.feature_extractor import Level

LARGEST_WEIGHT = 10.0


def distance(pre: torch.Tensor, post: torch.Tensor) -> torch.Tensor:
    """d = mean over channels of |pre - post|: two (B, channels, H, W) to (B, 1, H, W)."""
    return (pre - post).abs().mean(dim=1, keepdim=True)


def feature_distance(
    pre: Sequence[torch.Tensor], post: Sequence[torch.Tensor], levels: Sequence[Level], size: tuple[int, int]
) -> torch.Tensor:
    """Σ over levels of the distance between features, each level's bilinearly upsampled to the image: (B, 1, H, W).

    pre, post: normalised features at `levels` of images of `size` (H, W). Not p is brought down to each level (the
    published code takes every second or fourth pixel of it) but the distances up: only so is the loss a sum over pixels
    that can be minimised pixel by pixel, by the closed form D = distance(pre, post) + this.
    """
    maps = (_at_pixels(distance(*pair), level, size) for *pair, level in zip(pre, post, levels))
    return torch.stack(list(maps)).sum(dim=0)


def similarity_dissimilarity(p: torch.Tensor, d: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
    """mean(q Mb d) - mean(p M d). Its gradient in p is -d at every pixel, marked or not: all of it wants p = 1.

    What holds it back is `changed_area_term`.
    """
    marked = p.detach() > 0.5
    return _mean(torch.where(marked, -p, 1.0 - p) * d, valid)


def balanced_term(logits: torch.Tensor, d: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
    """The loss at fixed distances, in logarithms: mean(-w log p) where d > 1, mean(-w log q) elsewhere, w = min(|d - 1|, 10).

    logits: p = sigmoid(logits). d: over the balance point, which so lies at 1. `similarity_dissimilarity` with
    `changed_area_term` has the gradient (1 - d) p q in the logits: nothing, once p is near 0 everywhere, and there most
    pixels draw it at once, as few change. This has w (p - [d > 1]), is least at the very same p, pixel by pixel, and does not go
    flat. The bound on w keeps a few glaring pixels from deciding alone.
    """
    changed = d > 1.0
    weight = (d - 1.0).abs().clamp_max(LARGEST_WEIGHT)
    return _mean(functional.softplus(torch.where(changed, -logits, logits)) * weight, valid)


def image_term(p: torch.Tensor, pre: torch.Tensor, post: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
    """L_img = mean(|q Mb (I1 - I2)|) - mean(|p M (I1 - I2)|). pre, post: (B, bands, H, W), normalised to each other."""
    return similarity_dissimilarity(p, distance(pre, post), valid)


def feature_term(
    p: torch.Tensor,
    pre: Sequence[torch.Tensor],
    post: Sequence[torch.Tensor],
    levels: Sequence[Level],
    valid: torch.Tensor,
) -> torch.Tensor:
    """L_feat: as L_img, over the normalised features of D-FE at every level, added up. Moves D-CPG and D-FE."""
    return similarity_dissimilarity(p, feature_distance(pre, post, levels, p.shape[-2:]), valid)


def feature_augmentation_term(
    p: torch.Tensor,
    pre: Sequence[torch.Tensor],
    post: Sequence[torch.Tensor],
    varied_pre: Sequence[torch.Tensor],
    varied_post: Sequence[torch.Tensor],
    levels: Sequence[Level],
    valid: torch.Tensor,
) -> torch.Tensor:
    """L_featAug = ½ [L_feat(varied pre, post) + L_feat(pre, varied post)]: features must see through the light.

    varied_…: normalised features of the date after `vary_photometry`. The published code gives one date's varied features
    for both dates, which is 0 whatever the weights. Varied against plain also keeps D-FE to images as it will meet
    them; the term between two varied dates is `feature_term` of these.
    """
    one = feature_term(p, varied_pre, post, levels, valid)
    other = feature_term(p, pre, varied_post, levels, valid)
    return 0.5 * (one + other)


def augmentation_term(p: torch.Tensor, p_varied: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
    """L_aug = mean |p - p_varied|: p must not depend on the light. p_varied: D-CPG's answer to varied images. 0-1."""
    return _mean((p - p_varied).abs(), valid)


def changed_area_term(p: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
    """L_cm = mean p, the changed share: few pixels change. Its weight λ *is* the balance point of the distance.

    With D the weighted sum of all distances in the loss, the gradient of L in p at a pixel is λ - D (over the number of
    pixels). So descent takes p to 1 exactly where D > λ, to 0 where D < λ. The same follows without gradients: but for
    λ times the unmarked share, which no descent sees, because the mask is hard, λ mean(p) + mean(q Mb D) - mean(p M D) is
    `similarity_dissimilarity(p, D - λ)`, which is least at p = [D > λ] at every pixel. (Seen as a number with that
    share left in, L jumps down by D where p passes ½; then pixels with λ/3 < D < λ are least just above ½.)
    """
    return _mean(p, valid)


def _mean(values: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
    weight = valid.to(values.dtype)
    return (values * weight).sum() / weight.sum().clamp_min(torch.finfo(values.dtype).tiny)


def _at_pixels(level_map: torch.Tensor, level: Level, size: tuple[int, int]) -> torch.Tensor:
    """(B, 1, h, w) on a level's grid to (B, 1, H, W), bilinear; constant beyond the outermost features' centres."""
    if level.stride_px == 1:
        return level_map
    count, _, height, width = level_map.shape
    # grid_sample calls the outer edges of the map -1 and 1
    at_y, at_x = (
        (2 * (torch.arange(pixels, device=level_map.device) - level.centre_px) / level.stride_px + 1) / cells - 1
        for pixels, cells in zip(size, (height, width))
    )
    y, x = torch.meshgrid(at_y, at_x, indexing="ij")
    grid = torch.stack([x, y], dim=-1).to(level_map.dtype).expand(count, -1, -1, -1)
    return functional.grid_sample(level_map, grid, mode="bilinear", padding_mode="border", align_corners=False)
