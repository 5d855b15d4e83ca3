"""From what a job says of its two dates to a pair that is ready to be read."""

from __future__ import annotations

from ..classic.invariant import fit_invariant
from ..errors import UserError
from ..progress import Progress
from ..raster.bands import match_bands
from ..raster.coregistration import Coregistration, coregister
from ..raster.pair import Pair
from ..raster.radiometry import fit_normaliser
from ..raster.sampling import sample_blocks
from .spec import PairJob


def open_pair(job: PairJob, progress: Progress) -> tuple[Pair, Coregistration | None]:
    """The pair on its grid, post moved onto pre where that was asked for and found reliably.

    Raises UserError when the two cannot be brought together.
    """
    pair = Pair(job.pre, job.post, job.extent, progress, job.grid, job.exclude)
    if job.coregister == "none":
        return pair, None
    bands = match_bands(pair.pre, pair.post, job.bands_pre, job.bands_post)
    found = coregister(pair, *bands, job.coregister, progress)
    progress.log(found.sentence())
    if found.reliable:
        pair.move_post(found.displacement)
    return pair, found


def normalise(pair: Pair, job: PairJob, progress: Progress) -> None:
    """Have the pair bring post's values to pre's, as the job asks. To be called once its bands are chosen."""
    if job.normalise == "none":
        return
    if len(pair.pre_bands) != len(pair.post_bands):
        raise UserError("NORMALISE needs as many bands of post as of pre: say which ones in BANDS_PRE and BANDS_POST.")
    pre, post = sample_blocks(pair, progress.part(0.0, 0.5))
    if job.normalise == "pif":
        pair.normaliser = fit_invariant(pre, post, progress.part(0.5, 1.0))
    else:
        pair.normaliser = fit_normaliser(job.normalise, pre, post)
    progress.log(f"Post's values are brought to pre's ({job.normalise}).")
