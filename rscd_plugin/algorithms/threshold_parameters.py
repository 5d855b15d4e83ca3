"""The parameters that cut a score which no label has calibrated: THRESHOLD_METHOD and THRESHOLD."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from ..core.jobs.spec import THRESHOLD_METHODS
from .base import RscdAlgorithm
from .parameters import decimal, enum_value, optional_double, static_enum

THRESHOLD_METHOD = "THRESHOLD_METHOD"
THRESHOLD = "THRESHOLD"

THRESHOLD_HELP = """
<b>THRESHOLD_METHOD</b>, as text: yen, log_otsu (Otsu on the log score, then Otsu on what lies above), otsu, kittler,
or fixed.<br>
<b>THRESHOLD</b>: for fixed only, in units of the score: take one from another run's THRESHOLD_USED.<br>
"""


def add_threshold(algorithm: RscdAlgorithm, methods: tuple[str, ...] = THRESHOLD_METHODS) -> None:
    """Declare them."""
    algorithm.addParameter(static_enum(THRESHOLD_METHOD, algorithm.tr("Threshold method"), methods))
    title = algorithm.tr("Threshold, for the method fixed only, in units of the score")
    algorithm.addParameter(decimal(THRESHOLD, title, None))


def threshold_values(
    algorithm: RscdAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    methods: tuple[str, ...] = THRESHOLD_METHODS,
) -> dict[str, Any]:
    """What the user chose, as fields of an UncalibratedJob. Raises UserError."""
    return {
        "threshold_method": enum_value(algorithm, parameters, THRESHOLD_METHOD, context, methods),
        "threshold": optional_double(algorithm, parameters, THRESHOLD, context),
    }
