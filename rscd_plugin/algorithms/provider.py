"""The Processing provider `rscd`."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .align_pair import AlignPair
from .assess_accuracy import AssessAccuracy
from .assess_sample import AssessSample
from .base import RESOURCES
from .change_polygons import ChangePolygonsAlgorithm
from .classic_changes import ClassicChanges
from .detect_changes import DetectChanges
from .install_runtime import InstallRuntime
from .metric_changes import MetricChanges
from .pretrain_encoder import PretrainEncoder
from .sample_points import SamplePoints
from .threshold_changes import ThresholdChanges
from .train_detector import TrainDetector


class RscdProvider(QgsProcessingProvider):
    """Lists the algorithms. A new one is a file of its own beside this one, and a line here."""

    ALGORITHMS = (
        AlignPair,
        DetectChanges,
        MetricChanges,
        ClassicChanges,
        ThresholdChanges,
        ChangePolygonsAlgorithm,
        PretrainEncoder,
        TrainDetector,
        SamplePoints,
        AssessSample,
        AssessAccuracy,
        InstallRuntime,
    )

    def loadAlgorithms(self) -> None:
        """Called by Processing."""
        for algorithm in self.ALGORITHMS:
            self.addAlgorithm(algorithm())

    def id(self) -> str:
        """The permanent id."""
        return "rscd"

    def name(self) -> str:
        """The name in the Toolbox."""
        return self.tr("RSCD change detection")

    def icon(self) -> QIcon:
        """The plugin's."""
        return QIcon(str(RESOURCES / "icons" / "rscd.svg"))

    def supportedOutputRasterLayerExtensions(self) -> list[str]:
        """GeoTIFF only: it alone holds tiles, overviews, colours and metadata at any size."""
        return ["tif"]
