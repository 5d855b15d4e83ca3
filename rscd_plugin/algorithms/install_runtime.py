"""The algorithm "Install the runtime": the private environment, made on the user's request and at no other time."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
)

from ..core.errors import Cancelled, UserError
from ..runtime.environment import environment_folder, make_environment
from ..runtime.tiers import TIERS
from .base import RscdAlgorithm
from .parameters import enum_value, static_enum

TIER = "TIER"
ENVIRONMENT_FOLDER = "ENVIRONMENT_FOLDER"
VERSIONS = "VERSIONS"

HELP = """
<p>Installs what the plugin needs and QGIS does not have, into a folder of its own outside QGIS and outside the plugin.
QGIS's own packages are not touched. Nothing is done where everything is there already.</p>
<p><b>TIER</b>, as text: <i>detect</i> (onnxruntime, scipy, scikit-image, matplotlib, jinja2, psutil; about 400 MB) is
enough to align pairs and to find changes with or without a
trained model. <i>learn</i> adds PyTorch, for training and for methods that optimise on the pair (1 to 5 GB).</p>
<p>The folder is the one named by the environment variable RSCD_ENVIRONMENT, else by the setting
rscd/environment_folder, else a folder "rscd" among your application data. To remove the runtime, delete it.
Outputs: <b>ENVIRONMENT_FOLDER</b>, and <b>VERSIONS</b> of what it holds.</p>
<p>The packages come from the Python package index by pip; pip's own settings (proxy, another index, a local folder of
packages) are honoured, for example through the variables PIP_INDEX_URL, PIP_FIND_LINKS and PIP_PROXY.</p>
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
        """Declare parameter and outputs."""
        self.addParameter(static_enum(TIER, self.tr("Tier of packages"), TIERS))
        self.addOutput(QgsProcessingOutputString(ENVIRONMENT_FOLDER, self.tr("Folder of the runtime")))
        self.addOutput(QgsProcessingOutputString(VERSIONS, self.tr("Versions installed")))

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, str]:
        """Make or complete the environment; pip's lines go to the log."""
        try:
            tier = enum_value(self, parameters, TIER, context, TIERS)
            environment = make_environment(environment_folder(), tier, feedback.pushInfo, feedback.isCanceled)
        except Cancelled:
            raise QgsProcessingException("Stopped. The runtime is not installed; run this again.") from None
        except UserError as error:
            raise QgsProcessingException(str(error)) from None
        versions = ", ".join(f"{name} {version}" for name, version in environment.versions)
        feedback.pushInfo(f"The runtime is in {environment.folder}: {versions}")
        return {ENVIRONMENT_FOLDER: str(environment.folder), VERSIONS: versions}
