"""Between a detector as it began and as it ended: what it learnt lately, without what it would lose of what it knew.

Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", equation 3.
"""

from __future__ import annotations

from ...models.detector import ChangeDetector
from ...progress import Progress
from ..chips.chips import Chips
from ..chips.scaling import Scaling
from ..training.averaging import Weights, copy_of
from .calibration import too_little
from .task import count_validation
from .validation import pooled_figures

SHARES = (1.0, 0.85, 0.7, 0.55)  # of the end
# Where validation holds too little to choose by: the more was learnt from, the less of the start is needed.
SHARE_OF_FEW, SHARE_OF_MORE = 0.7, 0.85
FEW_PIXELS = 1_000_000  # labelled ones that were learnt from


def blend_with_start(
    detector: ChangeDetector, start: Weights, learnt_px: int, validation: Chips, scaling: Scaling, progress: Progress
) -> float:
    """Set every weight and statistic to share * end + (1 - share) * start; returns the share.

    The share has the best F1 on validation pairs, of those alike the highest. Where they hold too little to judge by it goes by
    learnt_px, how many labelled pixels were learnt from. Raises Cancelled.
    """
    end = copy_of(detector)
    counts = count_validation(detector, validation, scaling, progress.part(0.0, 1 / len(SHARES)))
    if too_little(counts):
        share = SHARE_OF_FEW if learnt_px < FEW_PIXELS else SHARE_OF_MORE
        _set(detector, start, end, share)
        return share
    found = {}
    for done, share in enumerate(SHARES):
        _set(detector, start, end, share)
        counts = count_validation(detector, validation, scaling, progress.part(done / len(SHARES), (done + 1) / len(SHARES)))
        found[share] = round(pooled_figures(counts)["best_f1"], 3)
    share = max(SHARES, key=lambda each: (found[each], each))
    _set(detector, start, end, share)
    return share


def _set(detector: ChangeDetector, start: Weights, end: Weights, share: float) -> None:
    """Counters of batches, which are whole numbers, stay as at the end."""
    detector.load_state_dict(
        {
            name: start[name].lerp(tensor, share) if tensor.is_floating_point() and share < 1.0 else tensor
            for name, tensor in end.items()
        }
    )
