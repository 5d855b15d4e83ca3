"""The same job as Run's, on what the map shows: quick, and for the eyes only."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapSettings,
    QgsProcessingContext,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...algorithms.change_outputs import PROBABILITY
from ...algorithms.pair_parameters import POST, PRE
from ...core.errors import UserError
from ...core.jobs.spec import DetectJob, MetricJob
from ...core.raster.grid import Bounds
from .views import MapView, Views, cut_views

translate = QCoreApplication.translate
_MOST_PX = {"detect": 1_500_000, "classic": 500_000, "metric": 150_000}  # what a CPU does in a few seconds


class PreviewRequest:
    """Made on the GUI's thread from the call that Run would make; `make_job` belongs into another.

    views: known once the job was made. Raises UserError when the call does not hold together, or layers have no place on the map.
    """

    def __init__(self, algorithm_id: str, parameters: dict[str, Any], settings: QgsMapSettings, folder: Path) -> None:
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(algorithm_id)
        if algorithm is None:
            text = translate("PreviewRequest", "The algorithm {name} is not there. Switch the plugin off and on again.")
            raise UserError(text.format(name=algorithm_id))
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        self.folder = folder
        self.job_name: str = algorithm.JOB
        self.tier: str = algorithm.TIER
        self.outputs = algorithm.outputs({PROBABILITY: "preview"}, str(folder))
        self.views: Views | None = None
        job = algorithm.job(parameters, context)
        self.quickened = isinstance(job, MetricJob) and job.mode != "fast"
        if self.quickened:
            job = replace(job, mode="fast")
        self.job = replace(job, extent=None, min_area_m2=0.0)
        layers = [algorithm.parameterAsRasterLayer(parameters, name, context) for name in (PRE, POST)]
        self._view = _map_view(settings, *layers)
        self._cancelled = threading.Event()

    @property
    def model(self) -> tuple[str, str | None] | None:
        """The model and its card, where the job has one."""
        return (self.job.model, self.job.card) if isinstance(self.job, DetectJob) else None

    def cancel(self) -> None:
        """Nobody wants it any more: may be called from any thread."""
        self._cancelled.set()

    def make_job(self) -> Any:
        """The job on views of the two dates. Raises UserError and Cancelled."""
        self.folder.mkdir()  # fails where the preview was switched off meanwhile and its files removed
        most_px, is_cancelled = _MOST_PX[self.job_name], self._cancelled.is_set
        self.views = cut_views(self.job.pre, self.job.post, self._view, most_px, self.folder, is_cancelled)
        return replace(self.job, pre=self.views.pre, post=self.views.post)


def _map_view(settings: QgsMapSettings, pre: QgsRasterLayer, post: QgsRasterLayer) -> MapView:
    shown = QgsRectangle(settings.visiblePolygon().boundingRect())
    if shown.isEmpty():
        raise UserError(translate("PreviewRequest", "The map is empty. Zoom to the layers for a preview."))
    pre_bounds, post_bounds = (_bounds(shown, settings.destinationCrs(), layer) for layer in (pre, post))
    on_map, in_pre = shown.width() * shown.height(), (pre_bounds[2] - pre_bounds[0]) * (pre_bounds[3] - pre_bounds[1])
    return MapView(pre_bounds, post_bounds, settings.mapUnitsPerPixel() * (in_pre / on_map) ** 0.5)


def _bounds(shown: QgsRectangle, crs: QgsCoordinateReferenceSystem, layer: QgsRasterLayer) -> Bounds:
    """What the map shows, in the layer's CRS."""
    transform = QgsCoordinateTransform(crs, layer.crs(), QgsProject.instance())  # changes nothing where one is not valid
    try:
        box = transform.transformBoundingBox(shown)
    except QgsCsException:
        box = QgsRectangle()
    if box.isEmpty() or not box.isFinite():
        text = translate(
            "PreviewRequest", "What the map shows has no place in the CRS of “{layer}”. Zoom to that layer for a preview."
        )
        raise UserError(text.format(layer=layer.name()))
    return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()
