"""The algorithm "Install the runtime": the private environment, made on the user's request and at no other time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
)

from ..core.errors import Cancelled, UserError
from ..runtime.environment import BUILD_CHOICES, environment_folder, make_environment
from ..runtime.installation import Watcher
from ..runtime.packages import Source
from ..runtime.proxy import Proxy, qgis_proxy
from ..runtime.tiers import TIERS
from .base import RscdAlgorithm
from .parameters import add_advanced, enum_value, optional_file, static_enum

TIER = "TIER"
BUILD = "BUILD"
WHEELS_FOLDER = "WHEELS_FOLDER"
ENVIRONMENT_FOLDER = "ENVIRONMENT_FOLDER"
VERSIONS = "VERSIONS"

HELP = """
<p>Installs what the plugin needs and QGIS does not have, into a folder of its own outside QGIS and outside the plugin.
QGIS's own packages are not touched. What is there already is tried out; it is made anew where it does not work, and left alone
where it does.</p>
<p><b>TIER</b>, as text: <i>detect</i> (onnxruntime, scipy, scikit-image, matplotlib, jinja2, psutil; about 120 MB to download,
450 MB on the disk) is enough to align pairs and to find changes with or without a
trained model. <i>learn</i> adds PyTorch, for training and for methods that optimise on the pair (340 MB and 1.4 GB).</p>
<p><b>BUILD</b>, as text: <i>cpu</i>, or <i>gpu</i> for NVIDIA GPUs on Linux and Windows (about 1.7 GB to download and 3 GB on the
disk for detect, 3.1 GB and 5.8 GB for learn). <i>auto</i>: the build that is installed; if there is none, gpu where the NVIDIA
driver is new enough for it, else cpu. Another build than the installed one is made from scratch.</p>
<p><b>WHEELS_FOLDER</b>: a folder of .whl files; packages are then taken from it alone, without the network.</p>
<p>The folder is the one named by the environment variable RSCD_ENVIRONMENT, else by the plugin's page in QGIS's options, else a
folder "rscd" among your application data. To remove the runtime, delete it.
Outputs: <b>ENVIRONMENT_FOLDER</b>, and <b>VERSIONS</b> of what it holds.</p>
<p>The packages come from the Python package index by pip, the CPU build of PyTorch for Linux and its GPU build for Windows from
PyTorch's own index. An index that pip is set to is used instead of both, for example through PIP_INDEX_URL. The HTTP proxy of
QGIS's network options is used.</p>
"""


class InstallRuntime(RscdAlgorithm):
    """`rscd:installruntime`."""

    ID = "installruntime"
    TITLE = "Install the runtime"
    GROUP = "Set-up"
    GROUP_ID = "setup"
    SUMMARY = "Installs onnxruntime (and PyTorch) into a folder of their own, outside QGIS"
    HELP = HELP
    GUIDE_PAGE = "setup"

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        self.addParameter(static_enum(TIER, self.tr("Tier of packages"), TIERS))
        add_advanced(self, static_enum(BUILD, self.tr("Build"), BUILD_CHOICES))
        add_advanced(
            self,
            QgsProcessingParameterFile(
                WHEELS_FOLDER,
                self.tr("Folder of wheels to install from (default: the network)"),
                behavior=QgsProcessingParameterFile.Folder,
                optional=True,
            ),
        )
        self.addOutput(QgsProcessingOutputString(ENVIRONMENT_FOLDER, self.tr("Folder of the runtime")))
        self.addOutput(QgsProcessingOutputString(VERSIONS, self.tr("Versions installed")))

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Take QGIS's proxy."""
        self._proxy: Proxy | None = None
        try:
            if not parameters.get(WHEELS_FOLDER):
                self._proxy = qgis_proxy()
        except UserError as error:
            raise QgsProcessingException(str(error)) from None
        return True

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, str]:
        """Make or complete the environment; pip's lines go to the log."""
        try:
            tier = enum_value(self, parameters, TIER, context, TIERS)
            build = enum_value(self, parameters, BUILD, context, BUILD_CHOICES)
            wheels = optional_file(self, parameters, WHEELS_FOLDER, context)
            watcher = Watcher(feedback.pushInfo, lambda state: feedback.setProgress(100 * state.share), feedback.isCanceled)
            source = Source(Path(wheels) if wheels else None, self._proxy)
            environment = make_environment(environment_folder(), tier, watcher, build=build, source=source, mend=True)
        except Cancelled:
            raise QgsProcessingException("Stopped. Nothing new is installed; run this again.") from None
        except UserError as error:
            raise QgsProcessingException(str(error)) from None
        versions = ", ".join(f"{name} {version}" for name, version in environment.versions)
        feedback.pushInfo(f"The runtime is in {environment.folder}: {versions}")
        return {ENVIRONMENT_FOLDER: str(environment.folder), VERSIONS: versions}
