"""The output REPORT of every algorithm that tells what it did on a page."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterFileDestination

from .base import RscdAlgorithm

REPORT = "REPORT"


def add_report(algorithm: RscdAlgorithm) -> None:
    """Declare it."""
    title, kinds = algorithm.tr("Report"), algorithm.tr("Web pages (*.html)")
    algorithm.addParameter(QgsProcessingParameterFileDestination(REPORT, title, kinds, optional=True))
