"""A detector from the labels to the threshold: trained, blended with what it began as, calibrated."""

from __future__ import annotations

from dataclasses import dataclass

from ...progress import Progress
from ..chips.chips import Chips
from ..chips.scaling import Scaling
from ..networks import Begun
from ..training.averaging import copy_of
from ..training.loop import Keep, TrainingHistory, fit
from ..training.settings import LoopSettings
from .blending import blend_with_start
from .calibration import Calibration, calibrate
from .task import DetectorTask, count_validation
from .validation import LogitCounts


@dataclass(frozen=True)
class Trained:
    """share: of what was learnt, against what the detector began as; 1 where it did not begin as a whole detector. counts: of the
    answers on validation pairs.
    """

    history: TrainingHistory
    share: float
    counts: LogitCounts
    calibration: Calibration


def train_detector(
    begun: Begun,
    chips: dict[str, Chips],
    validation: Chips,
    scaling: Scaling,
    chip_px: int,
    settings: LoopSettings,
    progress: Progress,
    keep: Keep,
) -> Trained:
    """Train `begun.network` in place. chips: under "pairs" and "single", either or both. keep: as `fit` calls it, and with what
    is blended at the end. Raises UserError and Cancelled.
    """
    start = copy_of(begun.network)
    task = DetectorTask(begun.network, scaling, chip_px, **chips, validation=validation)
    history = fit(task, settings, progress.part(0.0, 0.95), keep)
    share = 1.0
    if begun.is_whole:
        learnt_px = sum(len(each) * each.side_px**2 for each in chips.values())
        share = blend_with_start(begun.network, start, learnt_px, validation, scaling, progress.part(0.95, 0.98))
        progress.log(f"{share:.0%} of the weights is what was learnt, the rest what the detector began with.")
    if share < 1.0:
        keep(history.epochs[history.chosen - 1], begun.network)
    counts = count_validation(begun.network, validation, scaling, progress.part(0.98, 1.0))
    calibration = calibrate(counts, real="pairs" in chips)
    progress.log(calibration.reason)
    return Trained(history, share, counts, calibration)
