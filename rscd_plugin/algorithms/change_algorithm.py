"""What the algorithms that find changes have in common."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingContext, QgsProcessingFeedback

from ..core.jobs.spec import ChangeOutputs
from .change_outputs import CHANGES, DESTINATIONS, MASK, PROBABILITY, ChangeDelivery
from .outputs import wanted
from .running import WorkerAlgorithm


class ChangeAlgorithm(WorkerAlgorithm):
    """Subclasses set JOB and TIER, and build the job in `job`, which also sets `crs`."""

    DESTINATIONS = DESTINATIONS
    GUIDE_PAGE = "choosing"
    crs: QgsCoordinateReferenceSystem

    def outputs(self, parameters: dict[str, Any], scratch: str) -> ChangeOutputs:
        """Those of probability, mask and polygons that are wanted."""
        return ChangeOutputs(scratch, *(wanted(parameters, name) for name in (PROBABILITY, MASK, CHANGES)))

    def deliver(
        self,
        values: dict[str, Any],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Files and numbers."""
        return ChangeDelivery(self, parameters, context, feedback).deliver(values, self.crs)
